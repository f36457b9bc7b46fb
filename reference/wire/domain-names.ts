/** Domain names as sequences of labels (RFC 1035 section 3.1), without compression, in the text form of its section 5.1. */

const MAX_NAME_OCTETS = 255;
const MAX_LABEL_OCTETS = 63;

/**
 * Reads names up to the first octet that begins none: a zero (padding), a compression pointer, a label or name that is
 * too long or not all there. The root name alone is not read as a name.
 */
export function readNames(octets: Uint8Array, from: number, to: number): { readonly value: readonly string[]; readonly next: number } {
  const names: string[] = [];
  let at = from;
  for (;;) {
    const end = endOfName(octets, at, to);
    if (end < 0) return { value: names, next: at };
    names.push(textOfName(octets, at, end));
    at = end;
  }
}

/**
 * Names of nodes (RFC 4620 section 4): fully qualified ones, and single labels, which a second zero octet marks. In text a
 * fully qualified name of one label has a dot at the end.
 */
export function readNodeNames(octets: Uint8Array, from: number, to: number): { readonly value: readonly string[]; readonly next: number } {
  const names: string[] = [];
  let at = from;
  for (;;) {
    const end = endOfName(octets, at, to);
    if (end < 0) return { value: names, next: at };
    const hasOneLabel = end === at + 2 + (octets[at] as number);
    const isMarked = hasOneLabel && end < to && octets[end] === 0;
    names.push(hasOneLabel && !isMarked ? `${textOfName(octets, at, end)}.` : textOfName(octets, at, end));
    at = isMarked ? end + 1 : end;
  }
}

/** The way back; throws for what `writeNames` refuses. */
export function writeNodeNames(names: readonly string[]): Uint8Array {
  const written = names.map((name) => {
    if (isQualified(name)) return writeNames([name.slice(0, -1)]);
    return labelsOf(name).length > 1 ? writeNames([name]) : Uint8Array.of(...writeNames([name]), 0);
  });
  return Uint8Array.from(written.flatMap((octets) => [...octets]));
}

/** A dot at the end that no backslash makes part of the last label. */
const isQualified = (name: string): boolean => /(^|[^\\])(\\\\)*\.$/.test(name);

function endOfName(octets: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && at - from < MAX_NAME_OCTETS) {
    const size = octets[at] as number;
    if (size === 0) return at === from ? -1 : at + 1;
    if (size > MAX_LABEL_OCTETS) return -1;
    at += 1 + size;
  }
  return -1;
}

function textOfName(octets: Uint8Array, from: number, end: number): string {
  const labels: string[] = [];
  for (let at = from; at < end - 1; at += 1 + (octets[at] as number))
    labels.push(textOfLabel(octets.subarray(at + 1, at + 1 + (octets[at] as number))));
  return labels.join('.');
}

function textOfLabel(label: Uint8Array): string {
  let text = '';
  for (const octet of label) {
    if (octet === 0x2e || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else if (octet > 0x20 && octet < 0x7f) text += String.fromCharCode(octet);
    else text += `\\${String(octet).padStart(3, '0')}`;
  }
  return text;
}

/** The labels of names in text form; throws when a label is empty or over 63 octets, or a name over 255. */
export function writeNames(names: readonly string[]): Uint8Array {
  const octets: number[] = [];
  for (const name of names) {
    const from = octets.length;
    for (const label of labelsOf(name)) {
      if (label.length === 0 || label.length > MAX_LABEL_OCTETS) throw new Error(`"${name}" has a label of ${label.length} octets`);
      octets.push(label.length, ...label);
    }
    octets.push(0);
    if (octets.length - from > MAX_NAME_OCTETS) throw new Error(`"${name}" is over ${MAX_NAME_OCTETS} octets`);
  }
  return Uint8Array.from(octets);
}

function labelsOf(name: string): number[][] {
  const labels: number[][] = [[]];
  const pieces = name.replace(/(^|[^\\])\.$/, '$1').match(/\\\d{3}|\\.|[^\\]/gs) ?? [];
  for (const piece of pieces) {
    if (piece === '.') labels.push([]);
    else labels.at(-1)?.push(octetOf(piece, name));
  }
  return labels;
}

function octetOf(piece: string, name: string): number {
  const octet = /^\\\d{3}$/.test(piece) ? Number(piece.slice(1)) : piece.charCodeAt(piece.length - 1);
  if (octet > 255) throw new Error(`"${name}" has a character beyond one octet`);
  return octet;
}
