import type { RuleBreakingPacketOnLinks } from '../ipv6/links/rule-breaking-packets.js';
import type { DiscardReason } from '../ipv6/discard-reasons.js';
import { ipv4Address } from '../net/ipv4-address.js';
import type { PortsBench } from '../ports-bench.js';
import { milliseconds } from '../time.js';
import { BEHIND_IPV4, ENTRY_IPV4, EXIT_IPV4, NEAR_IPV4, ORIGIN, ORIGIN_IPV4, overIpv4Bench } from '../tunnel-bench.js';
import { address } from '../net/address.js';
import { layer, type LayerDraft } from '../wire/frame.js';
import { Icmpv4EchoReply, Icmpv4EchoRequest, icmpv4EchoRequest, Icmpv4TimeExceeded, icmpv4TimeExceeded } from '../wire/icmpv4.js';
import { EchoRequest, echoRequest } from '../wire/icmpv6.js';
import { ipv4 } from '../wire/ipv4.js';
import { ipv6 } from '../wire/ipv6.js';

/** Nothing is left to process or to send without these checks. */
export const IPV4_RULES_THAT_STAND: readonly DiscardReason[] = [
  'ipv4-header',
  'ipv4-for-many',
  'ipv4-not-ours',
  'ipv4-protocol',
  'ipv4-fragment',
  'ipv4-reassembly-timeout',
  'ipv4-reassembly-limit',
  'ipv4-no-route',
  'ipv4-forward-no-route',
  'ipv4-time-to-live',
  'icmpv4-truncated',
  'arp-malformed',
  'arp-queue-overflow',
  'arp-failed',
];

const near =
  (...layers: readonly LayerDraft[]) =>
  (bench: PortsBench): void => {
    bench.send('link0', ...layers);
    bench.advance(milliseconds(1));
  };

const asked = (header: Parameters<typeof ipv4>[0], message = {}): LayerDraft[] => [
  ipv4({ source: ORIGIN_IPV4, destination: NEAR_IPV4, ...header }),
  icmpv4EchoRequest(message),
];

const answered = (bench: PortsBench): boolean => bench.sent('link0').some((decoded) => layer(decoded, Icmpv4EchoReply) !== undefined);

export const IPV4_RULE_BREAKING_PACKETS: Readonly<Partial<Record<DiscardReason, RuleBreakingPacketOnLinks>>> = {
  'ipv4-checksum': { bench: (over) => overIpv4Bench({}, over), send: near(...asked({ checksum: 1 })), shows: answered },
  'ipv4-source': {
    bench: (over) => overIpv4Bench({}, over),
    send: near(...asked({ source: ipv4Address('127.0.0.1') })),
    shows: (bench) => bench.discarded('ipv4-no-route') > 0,
  },
  'icmpv4-checksum': { bench: (over) => overIpv4Bench({}, over), send: near(...asked({}, { checksum: 1 })), shows: answered },
  'ipv4-too-big': {
    bench: (over) => overIpv4Bench({}, over),
    send: near(...asked({ destination: BEHIND_IPV4, dontFragment: true }, { data: new Uint8Array(1400) })),
    shows: (bench) => bench.sent('link1').some((decoded) => layer(decoded, Icmpv4EchoRequest) !== undefined),
  },
  'icmpv4-error-forbidden': {
    bench: (over) => overIpv4Bench({}, over),
    send: near(ipv4({ source: ORIGIN_IPV4, destination: BEHIND_IPV4, timeToLive: 1 }), icmpv4TimeExceeded({})),
    shows: (bench) => bench.sent('link0').some((decoded) => layer(decoded, Icmpv4TimeExceeded) !== undefined),
  },
  'tunnel-inner-source': {
    bench: (over) => overIpv4Bench({}, over),
    send(bench) {
      const compatible = address('::203.0.113.9');
      bench.send(
        'link1',
        ipv4({ source: EXIT_IPV4, destination: ENTRY_IPV4 }),
        ipv6({ source: compatible, destination: ORIGIN }),
        echoRequest(),
      );
      bench.advance(milliseconds(1));
    },
    shows: (bench) => bench.sent('link0').some((decoded) => layer(decoded, EchoRequest) !== undefined),
  },
};
