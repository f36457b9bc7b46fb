import { Ipv6Options, pad1, padN, type Ipv6OptionDraft } from './ipv6-options.js';
import { writer } from './kit/writer.js';

/** Alignment xn+y, from the start of the header: Router Alert 2n (RFC 2711), Jumbo Payload 4n+2 (RFC 2675), Home Address 8n+6 (RFC 6275). */
const ALIGNMENT: Readonly<Record<string, readonly [x: number, y: number]>> = {
  routerAlert: [2, 0],
  jumboPayload: [4, 2],
  homeAddress: [8, 6],
};

/** The options with the padding before each that its alignment asks for; a header pads its end by itself. */
export function aligned(options: readonly Ipv6OptionDraft[]): readonly Ipv6OptionDraft[] {
  const all: Ipv6OptionDraft[] = [];
  let at = 2;
  for (const option of options) {
    const [x, y] = ALIGNMENT[option.kind ?? ''] ?? [1, 0];
    const missing = (((y - at) % x) + x) % x;
    if (missing > 0) all.push(missing === 1 ? pad1() : padN(missing));
    all.push(option);
    at += missing + encodedSize(option);
  }
  return all;
}

function encodedSize(option: Ipv6OptionDraft): number {
  const into = writer();
  const member = option.kind === undefined ? Ipv6Options.unknown : Ipv6Options.byKind.get(option.kind);
  member?.compiled.encode(into, option, '');
  return into.length;
}
