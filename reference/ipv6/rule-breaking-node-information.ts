import { address, type Address } from '../net/address.js';
import type { NodeBench } from '../node-bench.js';
import { answers, GLOBAL, introduce, LINK_LOCAL, PEER, UNSPECIFIED } from '../settled-node.js';
import { milliseconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { nodeInformationQuery, QTYPE, type NodeInformationQueryDraft } from '../wire/node-information.js';
import type { RuleBreakingPackets } from './rule-breaking-packet.js';

const FOREIGN = address('fe80::dead');
const GLOBAL_PEER = address('2001:db8::b');

const query =
  (given: NodeInformationQueryDraft, source: Address = PEER, destination: Address = LINK_LOCAL) =>
  (bench: NodeBench) => {
    bench.send(destination, [
      ipv6({ source, destination }),
      nodeInformationQuery({ code: 0, qtype: QTYPE.nodeName, data: LINK_LOCAL, ...given }),
    ]);
    bench.advance(milliseconds(10));
  };

/** For a node that takes part in RFC 4620. */
export const RULE_BREAKING_NODE_INFORMATION: RuleBreakingPackets = {
  'ni-source-unspecified': { send: query({}, UNSPECIFIED), shows: 'nodeNameReply' },
  'ni-subject': { send: query({ data: FOREIGN }), shows: 'nodeNameReply' },
  'ni-global-source': {
    send(bench) {
      introduce(bench, GLOBAL_PEER);
      query({ data: GLOBAL }, GLOBAL_PEER, GLOBAL)(bench);
    },
    shows: 'nodeNameReply',
  },
  'ni-rate': {
    send(bench) {
      for (let i = 0; i < 12; i++) query({})(bench);
    },
    shows: (bench) => answers(bench).filter((name) => name === 'nodeNameReply').length === 12,
  },
};
