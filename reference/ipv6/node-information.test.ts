import { expect } from 'chai';
import { address, formatAddress, LOOPBACK, type Address } from '../net/address.js';
import { fromHex } from '../net/octets.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { nodeBench, NODE_MAC, type NodeBench, type NodeBenchOptions } from '../node-bench.js';
import { ALL_NODES, answers, GLOBAL, introduce, LINK_LOCAL, PEER, settledNode } from '../settled-node.js';
import { milliseconds, seconds } from '../time.js';
import { writeNodeNames } from '../wire/domain-names.js';
import { ipv6 } from '../wire/ipv6.js';
import {
  nodeInformationQuery,
  nodeInformationReply,
  QTYPE,
  type NodeAddressesReply,
  type NodeInformationQueryDraft,
  type NodeInformationReply,
  type NodeNameReply,
} from '../wire/node-information.js';
import { nodeInformationGroup, nodeName, type NodeName } from './node-name.js';

const NONCE = fromHex('a1a2a3a4a5a6a7a8');

/** A settled node with the name `Dut.example.com` that takes part. */
const participant = ({ node, iface, ...given }: NodeBenchOptions = {}): NodeBench =>
  settledNode({
    ...given,
    node: { name: 'Dut.example.com', ...node },
    iface: { ...iface, features: { nodeInformation: true, ...iface?.features } },
  });

function ask(bench: NodeBench, given: NodeInformationQueryDraft, destination: Address = LINK_LOCAL, source: Address = PEER): void {
  bench.forget();
  bench.send(destination, [ipv6({ source, destination }), nodeInformationQuery({ code: 0, nonce: NONCE, data: LINK_LOCAL, ...given })]);
}

type Reply = NodeInformationReply & Partial<NodeNameReply> & Partial<NodeAddressesReply>;
const replies = (bench: NodeBench): readonly Reply[] =>
  bench.heard.flatMap(({ decoded }) => {
    const last = decoded.layers.at(-1);
    return last && /^node\w+Reply$/.test(last.name) ? [last.value as Reply] : [];
  });
const replyTo = (bench: NodeBench, given: NodeInformationQueryDraft): Reply | undefined => {
  ask(bench, given);
  return replies(bench)[0];
};
const named = (text: string): NodeName => nodeName(text) ?? expect.fail(`${text} is no host name`);

describe('names for Node Information Queries (RFC 4620 section 5)', () => {
  it('are host names', () => {
    expect(['dut', 'dut-2.example.com', '9p'].map(nodeName)).to.not.include(undefined);
    for (const text of ['', 'a b', '-a', 'a-', 'a..b', 'a.', 'x'.repeat(64), `${'a.'.repeat(130)}a`])
      expect(nodeName(text), text).to.equal(undefined);
  });

  it('have a group made of the MD5 of their first label in lower case, as md5sum of coreutils gives it', () => {
    for (const [name, group] of [
      ['host', 'ff02::2:ff18:3880'],
      ['Host.example.com', 'ff02::2:ff18:3880'],
    ] as const)
      expect(formatAddress(nodeInformationGroup(named(name)))).to.equal(group);
  });
});

describe('Node Information Queries (RFC 4620)', () => {
  it('NOOP is answered without data and flags, whatever the code says', () => {
    for (const code of [0, 1, 2, 77]) {
      const reply = replyTo(participant(), { code, all: true, linkLocal: true, data: new Uint8Array() });
      expect(reply, `code ${code}`).to.deep.include({
        code: 0,
        qtype: 0,
        nonce: NONCE,
        all: false,
        linkLocal: false,
        data: new Uint8Array(),
      });
    }
  });

  it('Node Name is answered with the name and a TTL of zero', () => {
    expect(replyTo(participant(), { qtype: QTYPE.nodeName })).to.deep.include({
      code: 0,
      nonce: NONCE,
      timeToLive: 0,
      names: ['Dut.example.com'],
    });
    expect(replyTo(participant({ node: { name: 'dut' } }), { qtype: QTYPE.nodeName })?.names).to.deep.equal(['dut']);
    const nameless = replyTo(participant({ node: { name: 'no host name' } }), { qtype: QTYPE.nodeName });
    expect(nameless).to.deep.include({ code: 0, timeToLive: 0, names: [] });
  });

  for (const [flags, expected] of [
    [{ linkLocal: true }, [LINK_LOCAL]],
    [{ globalScope: true }, [GLOBAL]],
    [{ globalScope: true, linkLocal: true }, [LINK_LOCAL, GLOBAL]],
    [{ siteLocal: true, compatible: true }, []],
  ] as const)
    it(`Node Addresses: ${Object.keys(flags).join(' and ')}`, () => {
      const reply = replyTo(participant(), { qtype: QTYPE.nodeAddresses, ...flags });
      expect((reply?.addresses ?? []).map((one) => formatAddress(one.address))).to.deep.equal(expected.map(formatAddress));
      expect((reply?.addresses ?? []).every((one) => one.timeToLive === 0)).to.equal(true);
      expect(reply).to.deep.include({
        siteLocal: false,
        linkLocal: false,
        globalScope: false,
        compatible: false,
        ...flags,
        truncated: false,
      });
    });

  it('Node Addresses come preferred before deprecated, without tentative and anycast ones', () => {
    const extra = [
      { address: address('2001:db8::1'), prefixLength: 64 },
      { address: address('2001:db8::2'), prefixLength: 64, anycast: true },
    ];
    const bench = participant({ iface: { addresses: extra } });
    bench.node.command({ kind: 'add-address', link: 'link0', address: address('2001:db8::3'), prefixLength: 64 });
    const reply = replyTo(bench, { qtype: QTYPE.nodeAddresses, globalScope: true });
    expect(reply?.addresses?.map((one) => formatAddress(one.address))).to.deep.equal(['2001:db8::1', formatAddress(GLOBAL)]);
  });

  it('Node Addresses that do not fit into the minimum MTU are left out, and the T flag says so', () => {
    const bench = participant({
      iface: { addresses: Array.from({ length: 62 }, (_, n) => ({ address: address(`2001:db8::${n + 1}`), prefixLength: 64 })) },
    });
    const reply = replyTo(bench, { qtype: QTYPE.nodeAddresses, globalScope: true });
    expect(reply?.addresses).to.have.length(61);
    expect(reply?.truncated).to.equal(true);
    expect(bench.heard[0]?.octets.length).to.be.at.most(14 + 1_280);
  });

  it('Node Addresses are those of the interface of the subject, or of all', () => {
    const bench = nodeBench({
      dice: 'earliest',
      node: {
        features: { nodeInformation: true },
        interfaces: [
          { name: 'link0', linkLayerAddress: NODE_MAC, interfaceIdentifier: 'eui64' },
          { name: 'link1', linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, 0x1a]), interfaceIdentifier: 'eui64' },
        ],
      },
    });
    bench.node.start();
    bench.advance(seconds(3));
    introduce(bench, PEER);
    const addressesOf = (given: NodeInformationQueryDraft) =>
      replyTo(bench, { qtype: QTYPE.nodeAddresses, linkLocal: true, ...given })?.addresses?.map((one) => formatAddress(one.address));
    const other = address('fe80::ff:fe00:1a');
    expect(addressesOf({})).to.deep.equal([formatAddress(LINK_LOCAL)]);
    expect(addressesOf({ data: other })).to.deep.equal([formatAddress(other)]);
    const both = [LINK_LOCAL, other].map(formatAddress);
    expect(addressesOf({ all: true })).to.deep.equal(both);
    expect(addressesOf({ code: 1, data: writeNodeNames(['dut']) })).to.deep.equal(both);
  });

  it('IPv4 Addresses are answered: there are none', () => {
    expect(replyTo(participant(), { qtype: QTYPE.ipv4Addresses, all: true, truncated: true })).to.deep.include({
      code: 0,
      qtype: 4,
      all: true,
      truncated: false,
      data: new Uint8Array(),
    });
  });

  it('an unknown Qtype is answered with code 2', () => {
    for (const qtype of [1, 5, 0xffff])
      expect(replyTo(participant(), { qtype, all: true })).to.deep.include({
        code: 2,
        qtype,
        nonce: NONCE,
        all: false,
        data: new Uint8Array(),
      });
  });

  for (const [what, given, isAnswered] of [
    ['another address', { data: PEER }, false],
    ['an address that is cut', { data: LINK_LOCAL.slice(0, 15) }, false],
    ['the name', { code: 1, data: writeNodeNames(['dut.example.com']) }, true],
    ['the name in capitals', { code: 1, data: writeNodeNames(['DUT.EXAMPLE.COM']) }, true],
    ['its first label', { code: 1, data: writeNodeNames(['dut']) }, true],
    ['its first label as a whole name', { code: 1, data: writeNodeNames(['dut.']) }, false],
    ['another name', { code: 1, data: writeNodeNames(['dut.example.org']) }, false],
    ['two names', { code: 1, data: writeNodeNames(['dut', 'dut']) }, false],
    ['a name and more', { code: 1, data: Uint8Array.of(...writeNodeNames(['dut']), 0xc0) }, false],
    ['no name', { code: 1, data: new Uint8Array() }, false],
    ['an IPv4 address', { code: 2, data: Uint8Array.of(192, 0, 2, 1) }, false],
    ['something else', { code: 3, data: LINK_LOCAL }, false],
  ] as const)
    it(`the subject is ${what}: ${isAnswered ? 'answered' : 'discarded'}`, () => {
      const bench = participant();
      expect(replyTo(bench, { qtype: QTYPE.nodeName, ...given }) !== undefined).to.equal(isAnswered);
      expect(bench.discarded('ni-subject')).to.equal(isAnswered ? 0 : 1);
    });

  it('a query from a global-scope address is refused, unless all may ask', () => {
    for (const [nodeInformationForAll, code] of [
      [false, 1],
      [true, 0],
    ] as const) {
      const bench = participant({ iface: { features: { nodeInformationForAll } } });
      introduce(bench, address('2001:db8::b'));
      ask(bench, { qtype: QTYPE.nodeName, data: GLOBAL }, GLOBAL, address('2001:db8::b'));
      expect(replies(bench)[0]).to.deep.include({ code, qtype: 2 });
    }
  });

  it('the answer to a multicast query waits a random time, and as many wait as there is room for', () => {
    const bench = participant({ dice: 'latest', iface: { constants: { NODE_INFORMATION_LIMIT: 3 } } });
    const group = nodeInformationGroup(named('dut'));
    const start = bench.queue.now;
    for (const destination of [group, ALL_NODES, group, group, group]) ask(bench, { qtype: QTYPE.nodeName }, destination);
    bench.advance(milliseconds(9_999));
    expect(replies(bench)).to.have.length(0);
    bench.advance(milliseconds(1));
    expect(replies(bench)).to.have.length(3);
    expect(bench.heard.find(({ line }) => line.includes('NI'))!.at - start).to.equal(10_000_000);
    expect(bench.node.counters().get('node-information.refused')).to.equal(2);
    ask(bench, {}, group);
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    bench.advance(seconds(20));
    expect(replies(bench)).to.have.length(0);
  });

  it('the loopback address is told to nobody: it is no IPv4-compatible one', () => {
    const bench = participant();
    bench.node.command({ kind: 'add-address', link: 'link0', address: LOOPBACK, prefixLength: 128 });
    bench.node.command({ kind: 'add-address', link: 'link0', address: address('::c000:201'), prefixLength: 128 });
    bench.advance(seconds(3));
    const reply = replyTo(bench, { qtype: QTYPE.nodeAddresses, compatible: true, all: true });
    expect(reply?.addresses?.map((one) => formatAddress(one.address))).to.deep.equal(['::c000:201']);
  });

  it('the group of the name is reported, and left alone by a node that does not take part', () => {
    const groupOf = (bench: NodeBench) => {
      bench.node.start();
      bench.advance(seconds(5));
      return bench.heard.some(({ line }) => line.includes(formatAddress(nodeInformationGroup(named('dut')))));
    };
    expect(groupOf(nodeBench({ iface: { features: { nodeInformation: true } } }))).to.equal(true);
    expect(groupOf(nodeBench())).to.equal(false);
  });

  it('a node that does not take part discards queries and replies as unknown', () => {
    const bench = settledNode();
    ask(bench, {});
    bench.send(LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), nodeInformationReply({})]);
    expect(answers(bench)).to.deep.equal([]);
    expect(bench.discarded('icmpv6-unknown-informational')).to.equal(2);
  });

  it('a Subject that is the group asked means the members, and the interface that heard', () => {
    const bench = participant();
    const wanted = { qtype: QTYPE.nodeAddresses, linkLocal: true, data: ALL_NODES };
    ask(bench, wanted, ALL_NODES);
    bench.advance(seconds(10));
    expect(replies(bench)[0]?.addresses?.map((one) => formatAddress(one.address))).to.deep.equal([formatAddress(LINK_LOCAL)]);
    ask(bench, wanted);
    bench.advance(seconds(10));
    expect(replies(bench), 'to an address of the node').to.deep.equal([]);
    expect(bench.discarded('ni-subject')).to.equal(1);
  });

  it('nobody asked for a reply', () => {
    const bench = participant();
    bench.send(LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), nodeInformationReply({ nonce: NONCE })]);
    expect(bench.discarded('ni-reply-unasked')).to.equal(1);
  });
});
