import { z } from 'zod';
import { didYouMean } from '../nearest.js';
import type { Located, Path, YamlSource } from './yaml-source.js';

type Issue = z.core.$ZodIssue;

/** `links.link0.tester`, `waivers[0].test`; `file` for the whole document. */
export function pathInWords(path: Path): string {
  const joined = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return joined === '' ? 'file' : joined.replace(/^\./, '');
}

/** What a schema has found, in words, and where it stands in the file. */
export function locate(issue: Issue, schema: z.ZodType, source: YamlSource): readonly Located[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...source.keyPosition(issue.path, key),
      text: `${pathInWords([...issue.path, key])}: no such setting.${didYouMean(key, keysAt(schema, source.value, issue.path)) || ` Known here: ${keysAt(schema, source.value, issue.path).join(', ')}.`}`,
    }));
  }
  if (issue.code === 'invalid_key') {
    const key = String(issue.path.at(-1));
    const reason = issue.issues[0]?.message ?? 'not a valid name';
    return [{ ...source.keyPosition(issue.path.slice(0, -1), key), text: `${pathInWords(issue.path)}: ${reason}` }];
  }
  return [{ ...source.position(issue.path), text: `${pathInWords(issue.path)}: ${wantedAndGot(issue, source)}` }];
}

function wantedAndGot(issue: Issue, source: YamlSource): string {
  const input = valueAt(source.value, issue.path);
  if (input === undefined && issue.code !== 'custom') return `missing. Wanted ${wanted(issue)}.`;
  switch (issue.code) {
    case 'invalid_type': {
      const quote =
        issue.expected === 'string' && ['number', 'boolean'].includes(typeof input) ? ` Put it in quotes: "${String(input)}".` : '';
      return `wanted ${wanted(issue)}, got ${inWords(input)}.${quote}`;
    }
    case 'invalid_value':
    case 'invalid_union': {
      const choices = choicesOf(issue);
      return `wanted ${wanted(issue)}, got ${inWords(input)}.${typeof input === 'string' ? didYouMean(input, choices) : ''}`;
    }
    case 'too_small':
    case 'too_big':
      return `wanted ${wanted(issue)}, got ${inWords(input)}.`;
    default:
      return speaksForItself(issue, input) ? issue.message : `${issue.message}, got ${inWords(input)}.`;
  }
}

/** It quotes what is there, it is about several settings, or what is there is nobody's business. */
const speaksForItself = ({ message, path }: Issue, input: unknown): boolean =>
  /["?]/.test(message) || (typeof input === 'object' && input !== null) || /secret/i.test(String(path.at(-1)));

function choicesOf(issue: Issue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue) return (issue.options as readonly unknown[]).map(String);
  return [];
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'settings (key: value)',
  record: 'settings (key: value)',
  array: 'a list',
};

function wanted(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'invalid_value':
    case 'invalid_union':
      return choicesOf(issue).join(' or ') || 'one of the described forms';
    case 'too_small':
      if (issue.origin === 'string') return 'text that is not empty';
      if (issue.origin === 'array') return 'a list that is not empty';
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string' ? `at most ${issue.maximum} characters` : `at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

function inWords(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'settings (key: value)';
  const shown = JSON.stringify(value) ?? typeof value;
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}

function valueAt(value: unknown, path: Path): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = (here as Record<PropertyKey, unknown>)[step];
  }
  return here;
}

interface SchemaNode {
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly items?: SchemaNode;
  readonly oneOf?: readonly SchemaNode[];
  readonly const?: unknown;
}

const described = new WeakMap<z.ZodType, SchemaNode>();

/** The keys that the schema knows at a path; a choice is decided by its `adapter`. */
function keysAt(schema: z.ZodType, value: unknown, path: Path): readonly string[] {
  let node: SchemaNode | undefined =
    described.get(schema) ?? (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as SchemaNode);
  described.set(schema, node);
  let here = value;
  const choose = (from: SchemaNode | undefined): SchemaNode | undefined =>
    from?.oneOf?.find((option) => option.properties?.['adapter']?.const === (here as { adapter?: unknown } | undefined)?.adapter) ?? from;
  for (const step of path) {
    here = valueAt(here, [step]);
    const below: SchemaNode | undefined = typeof step === 'number' ? node?.items : node?.properties?.[String(step)];
    const rest: SchemaNode | undefined = typeof node?.additionalProperties === 'object' ? node.additionalProperties : undefined;
    node = choose(below ?? rest);
  }
  return node?.propertyNames?.enum ?? Object.keys(node?.properties ?? {});
}
