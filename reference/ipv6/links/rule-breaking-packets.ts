import { FAR_END, lineBench } from '../../line-bench.js';
import { address } from '../../net/address.js';
import type { NodeConfiguration } from '../../node.js';
import type { PortsBench } from '../../ports-bench.js';
import { layer } from '../../wire/frame.js';
import { EchoRequest, echoRequest } from '../../wire/icmpv6.js';
import { ipv6 } from '../../wire/ipv6.js';
import type { DiscardReason } from '../discard-reasons.js';

/** Nothing is left to process without these checks. */
export const LINK_RULES_THAT_STAND: readonly DiscardReason[] = ['loopback-arrival'];

/** A packet that breaks one rule on a bench of several links, and how it shows there that the rule was not enforced. */
export interface RuleBreakingPacketOnLinks {
  readonly bench: (over: Partial<NodeConfiguration>) => PortsBench;
  readonly send: (bench: PortsBench) => void;
  readonly shows: (bench: PortsBench) => boolean;
}

export const LINK_RULE_BREAKING_PACKETS: Readonly<Partial<Record<DiscardReason, RuleBreakingPacketOnLinks>>> = {
  'forward-point-to-point': {
    bench: lineBench,
    send: (bench) => bench.send('line0', ipv6({ source: FAR_END, destination: address('2001:db8:0:f::c') }), echoRequest()),
    shows: (bench) => bench.sent('line0').some((decoded) => layer(decoded, EchoRequest) !== undefined),
  },
};
