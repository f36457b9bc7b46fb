import { hex } from '../../reference/net/octets.js';
import type { FieldNode } from '../../reference/wire/field-tree.js';

/** A run of octets that belongs to the same fields; the page lights it up together with their rows. */
export interface OctetRun {
  /** First octet and count: `54+2`. */
  readonly place: string;
  /** `86 dd` */
  readonly text: string;
  readonly mark: '' | 'wrong' | 'unknown';
}

export type OctetRange = readonly [offset: number, octets: number];

export const placeOf = (offset: number, octets: number): string => `${offset}+${octets}`;

/** The fields at the tips of a field tree, in order. */
export function leaves(nodes: readonly FieldNode[]): readonly FieldNode[] {
  return nodes.flatMap((node) => (node.children.length === 0 ? [node] : leaves(node.children)));
}

/**
 * Cuts a frame where a field begins or ends, so that every run belongs as a whole to the same fields (several, where they
 * are narrower than an octet) or to none. Runs that touch a range of `wrong` are marked.
 */
export function octetRuns(octets: Uint8Array, fields: readonly Pick<FieldNode, 'offset' | 'length'>[], wrong: readonly OctetRange[]): readonly OctetRun[] {
  const owned = new Uint8Array(octets.length);
  const edges = new Set([0]);
  for (const { offset, length } of fields) {
    if (length <= 0) continue;
    edges.add(offset);
    edges.add(Math.min(offset + length, octets.length));
    owned.fill(1, offset, offset + length);
  }
  const starts = [...edges].filter((edge) => edge < octets.length).sort((a, b) => a - b);
  return starts.map((start, i) => {
    const end = starts[i + 1] ?? octets.length;
    const isWrong = wrong.some(([offset, count]) => offset < end && start < offset + Math.max(count, 1));
    return { place: placeOf(start, end - start), text: spaced(octets.subarray(start, end)), mark: isWrong ? 'wrong' : owned[start] === 1 ? '' : 'unknown' };
  });
}

const spaced = (octets: Uint8Array): string => hex(octets).replace(/(..)(?=.)/g, '$1 ');

/** The numbers of the first octets of each line of sixteen, a line each. */
export function lineNumbers(octets: number): string {
  return Array.from({ length: Math.ceil(octets / 16) }, (_, line) => (line * 16).toString(16).padStart(4, '0')).join('\n');
}

/** The bits of a field narrower than its octets, those of its neighbours as dots: `.... 0110`. */
export function bitPattern(octets: Uint8Array, { offset, length, bitOffset, bits }: Pick<FieldNode, 'offset' | 'length' | 'bitOffset' | 'bits'>): string {
  if (bitOffset === undefined || bits === undefined || bits <= 0) return '';
  const all = [...octets.subarray(offset, offset + length)].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  const first = bitOffset % 8;
  const shown = [...all].map((bit, i) => (i >= first && i < first + bits ? bit : '.')).join('');
  return shown.replace(/(....)(?=.)/g, '$1 ');
}
