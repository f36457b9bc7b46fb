import { expect } from 'chai';
import type { NodeBench } from '../../../reference/node-bench.js';
import { ALL_NODES, PEER, ROUTER, settledNode } from '../../../reference/settled-node.js';
import { address, type Address } from '../../../reference/net/address.js';
import { nodeInformationGroup, nodeName, type NodeName } from '../../../reference/ipv6/node-name.js';
import { fromHex } from '../../../reference/net/octets.js';
import { milliseconds, seconds } from '../../../reference/time.js';
import { writeNodeNames } from '../../../reference/wire/domain-names.js';
import { EchoRequest } from '../../../reference/wire/icmpv6.js';
import { layer } from '../../../reference/wire/frame.js';
import { Ipv6, ipv6 } from '../../../reference/wire/ipv6.js';
import type { LayerDraft } from '../../../reference/wire/layer-draft.js';
import {
  nodeAddressesReply,
  NodeInformationQuery,
  nodeInformationReply,
  nodeNameReply,
  QTYPE,
  SUPPORTED_QTYPES,
} from '../../../reference/wire/node-information.js';
import { madeUpSession } from '../made-up-session.js';

type Answers = (query: NodeInformationQuery, count: number) => readonly { readonly from: Address; readonly reply: LayerDraft }[];

/** Answers the node's queries after 2 ms, or after so long. */
function answering(bench: NodeBench, answers: Answers, afterMs = 2): void {
  const push = bench.heard.push.bind(bench.heard);
  let count = 0;
  bench.heard.push = (...frames) => {
    for (const { decoded } of frames) {
      const [query, header] = [layer(decoded, NodeInformationQuery), layer(decoded, Ipv6)];
      if (query === undefined || header === undefined) continue;
      for (const { from, reply } of answers(query, count++))
        bench.queue.schedule((bench.queue.now + milliseconds(afterMs)) as never, 'frame', () =>
          bench.send(header.source, [ipv6({ source: from, destination: header.source }), reply]),
        );
    }
    return push(...frames);
  };
}

const queries = (bench: NodeBench): readonly NodeInformationQuery[] =>
  bench.heard.flatMap(({ decoded }) => layer(decoded, NodeInformationQuery) ?? []);

const NAMED: Answers = ({ nonce }) => [{ from: PEER, reply: nodeNameReply({ nonce, names: ['peer.example'] }) }];

describe('console: ping6 -w', () => {
  it('asks for the name and prints it', async () => {
    const bench = settledNode();
    answering(bench, NAMED);
    const { lines, failed } = await madeUpSession(bench, milliseconds(10)).run('ping6 -w -c 1 fe80::b%link0');
    expect(lines).to.deep.equal([
      'PING6(72=40+8+24 bytes) fe80::ff:fe00:a%link0 --> fe80::b%link0',
      '34 bytes from fe80::b%link0: peer.example',
      '',
      '--- fe80::b%link0 ping6 statistics ---',
      '1 packets transmitted, 1 packets received, 0.0% packet loss',
      'round-trip min/avg/max/std-dev = 2.000/2.000/2.000/0.000 ms',
    ]);
    expect(failed).to.equal(false);
    const [query] = queries(bench);
    expect(query).to.deep.include({ code: 0, qtype: QTYPE.nodeName, data: PEER, globalScope: false, all: false });
  });

  it('waits for every member of a group, as long as they may take', async () => {
    const bench = settledNode();
    const slow: Answers = ({ nonce }) =>
      ['first.example', 'second.example'].map((name, i) => ({
        from: i === 0 ? PEER : ROUTER,
        reply: nodeNameReply({ nonce, names: [name] }),
      }));
    answering(bench, slow, 9_900);
    const lines = await madeUpSession(bench, milliseconds(100)).lines('ping6 -w -c 1 ff02::1%link0');
    expect(lines.filter((line) => line.includes(' from '))).to.deep.equal([
      '35 bytes from fe80::b%link0: first.example',
      '36 bytes from fe80::1%link0: second.example',
    ]);
    expect(queries(bench)[0]?.data).to.deep.equal(ALL_NODES);
  });

  it('says what was not told', async () => {
    const bench = settledNode();
    const replies: Answers = ({ nonce }, count) => [
      {
        from: PEER,
        reply: [
          nodeNameReply({ nonce, names: [] }),
          nodeInformationReply({ nonce, code: 1, qtype: QTYPE.nodeName }),
          nodeInformationReply({ nonce, code: 2, qtype: QTYPE.nodeName }),
          nodeInformationReply({ nonce, code: 7, qtype: QTYPE.nodeName }),
          nodeInformationReply({ nonce }),
        ][count] as LayerDraft,
      },
    ];
    answering(bench, replies);
    const lines = await madeUpSession(bench, milliseconds(10)).lines('ping6 -w -c 5 -i 0.1 fe80::b%link0');
    expect(lines.filter((line) => line.includes(' from ')).map((line) => line.replace(/.*: /, ''))).to.deep.equal([
      'no name',
      'refused',
      'unknown',
      'code 7',
      'nothing',
    ]);
  });

  it('ignores replies with another nonce, and fails when none comes (RFC 4620 section 5)', async () => {
    const bench = settledNode();
    answering(bench, ({ nonce }) => [
      { from: PEER, reply: nodeNameReply({ nonce: nonce.map((octet) => octet ^ 1), names: ['spoofed.example'] }) },
    ]);
    const { lines, failed } = await madeUpSession(bench, milliseconds(100)).run('ping6 -w -c 1 fe80::b%link0');
    expect(failed).to.equal(true);
    expect(lines).to.include('1 packets transmitted, 0 packets received, 100.0% packet loss');
    expect(bench.discarded('icmpv6-unknown-informational')).to.equal(1);
  });

  it('says when the next hop does not answer', async () => {
    const { lines } = await madeUpSession(settledNode()).run('ping6 -w -c 1 fe80::99%link0');
    expect(lines).to.include('icmp_seq=0: the next hop does not answer Neighbor Solicitations');
  });

  it('sends from and with the hop limit that it is told', async () => {
    const bench = settledNode();
    answering(bench, NAMED);
    const lines = await madeUpSession(bench).lines('ping6 -w -q -c 1 -h 3 -S 2001:db8::ff:fe00:a fe80::b%link0');
    expect(lines.some((line) => line.includes('peer.example'))).to.equal(false);
    const sent = bench.heard.find(({ decoded }) => layer(decoded, NodeInformationQuery) !== undefined)!.decoded;
    expect(layer(sent, Ipv6)).to.deep.include({ hopLimit: 3, source: address('2001:db8::ff:fe00:a') });
  });

  it('is answered by a node that takes part', async () => {
    const bench = settledNode({ node: { name: 'dut.example', features: { nodeInformation: true } } });
    const lines = await madeUpSession(bench, seconds(0.1)).lines('ping6 -w -c 1 fe80::ff:fe00:a%link0');
    expect(lines[1]).to.equal('33 bytes from fe80::ff:fe00:a%link0: dut.example');
  });
});

describe('console: ping6 -N', () => {
  const NAME = nodeName('Peer.example') as NodeName;
  const GROUP = nodeInformationGroup(NAME);
  const sentTo = (bench: NodeBench) =>
    bench.heard.flatMap(({ decoded }) => {
      const [query, header] = [layer(decoded, NodeInformationQuery), layer(decoded, Ipv6)];
      return query && header ? [{ destination: header.destination, code: query.code, data: query.data, qtype: query.qtype }] : [];
    });

  for (const [flags, qtype] of [
    ['-w', QTYPE.nodeName],
    ['-a g', QTYPE.nodeAddresses],
  ] as const)
    it(`${flags}: asks the group of the name about the name (RFC 4620 section 5)`, async () => {
      const bench = settledNode();
      answering(bench, NAMED);
      const lines = await madeUpSession(bench, milliseconds(100)).lines(`ping6 -N ${flags} -c 1 -I link0 Peer.example`);
      expect(lines[0]).to.match(/^PING6\(\d+=40\+8\+22 bytes\) fe80::ff:fe00:a%link0 --> ff02::2:ff[0-9a-f:]+%link0$/);
      expect(lines[1]).to.equal('34 bytes from fe80::b%link0: peer.example');
      expect(sentTo(bench)).to.deep.equal([{ destination: GROUP, code: 1, data: writeNodeNames([NAME]), qtype }]);
    });

  it('without a question sends Echo Requests to the group', async () => {
    const bench = settledNode();
    await madeUpSession(bench, milliseconds(100)).lines('ping6 -N -c 1 Peer.example%link0');
    const requests = bench.heard.filter(({ decoded }) => layer(decoded, EchoRequest) !== undefined);
    expect(requests.map(({ decoded }) => layer(decoded, Ipv6)?.destination)).to.deep.equal([GROUP]);
  });

  for (const [line, complaint] of [
    ['ping6 -N', 'misused: ping6: wanted one name'],
    ['ping6 -N fe80::1', 'misused: ping6: "fe80::1" is not the name of a node, as -N wants it'],
    ['ping6 -N -x y', 'misused: ping6: there is no option -x'],
    ['ping6 -N -w peer%link9', 'misused: there is no interface "link9". Did you mean "link0"?'],
  ] as const)
    it(`explains: ${line}`, async () =>
      expect((await madeUpSession(settledNode()).lines(line))[0]).to.satisfy((text: string) => text.startsWith(complaint)));
});

describe('console: ping6 -t', () => {
  it('asks for the supported Qtypes without a Subject and prints them', async () => {
    const bench = settledNode();
    answering(bench, ({ nonce }, count) => [
      {
        from: PEER,
        reply: nodeInformationReply(
          count === 0
            ? { nonce, qtype: SUPPORTED_QTYPES, data: fromHex('0000002f') }
            : { nonce, qtype: SUPPORTED_QTYPES, truncated: true, data: fromHex('0001 0000 00000001') },
        ),
      },
    ]);
    const lines = await madeUpSession(bench, milliseconds(10)).lines('ping6 -t -c 2 -i 0.1 fe80::b%link0');
    expect(lines.slice(0, 3)).to.deep.equal([
      'PING6(56=40+8+8 bytes) fe80::ff:fe00:a%link0 --> fe80::b%link0',
      '20 bytes from fe80::b%link0: NOOP, Supported Qtypes, Node Name, Node Addresses, Qtype 5',
      '24 bytes from fe80::b%link0: NOOP',
    ]);
    expect(queries(bench)[0]).to.deep.include({ code: 1, qtype: SUPPORTED_QTYPES, truncated: true, data: new Uint8Array(0) });
  });

  it('goes unanswered by a node of RFC 4620, section 5 of which wants a Subject first', async () => {
    const bench = settledNode({ node: { name: 'dut.example', features: { nodeInformation: true } } });
    const { failed } = await madeUpSession(bench, seconds(0.1)).run('ping6 -t -c 1 fe80::ff:fe00:a%link0');
    expect(failed).to.equal(true);
    expect(bench.discarded('ni-subject')).to.equal(1);
  });
});

describe('console: ping6 -a', () => {
  const flagsOf = async (letters: string): Promise<NodeInformationQuery | undefined> => {
    const bench = settledNode();
    answering(bench, ({ nonce }) => [{ from: PEER, reply: nodeAddressesReply({ nonce }) }]);
    await madeUpSession(bench, milliseconds(10)).lines(`ping6 -a ${letters} -c 1 fe80::b%link0`);
    return queries(bench)[0];
  };
  const none = { all: false, compatible: false, globalScope: false, siteLocal: false, linkLocal: false };

  for (const [letter, flag] of [
    ['a', 'all'],
    ['c', 'compatible'],
    ['g', 'globalScope'],
    ['s', 'siteLocal'],
    ['l', 'linkLocal'],
  ] as const)
    it(`-a ${letter} sets the flag ${flag} (RFC 4620 section 6.3)`, async () =>
      expect(await flagsOf(letter)).to.deep.include({ ...none, qtype: QTYPE.nodeAddresses, data: PEER, [flag]: true }));

  it('takes letters together', async () =>
    expect(await flagsOf('agl')).to.deep.include({ ...none, all: true, globalScope: true, linkLocal: true }));

  it('prints one address a line, and that there are more', async () => {
    const bench = settledNode();
    const addresses = [
      { timeToLive: 0, address: PEER },
      { timeToLive: 30, address: address('2001:db8::b') },
    ];
    answering(bench, ({ nonce }, count) => [
      {
        from: PEER,
        reply: nodeAddressesReply(count === 0 ? { nonce, addresses } : { nonce, truncated: true }),
      },
    ]);
    const lines = await madeUpSession(bench, milliseconds(10)).lines('ping6 -a gl -c 2 -i 0.1 fe80::b%link0');
    expect(lines.slice(1, 6)).to.deep.equal([
      '56 bytes from fe80::b%link0:',
      '  fe80::b',
      '  2001:db8::b(TTL=30)',
      '16 bytes from fe80::b%link0: truncated',
      '  no address',
    ]);
  });

  it('gives the same as data', async () => {
    const bench = settledNode();
    answering(bench, ({ nonce }) => [{ from: PEER, reply: nodeAddressesReply({ nonce, addresses: [{ timeToLive: 0, address: PEER }] }) }]);
    const data = (await madeUpSession(bench, milliseconds(10)).data('ping6 -a l -c 1 fe80::b')) as { replies: unknown };
    expect(data.replies).to.deep.equal([
      {
        ...{ sequence: 0, source: 'fe80::b', hopLimit: 64, ms: 2 },
        ...{ outcome: 'told', addresses: [{ address: 'fe80::b', timeToLive: 0 }], truncated: false },
      },
    ]);
  });

  for (const [line, complaint] of [
    ['ping6 -a x fe80::1', 'misused: ping6: -a is made of a, c, g, s, l, not "x"'],
    ['ping6 -a A fe80::1', 'misused: ping6: -a A, for anycast addresses, has no flag in RFC 4620'],
    ['ping6 -a g -w fe80::1', 'misused: ping6: -a and -w ask for different things'],
    ['ping6 -c 1 -w -S 2001:db8::9 fe80::1', "refused: ping6: can't assign requested address"],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(settledNode()).lines(line)).to.deep.equal([complaint]));
});
