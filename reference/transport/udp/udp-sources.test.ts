import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import { seconds } from '../../time.js';
import { PEER, settledNode } from '../../settled-node.js';
import { datagram, listen } from './listening.js';
import type { UdpMembership } from './udp-service.js';

const GROUP = address('ff05::1:3');
const CHANNEL = address('ff3e::1234');
const OTHER = address('fe80::c');

type Bench = ReturnType<typeof settledNode>;
const only = (...sources: Address[]): UdpMembership => ({ group: GROUP, link: 'link0', mode: 'include', sources });
const allBut = (...sources: Address[]): UdpMembership => ({ group: GROUP, link: 'link0', mode: 'exclude', sources });
const filterOf = ({ node }: Bench): string | undefined => {
  const found = node.interfaces()[0]!.groups.find(({ group }) => String(group) === String(GROUP));
  return found && [found.filter.mode, ...found.filter.sources.map((one) => `fe80::${(one[15] ?? 0).toString(16)}`)].join(' ');
};

describe('sources of a group (RFC 3810 sections 3 and 4, RFC 4607)', () => {
  it('the interface wants what any socket wants, and each socket gets what it wants itself', () => {
    const bench = settledNode();
    const [one, two] = [listen(bench, { port: 4000, shared: true }), listen(bench, { port: 4000, shared: true })];
    one.socket.listen(only(PEER));
    two.socket.listen(allBut(PEER));
    expect(filterOf(bench)).to.equal('exclude');
    for (const source of [PEER, OTHER]) bench.send(GROUP, datagram({}, { source, destination: GROUP }));
    expect([one, two].map(({ received }) => received.map(({ source }) => String(source)))).to.deep.equal([[String(PEER)], [String(OTHER)]]);
    two.socket.listen(only(OTHER));
    expect(filterOf(bench)).to.equal('include fe80::b fe80::c');
    one.socket.close();
    expect(filterOf(bench)).to.equal('include fe80::c');
    two.socket.leave(GROUP, 'link0');
    expect(filterOf(bench)).to.equal(undefined);
  });

  it('a change is reported as a change of sources', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    socket.listen(only(PEER));
    bench.advance(seconds(5));
    bench.forget();
    socket.listen(only(OTHER));
    bench.advance(seconds(0.0001));
    expect(bench.heard.map(({ line }) => line.slice(line.indexOf('MLD')))).to.deep.equal([
      'MLDv2 report ALLOW ff05::1:3 {fe80::c}, BLOCK ff05::1:3 {fe80::b}',
      'MLDv2 report ALLOW ff05::1:3 {fe80::c}, BLOCK ff05::1:3 {fe80::b}',
    ]);
  });

  it('a source-specific group needs a source', () => {
    const { socket } = listen(settledNode(), { port: 4000 });
    expect(socket.join(CHANNEL, 'link0')).to.deep.equal({ ok: false, error: 'source-needed' });
    expect(socket.listen({ ...only(PEER), group: CHANNEL }).ok).to.equal(true);
    expect(socket.listen({ ...allBut(PEER), group: CHANNEL })).to.deep.equal({ ok: false, error: 'source-needed' });
    expect(socket.groups.map(({ mode }) => mode)).to.deep.equal(['include']);
  });

  it('more sources than an interface takes are refused, counted, and change nothing', () => {
    const bench = settledNode({ node: { constants: { SOURCE_LIST_LIMIT: 2 } } });
    const [one, two] = [listen(bench, { port: 1 }), listen(bench, { port: 2 })];
    expect(one.socket.listen(only(PEER, OTHER)).ok).to.equal(true);
    expect(two.socket.listen(only(address('fe80::d')))).to.deep.equal({ ok: false, error: 'too-many-sources' });
    expect(filterOf(bench)).to.equal('include fe80::b fe80::c');
    expect(two.socket.groups).to.deep.equal([]);
    expect(bench.node.counters().get('mld.sources.refused')).to.equal(1);
    expect(two.socket.listen(allBut()).ok).to.equal(true);
    expect(filterOf(bench)).to.equal('exclude');
  });

  it('are remembered while the interface is down', () => {
    const bench = settledNode();
    const { socket } = listen(bench, { port: 4000 });
    socket.listen(only(PEER));
    bench.node.command({ kind: 'reset', link: 'link0' });
    expect(filterOf(bench)).to.equal('include fe80::b');
  });
});
