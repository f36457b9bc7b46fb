import type { FieldNode } from '../../reference/wire/field-tree.js';

/** A run of octets that belongs to the same fields; the page lights it up together with their rows. */
export interface OctetRun {
  /** `86 dd` */
  readonly text: string;
  readonly mark: '' | 'wrong' | 'unknown';
}

export type OctetRange = readonly [offset: number, octets: number];

/**
 * Cuts a frame (hexadecimal digits) where a field begins or ends, so that every run belongs as a whole to the same fields (several, where they
 * are narrower than an octet) or to none. Runs that touch a range of `wrong` are marked.
 */
export function octetRuns(
  octets: string,
  fields: readonly Pick<FieldNode, 'offset' | 'length'>[],
  wrong: readonly OctetRange[],
): readonly OctetRun[] {
  const count = octets.length / 2;
  const begins = new Uint8Array(count + 1);
  const owned = new Uint8Array(count);
  for (const { offset, length } of fields) {
    if (length <= 0 || offset >= count) continue;
    const end = Math.min(offset + length, count);
    begins[offset] = begins[end] = 1;
    owned.fill(1, offset, end);
  }
  const spaced = octets.replace(/../g, '$& ');
  const runs: OctetRun[] = [];
  for (let start = 0; start < count;) {
    let end = start + 1;
    while (end < count && begins[end] === 0) end++;
    const isWrong = wrong.some(([offset, length]) => offset < end && start < offset + Math.max(length, 1));
    runs.push({ text: spaced.slice(3 * start, 3 * end - 1), mark: isWrong ? 'wrong' : owned[start] === 1 ? '' : 'unknown' });
    start = end;
  }
  return runs;
}

/** The numbers of the first octets of each line of sixteen, a line each. */
export function lineNumbers(octets: number): string {
  return Array.from({ length: Math.ceil(octets / 16) }, (_, line) => (line * 16).toString(16).padStart(4, '0')).join('\n');
}

/** The bits of a field narrower than its octets, those of its neighbours as dots: `.... 0110`. */
export function bitPattern(
  octets: Uint8Array,
  { offset, length, bitOffset, bits }: Pick<FieldNode, 'offset' | 'length' | 'bitOffset' | 'bits'>,
): string {
  if (bitOffset === undefined || bits === undefined || bits <= 0) return '';
  const first = bitOffset % 8;
  let shown = '';
  for (let bit = 0; bit < 8 * length; bit++) {
    if (bit > 0 && bit % 4 === 0) shown += ' ';
    shown += bit >= first && bit < first + bits ? ((octets[offset + (bit >> 3)] ?? 0) >> (7 - (bit & 7))) & 1 : '.';
  }
  return shown;
}
