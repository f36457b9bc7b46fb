/** Qtypes have 16 bits. */
const MOST_QTYPES = 0x1_0000;
const WORD_BITS = 32;
const WORD_OCTETS = 4;

/**
 * The answer to a query for the supported Qtypes, as the drafts before RFC 4620 had it and KAME gives it: words of 32 bits,
 * the lowest bit for the lowest Qtype. Compressed, each run of words has before it how many they are, and how many words of
 * zeros follow them. What is cut off or beyond the last Qtype is left out.
 */
export function qtypesIn(data: Uint8Array, isCompressed: boolean): readonly number[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const qtypes: number[] = [];
  let word = 0;
  const take = (at: number, count: number): void => {
    for (let i = 0; i < count && at + (i + 1) * WORD_OCTETS <= view.byteLength; i++)
      collect(view.getUint32(at + i * WORD_OCTETS), word++, qtypes);
  };
  if (!isCompressed) {
    take(0, MOST_QTYPES / WORD_BITS);
    return qtypes;
  }
  for (let at = 0; at + WORD_OCTETS <= view.byteLength && word * WORD_BITS < MOST_QTYPES;) {
    const [words, zeros] = [view.getUint16(at), view.getUint16(at + 2)];
    take(at + WORD_OCTETS, words);
    at += WORD_OCTETS * (1 + words);
    word += zeros;
  }
  return qtypes;
}

function collect(bits: number, word: number, into: number[]): void {
  for (let bit = 0; bit < WORD_BITS; bit++) {
    const qtype = word * WORD_BITS + bit;
    if (((bits >>> bit) & 1) === 1 && qtype < MOST_QTYPES) into.push(qtype);
  }
}
