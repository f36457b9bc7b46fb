import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, parseDocument, type Document, type Node } from 'yaml';

export type Path = readonly PropertyKey[];

/** One thing that is wrong in a file, at a 1-based line and column. */
export interface Located {
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/** A YAML file as plain values, together with where each of them stands. */
export interface YamlSource {
  readonly value: unknown;
  readonly problems: readonly Located[];
  /** Position of the value at a path; of its nearest present ancestor when it is absent. */
  position(path: Path): { readonly line: number; readonly column: number };
  /** Position of a key inside the mapping at a path. */
  keyPosition(path: Path, key: string): { readonly line: number; readonly column: number };
}

/** More aliases than any honest file has; the library refuses to expand beyond it. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 64;

/** Reads one YAML document. Never throws: what is wrong, syntax and alias bombs included, is in `problems`. */
export function readYaml(text: string): YamlSource {
  const tooDeep = deepestIndent(text);
  if (tooDeep !== undefined) return unreadable(`nested more than ${MAX_DEPTH} levels deep`, tooDeep);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const at = (offset: number): { line: number; column: number } => {
    const position = lines.linePos(offset);
    return { line: Math.max(1, position.line), column: Math.max(1, position.col) };
  };
  const problems: Located[] = [...document.errors, ...document.warnings].map((error) => ({
    ...at(error.pos[0]),
    text: inWords(error.message),
  }));
  const value = problems.length > 0 ? undefined : expand(document, problems);
  return {
    value,
    problems,
    position: (path) => at(offsetOf(nodeAt(document, path))),
    keyPosition: (path, key) => at(offsetOf(keyAt(nodeAt(document, path), key))),
  };
}

function unreadable(text: string, offset: { line: number; column: number }): YamlSource {
  return { value: undefined, problems: [{ ...offset, text }], position: () => offset, keyPosition: () => offset };
}

function expand(document: Document, problems: Located[]): unknown {
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch (error) {
    problems.push({ line: 1, column: 1, text: `aliases (*name) expand without end: ${(error as Error).message}` });
    return undefined;
  }
}

/** The parser is recursive: brackets nested thousands deep would exhaust its stack before anything is checked. */
function deepestIndent(text: string): { line: number; column: number } | undefined {
  let depth = 0;
  let line = 1;
  let lineStart = 0;
  let dashes = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (char === '\n') [line, lineStart, dashes] = [line + 1, i + 1, 0];
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth = Math.max(0, depth - 1);
    else if ((char === '-' || char === '?' || char === ':') && (text[i + 1] === ' ' || text[i + 1] === '\t')) dashes++;
    if (depth > MAX_DEPTH || dashes > MAX_DEPTH) return { line, column: i - lineStart + 1 };
  }
  return undefined;
}

function nodeAt(document: Document, path: Path): Node | undefined {
  let node: Node | undefined = document.contents ?? undefined;
  for (const step of path) {
    const inside: Node | undefined = isAlias(node) ? node.resolve(document) : node;
    const child: unknown = isMap(inside) || isSeq(inside) ? inside.get(step, true) : undefined;
    if (!isNode(child)) return node;
    node = child;
  }
  return node;
}

function keyAt(node: Node | undefined, key: string): Node | undefined {
  if (!isMap(node)) return node;
  const pair = node.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === key);
  return pair !== undefined && isNode(pair.key) ? pair.key : node;
}

const offsetOf = (node: Node | undefined): number => node?.range?.[0] ?? 0;

const inWords = (message: string): string => message.replace(/\s+at line \d+, column \d+:?[\s\S]*$/, '');
