import { expect } from 'chai';
import { address } from '../../../reference/net/address.js';
import { prefixOf } from '../../../reference/net/prefix.js';
import { entry, messagesIn, NEAR_NEIGHBOR, P, response, ripngBench } from '../../../reference/routing/ripng/ripng-bench.js';
import { ALL_RIP_ROUTERS } from '../../../reference/routing/ripng/constants.js';
import { RIPNG_INTERFACE, ripngOn } from '../../../reference/routing/ripng/defaults.js';
import { settledNode } from '../../../reference/settled-node.js';
import { routerBench, type RouterBench } from '../../../reference/router-bench.js';
import { seconds } from '../../../reference/time.js';
import { layer } from '../../../reference/wire/frame.js';
import { destinationUnreachable } from '../../../reference/wire/icmpv6.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { Udp } from '../../../reference/wire/udp.js';
import { madeUpSession } from '../made-up-session.js';

const STATIC = { routes: [{ prefix: prefixOf(address('2001:db8:0:c::'), 64), link: 'link0', gateway: NEAR_NEIGHBOR }] };

describe('console: rip', () => {
  /** A router that has learned two routes, one of them lost since. */
  function learned(): RouterBench {
    const interfaces = new Map([
      ...ripngOn(['link0']).interfaces,
      [
        'link1',
        {
          ...RIPNG_INTERFACE.current,
          cost: 2,
          speaks: true,
          aggregates: [{ prefix: prefixOf(P, 32), metric: 1, routeTag: 0 }],
          accepts: [{ prefix: prefixOf(address('::'), 0), isExact: true }],
          staticRoutes: 'none' as const,
        },
      ] as const,
    ]);
    const bench = ripngBench({ interfaces }, STATIC);
    const other = entry(address('2001:db8:200::'), 2);
    bench.send(ALL_RIP_ROUTERS, response([entry(P, 3, { routeTag: 7 }), other]));
    bench.advance(seconds(5));
    bench.send(ALL_RIP_ROUTERS, response([{ ...other, metric: 16 }]));
    bench.advance(seconds(5));
    return bench;
  }

  it('shows the routes with metric, age and tag', async () => {
    expect(await madeUpSession(learned()).lines('rip')).to.deep.equal([
      'Destination        Metric          Gateway        Netif  Age  Tag     Origin',
      '2001:db8:0:c::/64  1               fe80::1%link0  link0               static',
      '2001:db8:0:a::/64  1                              link0               connected',
      '2001:db8:0:b::/64  2                              link1               connected',
      '2001:db8:100::/48  4               fe80::1%link0  link0  10s  0x0007  learned',
      '2001:db8:200::/48  16 unreachable  fe80::1%link0  link0  10s          learned',
      '2001:db8::/32      1               ::1            link1               aggregate',
    ]);
    const rows = (await madeUpSession(learned()).data('rip')) as readonly Record<string, unknown>[];
    expect(rows[3]).to.include({ destination: '2001:db8:100::/48', metric: 4, age: 10, tag: 7, origin: 'learned' });
  });

  it('-i shows the interfaces and their rules, -s what was counted', async () => {
    const bench = learned();
    const { lines, data } = madeUpSession(bench);
    bench.node.command({ kind: 'interface-down', link: 'link1' });
    const shown = await lines('rip -i');
    expect(shown.slice(0, 3)).to.deep.equal([
      'Netif   Cost  Split horizon     Listens  Speaks  Rules',
      'link0   1     poisoned-reverse  yes      yes',
      'link1*  2     poisoned-reverse  yes      yes     aggregate 2001:db8::/32, listen only ::/0 alone, no static routes',
    ]);
    expect(shown[3]).to.match(/^next regular update in \d+s$/);
    expect(await lines('rip -s')).to.include('2 ripng.responses.in');
    expect(await data('rip -s')).to.include({ 'ripng.responses.in': 2 });
  });

  it('-i names the neighbours that count, and those that are told', async () => {
    const to = [address('fe80::7'), address('fe80::8')];
    const rules = { acceptsFrom: to, refusesFrom: to, tellsTo: to, refuses: [{ prefix: prefixOf(P, 48) }] };
    const bench = ripngBench({ interfaces: new Map([['link0', { ...RIPNG_INTERFACE.current, ...rules }]]) });
    const { data } = madeUpSession(bench);
    expect(await data('rip -i')).to.deep.include({
      ...{ interface: 'link0', up: true, cost: 1, splitHorizon: 'poisoned-reverse', listens: true, speaks: true },
      rules: ['refuse 2001:db8:100::/48', 'from fe80::7 fe80::8', 'not from fe80::7 fe80::8', 'to fe80::7 fe80::8'],
    });
  });

  it('stop ends it, route6d starts it', async () => {
    const bench = learned();
    const { lines } = madeUpSession(bench);
    await lines('rip stop');
    expect(await lines('rip')).to.deep.equal(['refused: rip: RIPng does not run; "route6d" starts it']);
    expect(bench.node.routeTo(P)).to.equal(undefined);
    expect(await lines('route6d -N link1 -t 9')).to.deep.equal(['RIPng runs on link0']);
    expect(bench.node.programs.ripng?.settings).to.include({ routeTag: 9 });
  });

  for (const [line, complaint] of [
    ['rip start', 'misused: rip: "start" is not understood'],
    ['rip -i -s', 'misused: rip: one of -i, -s and stop'],
    ['rip', 'refused: rip: RIPng does not run; "route6d" starts it'],
    ['route6d -N eth9', 'misused: route6d: -N: there is no interface "eth9"; there is link0, link1'],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(routerBench()).lines(line)).to.deep.equal([complaint]));

  it('has a host listen only', async () => {
    const { lines } = madeUpSession(settledNode());
    expect(await lines('route6d')).to.deep.equal(['refused: route6d: a host has no routes to advertise; -q has it listen']);
    expect(await lines('route6d -q')).to.deep.equal(['RIPng runs on link0']);
  });

  it('netstat -r has KAME’s flags for what was learned, and for aggregates', async () => {
    const shown = await madeUpSession(learned()).lines('netstat -rn');
    const flags = (destination: string) => shown.find((line) => line.startsWith(`${destination} `))?.split(/ +/);
    expect(flags('2001:db8:100::/48')).to.deep.equal(['2001:db8:100::/48', 'fe80::1%link0', 'UGc', 'link0']);
    expect(flags('2001:db8::/32')).to.deep.equal(['2001:db8::/32', '::1', 'URc', 'lo0']);
    expect(await madeUpSession(learned()).lines('route get 2001:db8:9999::1')).to.include('       flags: <UP,REJECT,DONE>');
  });
});

describe('console: rip6query', () => {
  /** The neighbour of a router without RIPng of its own; what it answers is up to the test. */
  function asking(line: string, answers: (bench: RouterBench, port: number) => void) {
    const bench = ripngBench();
    bench.node.programs.stopRipng();
    bench.forget();
    return madeUpSession(bench).run(line, () => {
      bench.advance(seconds(0));
      const [question] = messagesIn(bench.heard);
      answers(bench, (question && layer(question.decoded, Udp)?.sourcePort) ?? 0);
    });
  }
  const answer = (bench: RouterBench, port: number, ...entries: Parameters<typeof response>[0]): void => {
    const ports = { sourcePort: 521, destinationPort: port };
    bench.send(bench.node.interfaces()[0]!.addresses[0]!.address, response(entries, { header: { destination: own(bench) }, ports }));
  };
  const own = (bench: RouterBench) => bench.node.interfaces()[0]!.addresses[0]!.address;

  it('asks for the whole table from a port of its own, and prints all messages of the answer', async () => {
    let question = '';
    const { lines, data, failed } = await asking('rip6query fe80::1%link0', (bench, port) => {
      question = messagesIn(bench.heard)[0]?.line ?? '';
      answer(bench, port, entry(P, 3, { routeTag: 7 }));
      answer(bench, port, entry(address('fe80::9'), 255, { prefixLength: 0 }), entry(address('2001:db8:200::'), 1));
    });
    expect(question).to.match(/> fe80::1 hl 255 .*UDP (?!521)\d+ > 521 \| RIPng request ::\/0 metric 16$/);
    expect(lines).to.deep.equal([
      'Response from fe80::1%link0 len 24',
      '\t2001:db8:100::/48 [3] tag=0x7',
      'Response from fe80::1%link0 len 44',
      '\tnext hop fe80::9',
      '\t2001:db8:200::/48 [1]',
    ]);
    expect(failed).to.equal(false);
    expect(data).to.deep.include({ from: 'fe80::1%link0', octets: 24, entries: [{ prefix: '2001:db8:100::/48', metric: 3, tag: 7 }] });
  });

  it('asks for one prefix, which for the default route is not the whole table', async () => {
    const asked: string[] = [];
    for (const words of ['2001:db8:9::/48', 'default'])
      await asking(`rip6query -w 1 -I link0 fe80::1 ${words}`, (bench) => asked.push(messagesIn(bench.heard)[0]?.line ?? ''));
    expect(asked.map((line) => line.replace(/.*RIPng /, ''))).to.deep.equal(['request 2001:db8:9::/48 metric 1', 'request ::/0 metric 1']);
  });

  it('says so when nobody answers, and closes its socket', async () => {
    const bench = routerBench();
    const found = await madeUpSession(bench).run('rip6query -w 2 fe80::1%link0');
    expect(found).to.deep.include({ lines: ['no response'], failed: true });
    expect(bench.node.udp.list()).to.deep.equal([]);
  });

  it('takes no other message for an answer', async () => {
    const { lines } = await asking('rip6query -w 1 fe80::1%link0', (bench, port) => {
      const header = { destination: own(bench) };
      bench.send(own(bench), response([entry(P, 3)], { header, ports: { sourcePort: 522, destinationPort: port } }));
      bench.send(
        own(bench),
        response([entry(P, 3)], { header, ports: { sourcePort: 521, destinationPort: port }, message: { command: 1 } }),
      );
    });
    expect(lines).to.deep.equal(['no response']);
  });

  it('does not wait for a router that has no RIPng', async () => {
    const { lines } = await asking('rip6query fe80::1%link0', (bench) => {
      const invokingPacket = messagesIn(bench.heard)[0]?.octets.slice(14) ?? new Uint8Array();
      bench.send(own(bench), [
        ipv6({ source: NEAR_NEIGHBOR, destination: own(bench) }),
        destinationUnreachable({ code: 4, invokingPacket }),
      ]);
    });
    expect(lines).to.deep.equal(['refused: rip6query: fe80::1%link0 has no RIPng: port unreachable']);
  });

  for (const [line, complaint] of [
    ['rip6query', 'misused: rip6query: which router?'],
    ['rip6query fe80::1%link0 ::/0 more', 'misused: rip6query: "more" is not understood'],
    ['rip6query -w 0 fe80::1%link0', 'misused: rip6query: -w is a whole number from 1 to 3600, not "0"'],
    ['rip6query -I eth9 fe80::1', 'misused: there is no interface "eth9". There is link0, link1.'],
    ['rip6query -I link1 fe80::1%link0', 'misused: rip6query: the address is on link0, but -I says link1'],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(routerBench()).lines(line)).to.deep.equal([complaint]));
});
