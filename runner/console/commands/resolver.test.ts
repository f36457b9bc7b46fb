import { expect } from 'chai';
import type { NodeBench } from '../../../reference/node-bench.js';
import { address } from '../../../reference/net/address.js';
import { ALL_NODES, ROUTER, ROUTER_MAC, settledNode } from '../../../reference/settled-node.js';
import { seconds } from '../../../reference/time.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { routerAdvertisement } from '../../../reference/wire/nd.js';
import { dnssl, rdnss } from '../../../reference/wire/nd-options.js';
import { madeUpSession } from '../made-up-session.js';

const SERVERS = ['2001:db8::53', 'fe80::53'].map(address);

function told(bench: NodeBench, names: readonly string[] = ['corp.example', 'lab.example']): NodeBench {
  const options = [rdnss({ lifetime: 600, addresses: SERVERS }), dnssl({ lifetime: 0xffff_ffff, names })];
  bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ options })], { from: ROUTER_MAC });
  return bench;
}

describe('console: resolver', () => {
  it('shows what routers tell of DNS as resolv.conf has it, RFC 8106', async () => {
    const bench = told(settledNode());
    const { lines, data } = madeUpSession(bench);
    const shown = ['search corp.example lab.example', 'nameserver 2001:db8::53', 'nameserver fe80::53%link0'];
    expect(await lines('resolver')).to.deep.equal(shown);
    expect(await lines('resolver link0')).to.deep.equal(shown);
    expect(await data('resolver')).to.deep.include({ kind: 'nameserver', value: 'fe80::53%link0', interface: 'link0', expireSeconds: 600 });
    expect(await data('resolver')).to.deep.include({ kind: 'search', value: 'lab.example', interface: 'link0', expireSeconds: null });
  });

  it('-L tells how long each holds, and nothing of what is over', async () => {
    const bench = told(settledNode());
    bench.advance(seconds(300));
    const { lines } = madeUpSession(bench);
    expect((await lines('resolver -L')).map((line) => line.replace(/ +/g, ' '))).to.deep.equal([
      'Kind Value Netif Expire',
      'nameserver 2001:db8::53 link0 5m',
      'nameserver fe80::53%link0 link0 5m',
      'search corp.example link0 permanent',
      'search lab.example link0 permanent',
    ]);
    bench.advance(seconds(301));
    expect(await lines('resolver')).to.deep.equal(['search corp.example lab.example']);
  });

  it('says so when there is nothing', async () => {
    expect(await madeUpSession(settledNode()).lines('resolver')).to.deep.equal(['# no router tells of a DNS server or a search domain']);
  });

  it('hands on no name that is more than a name', async () => {
    const { lines } = madeUpSession(told(settledNode(), ['evil.example\nnameserver 2001:db8::bad', 'corp.example', 'two words']));
    const shown = await lines('resolver');
    expect(shown[0]).to.equal('search corp.example');
    expect(shown.join()).not.to.contain('evil');
    expect(shown.at(-1)).to.equal('# left out: 2 of no use as a name');
  });

  for (const [line, complaint] of [
    ['resolver link9', 'misused: there is no interface "link9". Did you mean "link0"?'],
    ['resolver link0 link0', 'misused: resolver: "link0" after the interface is not understood'],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(settledNode()).lines(line)).to.deep.equal([complaint]));
});
