import { expect } from 'chai';
import { address, sameAddress } from '../../net/address.js';
import { GLOBAL, LINK_LOCAL, PEER, settledNode } from '../../settled-node.js';
import { layer } from '../../wire/frame.js';
import { Ipv6 } from '../../wire/ipv6.js';
import { Udp } from '../../wire/udp.js';
import { datagram, octetsOf } from './listening.js';

const GROUP = address('ff05::1:3');

describe('programs of the node', () => {
  it('echo: what comes to the port goes back, from the address that was asked (RFC 862)', () => {
    const bench = settledNode();
    expect(bench.node.command({ kind: 'serve-udp-echo', link: 'link0', port: 4000 }).ok).to.equal(true);
    for (const destination of [LINK_LOCAL, GLOBAL]) bench.send(destination, datagram({}, { destination }));
    expect(bench.heard.map(({ decoded }) => layer(decoded, Udp))).to.deep.equal(
      bench.heard.map(({ decoded }) => ({
        ...layer(decoded, Udp)!,
        ...{ sourcePort: 4000, destinationPort: 5000, data: octetsOf('hello') },
      })),
    );
    expect(bench.heard.map(({ decoded }) => layer(decoded, Ipv6)!.source)).to.deep.equal([LINK_LOCAL, GLOBAL]);
    bench.forget();
    bench.send(LINK_LOCAL, datagram({ sourcePort: 0 }));
    expect(bench.heard).to.deep.equal([]);
  });

  it('echo: ends when it is told to, and is there once', () => {
    const bench = settledNode();
    const order = (kind: 'serve-udp-echo' | 'stop-udp-echo') => bench.node.command({ kind, link: 'link0', port: 4000 });
    expect([order('stop-udp-echo'), order('serve-udp-echo'), order('serve-udp-echo')].map(({ ok }) => ok)).to.deep.equal([
      false,
      true,
      false,
    ]);
    expect(order('stop-udp-echo').ok).to.equal(true);
    expect(bench.node.udp.list()).to.deep.equal([]);
  });

  it('groups: joined and left', () => {
    const bench = settledNode();
    const order = (kind: 'join-group' | 'leave-group', link = 'link0') => bench.node.command({ kind, link, group: GROUP }).ok;
    const isMember = (): boolean => bench.node.interfaces()[0]!.groups.some(({ group }) => sameAddress(group, GROUP));
    expect([order('leave-group'), order('join-group'), isMember(), order('join-group')]).to.deep.equal([false, true, true, false]);
    const wish = { kind: 'filter-sources', link: 'link0', group: GROUP, mode: 'include', sources: [PEER] } as const;
    expect(bench.node.command(wish).ok).to.equal(true);
    expect(bench.node.interfaces()[0]!.groups.at(-1)?.filter).to.deep.equal({ mode: 'include', sources: [PEER] });
    expect([order('leave-group'), isMember(), order('join-group', 'link7')]).to.deep.equal([true, false, false]);
  });
});
