import { expect } from 'chai';
import { BEHIND, BEHIND_IPV4, ENTRY, EXIT, ORIGIN, ORIGIN_IPV4 } from '../../tunnel-bench.js';
import { linkLayerAddress } from '../../net/link-layer-address.js';
import { portsBench } from '../../ports-bench.js';
import { seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { Icmpv4EchoRequest, icmpv4EchoRequest } from '../../wire/icmpv4.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { Ipv4, ipv4 } from '../../wire/ipv4.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import { neighborAdvertisement } from '../../wire/nd.js';
import { targetLinkLayerAddress } from '../../wire/nd-options.js';
import { nodeSettings } from '../config.js';
import { contradictions, nodeConfiguration } from '../node-settings.js';

const MACS = { eth1: [0x02, 0, 0, 0, 0, 1], eth2: [0x02, 0, 0, 0, 0, 2] } as const;
const NICS = (['eth1', 'eth2'] as const).map((name) => ({ name, linkLayerAddress: linkLayerAddress(MACS[name]), mtu: 1500 }));
const PEER = linkLayerAddress([0x02, 0, 0, 0, 0, 9]);

const FILE = {
  role: 'router',
  interfaces: {
    eth1: { addresses: ['2001:db8:0:a::a/64'], ipv4Addresses: ['192.0.2.10/24'] },
    eth2: {
      addresses: ['2001:db8:0:b::a/64'],
      ipv4Addresses: ['198.51.100.10/24'],
      ipv4Routes: [{ prefix: '0.0.0.0/0', via: '198.51.100.1' }],
    },
  },
  tunnels: {
    gif0: {
      ...{ local: '2001:db8:0:b::a', remote: '2001:db8:0:b::b', hopLimit: 9, encapsulationLimit: 'none', ecn: 'carried' },
      ...{ addresses: ['2001:db8:0:d::a/64'], ipv4Routes: ['203.0.113.128/25'] },
    },
    gif1: { local: '198.51.100.10', remote: '198.51.100.11', dynamicMtu: true, mtu: 1400 },
  },
  routes: [{ prefix: '2001:db8:0:e::/64', interface: 'gif0' }],
};

const problems = (input: object): readonly string[] => {
  const parsed = nodeSettings.safeParse(input);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  return contradictions(
    parsed.data,
    NICS.map(({ name }) => name),
  ).map(({ path, message }) => `${path.join('.')}: ${message}`);
};

const withTunnel = (tunnel: object): object => ({ ...FILE, routes: [], tunnels: { gif0: tunnel } });

describe('tunnels in the file of a node', () => {
  it('are interfaces that carry packets', () => {
    expect(problems(FILE)).to.deep.equal([]);
    const [mac1, mac2] = NICS.map((nic) => nic.linkLayerAddress);
    const bench = portsBench(nodeConfiguration(nodeSettings.parse(FILE), NICS), {
      eth1: { node: mac1!, peer: PEER },
      eth2: { node: mac2!, peer: PEER },
    });
    bench.node.start();
    bench.advance(seconds(5));
    bench.forget();
    bench.send('eth1', ipv6({ source: ORIGIN, destination: BEHIND, hopLimit: 64 }), echoRequest());
    bench.send('eth1', ipv4({ source: ORIGIN_IPV4, destination: BEHIND_IPV4 }), icmpv4EchoRequest());
    const advertisement = neighborAdvertisement({ target: EXIT, solicited: true, options: [targetLinkLayerAddress(PEER)] });
    bench.send('eth2', ipv6({ source: EXIT, destination: ENTRY }), advertisement);
    const carried = bench.sent('eth2').filter((decoded) => layer(decoded, Ipv6)?.destination.join() === EXIT.join());
    expect(carried.map((decoded) => layer(decoded, Ipv6)?.hopLimit)).to.deep.equal([9, 9]);
    expect(carried.map(({ layers }) => layers.map(({ name }) => name))).to.deep.equal([
      ['ethernet', 'ipv6', 'ipv6', 'echoRequest'],
      ['ethernet', 'ipv6', 'ipv4', 'icmpv4EchoRequest'],
    ]);
    expect(layer(carried[1]!, Icmpv4EchoRequest) && layer(carried[1]!, Ipv4)?.destination).to.deep.equal(BEHIND_IPV4);
    expect(bench.node.interfaces().map(({ name, kind, mtu }) => [name, kind, mtu])).to.deep.equal([
      ['eth1', 'ethernet', 1500],
      ['eth2', 'ethernet', 1500],
      ['lo0', 'loopback', 131_072],
      ['gif0', 'tunnel', 1460],
      ['gif1', 'tunnel', 1400],
    ]);
  });

  const ends = { local: '2001:db8:0:b::a', remote: '2001:db8:0:b::b' };
  const overIpv4 = { local: '198.51.100.10', remote: '198.51.100.11' };
  const mistakes: readonly (readonly [what: string, input: object, told: string])[] = [
    [
      'what is no address',
      withTunnel({ ...ends, remote: 'far' }),
      'tunnels.gif0.remote: "far" is no address such as 2001:db8::1 or 192.0.2.1',
    ],
    ['two protocols', withTunnel({ ...ends, remote: '192.0.2.1' }), 'tunnels.gif0.remote: local and remote are addresses of one protocol'],
    ['a flow label in IPv4', withTunnel({ ...overIpv4, flowLabel: 1 }), 'tunnels.gif0.flowLabel: only a tunnel over IPv6 has it'],
    ['a dynamic MTU over IPv6', withTunnel({ ...ends, dynamicMtu: true }), 'tunnels.gif0.dynamicMtu: only a tunnel over IPv4 has it'],
    [
      'an end that is nowhere',
      withTunnel({ ...ends, local: '2001:db8::77' }),
      'tunnels.gif0: no interface has the address 2001:db8::77: say over: eth1, or give it to one',
    ],
    [
      'an end at the node itself',
      withTunnel({ ...ends, remote: '2001:db8:0:a::a' }),
      'tunnels.gif0: the tunnel would end at this node: 2001:db8:0:a::a is its own address',
    ],
    ['a NIC that is not there', withTunnel({ ...ends, over: 'eth7' }), 'tunnels.gif0: there is no interface "eth7"; there is eth1, eth2'],
    ['the name of a NIC', { ...FILE, routes: [], tunnels: { eth1: ends } }, 'tunnels.eth1: there is an interface "eth1" already'],
    [
      'the same ends twice',
      { ...FILE, routes: [], tunnels: { gif0: ends, gif1: ends } },
      'tunnels.gif1: there is a tunnel from 2001:db8:0:b::a to 2001:db8:0:b::b already',
    ],
    [
      'a route through a tunnel that is not there',
      { ...FILE, routes: [{ prefix: 'default', interface: 'gif9' }] },
      'routes.0.interface: no such NIC here: there is eth1, eth2, gif0, gif1',
    ],
    [
      'an IPv4 address without length',
      { interfaces: { eth1: { ipv4Addresses: ['192.0.2.1'] } } },
      'interfaces.eth1.ipv4Addresses.0: wanted ADDRESS/LENGTH, such as 192.0.2.1/24',
    ],
  ];
  for (const [what, input, told] of mistakes) it(`may not have ${what}`, () => expect(problems(input)).to.deep.equal([told]));

  it('lead over each other by their names, in the order of the file', () => {
    const inner = { local: '2001:db8:0:d::a', remote: '2001:db8:0:d::b', over: 'gif0' };
    const tunnels = { gif0: FILE.tunnels.gif0, gif2: inner };
    expect(problems({ ...FILE, tunnels })).to.deep.equal([]);
    expect(problems({ ...FILE, routes: [], tunnels: { gif2: inner, gif0: FILE.tunnels.gif0 } })).to.deep.equal([
      'tunnels.gif2: there is no interface "gif0"; there is eth1, eth2',
    ]);
  });
});
