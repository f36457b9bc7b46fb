import { expect } from 'chai';
import { nodeInformationGroup, nodeName } from '../../../reference/ipv6/node-name.js';
import { address, formatAddress, type Address } from '../../../reference/net/address.js';
import { prefixOf } from '../../../reference/net/prefix.js';
import type { NodeBench } from '../../../reference/node-bench.js';
import { NEAR_PEER, routerBench } from '../../../reference/router-bench.js';
import {
  FAR,
  GLOBAL,
  goesTo,
  LINK_LOCAL,
  PEER,
  ROUTER,
  routerMac,
  SECOND,
  SECOND_MAC,
  settledNode,
} from '../../../reference/settled-node.js';
import { milliseconds, seconds } from '../../../reference/time.js';
import { listen, octetsOf } from '../../../reference/transport/udp/listening.js';
import { destinationOptions, Fragment, fragment } from '../../../reference/wire/extension-headers.js';
import { frame, layer } from '../../../reference/wire/frame.js';
import { EchoReply, echoRequest, PacketTooBig, packetTooBig } from '../../../reference/wire/icmpv6.js';
import { Ipv6, ipv6 } from '../../../reference/wire/ipv6.js';
import { padN } from '../../../reference/wire/ipv6-options.js';
import { raw } from '../../../reference/wire/layer-draft.js';
import { redirect } from '../../../reference/wire/nd.js';
import { targetLinkLayerAddress } from '../../../reference/wire/nd-options.js';
import { nodeInformationQuery, QTYPE } from '../../../reference/wire/node-information.js';
import { madeUpSession } from '../made-up-session.js';

const GROUP = address('ff02::9');
const set = (bench: NodeBench, text: string) => madeUpSession(bench).lines(`sysctl -w ${text}`);

const isAnswered = (bench: NodeBench): boolean => {
  bench.advance(milliseconds(1));
  return bench.heard.some(({ decoded }) => layer(decoded, EchoReply));
};

describe('what a sysctl changes', () => {
  it('hdrnestlimit: how many extension headers a packet may have', async () => {
    const bench = settledNode();
    const answers = (headers: number): boolean => {
      bench.forget();
      const options = Array.from({ length: headers }, () => destinationOptions({ options: [padN(6)] }));
      bench.send(LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), ...options, echoRequest()]);
      return isAnswered(bench);
    };
    expect([answers(2), answers(20)]).to.deep.equal([true, true]);
    expect(await set(bench, 'net.inet6.ip6.hdrnestlimit=2')).to.deep.equal(['net.inet6.ip6.hdrnestlimit: 0 -> 2']);
    expect([answers(0), answers(2), answers(3)]).to.deep.equal([true, true, false]);
    expect(bench.discarded('header-limit')).to.equal(1);
    await set(bench, 'net.inet6.ip6.hdrnestlimit=0');
    expect(answers(3)).to.equal(true);
  });

  describe('maxfrags: how many fragments wait', () => {
    const whole = frame(ipv6({ source: PEER, destination: LINK_LOCAL }), echoRequest({ data: new Uint8Array(40) })).packet.subarray(40);
    const piece = (bench: NodeBench, from: number, to: number, identification: number): void =>
      void bench.send(LINK_LOCAL, [
        ipv6({ source: PEER, destination: LINK_LOCAL }),
        fragment({ fragmentOffset: from / 8, moreFragments: to < whole.length, identification }),
        raw(whole.subarray(from, to), 58),
      ]);

    it('of all packets, none of which begins beyond it, and which make room when they are whole or too late', async () => {
      const bench = settledNode();
      await set(bench, 'net.inet6.ip6.maxfrags=3');
      for (const id of [1, 2, 3, 4]) piece(bench, 0, 24, id);
      expect(bench.discarded('reassembly-limit')).to.equal(1);
      bench.advance(seconds(61));
      expect(bench.discarded('reassembly-timeout'), 'the fourth never began').to.equal(3);
      for (const id of [5, 6, 7, 8]) {
        bench.forget();
        piece(bench, 0, 24, id);
        piece(bench, 24, whole.length, id);
        expect(isAnswered(bench), `${id}`).to.equal(true);
      }
      for (const id of [11, 12, 13]) {
        piece(bench, 0, 24, id);
        piece(bench, 16, 32, id);
      }
      expect(bench.discarded('fragment-overlap')).to.equal(3);
      for (const id of [14, 15, 16, 17]) piece(bench, 0, 24, id);
      expect(bench.discarded('reassembly-limit')).to.equal(2);
    });

    it('or none at all', async () => {
      const bench = settledNode();
      await set(bench, 'net.inet6.ip6.maxfrags=0');
      piece(bench, 0, 24, 1);
      expect(bench.discarded('reassembly-limit')).to.equal(1);
      const few = settledNode();
      await set(few, 'net.inet6.ip6.maxfragpackets=1 net.inet6.ip6.maxfragsperpacket=1');
      piece(few, 0, 24, 1);
      piece(few, 0, 24, 2);
      piece(few, 24, 32, 1);
      expect(few.discarded('reassembly-limit')).to.equal(2);
    });
  });

  it('auto_flowlabel: whether datagrams have the label of their flow (RFC 6437 section 3)', async () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    const label = (): number | undefined => {
      bench.forget();
      socket.send({ to: { address: PEER, port: 5000 }, octets: octetsOf('hello') });
      bench.advance(milliseconds(1));
      return bench.heard.map(({ decoded }) => layer(decoded, Ipv6)?.flowLabel)[0];
    };
    expect(label()).to.be.above(0);
    await set(bench, 'net.inet6.ip6.auto_flowlabel=0');
    expect(label()).to.equal(0);
  });

  it('mcast_pmtu: whether packets to groups have a path MTU (RFC 8201 section 3)', async () => {
    const bench = settledNode();
    const sizes = (): readonly string[] => {
      bench.forget();
      bench.node.command({ kind: 'ping', link: 'link0', destination: GROUP, dataOctets: 1352 });
      bench.advance(milliseconds(1));
      return bench.heard.map(({ decoded, octets }) => `${octets.length - 14}${layer(decoded, Fragment) ? 'f' : ''}`);
    };
    const tooBig = (): void => {
      const invokingPacket = frame(ipv6({ source: LINK_LOCAL, destination: GROUP }), echoRequest({ identifier: 1 })).packet;
      bench.send(LINK_LOCAL, [ipv6({ source: ROUTER, destination: LINK_LOCAL }), packetTooBig({ mtu: 1300, invokingPacket })]);
    };
    expect(sizes()).to.deep.equal(['1400']);
    await set(bench, 'net.inet6.ip6.mcast_pmtu=0');
    expect(sizes()).to.deep.equal(['1280f', '176f']);
    tooBig();
    await set(bench, 'net.inet6.ip6.mcast_pmtu=1');
    expect(sizes(), 'what routers said meanwhile is not heeded').to.deep.equal(['1400']);
    tooBig();
    expect(sizes()).to.deep.equal(['1296f', '160f']);
  });

  it('mcast_pmtu: whether a router says that a packet to a group is too big', async () => {
    const bench = routerBench({ multicastRoutes: [{ groups: prefixOf(address('ff00::'), 8), link: 'link0', to: ['link1'] }] });
    const group = address('ff0e::1:2');
    const isTold = (): boolean => {
      bench.forget();
      bench.send(group, [ipv6({ source: NEAR_PEER, destination: group, hopLimit: 9 }), echoRequest({ data: new Uint8Array(1400) })]);
      bench.advance(milliseconds(1));
      return bench.heard.some(({ decoded }) => layer(decoded, PacketTooBig));
    };
    expect(isTold()).to.equal(true);
    await set(bench, 'net.inet6.ip6.mcast_pmtu=0');
    expect(isTold()).to.equal(false);
    expect(bench.discarded('forward-too-big')).to.equal(2);
  });

  const toSecond = [
    ipv6({ source: ROUTER, destination: GLOBAL }),
    redirect({ target: SECOND, destination: FAR, options: [targetLinkLayerAddress(SECOND_MAC)] }),
  ];

  it('rediraccept: whether Redirects are heeded', async () => {
    const bench = settledNode();
    expect(await set(bench, 'net.inet6.icmp6.rediraccept=0')).to.deep.equal(['net.inet6.icmp6.rediraccept: 1 -> 0']);
    bench.send(GLOBAL, toSecond, { from: routerMac(ROUTER) });
    expect(goesTo(bench, FAR)).to.equal('01');
    await set(bench, 'net.inet6.icmp6.rediraccept=1');
    bench.send(GLOBAL, toSecond, { from: routerMac(ROUTER) });
    expect(goesTo(bench, FAR)).to.equal('02');
  });

  it('redirtimeout: how long a Redirect holds, as netstat shows', async () => {
    const row = async (bench: NodeBench): Promise<string | undefined> =>
      (await madeUpSession(bench).lines('netstat -rn')).find((line) => line.includes(' UGHD '));
    const [forever, bench] = [settledNode(), settledNode()];
    forever.send(GLOBAL, toSecond, { from: routerMac(ROUTER) });
    forever.advance(seconds(2000));
    expect(await row(forever)).to.match(/ fe80::2%link0 +UGHD +link0$/);
    expect(await set(bench, 'net.inet6.icmp6.redirtimeout=600')).to.deep.equal(['net.inet6.icmp6.redirtimeout: 0 -> 600']);
    bench.send(GLOBAL, toSecond, { from: routerMac(ROUTER) });
    expect(await row(bench)).to.match(/ fe80::2%link0 +UGHD +link0 +600$/);
    bench.advance(seconds(599));
    expect(goesTo(bench, FAR)).to.equal('02');
    bench.advance(seconds(2));
    expect(await row(bench)).to.equal(undefined);
    expect(goesTo(bench, FAR)).to.equal('01');
  });

  describe('nodeinfo: what Node Information Queries are told (RFC 4620 section 5)', () => {
    const group = nodeInformationGroup(nodeName('dut.example') ?? expect.fail());
    const code = (bench: NodeBench, qtype: number, source: Address = PEER): number | undefined => {
      bench.forget();
      bench.send(LINK_LOCAL, [
        ipv6({ source, destination: LINK_LOCAL }),
        nodeInformationQuery({ code: 0, qtype, data: LINK_LOCAL, linkLocal: true }),
      ]);
      bench.advance(milliseconds(1));
      const reply = bench.heard.map(({ decoded }) => decoded.layers.at(-1)).find((last) => /^node\w+Reply$/.test(last?.name ?? ''));
      return (reply?.value as { readonly code: number } | undefined)?.code;
    };
    const isMember = (bench: NodeBench): boolean =>
      bench.node.interfaces()[0]?.groups.some((one) => formatAddress(one.group) === formatAddress(group)) ?? false;

    for (const [mask, name, addresses, noop] of [
      [0, undefined, undefined, undefined],
      [1, 0, 1, 0],
      [2, 1, 0, 0],
      [3, 0, 0, 0],
      [8, 1, 1, 0],
    ] as const)
      it(`${mask}`, async () => {
        const bench = settledNode({ node: { name: 'dut.example' } });
        expect(await set(bench, `net.inet6.icmp6.nodeinfo=${mask}`)).to.deep.equal([`net.inet6.icmp6.nodeinfo: 0 -> ${mask}`]);
        expect([code(bench, QTYPE.nodeName), code(bench, QTYPE.nodeAddresses), code(bench, QTYPE.noop)]).to.deep.equal([
          name,
          addresses,
          noop,
        ]);
        expect(code(bench, QTYPE.ipv4Addresses)).to.equal(addresses);
        expect(isMember(bench)).to.equal(mask > 0);
        await set(bench, 'net.inet6.icmp6.nodeinfo=0');
        expect(isMember(bench)).to.equal(false);
      });

    it('11, to nodes anywhere; but of temporary addresses to nobody', async () => {
      const bench = settledNode({ node: { name: 'dut.example' } });
      await set(bench, 'net.inet6.icmp6.nodeinfo=3');
      const anywhere = address('2001:db8::b');
      bench.node.command({ kind: 'set-neighbor', link: 'link0', address: anywhere, linkLayerAddress: SECOND_MAC });
      expect(code(bench, QTYPE.nodeName, anywhere)).to.equal(1);
      await set(bench, 'net.inet6.icmp6.nodeinfo=11');
      expect(code(bench, QTYPE.nodeName, anywhere)).to.equal(0);
      expect((await set(bench, 'net.inet6.icmp6.nodeinfo=7'))[0]).to.match(/^refused: .*bit 4 .*RFC 4620 section 8/);
    });
  });

  it('nd6_delay and the tries: what neighbours are given', async () => {
    const bench = settledNode();
    await set(bench, 'net.inet6.icmp6.nd6_mmaxtries=5 net.inet6.icmp6.nd6_umaxtries=4 net.inet6.icmp6.nd6_delay=2');
    bench.forget();
    bench.node.command({ kind: 'ping', link: 'link0', destination: address('fe80::99') });
    bench.advance(seconds(20));
    expect(bench.heard.filter(({ line }) => line.includes(' NS fe80::99'))).to.have.length(5);
    const { DELAY_FIRST_PROBE_TIME, MAX_UNICAST_SOLICIT } = bench.node.interfaces()[0]?.variables.constants ?? expect.fail();
    expect([DELAY_FIRST_PROBE_TIME, MAX_UNICAST_SOLICIT]).to.deep.equal([seconds(2), 4]);
  });

  for (const [name, value, why] of [
    ['ip6.bindv6only', 1, 'its sockets are of IPv6 alone'],
    ['ip6.keepfaith', 0, 'it relays no TCP connections'],
    ['ip6.log_interval', 0, 'it holds no messages back'],
    ['icmp6.nd6_prune', 0, 'routers, prefixes and addresses end when their lifetime does'],
    ['icmp6.nd6_maxnudhint', 0, 'nothing above tells it that packets arrive'],
    ['icmp6.nd6_debug', 0, 'sixproof node --verbose tells'],
  ] as const)
    it(`${name} can be read, and says why nothing else can be`, async () => {
      const { lines } = madeUpSession(settledNode());
      expect(await lines(`sysctl -n net.inet6.${name}`)).to.deep.equal([String(value)]);
      expect((await lines(`sysctl net.inet6.${name}=${1 - value}`))[0]).to.contain(
        `refused: sysctl: net.inet6.${name} is read-only: ${why}`,
      );
    });
});
