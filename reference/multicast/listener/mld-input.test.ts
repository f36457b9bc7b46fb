import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import type { NodeBench } from '../../node-bench.js';
import { ALL_NODES, LINK_LOCAL, ROUTER, settledNode } from '../../settled-node.js';
import { seconds } from '../../time.js';
import { HopByHop, hopByHop } from '../../wire/extension-headers.js';
import { layer } from '../../wire/frame.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import { routerAlert } from '../../wire/ipv6-options.js';
import {
  multicastListenerDone,
  multicastListenerQuery,
  multicastListenerQuery2,
  multicastListenerReport,
  multicastListenerReport2,
} from '../../wire/mld.js';
import type { LayerDraft } from '../../wire/layer-draft.js';

const GROUP = address('ff02::1:ff00:a');
const say = (bench: NodeBench, message: LayerDraft, to: Address = ALL_NODES) =>
  bench.send(to, [ipv6({ source: ROUTER, destination: to }), hopByHop({ options: [routerAlert()] }), message]);
const reports = (bench: NodeBench) =>
  bench.heard.filter(({ line }) => line.includes('MLD')).map(({ line }) => line.slice(line.indexOf('MLD')).trim());

describe('Multicast Listener Discovery on a node', () => {
  it('messages go with hop limit 1, Router Alert and padding from the link-local address', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'add-address', link: 'link0', address: address('2001:db8::77'), prefixLength: 64 });
    bench.advance(seconds(2));
    const report = bench.heard.find(({ line }) => line.includes('MLD'))!;
    expect(layer(report.decoded, Ipv6)).to.deep.include({ hopLimit: 1, source: LINK_LOCAL, destination: address('ff02::16') });
    expect(layer(report.decoded, HopByHop)?.options.map(({ kind }) => kind)).to.deep.equal(['routerAlert', 'padN']);
    expect(report.decoded.layers.at(-1)?.checksum).to.equal('good');
  });

  it('a General Query is answered with every group but all-nodes, wherever it was sent', () => {
    for (const to of [ALL_NODES, LINK_LOCAL]) {
      const bench = settledNode();
      say(bench, multicastListenerQuery2({ maximumResponseCode: 1_000 }), to);
      bench.advance(seconds(1));
      expect(reports(bench)).to.have.length(1);
      expect(reports(bench)[0]).to.match(/^MLDv2 report IS_EX ff02::1:ff00:a/);
    }
  });

  it("a group's query is answered for a group that is joined", () => {
    const bench = settledNode();
    for (const group of [GROUP, address('ff02::1:ff00:b')])
      say(bench, multicastListenerQuery2({ maximumResponseCode: 1_000, multicastAddress: group }));
    bench.advance(seconds(1));
    expect(reports(bench)).to.have.length(1);
  });

  it('waits as long as the floating-point code allows', () => {
    const bench = settledNode({ dice: 'latest' });
    bench.advance(seconds(60));
    bench.heard.length = 0;
    const start = bench.queue.now;
    // 0x8001: (1 | 0x1000) << 3 = 32,776 ms.
    say(bench, multicastListenerQuery2({ maximumResponseCode: 0x8001 }));
    bench.advance(seconds(60));
    expect(bench.heard.filter(({ line }) => line.includes('MLD')).map(({ at }) => at - start)).to.deep.equal([32_776_000]);
  });

  it('a query of version 1 brings reports of version 1 to the group itself', () => {
    const bench = settledNode();
    say(bench, multicastListenerQuery({ maximumResponseDelay: 1_000 }));
    bench.advance(seconds(1));
    const report = bench.heard.find(({ decoded }) => decoded.layers.at(-1)?.name === 'multicastListenerReport')!;
    expect(layer(report.decoded, Ipv6)).to.deep.include({ hopLimit: 1, destination: GROUP });
    bench.node.command({ kind: 'add-address', link: 'link0', address: address('2001:db8::77'), prefixLength: 64 });
    bench.advance(seconds(2));
    bench.heard.length = 0;
    bench.node.command({ kind: 'remove-address', link: 'link0', address: address('2001:db8::77') });
    bench.advance(seconds(1));
    const done = bench.heard.find(({ decoded }) => decoded.layers.at(-1)?.name === 'multicastListenerDone')!;
    expect(layer(done.decoded, Ipv6)).to.deep.include({ destination: address('ff02::2') });
  });

  it('messages for routers, and those cut short, are left alone', () => {
    const bench = settledNode();
    for (const message of [multicastListenerReport2({}), multicastListenerDone({ multicastAddress: GROUP })]) say(bench, message);
    expect(bench.discarded('mld-not-for-listeners')).to.equal(2);
    say(bench, multicastListenerReport({ multicastAddress: GROUP }));
    say(bench, { ...multicastListenerQuery({}), sent: 10 });
    expect(bench.discarded('icmpv6-truncated')).to.equal(1);
    bench.advance(seconds(5));
    expect(reports(bench)).to.deep.equal([]);
  });
});
