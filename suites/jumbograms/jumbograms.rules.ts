import { Fragment, HopByHop } from '../../reference/wire/extension-headers.js';
import type { Layer } from '../../reference/wire/frame.js';
import { extensionHeadersOf, optionsOf } from '../ipv6/headers-seen.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

/** What the Payload Length can say by itself. */
const MAX_PAYLOAD = 65_535;

function jumboLengthIn(headers: readonly Layer[]): number | undefined {
  for (const header of headers) {
    if (header.message !== HopByHop) continue;
    for (const option of optionsOf(header)) if (option.kind === 'jumboPayload') return option.jumboPayloadLength;
  }
  return undefined;
}

interface Jumbogram {
  readonly packet: ObservedPacket;
  readonly headers: readonly Layer[];
  /** As the option says. */
  readonly length: number;
}

const onJumbograms = (rule: Omit<FrameRule, 'on' | 'reads' | 'check'>, check: (jumbogram: Jumbogram) => Outcome): FrameRule => ({
  ...rule,
  on: ['extension headers'],
  reads: 'headers',
  check(packet) {
    const headers = extensionHeadersOf(packet);
    const length = jumboLengthIn(headers);
    return length === undefined ? undefined : check({ packet, headers, length });
  },
});

/** What is sent with a Jumbo Payload option (RFC 2675 sections 2 and 3). */
export const jumbogramRules: readonly FrameRule[] = [
  onJumbograms(
    { id: 'jumbograms.payload-length.zero', requirement: 'jumbo-tx-plen-zero', title: 'sends jumbograms with Payload Length 0' },
    ({ packet: { ipv6 } }) => (ipv6.payloadLength === 0 ? KEPT : broken(`Payload Length ${ipv6.payloadLength}`, 'ipv6.payloadLength')),
  ),
  onJumbograms(
    { id: 'jumbograms.fragment-header.absent', requirement: 'jumbo-tx-plen-zero', title: 'sends jumbograms without a Fragment header' },
    ({ headers }) => (headers.some(({ message }) => message === Fragment) ? broken('has a Fragment header', 'fragment') : KEPT),
  ),
  onJumbograms(
    { id: 'jumbograms.option.length', requirement: 'jumbo-tx-length', title: 'uses the option for more than 65,535 octets only' },
    ({ length }) =>
      length > MAX_PAYLOAD ? KEPT : broken(`Jumbo Payload Length ${length}`, 'hopByHop.options.jumboPayload.jumboPayloadLength'),
  ),
];
