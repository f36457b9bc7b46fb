import { ADDRESS_BITS } from '../../net/prefix.js';
import type { DefinedOperation, PrefixControlOperation } from '../../wire/router-renumbering.js';

/** An operation that is performed, or one of which only is known that a field of it is out of bounds. */
export type CheckedOperation =
  { readonly kind: 'performed'; readonly operation: DefinedOperation } | { readonly kind: 'out-of-bounds'; readonly ordinal: number };

/** RFC 2894 section 4.2: which field of an operation is out of bounds, in words; undefined when none is. */
export function outOfBounds(operation: PrefixControlOperation): string | undefined {
  if (operation.kind === 'unknownOperation')
    return DEFINED.has(operation.opCode) ? `OpLength ${operation.opLength}` : `OpCode ${operation.opCode}`;
  if (operation.matchLen > ADDRESS_BITS) return `MatchLen ${operation.matchLen}`;
  // Neither of the two is larger than their sum.
  const part = operation.usePrefixes.find(({ useLen, keepLen }) => useLen + keepLen > ADDRESS_BITS);
  return part && `UseLen ${part.useLen} and KeepLen ${part.keepLen}`;
}

/** ADD, CHANGE and SET-GLOBAL. */
const DEFINED: ReadonlySet<number> = new Set([1, 2, 3]);

/** The octet of an operation that holds the Ordinal (RFC 2894 section 3.2.1.1). */
const ORDINAL = 2;

/**
 * The Ordinal of an operation that OpLength lets end outside of the Command, from the octets that nothing else could be read
 * from; undefined when there are so few that it has none.
 */
export const ordinalOfRest = (rest: Uint8Array): number | undefined => rest[ORDINAL];
