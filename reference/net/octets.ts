/** Small operations on octet strings. */

/** Up to here an engine keeps octets beside the object, which is quick. */
const TINY_OCTETS = 64;
const SHORT_OCTETS = 2_048;
const SHARED_OCTETS = 8_192;
let shared = new Uint8Array(SHARED_OCTETS);
let used = 0;

/**
 * Room for octets that the caller writes all of. Short ones, as frames are, lie in a buffer that they share: to make a
 * buffer for each takes longer than to fill it.
 */
function room(length: number): Uint8Array {
  if (length <= TINY_OCTETS || length > SHORT_OCTETS) return new Uint8Array(length);
  if (used + length > SHARED_OCTETS) {
    shared = new Uint8Array(SHARED_OCTETS);
    used = 0;
  }
  used += length;
  return shared.subarray(used - length, used);
}

export function copyOf(octets: Uint8Array): Uint8Array {
  const copy = room(octets.length);
  copy.set(octets);
  return copy;
}

export function concat(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  let total = 0;
  for (const part of parts) total += part.length;
  const joined = room(total);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function equalOctets(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** The two digits of each octet: records hold every frame in them, and to work them out takes twice as long. */
const DIGITS: readonly string[] = Array.from({ length: 256 }, (_, octet) => octet.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal digits without separators: `86dd60`. */
export function hex(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += DIGITS[octet] as string;
  return text;
}

/** The value of a hexadecimal digit: letters of either case lie nine before their value in the last four bits of their code. */
const digitAt = (digits: string, at: number): number => {
  const code = digits.charCodeAt(at);
  return (code & 0xf) + (code > 0x39 ? 9 : 0);
};

/** Reads hexadecimal digits; blanks, colons and line breaks between octets are skipped. Throws on anything else. */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/[\s:]/g, '');
  if (digits.length % 2 !== 0 || /[^0-9a-f]/i.test(digits)) throw new Error(`not hexadecimal octets: "${text.slice(0, 40)}"`);
  const octets = new Uint8Array(digits.length / 2);
  for (let i = 0; i < octets.length; i++) octets[i] = (digitAt(digits, 2 * i) << 4) | digitAt(digits, 2 * i + 1);
  return octets;
}
