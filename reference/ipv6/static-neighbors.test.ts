import { expect } from 'chai';
import { address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import type { NodeBench } from '../node-bench.js';
import { goesTo, introduce, LINK_LOCAL, settledNode, SOLICITED_NODE } from '../settled-node.js';
import { instant, microseconds, minutes, seconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { neighborSolicitation } from '../wire/nd.js';
import { sourceLinkLayerAddress } from '../wire/nd-options.js';
import { StaticNeighbors } from './static-neighbors.js';

const NEIGHBOR = address('fe80::77');
const MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x77]);
const OTHER_MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x78]);

const set = (bench: NodeBench, more: { readonly temporary?: true } = {}) =>
  bench.node.command({ kind: 'set-neighbor', link: 'link0', address: NEIGHBOR, linkLayerAddress: MAC, ...more });

const known = (bench: NodeBench) => bench.node.interfaces()[0]!.neighbors.find(({ address: one }) => String(one) === String(NEIGHBOR));

describe('a neighbour set by hand', () => {
  it('is sent to without being asked for, and never probed', () => {
    const bench = settledNode();
    expect(goesTo(bench, NEIGHBOR)).to.equal('resolves fe80::77');
    set(bench);
    expect(goesTo(bench, NEIGHBOR)).to.equal('77');
    bench.advance(minutes(10));
    expect(goesTo(bench, NEIGHBOR)).to.equal('77');
    bench.heard.length = 0;
    bench.advance(minutes(1));
    expect(bench.heard.filter(({ line }) => line.includes('NS fe80::77'))).to.have.length(0);
  });

  it('gets at once what was waiting for its link-layer address', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'ping', link: 'link0', destination: NEIGHBOR });
    bench.heard.length = 0;
    set(bench);
    bench.advance(microseconds(0));
    expect(bench.heard.map(({ line }) => line).join()).to.contain('echo request');
    expect(known(bench)).to.include({ fixed: true, state: 'reachable' });
  });

  it('is not changed by what others say', () => {
    const bench = settledNode();
    set(bench);
    bench.send(SOLICITED_NODE, [
      ipv6({ source: NEIGHBOR, destination: SOLICITED_NODE }),
      neighborSolicitation({ target: LINK_LOCAL, options: [sourceLinkLayerAddress(OTHER_MAC)] }),
    ]);
    expect(goesTo(bench, NEIGHBOR)).to.equal('77');
  });

  it('outlives a restart of the interface, unless it was for a while', () => {
    const bench = settledNode();
    set(bench);
    bench.node.command({ kind: 'reset', link: 'link0' });
    bench.advance(seconds(5));
    expect(goesTo(bench, NEIGHBOR)).to.equal('77');
    set(bench, { temporary: true });
    bench.advance(minutes(19));
    expect(known(bench)).to.include({ fixed: true });
    bench.advance(minutes(2));
    expect(known(bench)).to.equal(undefined);
  });

  it('is forgotten by order, as are those that were learned', () => {
    const bench = settledNode();
    set(bench);
    const forget = () => bench.node.command({ kind: 'forget-neighbor', link: 'link0', address: NEIGHBOR });
    expect(forget().ok).to.equal(true);
    expect(goesTo(bench, NEIGHBOR)).to.equal('resolves fe80::77');
    introduce(bench, NEIGHBOR);
    expect(forget().ok).to.equal(true);
    expect(forget()).to.deep.equal({ ok: false, error: 'link0 knows no neighbour fe80::77' });
    set(bench);
    introduce(bench, address('fe80::79'));
    bench.node.command({ kind: 'flush-neighbors', link: 'link0' });
    expect(bench.node.interfaces()[0]!.neighbors.map(({ fixed }) => fixed)).to.deep.equal([true]);
  });

  it('is none of the node itself, nor a group', () => {
    const bench = settledNode();
    for (const wrong of [LINK_LOCAL, address('ff02::1'), address('::')])
      expect(bench.node.command({ kind: 'set-neighbor', link: 'link0', address: wrong, linkLayerAddress: MAC }).ok).to.equal(false);
  });
});

describe('StaticNeighbors', () => {
  it('is bounded, and a change needs no room', () => {
    const table = new StaticNeighbors(2, () => () => undefined);
    const add = (last: number, until: number): boolean =>
      table.add({ address: address(`fe80::${last}`), linkLayerAddress: MAC, until: instant(until) });
    expect([add(1, 1), add(2, 1), add(3, 1), add(2, 9)]).to.deep.equal([true, true, false, true]);
    expect(table.list().map(({ until }) => until)).to.deep.equal([1, 9]);
  });

  it('cancels the end of one that is changed or removed', () => {
    const armed = new Set<number>();
    const table = new StaticNeighbors(2, (at) => {
      armed.add(at);
      return () => void armed.delete(at);
    });
    const one = { address: NEIGHBOR, linkLayerAddress: MAC };
    table.add({ ...one, until: instant(5) });
    table.add({ ...one, until: instant(7) });
    expect([...armed]).to.deep.equal([7]);
    expect(table.remove(NEIGHBOR)).to.equal(true);
    expect([...armed]).to.deep.equal([]);
  });
});
