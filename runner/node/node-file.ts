import { nicNames } from '../../reference/ipv6/loopback-settings.js';
import { contradictions } from '../../reference/ipv6/node-settings.js';
import { locate, pathInWords } from '../configuration/schema-problems.js';
import { readYaml, type Located } from '../configuration/yaml-source.js';
import { EXIT, Problem } from '../exit-codes.js';
import { nodeSchema, type NodeFile } from './node-schema.js';
import { readText } from './read-text.js';

export interface NodeDescription {
  readonly file: NodeFile;
  /** The NICs that were asked for; without such a wish those that the file names. */
  readonly nics: readonly string[];
}

/**
 * Reads the file of a node; the defaults without one. Throws a `Problem` that lists everything wrong with it. NICs that others
 * name come in where neither the wish nor the file names any.
 */
export function loadNodeFile(path: string | undefined, wantedNics: readonly string[], otherNics: readonly string[] = []): NodeDescription {
  const read = checked(path === undefined ? '' : readText(path, 'the description of a node'), { wantedNics, otherNics });
  if (read.problems.length === 0 && read.description !== undefined) return read.description;
  const places = [...read.problems].sort((a, b) => a.line - b.line || a.column - b.column);
  throw new Problem(places.map(({ line, column, text }) => `${path}:${line}:${column}  ${text}`).join('\n'), EXIT.usage);
}

function checked(
  text: string,
  { wantedNics, otherNics }: { readonly wantedNics: readonly string[]; readonly otherNics: readonly string[] },
): { readonly description?: NodeDescription; readonly problems: readonly Located[] } {
  const source = readYaml(text);
  if (source.problems.length > 0) return { problems: source.problems };
  const parsed = nodeSchema.safeParse(source.value ?? {}, { reportInput: true });
  if (!parsed.success) return { problems: parsed.error.issues.flatMap((issue) => locate(issue, nodeSchema, source)) };
  const nics = [wantedNics, nicNames(parsed.data.interfaces), otherNics].find(({ length }) => length > 0) ?? [];
  if (nics.length === 0) throw new Problem('which NIC? Say --interface NIC, or interfaces: in the file of --config', EXIT.usage);
  const problems = contradictions(parsed.data, nics).map(({ path, message }) => ({
    ...source.position(path),
    text: `${pathInWords(path)}: ${message}`,
  }));
  return { description: { file: parsed.data, nics }, problems };
}
