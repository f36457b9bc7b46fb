import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { pathInWords } from '../configuration/dut-problems.js';
import { readYaml, type YamlSource } from '../configuration/yaml-source.js';
import { EXIT, Problem } from '../exit-codes.js';
import { didYouMean } from '../nearest.js';
import { nodeSchema, type NodeFile } from './node-schema.js';

const MAX_FILE_CHARACTERS = 1_000_000;

/** Reads the file of a node; the defaults without one. Throws a `Problem` that lists everything wrong with it. */
export function loadNodeFile(file: string | undefined): NodeFile {
  if (file === undefined) return nodeSchema.parse({});
  const source = readYaml(readText(file));
  const complaints = source.problems.map(({ line, column, text }) => `${file}:${line}:${column}  ${text}`);
  if (complaints.length > 0) throw new Problem(complaints.join('\n'), EXIT.usage);
  const parsed = nodeSchema.safeParse(source.value ?? {});
  if (parsed.success) return parsed.data;
  throw new Problem(parsed.error.issues.flatMap((issue) => describe(file, issue, source)).join('\n'), EXIT.usage);
}

function describe(file: string, issue: z.core.$ZodIssue, source: YamlSource): readonly string[] {
  if (issue.code !== 'unrecognized_keys') {
    const { line, column } = source.position(issue.path);
    return [`${file}:${line}:${column}  ${pathInWords(issue.path)}: ${issue.message}`];
  }
  const known = Object.keys(nodeSchema.shape);
  return issue.keys.map((key) => {
    const { line, column } = source.keyPosition(issue.path, key);
    return `${file}:${line}:${column}  ${key}: no such setting.${didYouMean(key, known) || ` Known here: ${known.join(', ')}.`}`;
  });
}

function readText(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Problem(`${file} cannot be read: ${(error as Error).message}`, EXIT.usage);
  }
  if (text.length > MAX_FILE_CHARACTERS)
    throw new Problem(`${file} has ${text.length} characters: not the description of a node.`, EXIT.usage);
  return text;
}
