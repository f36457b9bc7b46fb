const INDENT = '  ';
/** A judgement, its captures, one of them, its findings: what is below is a piece of its own. */
const DEPTH = 4;

/** The text of `JSON.stringify(value, undefined, 2)` in pieces, none longer than what stands four levels deep. */
export function* jsonPieces(value: unknown, depth = DEPTH, indent = ''): Generator<string> {
  if (depth === 0 || typeof value !== 'object' || value === null) {
    yield JSON.stringify(value, undefined, INDENT).replaceAll('\n', `\n${indent}`);
    return;
  }
  const isArray = Array.isArray(value);
  const [open, close] = isArray ? '[]' : '{}';
  const inner = indent + INDENT;
  let before = `${open}\n${inner}`;
  for (const [key, member] of Object.entries(value)) {
    if (member === undefined) continue;
    yield isArray ? before : `${before}${JSON.stringify(key)}: `;
    yield* jsonPieces(member, depth - 1, inner);
    before = `,\n${inner}`;
  }
  yield before.startsWith(open as string) ? `${open}${close}` : `\n${indent}${close}`;
}

const BLOCK_CHARACTERS = 1 << 16;

/** The same with a line break at its end, in blocks that are worth a call of the system each. */
export function* jsonBlocks(value: unknown): Generator<string> {
  let block = '';
  for (const piece of jsonPieces(value)) {
    block += piece;
    if (block.length < BLOCK_CHARACTERS) continue;
    yield block;
    block = '';
  }
  yield `${block}\n`;
}
