import { expect } from 'chai';
import { nodeSettings } from '../../../reference/ipv6/config.js';
import { nodeConfiguration } from '../../../reference/ipv6/node-settings.js';
import { address } from '../../../reference/net/address.js';
import { linkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { portsBench, type PortsBench } from '../../../reference/ports-bench.js';
import { milliseconds, seconds } from '../../../reference/time.js';
import { madeUpSession } from '../made-up-session.js';

const MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x0a]);
const PEER_MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x0b]);

/** A node as `sixproof node` makes it of a file. */
function nodeOf(file: object, ...names: readonly string[]): PortsBench {
  const nics = names.map((name) => ({ name, linkLayerAddress: MAC, mtu: 1500 }));
  const macs = Object.fromEntries(names.map((name) => [name, { node: MAC, peer: PEER_MAC }]));
  const bench = portsBench(nodeConfiguration(nodeSettings.parse({ interfaceIdentifier: 'eui64', ...file }), nics), macs);
  bench.node.start();
  bench.advance(seconds(5));
  bench.forget();
  return bench;
}

describe('console: the loopback interface of a live node', () => {
  for (const role of ['host', 'router'] as const) {
    it(`is listed and answers on a ${role}, and nothing leaves`, async () => {
      const bench = nodeOf({ role }, 'eth1', 'eth2');
      const { lines, run } = madeUpSession(bench, milliseconds(10));
      expect(await lines('ifconfig lo0')).to.deep.equal([
        'lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 131072',
        '\tinet6 ::1 prefixlen 128',
      ]);
      const { lines: pinged, failed } = await run('ping6 -c 1 ::1');
      expect(pinged[1]).to.equal('64 bytes from ::1, icmp_seq=0 hlim=64 time=0.000 ms');
      expect(failed).to.equal(false);
      const jumbo = await lines('ping6 -b 70000 -s 68000 -c 1 ::1');
      expect(jumbo[1]).to.equal('68008 bytes from ::1, icmp_seq=0 hlim=64 time=0.000 ms');
      expect([...bench.sent('eth1'), ...bench.sent('eth2'), ...bench.sent('lo0')]).to.have.length(0);
      expect(await lines('netstat -rn')).to.satisfy((rows: readonly string[]) => rows.some((row) => /^::1 +::1 +UH +lo0$/.test(row)));
      expect(await lines('route get ::1')).to.include('   interface: lo0');
    });

    it(`leaves the ways of a ${role} with one NIC as they are`, async () => {
      const bench = nodeOf({ role }, 'eth1');
      const { lines } = madeUpSession(bench, milliseconds(100));
      const [first] = await lines('ping6 -c 1 ff02::7');
      expect(first).to.match(/^PING6.* --> ff02::7%eth1$/);
      expect(bench.lines('eth1').join()).to.contain('ff02::7');
      expect((await lines('route add 2001:db8:9::/48 fe80::1'))[0]).to.contain('gateway fe80::1%eth1');
    });
  }

  it('holds packets to its MTU, and comes back as it was', async () => {
    const { lines, run } = madeUpSession(nodeOf({}, 'eth1'), milliseconds(10));
    expect(await lines('ifconfig lo0 mtu 1500')).to.deep.equal([]);
    expect((await run('ping6 -c 1 -s 3000 ::1')).failed).to.equal(false);
    expect((await run('ping6 -c 1 -s 68000 ::1')).failed).to.equal(true);
    expect(await lines('ifconfig lo0 mtu 131072')).to.deep.equal([]);
    expect((await lines('ifconfig lo0 mtu 131073'))[0]).to.equal('refused: ifconfig: linkMtu is 1280 to 131072 octets on lo0, not 131073');
    await lines('sysctl net.inet6.ip6.dad_count=3');
    await lines('ifconfig lo0 down');
    expect((await run('ping6 -c 1 ::1')).failed).to.equal(true);
    await lines('ifconfig lo0 up');
    expect(await lines('ifconfig lo0')).to.include('\tinet6 ::1 prefixlen 128');
    expect((await run('ping6 -c 1 ::1')).failed).to.equal(false);
  });

  it('has addresses of a router that are reached by any of its links, and is the way of no tunnel', async () => {
    const file = { role: 'router', interfaces: { lo0: { addresses: ['2001:db8:10::1/128'] }, eth1: { addresses: ['2001:db8:1::1/64'] } } };
    const bench = nodeOf(file, 'eth1');
    const { lines, run, data } = madeUpSession(bench, milliseconds(10));
    expect(await lines('ifconfig lo0')).to.include('\tinet6 2001:db8:10::1 prefixlen 128');
    expect((await run('ping6 -c 1 2001:db8:10::1')).failed).to.equal(false);
    expect(await lines('netstat -rn')).to.satisfy((rows: readonly string[]) => !rows.some((row) => row.startsWith('::1/128')));
    expect(await lines('gifconfig gif0 inet6 2001:db8:10::1 2001:db8:1::7')).to.deep.equal([]);
    const [gif] = (await data('gifconfig gif0')) as readonly { readonly tunnel: { readonly over: string } }[];
    expect(gif?.tunnel.over).to.equal('eth1');
    const ends = { family: 'ipv6', local: address('2001:db8:10::1'), remote: address('2001:db8:1::8') } as const;
    expect(bench.node.command({ kind: 'add-tunnel', link: 'lo0', name: 'gif1', ...ends })).to.deep.equal({
      ok: false,
      error: '"lo0" goes nowhere: a tunnel goes over a link',
    });
  });

  it('lends its address to a router’s links that have none, where it is preferred as a source', async () => {
    const routes = [{ prefix: '2001:db8:7::/48', via: 'fe80::1', interface: 'eth1' }];
    const file = (preferSource: boolean) => ({
      role: 'router',
      routes,
      interfaces: { lo0: { addresses: ['2001:db8:10::1/128'], features: { preferSource } } },
    });
    const source = async (bench: PortsBench) =>
      / (\S+) --> /.exec((await madeUpSession(bench).lines('ping6 -c 1 2001:db8:7::1'))[0] ?? '')?.[1];
    expect(await source(nodeOf(file(true), 'eth1'))).to.equal('2001:db8:10::1');
    expect(await source(nodeOf(file(false), 'eth1'))).to.match(/^fe80::/);
  });

  it('is no place to look for routers', async () => {
    const { lines } = madeUpSession(nodeOf({}, 'eth1'));
    expect((await lines('rtsol lo0'))[0]).to.equal('refused: rtsol: lo0 goes nowhere: no router is there');
  });
});
