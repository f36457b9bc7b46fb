import { expect } from 'chai';
import { address, formatAddress } from '../net/address.js';
import { nodeBench, type NodeBench, type NodeBenchOptions } from '../node-bench.js';
import { ALL_NODES, ROUTER } from '../settled-node.js';
import { days, seconds } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { routerAdvertisement } from '../wire/nd.js';
import { dnssl, rdnss, type NdOptionDraft } from '../wire/nd-options.js';

function started(given: NodeBenchOptions = {}): NodeBench {
  const bench = nodeBench(given);
  bench.node.start();
  bench.advance(seconds(3));
  return bench;
}
const advertise = (bench: NodeBench, ...options: NdOptionDraft[]) =>
  bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ options })]);
const servers = (texts: readonly string[], lifetime = 600) => rdnss({ lifetime, addresses: texts.map(address) });
const resolver = (bench: NodeBench) => {
  const { servers: heard, searchList } = bench.node.interfaces()[0]!.resolver;
  return [heard.map(formatAddress), searchList];
};

describe('DNS options of Router Advertisements (RFC 8106)', () => {
  it('give servers, also link-local ones, and search domains in their order', () => {
    const bench = started();
    advertise(bench, servers(['2001:db8::53', 'fe80::53']), dnssl({ names: ['example.com', 'lab.example.org'] }));
    expect(resolver(bench)).to.deep.equal([
      ['2001:db8::53', 'fe80::53'],
      ['example.com', 'lab.example.org'],
    ]);
  });

  it('count for their own lifetimes, whatever the Router Lifetime', () => {
    const bench = started();
    advertise(bench, servers(['2001:db8::1'], 5), servers(['2001:db8::2'], 0xffff_ffff), dnssl({ names: ['example.com'], lifetime: 5 }));
    bench.advance(seconds(5));
    expect(resolver(bench)).to.deep.equal([['2001:db8::2'], []]);
    bench.advance(days(60));
    expect(resolver(bench)).to.deep.equal([['2001:db8::2'], []]);
    advertise(bench, servers(['2001:db8::2'], 0));
    expect(resolver(bench)).to.deep.equal([[], []]);
  });

  it('that are malformed do not disturb the others', () => {
    const bench = started();
    advertise(bench, { ...servers([]), length: 1 }, servers(['2001:db8::1']), { ...dnssl(), length: 1 }, dnssl({ names: ['example.com'] }));
    expect(resolver(bench)).to.deep.equal([['2001:db8::1'], ['example.com']]);
    expect(['rdnss-length', 'dnssl-length'].map(bench.discarded)).to.deep.equal([1, 1]);
  });

  it('are bounded', () => {
    const bench = started({ iface: { constants: { DNS_SERVER_LIMIT: 3, SEARCH_DOMAIN_LIMIT: 2 } } });
    for (const n of ['1', '2', '3', '4', '5']) advertise(bench, servers([`2001:db8::${n}`]), dnssl({ names: [`${n}.example`] }));
    expect(resolver(bench)).to.deep.equal([
      ['2001:db8::5', '2001:db8::4', '2001:db8::3'],
      ['5.example', '4.example'],
    ]);
    expect(['dns-servers.evicted', 'search-domains.evicted'].map((name) => bench.node.counters().get(name))).to.deep.equal([2, 3]);
  });

  it('are forgotten when the interface goes down, and leave no timer', () => {
    const bench = started();
    advertise(bench, servers(['2001:db8::1']), dnssl({ names: ['example.com'] }));
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    bench.advance(seconds(2));
    expect(resolver(bench)).to.deep.equal([[], []]);
    expect(bench.queue.size).to.equal(0);
  });

  it('are nothing to a node of an older behaviour set', () => {
    const bench = started({ node: { behaviour: 'book' } });
    advertise(bench, servers(['2001:db8::1']), dnssl({ names: ['example.com'] }));
    expect(resolver(bench)).to.deep.equal([[], []]);
  });
});
