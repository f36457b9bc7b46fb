import { expect } from 'chai';
import { address } from '../../../reference/net/address.js';
import { lineBench } from '../../../reference/line-bench.js';
import { NODE_MAC } from '../../../reference/node-bench.js';
import { introduce, PEER, settledNode } from '../../../reference/settled-node.js';
import { routerBench } from '../../../reference/router-bench.js';
import { seconds } from '../../../reference/time.js';
import { madeUpSession } from '../made-up-session.js';

describe('console: ndp', () => {
  it('-a lists the node’s own addresses, its neighbours with their states, and whom it answers for', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    await lines('ndp -s fe80::77 02:00:00:00:00:77');
    await lines('ndp -s fe80::78 02:00:00:00:00:78 temp');
    expect(await lines('ndp -s fe80::1234 0:1:2:3:4:5 proxy')).to.deep.equal([
      'fe80::1234 is answered for on link0 with 00:01:02:03:04:05',
    ]);
    bench.node.command({ kind: 'ping', link: 'link0', destination: address('fe80::99') });
    expect(await lines('ndp -an')).to.deep.equal([
      'Neighbor               Linklayer Address  Netif  Expire     S  Flags',
      'fe80::ff:fe00:a%link0  02:00:00:00:00:0a  link0  permanent  R',
      '2001:db8::ff:fe00:a    02:00:00:00:00:0a  link0  permanent  R',
      'fe80::77%link0         02:00:00:00:00:77  link0  permanent  R',
      'fe80::78%link0         02:00:00:00:00:78  link0  20m        R',
      'fe80::1%link0          02:00:00:00:00:01  link0             S  R',
      'fe80::b%link0          02:00:00:00:00:0b  link0  5s         D',
      'fe80::99%link0         (incomplete)       link0  1s         I  1',
      'fe80::1234%link0       00:01:02:03:04:05  link0  permanent  R  p',
    ]);
  });

  it('gives the same as data', async () => {
    const { data } = madeUpSession(settledNode());
    expect(await data('ndp fe80::b')).to.deep.equal([
      {
        interface: 'link0',
        router: false,
        proxy: false,
        own: false,
        probes: 0,
        neighbor: 'fe80::b%link0',
        linkLayerAddress: '02:00:00:00:00:0b',
        expire: '5s',
        state: 'delay',
      },
    ]);
  });

  it('ADDRESS shows one, or says that there is none', async () => {
    const { lines } = madeUpSession(settledNode());
    expect(await lines('ndp fe80::b%link0')).to.have.length(2);
    expect(await lines('ndp fe80::c')).to.deep.equal(['refused: fe80::c (fe80::c) -- no entry']);
  });

  it('-d forgets a neighbour, whatever it is; -c all that were learned', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    await lines('ndp -s fe80::77 02:00:00:00:00:77');
    await lines('ndp -s fe80::1234 0:1:2:3:4:5 proxy');
    for (const gone of ['fe80::b', 'fe80::77', 'fe80::1234']) {
      expect(await lines(`ndp -d ${gone}`)).to.deep.equal([`${gone} deleted`]);
      expect((await lines(`ndp -d ${gone}`))[0]).to.match(/^refused: ndp: link0 knows no neighbour/);
    }
    introduce(bench, PEER);
    await lines('ndp -s fe80::77 02:00:00:00:00:77');
    await lines('ndp -c');
    expect(bench.node.interfaces()[0]?.neighbors.map(({ fixed }) => fixed)).to.deep.equal([true]);
  });

  it('-p and -r show what routers advertised, -P and -R forget it', async () => {
    const { lines, data } = madeUpSession(settledNode());
    expect((await lines('ndp -p'))[0]).to.equal('2001:db8::/64 if=link0');
    expect((await lines('ndp -p'))[1]).to.match(/^flags=LA expire=29d23h59m\d+s, ref=1$/);
    expect((await lines('ndp -r')).join()).to.match(/^fe80::1%link0 if=link0, pref=medium, expire=18h12m\d+s$/);
    expect(await data('ndp -r')).to.deep.equal([{ router: 'fe80::1', interface: 'link0', preference: 'medium', expireSeconds: 65_525 }]);
    await lines('ndp -P');
    await lines('ndp -R');
    expect([await lines('ndp -p'), await lines('ndp -r')]).to.deep.equal([[], []]);
  });

  it('-i shows and sets the flags and variables of an interface', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    expect(await lines('ndp -i link0')).to.deep.equal([
      'linkmtu=1500, maxmtu=1500, curhlim=64, basereachable=30s0ms, reachable=15s, retrans=1s0ms',
      'Flags: nud accept_rtadv',
    ]);
    expect(await lines('ndp -i link0 -nud -accept_rtadv basereachable=10500 retrans=500 curhlim=9')).to.deep.equal([
      'linkmtu=1500, maxmtu=1500, curhlim=9, basereachable=10s500ms, reachable=5s, retrans=0s500ms',
      'Flags:',
    ]);
    expect(await lines('ndp -i link0 nud')).to.include('Flags: nud');
    expect((await lines('ndp -i link0 disabled')).at(-1)).to.equal('Flags: nud disabled');
    expect((await lines('ndp -i link0 -disabled')).at(-1)).to.equal('Flags: nud');
    expect(await lines('ndp -i link0 accept_rtad')).to.deep.equal([
      'misused: ndp: there is no flag accept_rtad. Did you mean "accept_rtadv"?',
    ]);
    expect(await lines('ndp -i link0 curhlim=256')).to.deep.equal(['misused: ndp: curhlim is a whole number from 1 to 255, not "256"']);
    expect(await lines('ndp -i link1')).to.deep.equal(['misused: there is no interface "link1". Did you mean "link0"?']);
  });

  for (const behaviour of ['current', 'kame'] as const)
    it(`-i prefer_source has the addresses of an interface be sources on others that have none, as ${behaviour} has it`, async () => {
      const ethernet = (at: number, prefix: string) => ({
        name: `link${at}`,
        linkLayerAddress: NODE_MAC,
        addresses: [{ address: address(`${prefix}::a`), prefixLength: 64 }],
      });
      const interfaces = [ethernet(0, '2001:db8:0:a'), ethernet(1, '2001:db8:0:b'), { kind: 'point-to-point', name: 'line0' } as const];
      const bench = lineBench({
        behaviour,
        interfaces,
        routes: [{ prefix: { address: address('2001:db8:7::'), length: 48 }, link: 'line0' }],
      });
      const { lines } = madeUpSession(bench);
      const source = async (to: string): Promise<string | undefined> => / (\S+) --> /.exec((await lines(`ping6 -c 1 ${to}`))[0] ?? '')?.[1];
      expect(await source('2001:db8:7::1')).to.match(behaviour === 'kame' ? /^2001:db8:0:a::a$/ : /^fe80::.*%line0$/);
      expect((await lines('ndp -i link1 prefer_source')).at(-1)).to.match(/^Flags: nud prefer_source$/);
      expect(await source('2001:db8:7::1')).to.equal('2001:db8:0:b::a');
      expect(await source('fe80::b%line0')).to.match(/^fe80::.*%line0$/);
      expect(await source('2001:db8:0:a::b'), 'rule 5 comes first').to.equal('2001:db8:0:a::a');
      bench.forget();
      await lines('ping6 -c 1 2001:db8:7::2');
      const solicited = bench.lines('line0').filter((line) => line.includes(' NS '));
      if (behaviour === 'current') expect(solicited.join(), 'RFC 4861 section 7.2.2').not.to.contain('2001:db8:0:b::a >');
      await lines('ndp -i link1 -prefer_source');
      expect(await source('2001:db8:7::3')).not.to.equal('2001:db8:0:b::a');
    });

  it('-I sets the interface for what nothing else says anything about', async () => {
    const { lines } = madeUpSession(routerBench());
    expect(await lines('ndp -I')).to.deep.equal(['No default interface.']);
    expect((await lines('ndp -s fe80::77 02:00:00:00:00:77'))[0]).to.equal('misused: on which link is fe80::77? Say fe80::77%link0');
    expect(await lines('ndp -I link1')).to.deep.equal(['ND default interface = link1']);
    await lines('ndp -s fe80::77 02:00:00:00:00:77');
    expect((await lines('ndp fe80::77%link1'))[1]).to.contain('02:00:00:00:00:77');
    await lines('route add 2001:db8:0:a::77 2001:db8:0:b::b');
    await lines('ndp -s 2001:db8:0:a::77 02:00:00:00:00:77 proxy');
    expect((await lines('ndp 2001:db8:0:a::77%link0'))[1], 'where its subnet is').to.match(/ link0 .* p$/);
    expect(await lines('ndp -I delete')).to.deep.equal(['No default interface.']);
  });

  it('-u tells the link of an own or proxied address, wherever it is', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    await lines('ndp -s fe80::1234 0:1:2:3:4:5 proxy');
    bench.forget();
    expect(await lines('ndp -u 2001:db8::ff:fe00:a')).to.deep.equal(['2001:db8::ff:fe00:a is announced on link0']);
    expect(await lines('ndp -u fe80::1234%link0')).to.deep.equal(['fe80::1234 is announced on link0']);
    bench.advance(seconds(1));
    const told = bench.heard.map(({ line }) => / NA (\S+)/.exec(line)?.[1]).filter((target) => target !== undefined);
    expect(new Set(told)).to.deep.equal(new Set(['2001:db8::ff:fe00:a', 'fe80::1234']));
    expect(await lines('ndp -u fe80::99')).to.deep.equal(['refused: ndp: fe80::99 is no address of link0, nor answered for there']);
    const router = madeUpSession(routerBench());
    expect(await router.lines('ndp -u 2001:db8:0:b::a')).to.deep.equal(['2001:db8:0:b::a is announced on link1']);
  });

  it('-A lists again and again until it is interrupted', async () => {
    const interruption = new AbortController();
    const bench = settledNode();
    const { run } = madeUpSession(bench);
    bench.queue.schedule((bench.queue.now + seconds(5)) as never, 'timer', () => interruption.abort());
    const { lines } = await run('ndp -A 2', undefined, interruption.signal);
    expect(lines.filter((line) => line.startsWith('Neighbor '))).to.have.length(3);
  });

  for (const [line, complaint] of [
    ['ndp', 'misused: ndp: what? "help ndp" lists its forms'],
    ['ndp -a -p', 'misused: ndp: -a and -p do not go together'],
    ['ndp -s fe80::7', 'misused: ndp: -s wants ADDRESS MAC [temp] [proxy]'],
    ['ndp -s fe80::7 xx', 'misused: "xx" is no link-layer address; wanted 02:00:5e:10:00:01'],
    ['ndp -s fe80::7 2:0:0:0:0:7 forever', 'misused: ndp: "forever" after the link-layer address; wanted temp or proxy'],
    ['ndp -s ff02::1 2:0:0:0:0:7', 'refused: ndp: ff02::1 is no unicast address of a neighbour'],
    ['ndp -d fe80::7%eth9', 'misused: there is no interface "eth9". There is link0.'],
    ['ndp -z', 'misused: ndp: there is no option -z. Known: -a -A -c -d -i -I -n -p -P -r -R -s -u'],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(settledNode()).lines(line)).to.deep.equal([complaint]));
});
