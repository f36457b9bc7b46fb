import { expect } from 'chai';
import { lineBench } from '../../../reference/line-bench.js';
import { PEER_MAC, type NodeBench } from '../../../reference/node-bench.js';
import { address, solicitedNodeMulticast, UNSPECIFIED } from '../../../reference/net/address.js';
import { routerBench } from '../../../reference/router-bench.js';
import { ALL_NODES, PEER, ROUTER, ROUTER_MAC, settledNode } from '../../../reference/settled-node.js';
import { seconds } from '../../../reference/time.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { neighborSolicitation, routerAdvertisement } from '../../../reference/wire/nd.js';
import { prefixInformation, sourceLinkLayerAddress } from '../../../reference/wire/nd-options.js';
import { COMMANDS } from './index.js';
import { madeUpSession } from '../made-up-session.js';

const NEW = address('2001:db8::7');

/** Somebody else wants the address that the node is probing. */
const contend = (bench: NodeBench): void =>
  void bench.send(solicitedNodeMulticast(NEW), [
    ipv6({ source: UNSPECIFIED, destination: solicitedNodeMulticast(NEW) }),
    neighborSolicitation({ target: NEW }),
  ]);

describe('console: ifconfig', () => {
  it('lists the interfaces and what their addresses are', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    expect(await lines('ifconfig -L')).to.satisfy((shown: readonly string[]) =>
      /^\tinet6 2001:db8::ff:fe00:a prefixlen 64 autoconf pltime 6047\d\d vltime 25919\d\d$/.test(shown[3] ?? ''),
    );
    expect(await lines('ifconfig link0')).to.deep.equal([
      'link0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> mtu 1500',
      '\tether 02:00:00:00:00:0a',
      '\tinet6 fe80::ff:fe00:a%link0 prefixlen 64 scopeid 0x1',
      '\tinet6 2001:db8::ff:fe00:a prefixlen 64 autoconf',
    ]);
  });

  it('adds an address, which is tentative, then its own; or a duplicate', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    expect(await lines('ifconfig link0 inet6 2001:db8::7 prefixlen 64 alias')).to.deep.equal([]);
    expect((await lines('ifconfig -a')).at(-1)).to.equal('\tinet6 2001:db8::7 prefixlen 64 tentative');
    contend(bench);
    expect((await lines('ifconfig')).at(-1)).to.equal('\tinet6 2001:db8::7 prefixlen 64 duplicated');
    expect(await lines('ifconfig link0 inet6 2001:db8::7 delete')).to.deep.equal([]);
    await lines('ifconfig link0 inet6 2001:db8::8/48 anycast');
    expect((await lines('ifconfig')).at(-1)).to.equal('\tinet6 2001:db8::8 prefixlen 48 anycast');
    await lines('ifconfig link0 inet6 2001:db8::9 add');
    bench.advance(seconds(3));
    expect((await lines('ifconfig')).at(-1)).to.equal('\tinet6 2001:db8::9 prefixlen 64');
    await lines('ifconfig link0 inet6 2001:db8::9 -alias');
    expect((await lines('ifconfig')).at(-1)).to.contain('2001:db8::8');
  });

  it('marks a deprecated address', async () => {
    const bench = settledNode();
    const options = [prefixInformation({ prefix: address('2001:db8::'), preferredLifetime: 0, validLifetime: 10_000 })];
    bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ options })], { from: ROUTER_MAC });
    const { lines, data } = madeUpSession(bench);
    expect((await lines('ifconfig -L')).at(-1)).to.equal(
      '\tinet6 2001:db8::ff:fe00:a prefixlen 64 deprecated autoconf pltime 0 vltime 10000',
    );
    expect(await data('ifconfig link0')).to.deep.equal([
      {
        interface: 'link0',
        kind: 'ethernet',
        ipv4Addresses: [],
        up: true,
        disabled: false,
        mtu: 1500,
        linkLayerAddress: '02:00:00:00:00:0a',
        addresses: [
          { address: 'fe80::ff:fe00:a', prefixLength: 64, state: 'preferred', origin: 'link-local', anycast: false, detached: false },
          {
            ...{
              address: '2001:db8::ff:fe00:a',
              prefixLength: 64,
              state: 'deprecated',
              origin: 'autoconfigured',
              anycast: false,
              detached: false,
            },
            lifetimeSeconds: { preferred: 0, valid: 10_000 },
          },
        ],
      },
    ]);
  });

  it('marks an address whose router is gone while another is there, in the kame set', async () => {
    const bench = settledNode({ node: { behaviour: 'kame' } });
    const { lines } = madeUpSession(bench);
    await lines('ndp -d fe80::1');
    expect((await lines('ifconfig')).at(-1), 'no router at all is there').to.equal('\tinet6 2001:db8::ff:fe00:a prefixlen 64 autoconf');
    const options = [sourceLinkLayerAddress(PEER_MAC)];
    bench.send(ALL_NODES, [ipv6({ source: PEER, destination: ALL_NODES }), routerAdvertisement({ options })]);
    expect((await lines('ifconfig')).at(-1)).to.equal('\tinet6 2001:db8::ff:fe00:a prefixlen 64 detached autoconf');
    expect((await lines('ping6 -c 1 2001:db8:ffff::1'))[0]).to.match(/^PING6\(.*\) fe80::ff:fe00:a%link0 --> /);
  });

  it('takes an interface down and up, and changes its MTU and link-layer address', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    await lines('ifconfig link0 down');
    expect(await lines('ifconfig')).to.deep.equal(['link0: flags=8802<BROADCAST,SIMPLEX,MULTICAST> mtu 1500', '\tether 02:00:00:00:00:0a']);
    await lines('ifconfig link0 up');
    await lines('ifconfig link0 mtu 1400');
    await lines('ifconfig link0 ether 02:00:00:00:00:99');
    expect((await lines('ifconfig')).slice(0, 2)).to.deep.equal([
      'link0: flags=8843<UP,BROADCAST,RUNNING,SIMPLEX,MULTICAST> mtu 1400',
      '\tether 02:00:00:00:00:99',
    ]);
  });

  for (const [line, complaint] of [
    ['ifconfig link9', 'misused: there is no interface "link9". Did you mean "link0"?'],
    ['ifconfig link0 inet6', 'misused: ifconfig: inet6 wants an address'],
    ['ifconfig link0 inet6 ff02::7', 'misused: ifconfig: ff02::7 is no address of an interface'],
    ['ifconfig link0 inet6 2001:db8::7/129', 'misused: ifconfig: the prefix length is a whole number from 0 to 128, not "129"'],
    ['ifconfig link0 inet6 2001:db8::7 forever', 'misused: ifconfig: "forever" is not understood. Known: prefixlen alias anycast delete'],
    [
      'ifconfig link0 inet6 2001:db8::7 pltime 7',
      'refused: ifconfig: pltime cannot be set by hand: an address of this node has lifetimes only by advertisement',
    ],
    ['ifconfig link0 inet6 2001:db8::7 delete', 'refused: ifconfig: 2001:db8::7 is no address of link0'],
    ['ifconfig link0 inet6 fe80::ff:fe00:a', 'refused: ifconfig: fe80::ff:fe00:a is there already, or there is no room for it'],
    ['ifconfig link0 mtu 1279', 'refused: ifconfig: linkMtu is 1280 to 1500 octets on link0, not 1279'],
    ['ifconfig link0 promisc', 'misused: ifconfig: "promisc" is not understood. Known: inet6 up down mtu ether'],
    ['ifconfig link0 up now', 'misused: ifconfig: "now" after up is not understood'],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(settledNode()).lines(line)).to.deep.equal([complaint]));
});

describe('console: rtsol', () => {
  const advertise = (bench: NodeBench) => (): void =>
    void bench.queue.schedule((bench.queue.now + seconds(1)) as never, 'frame', () =>
      bench.send(ALL_NODES, [ipv6({ source: address('fe80::5'), destination: ALL_NODES }), routerAdvertisement()], { from: PEER_MAC }),
    );

  it('names the routers once one has answered', async () => {
    const bench = settledNode();
    await madeUpSession(bench).lines('ndp -R');
    const { lines, data } = madeUpSession(bench);
    expect(await lines('rtsol link0', advertise(bench))).to.deep.equal(['link0: fe80::5%link0']);
    expect(await data('rtsol -a', advertise(bench))).to.deep.equal([{ interface: 'link0', routers: ['fe80::5'] }]);
  });

  it('says when none has, in the time of three solicitations', async () => {
    const bench = settledNode();
    const { run, lines } = madeUpSession(bench);
    await lines('ndp -R');
    const before = bench.queue.now;
    expect(await run('rtsol')).to.deep.include({ lines: ['link0: no router answered'], failed: true });
    expect(bench.queue.now - before).to.be.within(seconds(11), seconds(13));
  });

  it('is nothing for a router, nor for no interface', async () => {
    const { lines } = madeUpSession(routerBench());
    expect(await lines('rtsol')).to.deep.equal(['misused: rtsol: on which interface? There is link0, link1']);
    expect(await lines('rtsol link0')).to.deep.equal(['refused: rtsol: link0 routes: only hosts solicit routers (RFC 4861 section 6.2.2)']);
  });
});

describe('console: options of rtsol and rtsold', () => {
  const advertise = (bench: NodeBench) => (): void =>
    void bench.queue.schedule((bench.queue.now + seconds(1)) as never, 'frame', () =>
      bench.send(ALL_NODES, [ipv6({ source: address('fe80::5'), destination: ALL_NODES }), routerAdvertisement()], { from: PEER_MAC }),
    );

  it('-d tells of solicitations and routers, -D of all that happens there', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    await lines('ndp -R');
    expect(await lines('rtsol -d link0', advertise(bench))).to.deep.equal([
      'rtsol: link0 router-solicitation',
      'rtsol: link0 discovery-finished router found',
      'rtsol: link0 router-added fe80::5',
      'link0: fe80::5%link0',
    ]);
    await lines('ndp -R');
    const all = await lines('rtsold -1Df link0', () => {
      advertise(bench)();
      bench.send(NEW, [ipv6({ source: ROUTER, destination: NEW, hopLimit: 64 }), neighborSolicitation({ target: NEW })]);
    });
    expect(all).to.include.members(['rtsold: link0 router-solicitation', 'rtsold: link0 router-added fe80::5']);
    expect(all.some((line) => line.startsWith('rtsold: link0 discard '))).to.equal(true);
  });

  it('-F makes a router a host that heeds advertisements, which is missed without it', async () => {
    const bench = routerBench();
    const { lines } = madeUpSession(bench);
    const state = async (): Promise<string> => (await lines('sysctl -n net.inet6.ip6.forwarding net.inet6.ip6.accept_rtadv')).join('/');
    expect(await state()).to.equal('1/0');
    expect((await lines('rtsol -F link0')).at(-1)).to.equal('link0: no router answered');
    expect(await state()).to.equal('0/1');
    await lines('sysctl net.inet6.ip6.accept_rtadv=0');
    expect((await lines('rtsol link0'))[0]).to.equal(
      'rtsol: this node heeds no advertisements: net.inet6.ip6.accept_rtadv is 0; -F sets it',
    );
    expect(await state()).to.equal('0/0');
  });

  it('-a takes the only interface that suits, and none of several', async () => {
    const bench = lineBench({ role: 'host' });
    const { lines } = madeUpSession(bench);
    expect(await lines('rtsol -a')).to.deep.equal(['link0: no router answered']);
    expect((await lines('rtsol'))[0]).to.equal('misused: rtsol: on which interface? There is link0, line0');
    bench.node.command({ kind: 'interface-down', link: 'link0' });
    expect((await lines('rtsold -a'))[0]).to.equal('refused: rtsold: -a takes the only Ethernet interface that is up; there is none');
    expect((await madeUpSession(routerBench()).lines('rtsold -1a'))[0]).to.equal(
      'refused: rtsold: -a takes the only Ethernet interface that is up; there is link0, link1: name them',
    );
    expect((await lines('rtsol -a link0'))[0]).to.equal('misused: rtsol: -a, or the names of interfaces');
  });

  it('-O is refused with the reason, which help knows too', async () => {
    const { lines } = madeUpSession(settledNode());
    const why = 'a node runs no programs, and it configures nothing by DHCPv6';
    expect(await lines('rtsold -O /etc/dhcp6.sh link0')).to.deep.equal([`refused: rtsold: -O is of no use here: ${why}`]);
    expect(await lines('help rtsol')).to.satisfy((shown: readonly string[]) => shown.some((line) => line.endsWith(`refused: ${why}`)));
    expect(await lines('rtsol -x')).to.deep.equal(['misused: rtsol: there is no option -x. Known: -a -d -D -F']);
  });
});

describe('console: rtsold', () => {
  const advertised = (bench: NodeBench, from: string, at: number, details: { readonly routerLifetime?: number } = {}): void =>
    void bench.queue.schedule((bench.queue.now + seconds(at)) as never, 'frame', () =>
      bench.send(ALL_NODES, [ipv6({ source: address(from), destination: ALL_NODES }), routerAdvertisement(details)], { from: PEER_MAC }),
    );
  const interruptedAfter = (bench: NodeBench, at: number): AbortSignal => {
    const interrupt = new AbortController();
    bench.queue.schedule((bench.queue.now + seconds(at)) as never, 'timer', () => interrupt.abort());
    return interrupt.signal;
  };
  const solicitations = (bench: NodeBench): number =>
    bench.heard.filter(({ decoded }) => decoded.layers.some(({ name }) => name === 'routerSolicitation')).length;

  it('-1 ends with the first answer', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    await lines('ndp -R');
    expect(await lines('rtsold -1 link0 link0', () => advertised(bench, 'fe80::5', 1))).to.deep.equal(['link0: fe80::5%link0']);
  });

  it('goes on telling until it is interrupted: of a link that was down, and of another router there', async () => {
    const bench = settledNode();
    const { run, lines } = madeUpSession(bench);
    await lines('ndp -R');
    const plugged = (): void => {
      advertised(bench, 'fe80::5', 1);
      bench.queue.schedule((bench.queue.now + seconds(5)) as never, 'timer', () => bench.node.command({ kind: 'reset', link: 'link0' }));
      advertised(bench, 'fe80::6', 15);
    };
    expect(await run('rtsold', plugged, interruptedAfter(bench, 30))).to.deep.equal({
      lines: ['link0: fe80::5%link0', 'link0: came up, is soliciting', 'link0: fe80::6%link0'],
      data: [{ interface: 'link0', routers: ['fe80::6'] }],
      failed: false,
    });
  });

  it('solicits once without -m, every minute with it, and no longer once it was interrupted', async () => {
    for (const [line, wanted] of [
      ['rtsold', 1],
      ['rtsold -m', 3],
    ] as const) {
      const bench = settledNode();
      const before = solicitations(bench);
      const answers = (): void => [1, 61, 121].forEach((at) => advertised(bench, 'fe80::5', at));
      await madeUpSession(bench).run(line, answers, interruptedAfter(bench, 150));
      bench.advance(seconds(150));
      expect(solicitations(bench) - before, line).to.equal(wanted);
    }
  });

  it('is nothing for a router', async () => {
    const { lines } = madeUpSession(routerBench());
    expect(await lines('rtsold link0')).to.deep.equal([
      'refused: rtsold: link0 routes: only hosts solicit routers (RFC 4861 section 6.2.2)',
    ]);
  });
});

describe('console: sysctl', () => {
  it('shows one variable, all below a name, or all; -n the values alone', async () => {
    const { lines, data } = madeUpSession(settledNode());
    expect(await lines('sysctl net.inet6.ip6.hlim')).to.deep.equal(['net.inet6.ip6.hlim = 64']);
    expect(await lines('sysctl -n net.inet6.ip6.hlim')).to.deep.equal(['64']);
    const below = await lines('sysctl net.inet6.icmp6');
    expect(below.length).to.be.above(3);
    expect(await lines('sysctl -a')).to.include.members([...below]);
    expect(await data('sysctl net.inet6.icmp6.nd6_delay')).to.deep.equal({ 'net.inet6.icmp6.nd6_delay': 5 });
  });

  it('sets a variable on every interface', async () => {
    const bench = routerBench();
    const { lines } = madeUpSession(bench);
    expect(await lines('sysctl -w net.inet6.ip6.hlim=32 net.inet6.ip6.redirect=0')).to.deep.equal([
      'net.inet6.ip6.hlim: 64 -> 32',
      'net.inet6.ip6.redirect: 1 -> 0',
    ]);
    expect(bench.node.interfaces().map(({ variables }) => variables.curHopLimit)).to.deep.equal([32, 32]);
    expect(bench.node.interfaces().map(({ variables }) => variables.features.sendRedirects)).to.deep.equal([false, false]);
  });

  it('keeps to KAME’s matrix of accept_rtadv and forwarding', async () => {
    const bench = settledNode();
    const { lines } = madeUpSession(bench);
    const matrix = async (): Promise<string> => (await lines('sysctl -n net.inet6.ip6.accept_rtadv net.inet6.ip6.forwarding')).join('/');
    expect(await matrix()).to.equal('1/0');
    expect((await lines('sysctl net.inet6.ip6.forwarding=1'))[0]).to.match(/^refused: .* set net.inet6.ip6.accept_rtadv=0 first$/);
    await lines('sysctl net.inet6.ip6.accept_rtadv=0');
    expect(await matrix()).to.equal('0/0');
    await lines('sysctl net.inet6.ip6.forwarding=1');
    expect(await matrix()).to.equal('0/1');
    expect((await lines('sysctl net.inet6.ip6.accept_rtadv=1'))[0]).to.match(/^refused: .* set net.inet6.ip6.forwarding=0 first$/);
    await lines('sysctl net.inet6.ip6.forwarding=0');
    expect(await matrix()).to.equal('0/0');
    await lines('sysctl net.inet6.ip6.accept_rtadv=1');
    expect(await matrix()).to.equal('1/0');
  });

  for (const [line, complaint] of [
    ['sysctl', 'misused: sysctl: which variable? -a shows all'],
    ['sysctl hlim', 'misused: sysctl: there is no variable hlim. Did you mean "net.inet6.ip6.hlim"?'],
    [
      'sysctl net.inet6.ip6.forwardng=1',
      'misused: sysctl: there is no variable net.inet6.ip6.forwardng. Did you mean "net.inet6.ip6.forwarding"?',
    ],
    ['sysctl kern.hostname', 'misused: sysctl: there is no variable kern.hostname. sysctl -a shows all'],
    ['sysctl net.inet6.ip6.hlim=256', 'misused: sysctl: net.inet6.ip6.hlim is a whole number from 1 to 255, not "256"'],
    [
      'sysctl net.inet6.icmp6.errppslimit=1',
      'refused: sysctl: net.inet6.icmp6.errppslimit is read-only: constants.ERRORS_PER_SECOND in the file of the node sets it',
    ],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(settledNode()).lines(line)).to.deep.equal([complaint]));
});

describe('console: help', () => {
  it('lists the commands, and the forms and examples of each', async () => {
    const { lines, data } = madeUpSession(settledNode());
    const shown = await lines('help');
    for (const { name, summary } of COMMANDS)
      expect(shown.some((line) => line.startsWith(`${name} `) && line.endsWith(summary))).to.equal(true);
    expect(await lines('')).to.deep.equal(shown);
    for (const { name, examples } of COMMANDS) {
      const usage = await lines(`help ${name}`);
      expect(usage).to.deep.equal(await lines(`${name} --help`));
      expect(usage.some((line) => line.startsWith(`usage: ${name}`))).to.equal(true);
      expect(usage).to.include.members(examples.map((example) => `  ${example}`));
    }
    expect(await data('help ndp')).to.include({ command: 'ndp' });
  });

  it('suggests what a mistyped command may mean', async () => {
    const { lines } = madeUpSession(settledNode());
    expect(await lines('pign6 x')).to.deep.equal(['misused: there is no command pign6. Did you mean "ping6"?']);
    expect((await lines('reboot'))[0]).to.match(/^misused: there is no command reboot. Known: ndp netstat /);
    expect(await lines('help ndq')).to.deep.equal(['misused: there is no command ndq. Did you mean "ndp"?']);
  });
});
