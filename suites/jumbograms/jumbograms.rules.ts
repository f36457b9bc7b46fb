import { HopByHop } from '../../reference/wire/extension-headers.js';
import type { Layer } from '../../reference/wire/frame.js';
import type { Ipv6Option } from '../../reference/wire/ipv6-options.js';
import { optionsOf } from '../ipv6/headers-seen.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

/** What the Payload Length can say by itself. */
const MAX_PAYLOAD = 65_535;

/** What the Jumbo Payload option says, in the Hop-by-Hop Options header where it belongs. */
function jumboLengthOf([first]: readonly Layer[]): number | undefined {
  if (first?.message !== HopByHop) return undefined;
  const options = optionsOf(first);
  for (let i = 0; i < options.length; i++) {
    const option = options[i] as Ipv6Option;
    if (option.kind === 'jumboPayload') return option.jumboPayloadLength;
  }
  return undefined;
}

const onJumbograms = (
  rule: Omit<FrameRule, 'on' | 'reads' | 'check'>,
  check: (packet: ObservedPacket, length: number) => Outcome,
): FrameRule => ({
  ...rule,
  on: ['extension headers'],
  reads: 'headers',
  check(packet) {
    const length = jumboLengthOf(packet.extensionHeaders);
    return length === undefined ? undefined : check(packet, length);
  },
});

/** What is sent with a Jumbo Payload option (RFC 2675 sections 2 and 3). */
export const jumbogramRules: readonly FrameRule[] = [
  onJumbograms(
    { id: 'jumbograms.payload-length.zero', requirement: 'jumbo-tx-plen-zero', title: 'sends jumbograms with Payload Length 0' },
    ({ ipv6 }) => (ipv6.payloadLength === 0 ? KEPT : broken(`Payload Length ${ipv6.payloadLength}`, 'ipv6.payloadLength')),
  ),
  onJumbograms(
    { id: 'jumbograms.fragment-header.absent', requirement: 'jumbo-tx-plen-zero', title: 'sends jumbograms without a Fragment header' },
    ({ hasFragmentHeader }) => (hasFragmentHeader ? broken('has a Fragment header', 'fragment') : KEPT),
  ),
  onJumbograms(
    { id: 'jumbograms.option.length', requirement: 'jumbo-tx-length', title: 'uses the option for more than 65,535 octets only' },
    (_, length) =>
      length > MAX_PAYLOAD ? KEPT : broken(`Jumbo Payload Length ${length}`, 'hopByHop.options.jumboPayload.jumboPayloadLength'),
  ),
];
