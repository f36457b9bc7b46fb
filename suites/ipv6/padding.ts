import { pad1, padN, type Ipv6OptionDraft } from '../../reference/wire/ipv6-options.js';

/** RFC 8504 section 5.3: a host may discard packets in which a single PadN is longer. */
const LONGEST_PADN = 7;

/** So many octets of padding that no host may take exception to. */
export function paddingOf(octets: number): readonly Ipv6OptionDraft[] {
  if (octets === 0) return [];
  if (octets === 1) return [pad1()];
  const size = Math.min(octets, LONGEST_PADN);
  return [padN(size), ...paddingOf(octets - size)];
}
