import { expect } from 'chai';
import { address, solicitedNodeMulticast, UNSPECIFIED } from '../../../reference/net/address.js';
import { seconds } from '../../../reference/time.js';
import { BEHIND, ENTRY, EXIT, EXIT_IPV4, forwarded, ORIGIN, overIpv4Bench, settle, tunnelBench } from '../../../reference/tunnel-bench.js';
import { layer } from '../../../reference/wire/frame.js';
import { echoRequest } from '../../../reference/wire/icmpv6.js';
import { Ipv4 } from '../../../reference/wire/ipv4.js';
import { Ipv6, ipv6 } from '../../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../../reference/wire/nd.js';
import type { PortsBench } from '../../../reference/ports-bench.js';
import { madeUpSession } from '../made-up-session.js';

const DUPLICATED = address('2001:db8:0:b::77');

/** The router of the bench, its tunnel taken away by the console. */
async function withoutTunnel(bench: PortsBench): Promise<PortsBench> {
  expect(await madeUpSession(bench).lines('gifconfig tunnel0 delete')).to.deep.equal([]);
  return bench;
}

const sentThrough = (bench: PortsBench) => forwarded(bench, ipv6({ source: ORIGIN, destination: BEHIND }), echoRequest());

describe('console: gifconfig', () => {
  it('makes a tunnel of IPv6 in IPv6 that carries packets, and takes it away again', async () => {
    const bench = await withoutTunnel(tunnelBench());
    const { lines } = madeUpSession(bench);
    expect(sentThrough(bench)).to.have.length(0);
    expect(await lines('gifconfig gif0 inet6 2001:db8:0:b::a 2001:db8:0:b::b')).to.deep.equal([]);
    expect(await lines('ifconfig gif0 inet6 2001:db8:0:d::a/64')).to.deep.equal([]);
    expect(await lines('route add 2001:db8:0:e::/64 -interface gif0')).to.deep.equal(['add net 2001:db8:0:e::/64: gateway gif0']);
    settle(bench);
    const [sent] = sentThrough(bench);
    const [outer, inner] = sent?.layers.filter(({ message }) => message === Ipv6) ?? [];
    expect(outer?.value).to.deep.include({ source: ENTRY, destination: EXIT });
    expect(inner?.value).to.deep.include({ source: ORIGIN, destination: BEHIND });

    expect(await lines('gifconfig gif0 delete')).to.deep.equal([]);
    expect(sentThrough(bench)).to.have.length(0);
    expect(bench.node.interfaces().map(({ name }) => name)).to.deep.equal(['link0', 'link1']);
    expect(bench.node.routes().some(({ target }) => target.kind === 'interface' && target.name === 'gif0')).to.equal(false);
  });

  it('takes the addresses for IPv4 ones unless it is told otherwise, and ifconfig adds them', async () => {
    const bench = await withoutTunnel(overIpv4Bench());
    const { lines } = madeUpSession(bench);
    expect(await lines('ifconfig link1 inet 198.51.100.77/24 alias')).to.deep.equal([]);
    expect(await lines('gifconfig gif1 198.51.100.77 198.51.100.11')).to.deep.equal([]);
    await lines('route add 2001:db8:0:e::/64 -interface gif1');
    settle(bench);
    const [sent] = sentThrough(bench);
    const outer = sent && layer(sent, Ipv4);
    expect(outer).to.deep.include({ destination: EXIT_IPV4, protocol: 41 });
    expect(await lines('gifconfig')).to.include('\tphysical address inet 198.51.100.77 --> 198.51.100.11');
    expect(await lines('ifconfig link1')).to.include.members([
      '\tinet 198.51.100.10 netmask 0xffffff00',
      '\tinet 198.51.100.77 netmask 0xffffff00',
    ]);
    await lines('ifconfig link1 inet 198.51.100.10 delete');
    expect(await lines('ifconfig link1')).not.to.include('\tinet 198.51.100.10 netmask 0xffffff00');
  });

  it('may end at an address that was found to be another node’s (RFC 4862 section 5.4.5), and at no other of its own', async () => {
    const bench = await withoutTunnel(tunnelBench());
    const { lines } = madeUpSession(bench);
    await lines('ifconfig link1 inet6 2001:db8:0:b::77/64 alias');
    const make = 'gifconfig gif0 inet6 2001:db8:0:b::a 2001:db8:0:b::77';
    expect((await lines(make))[0]).to.contain('2001:db8:0:b::77 is its own address');
    const group = solicitedNodeMulticast(DUPLICATED);
    bench.send('link1', ipv6({ source: UNSPECIFIED, destination: group }), neighborSolicitation({ target: DUPLICATED }));
    expect(await lines('ifconfig link1')).to.include('\tinet6 2001:db8:0:b::77 prefixlen 64 duplicated');
    expect(await lines(make)).to.deep.equal([]);
  });

  it('numbers the zone of a link-local address as its interface, alone and in a list', async () => {
    const bench = tunnelBench();
    const { lines } = madeUpSession(bench);
    bench.advance(seconds(3));
    const scopes = (shown: readonly string[]): readonly string[] => [
      ...new Set(shown.flatMap((line) => /%\S+ .*scopeid \S+/.exec(line)?.[0].replace(/ .* /, ' ') ?? [])),
    ];
    const all = bench.node.interfaces().map(({ name, index }) => `%${name} 0x${index}`);
    expect(scopes(await lines('ifconfig'))).to.deep.equal(all);
    for (const [at, { name }] of bench.node.interfaces().entries())
      expect(scopes(await lines(`ifconfig ${name}`))).to.deep.equal([all[at]]);
    expect(scopes(await lines('gifconfig'))).to.deep.equal(['%tunnel0 0x3']);
  });

  it('lists the tunnels', async () => {
    const bench = tunnelBench();
    const { lines, data } = madeUpSession(bench);
    bench.advance(seconds(3));
    const shown = await lines('gifconfig -a');
    expect(shown[0]).to.equal('tunnel0: flags=8051<UP,POINTOPOINT,RUNNING,MULTICAST> mtu 1452');
    expect(shown.at(-1)).to.equal('\tphysical address inet6 2001:db8:0:b::a --> 2001:db8:0:b::b');
    expect(shown).to.include.members(['\tinet 203.0.113.1 netmask 0xffffff80', '\tinet6 2001:db8:0:d::a prefixlen 64']);
    expect(shown).not.to.contain('ether');
    expect(await lines('gifconfig tunnel0')).to.deep.equal(shown);
    expect(await lines('ifconfig tunnel0')).to.include('\ttunnel inet6 2001:db8:0:b::a --> 2001:db8:0:b::b');
    const [first] = (await data('gifconfig')) as readonly Record<string, unknown>[];
    expect(first).to.deep.include({
      interface: 'tunnel0',
      kind: 'tunnel',
      linkLayerAddress: null,
      tunnel: { family: 'ipv6', over: 'link1', local: '2001:db8:0:b::a', remote: '2001:db8:0:b::b' },
    });
    expect(await lines('netstat -rn')).to.satisfy((rows: readonly string[]) =>
      rows.some((row) => /^2001:db8:0:d::a +link#3 +UHL +lo0/.test(row)),
    );
    expect(await lines('ndp -a')).to.satisfy((rows: readonly string[]) =>
      rows.some((row) => /^2001:db8:0:d::a +\(none\) +tunnel0/.test(row)),
    );
  });

  it('says why a tunnel cannot be', async () => {
    const { lines } = madeUpSession(tunnelBench());
    const rows = [
      ['gifconfig gif0 inet6 2001:db8:0:b::a 2001:db8:0:a::a', 'refused: gifconfig: the tunnel would end at this node'],
      ['gifconfig gif0 inet6 2001:db8:0:b::a 2001:db8:0:b::b', 'refused: gifconfig: there is a tunnel from'],
      [
        'gifconfig gif0 2001:db8:0:b::a 2001:db8:0:b::c',
        'misused: gifconfig: "2001:db8:0:b::a" is not an IPv4 address such as 192.0.2.1; for IPv6 say',
      ],
      ['gifconfig gif0 inet 192.0.2.77 192.0.2.78', 'refused: gifconfig: 192.0.2.77 is no address of this node; ifconfig INTERFACE inet'],
      [
        'gifconfig tunnel0 inet6 2001:db8:0:b::a 2001:db8:0:b::c',
        'refused: gifconfig: there is an interface "tunnel0" already; gifconfig tunnel0',
      ],
      ['gifconfig gif0 inet6 2001:db8:0:b::a', 'misused: gifconfig: wanted SOURCE DESTINATION'],
      ['gifconfig gif0 inet6 2001:db8:0:b::a 2001:db8:0:b::c up', 'misused: gifconfig: "up" is not understood'],
      ['gifconfig gif+0 inet6 2001:db8:0:b::a 2001:db8:0:b::c', 'misused: gifconfig: "gif+0" is no name'],
      ['gifconfig link0 delete', 'refused: gifconfig: link0 is no tunnel'],
      ['gifconfig tunnel0 delete now', 'misused: gifconfig: "now" after delete'],
      ['gifconfig gif7', 'misused: there is no interface "gif7"'],
      ['gifconfig -a tunnel0', 'misused: gifconfig: -a is all tunnels'],
      ['ifconfig link0 inet 224.0.0.1/4', 'misused: ifconfig: 224.0.0.1/4 is no address of an interface'],
      ['ifconfig link0 inet 192.0.2.77', 'misused: ifconfig: how long is the prefix?'],
    ] as const;
    for (const [command, complaint] of rows) expect((await lines(command))[0], command).to.contain(complaint);
  });

  it('takes the way to the other end where the near address is none yet', async () => {
    const bench = await withoutTunnel(tunnelBench());
    const { lines, data } = madeUpSession(bench);
    await lines('gifconfig gif0 inet6 2001:db8:0:b::77 2001:db8:0:b::b');
    const [found] = (await data('gifconfig gif0')) as readonly { readonly tunnel: { readonly over: string } }[];
    expect(found?.tunnel.over).to.equal('link1');
  });
});
