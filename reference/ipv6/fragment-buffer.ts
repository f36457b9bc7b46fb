import { concat } from '../net/octets.js';

/** One fragment's payload: octets [start, start + octets.length) of the fragmentable part (RFC 8200 section 4.5). */
export interface Piece {
  readonly start: number;
  readonly octets: Uint8Array;
  readonly last: boolean;
}

/** The pieces of one packet, sorted by start. */
export interface FragmentBuffer {
  readonly pieces: readonly Piece[];
}

export const EMPTY_BUFFER: FragmentBuffer = { pieces: [] };

export type Added =
  | { readonly kind: 'added'; readonly buffer: FragmentBuffer }
  /** Exactly the same octets again: RFC 8200 section 4.5 lets the copy be dropped alone. */
  | { readonly kind: 'repeated' }
  | { readonly kind: 'overlap' };

const end = (piece: Piece): number => piece.start + piece.octets.length;

/** Puts a piece in its place, unless it shares an octet with another one or lies beyond the end. */
export function addPiece(buffer: FragmentBuffer, piece: Piece): Added {
  const { pieces } = buffer;
  let index = 0;
  while (index < pieces.length && (pieces[index] as Piece).start < piece.start) index++;
  const [before, after] = [pieces[index - 1], pieces[index]];
  if (after !== undefined && isSame(after, piece)) return { kind: 'repeated' };
  if (before !== undefined && end(before) > piece.start) return { kind: 'overlap' };
  if (after !== undefined && (end(piece) > after.start || piece.last)) return { kind: 'overlap' };
  if (before?.last) return { kind: 'overlap' };
  return { kind: 'added', buffer: { pieces: [...pieces.slice(0, index), piece, ...pieces.slice(index)] } };
}

function isSame(a: Piece, b: Piece): boolean {
  return (
    a.start === b.start && a.last === b.last && a.octets.length === b.octets.length && a.octets.every((octet, i) => octet === b.octets[i])
  );
}

/** The whole fragmentable part once nothing is missing. */
export function completed(buffer: FragmentBuffer): Uint8Array | undefined {
  let at = 0;
  for (const piece of buffer.pieces) {
    if (piece.start !== at) return undefined;
    at = end(piece);
  }
  return buffer.pieces.at(-1)?.last ? concat(...buffer.pieces.map(({ octets }) => octets)) : undefined;
}
