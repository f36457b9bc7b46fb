import { isMulticast, type Address } from '../../reference/net/address.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { satisfies, type Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';

/** An Echo Request and how its reply is known. */
export interface Question {
  readonly frame: FrameDraft;
  /** The Echo Reply to it, whatever link-layer address it goes to. */
  readonly reply: Match;
}

const questionsAsked = new WeakMap<TestContext, number>();

/** An Echo Request that no other question of the test has the reply of. */
export function question(t: TestContext, source: Address, destination: Address): Question {
  const sequence = (questionsAsked.get(t) ?? 0) + 1;
  questionsAsked.set(t, sequence);
  return {
    frame: frame(ipv6({ source, destination }), echoRequest({ identifier: 0x6e64, sequence })),
    reply: {
      'ipv6.destination': source,
      'echoReply.identifier': 0x6e64,
      'echoReply.sequence': sequence,
      ...(!isMulticast(destination) && { 'ipv6.source': destination }),
    },
  };
}

/** Any ICMPv6 error to an address. */
export const errorTo = (destination: Address): Match => ({
  'icmpv6.type': satisfies<number>('below 128, an error', (type) => type < 128),
  'ipv6.destination': destination,
});
