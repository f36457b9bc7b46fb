import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import { sameAddress } from '../../net/address.js';
import { NEAR_PEER, routerBench } from '../../router-bench.js';
import { LINK_LOCAL, PEER, settledNode } from '../../settled-node.js';
import { milliseconds, seconds } from '../../time.js';
import { layer } from '../../wire/frame.js';
import { Udp } from '../../wire/udp.js';
import { datagram, listen, octetsOf } from './listening.js';

const GROUP = address('ff02::9');
const HERE_ONLY = address('ff01::9');
const data = octetsOf('hello');

const isMember = ({ node }: Pick<ReturnType<typeof settledNode>, 'node'>, group: Address, link = 0): boolean =>
  node.interfaces()[link]!.groups.some((one) => sameAddress(one.group, group));

describe('groups of sockets (RFC 3493 section 5.2)', () => {
  it('the interface belongs to a group as long as a socket does', () => {
    const bench = settledNode();
    const [one, two] = [listen(bench, { port: 1 }), listen(bench, { port: 2 })];
    one.socket.join(GROUP, 'link0');
    two.socket.join(GROUP, 'link0');
    bench.advance(seconds(5));
    // The report and its repetition, not those of a second join.
    expect(bench.heard.filter(({ line }) => line.includes('TO_EX ff02::9'))).to.have.length(2);
    one.socket.leave(GROUP, 'link0');
    expect(isMember(bench, GROUP)).to.equal(true);
    two.socket.close();
    expect(isMember(bench, GROUP)).to.equal(false);
    bench.advance(milliseconds(1));
    expect(bench.heard.at(-1)?.line).to.include('TO_IN ff02::9');
  });

  it('what makes no sense is refused', () => {
    const bench = settledNode({ node: { udpConstants: { GROUPS_PER_SOCKET_LIMIT: 1 } } });
    const { socket } = listen(bench, { port: 1 });
    const outcomes = [
      socket.join(PEER, 'link0'),
      socket.join(GROUP, 'link9'),
      socket.leave(GROUP, 'link0'),
      socket.join(GROUP, 'link0'),
      socket.join(GROUP, 'link0'),
      socket.join(HERE_ONLY, 'link0'),
    ].map((outcome) => (outcome.ok ? 'done' : outcome.error));
    expect(outcomes).to.deep.equal(['no-group', 'no-such-link', 'not-joined', 'done', 'already-joined', 'too-many-groups']);
    expect(bench.node.counters().get('udp.groups.refused')).to.equal(1);
    socket.close();
    expect(socket.join(GROUP, 'link0')).to.deep.equal({ ok: false, error: 'closed' });
  });

  it('memberships outlive the interface going down and up, and may be made meanwhile', () => {
    const bench = settledNode();
    const { socket, received } = listen(bench, { port: 4000 });
    socket.join(GROUP, 'link0');
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    const other = address('ff02::a');
    socket.join(other, 'link0');
    bench.node.command({ kind: 'interface-up', link: 'link0' });
    bench.advance(seconds(5));
    expect([GROUP, other].map((group) => isMember(bench, group))).to.deep.equal([true, true]);
    bench.send(GROUP, datagram({}, { destination: GROUP }));
    expect(received).to.have.length(1);
    socket.close();
    expect([GROUP, other].map((group) => isMember(bench, group))).to.deep.equal([false, false]);
  });

  it('each interface is joined for itself', () => {
    const bench = routerBench();
    const { socket, received } = listen(bench, { port: 521 });
    socket.join(GROUP, 'link1');
    expect([0, 1].map((link) => isMember(bench, GROUP, link))).to.deep.equal([false, true]);
    const message = datagram({ destinationPort: 521 }, { source: PEER, destination: GROUP, hopLimit: 255 });
    bench.send(GROUP, message);
    bench.sendFar(GROUP, message);
    expect(received.map(({ link, hopLimit, destination }) => [link, hopLimit, String(destination)])).to.deep.equal([
      ['link1', 255, String(GROUP)],
    ]);
  });

  it('an interface-local group never leaves the node', () => {
    const bench = settledNode();
    const { socket, heard } = listen(bench, { port: 4000 });
    socket.join(HERE_ONLY, 'link0');
    socket.send({ to: { address: HERE_ONLY, port: 4000 }, octets: data });
    bench.advance(seconds(1));
    expect(heard()).to.deep.equal(['hello']);
    expect(bench.heard).to.deep.equal([]);
    bench.send(HERE_ONLY, datagram({}, { destination: HERE_ONLY }));
    expect(heard()).to.have.length(1);
    expect(bench.discarded('multicast-interface-local')).to.equal(1);
  });
});

describe('datagrams to a group of the node itself', () => {
  function echoes(send: { readonly multicastLoop?: boolean }, isMemberToo: boolean): readonly [copies: number, onLink: number] {
    const bench = settledNode();
    const { socket, received } = listen(bench, { port: 4000 });
    if (isMemberToo) socket.join(GROUP, 'link0');
    bench.advance(seconds(5));
    bench.forget();
    socket.send({ to: { address: GROUP, port: 4000 }, octets: data, ...send });
    bench.advance(seconds(1));
    for (const { source } of received) expect(sameAddress(source, LINK_LOCAL)).to.equal(true);
    const onLink = bench.heard.filter(({ decoded }) => layer(decoded, Udp) !== undefined);
    return [received.length, onLink.length];
  }

  it('come back unless that is switched off', () => {
    expect(echoes({}, true)).to.deep.equal([1, 1]);
    expect(echoes({ multicastLoop: false }, true)).to.deep.equal([0, 1]);
    expect(echoes({}, false)).to.deep.equal([0, 1]);
  });

  it('come back to other sockets too, from the interface by which they left', () => {
    const bench = routerBench();
    const [speaker, hearer] = [listen(bench, { port: 521 }), listen(bench, { port: 522 })];
    hearer.socket.join(GROUP, 'link1');
    for (const link of ['link0', 'link1']) speaker.socket.send({ to: { address: GROUP, port: 522 }, octets: data, link });
    bench.advance(seconds(1));
    expect(hearer.received.map(({ link }) => link)).to.deep.equal(['link1']);
    speaker.socket.send({ to: { address: NEAR_PEER, port: 522 }, octets: data });
    expect(hearer.received).to.have.length(1);
  });
});
