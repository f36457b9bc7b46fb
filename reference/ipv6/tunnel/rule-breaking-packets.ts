import { prefixOf } from '../../net/prefix.js';
import type { NodeConfiguration } from '../../node.js';
import type { PortsBench } from '../../ports-bench.js';
import { BEHIND, ENTRY, EXIT, forwarded, ORIGIN, tunnelBench, WAYPOINT } from '../../tunnel-bench.js';
import { destinationOptions } from '../../wire/extension-headers.js';
import { layer } from '../../wire/frame.js';
import { DestinationUnreachable, destinationUnreachable, EchoRequest, echoRequest } from '../../wire/icmpv6.js';
import { ipv6 } from '../../wire/ipv6.js';
import { tunnelEncapsulationLimit } from '../../wire/ipv6-options.js';
import { milliseconds } from '../../time.js';
import type { DiscardReason } from '../discard-reasons.js';
import type { RuleBreakingPacketOnLinks } from '../links/rule-breaking-packets.js';
import type { AddIpv6Tunnel } from './tunnel-commands.js';

/** Nothing is left to send or to process without these checks. */
export const TUNNEL_RULES_THAT_STAND: readonly DiscardReason[] = ['tunnel-entry-address', 'tunnel-nesting', 'tunnel-error-truncated'];

const benchWith = (tunnel: Partial<AddIpv6Tunnel>) => (over: Partial<NodeConfiguration>) => tunnelBench(tunnel, over);

/** An Echo Request went through the tunnel. */
const isTunnelled = (bench: PortsBench): boolean => bench.sent('link1').some((decoded) => layer(decoded, EchoRequest) !== undefined);

const original = ipv6({ source: ORIGIN, destination: BEHIND });
const limit = (value: number) => destinationOptions({ options: [tunnelEncapsulationLimit(value)] });

export const TUNNEL_RULE_BREAKING_PACKETS: Readonly<Partial<Record<DiscardReason, RuleBreakingPacketOnLinks>>> = {
  'tunnel-unknown-entry': {
    bench: benchWith({}),
    send(bench) {
      bench.send('link1', ipv6({ source: WAYPOINT, destination: ENTRY }), ipv6({ source: BEHIND, destination: ORIGIN }), echoRequest());
      bench.advance(milliseconds(1));
    },
    shows: (bench) => bench.sent('link0').length > 0,
  },
  'tunnel-loopback': {
    bench: benchWith({}),
    send(bench) {
      bench.node.command({ kind: 'add-route', link: 'tunnel0', prefix: prefixOf(EXIT, 128) });
      bench.node.command({ kind: 'ping', link: 'link1', destination: EXIT, source: ENTRY });
    },
    shows: isTunnelled,
  },
  'tunnel-error-kept': {
    bench: (over) => tunnelBench({}, { ...over, features: { relayTunnelErrors: false } }),
    send(bench) {
      const [carried] = forwarded(bench, original, echoRequest());
      const invokingPacket = carried!.octets.slice(carried!.packetOffset);
      bench.send('link1', ipv6({ source: EXIT, destination: ENTRY }), destinationUnreachable({ code: 0, invokingPacket }));
      bench.advance(milliseconds(1));
    },
    shows: (bench) => bench.sent('link0').some((decoded) => layer(decoded, DestinationUnreachable) !== undefined),
  },
  'tunnel-encapsulation-limit': {
    bench: benchWith({}),
    send: (bench) => void forwarded(bench, original, limit(0), echoRequest()),
    shows: isTunnelled,
  },
  'tunnel-too-big': {
    bench: benchWith({ encapsulationLimit: 'none' }),
    // It fits the tunnel but for the header that the limit in it asks for.
    send: (bench) => void forwarded(bench, original, limit(3), echoRequest({ data: new Uint8Array(1460 - 56) })),
    shows: (bench) => bench.sent('link1').length > 0,
  },
};
