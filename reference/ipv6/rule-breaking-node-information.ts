import { address, formatAddress, type Address } from '../net/address.js';
import type { NodeBench } from '../node-bench.js';
import { ALL_NODES, answers, GLOBAL, introduce, LINK_LOCAL, PEER, ROUTER, UNSPECIFIED } from '../settled-node.js';
import { milliseconds, seconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { routerAdvertisement } from '../wire/nd.js';
import { prefixInformation } from '../wire/nd-options.js';
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
  'ni-privacy': {
    send(bench) {
      bench.node.command({ kind: 'set-variable', link: 'link0', variable: 'temporaryAddresses', value: 1 });
      bench.send(ALL_NODES, [
        ipv6({ source: ROUTER, destination: ALL_NODES }),
        routerAdvertisement({ options: [prefixInformation({ prefix: address('2001:db8:7::') })] }),
      ]);
      bench.advance(seconds(5));
      const held = bench.node.interfaces()[0]!.addresses.filter((one) => formatAddress(one.address).startsWith('2001:db8:7:'));
      const temporary = held.find((one) => !formatAddress(one.address).endsWith(':ff:fe00:a'))!.address;
      introduce(bench, PEER);
      bench.forget();
      query({ data: temporary })(bench);
    },
    shows: 'nodeNameReply',
  },
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
