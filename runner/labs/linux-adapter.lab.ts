import { expect } from 'chai';
import { readdirSync } from 'node:fs';
import { address, formatAddress, isLinkLocal, linkLocalAddress, type Address } from '../../reference/net/address.js';
import {
  formatLinkLayerAddress,
  linkLayerAddress,
  modifiedEui64,
  multicastLinkLayerAddress,
} from '../../reference/net/link-layer-address.js';
import { ipv4Address } from '../../reference/net/ipv4-address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { equalOctets } from '../../reference/net/octets.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { routerAdvertisement } from '../../reference/wire/nd.js';
import { mtu, prefixInformation, sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import type { Action, InterfaceState } from '../../suites/kit/action.js';
import { oneLink, oneLinkOpaque, twoLinks } from '../../suites/kit/testbed.js';
import { linuxInNamespace } from '../adapters/linux.js';
import { leftoverNamespaces } from '../adapters/namespaces.js';
import { runProgram } from '../adapters/run-program.js';
import { openNicPort, type NicPort } from '../links/nic/nic-port.js';
import { needs } from './lab-needs.js';
import { startBeside } from './started-program.js';
import { eventually } from './two-namespaces.js';

const GLOBAL = address('2001:db8:9::1');

/** The adapter for this machine's kernel: what it makes, what it does, and that nothing of it stays. */
describe('lab: the linux adapter', function () {
  this.timeout(120_000);
  const adapter = linuxInNamespace();
  let port: NicPort;
  let device: string;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping');
    const prepared = await adapter.prepare();
    if (!prepared.ok) throw new Error(prepared.error.detail);
    const place = adapter.links().get('link0');
    const opened = await openNicPort(place ?? { interface: 'link0' });
    if (!opened.ok) throw new Error(opened.error.detail);
    port = opened.value;
    device = (place?.namespace ?? '').replace(/tester$/, 'dut');
  });

  after(async () => {
    await port?.close();
    await adapter.close();
    expect(namespacesOf(process.pid)).to.deep.equal([]);
  });

  afterEach(async () => {
    const cleaned = await adapter.cleanUp();
    expect(cleaned.ok ? '' : cleaned.error).to.equal('');
  });

  const perform = async (action: Action): Promise<void> => {
    const outcome = await adapter.do(action);
    if (!outcome.ok) throw new Error(outcome.error.detail);
  };
  async function state(): Promise<InterfaceState> {
    const read = await adapter.state('link0');
    if (!read.ok) throw new Error(read.error.detail);
    return read.value;
  }
  const addresses = async (): Promise<readonly string[]> => (await state()).addresses.map(({ address: one }) => formatAddress(one));
  const ip = async (...words: readonly string[]): Promise<string> => (await runProgram(['ip', '-n', device, '-6', ...words])).stdout;
  const sysctl = async (name: string): Promise<string> =>
    (await runProgram(['ip', 'netns', 'exec', device, 'sysctl', '-n', name])).stdout.trim();
  /** Everything that tests may change, as text. */
  const picture = async (): Promise<readonly string[]> => [
    JSON.stringify(await state()),
    await ip('route', 'show', 'dev', 'link0'),
    await ip('neigh', 'show', 'dev', 'link0'),
    ...(await Promise.all(
      [
        'conf/link0/hop_limit',
        'conf/link0/mtu',
        'conf/link0/dad_transmits',
        'neigh/link0/retrans_time_ms',
        'neigh/link0/base_reachable_time_ms',
        'neigh/link0/gc_stale_time',
      ].map((name) => sysctl(`net/ipv6/${name}`)),
    )),
  ];

  it('adds and removes addresses, which are tentative first', async () => {
    await perform({ kind: 'add-address', link: 'link0', address: GLOBAL, prefixLength: 64 });
    const added = (await state()).addresses.find(({ address: one }) => formatAddress(one) === formatAddress(GLOBAL));
    expect(added?.state).to.equal('tentative');
    await perform({ kind: 'remove-address', link: 'link0', address: GLOBAL });
    expect(await addresses()).to.have.length(1);
  });

  it('takes the IPv4 addresses of a test away, and calls a tunnel unsupported that the kernel does not know', async () => {
    const order = { kind: 'add-ipv4-address', link: 'link0', address: ipv4Address('198.18.0.1'), prefixLength: 24 } as const;
    await perform(order);
    expect((await adapter.do(order)).ok, 'once more').to.equal(false);
    await adapter.cleanUp();
    await perform(order);
    const [local, remote] = [order.address, ipv4Address('198.18.0.2')];
    const tunnel = {
      kind: 'add-tunnel',
      link: 'link0',
      name: 'tunnel0',
      family: 'ipv4',
      local,
      remote,
      addresses: [],
      routes: [],
    } as const;
    for (const attempt of [1, 2]) {
      const added = await adapter.do(tunnel);
      expect(added.ok || added.error.kind === 'unsupported', `attempt ${attempt}: ${added.ok ? '' : added.error.detail}`).to.equal(true);
      await adapter.cleanUp();
    }
  });

  it('refuses what it cannot do as unsupported', async () => {
    for (const action of [
      { kind: 'canary', link: 'link0' },
      { kind: 'add-address', link: 'link0', address: GLOBAL, prefixLength: 64, anycast: true },
    ] as const) {
      const outcome = await adapter.do(action);
      expect(outcome.ok ? 'done' : outcome.error.kind).to.equal('unsupported');
    }
  });

  it('fails, and says why, where there is no route or no such address', async () => {
    const unroutable = await adapter.do({ kind: 'ping', link: 'link0', destination: GLOBAL });
    expect(unroutable.ok ? '' : unroutable.error.detail).to.match(/unreachable/i);
    const foreign = await adapter.do({ kind: 'ping', link: 'link0', destination: address('fe80::9'), source: GLOBAL });
    expect(foreign.ok ? '' : foreign.error.detail).to.match(/Cannot assign requested address/);
  });

  it('returns from a ping while it is still unanswered, and ends it with the test', async () => {
    const startedAt = performance.now();
    await perform({ kind: 'ping', link: 'link0', destination: address('fe80::9') });
    expect(performance.now() - startedAt).to.be.below(1_000);
    await adapter.cleanUp();
    expect((await runProgram(['ip', 'netns', 'pids', device])).stdout.trim()).to.equal('');
  });

  it('starts Duplicate Address Detection anew with a reset', async () => {
    await perform({ kind: 'reset', link: 'link0' });
    expect(await eventually(async () => (await state()).addresses.some((one) => one.state === 'tentative'), 1_000)).to.equal(true);
  });

  it('forms opaque interface identifiers for a testbed that asks for them, and then those of the MAC again', async () => {
    const linkLocal = async (): Promise<Address | undefined> => (await state()).addresses.find((one) => isLinkLocal(one.address))?.address;
    const ofMac = linkLocalAddress(modifiedEui64((await state()).linkLayerAddress));
    for (const testbed of [oneLinkOpaque, oneLink, oneLinkOpaque, oneLink]) {
      const arranged = await adapter.arrange?.(testbed, 'host');
      expect(arranged?.ok === false ? arranged.error : '').to.equal('');
      const held = await linkLocal();
      expect(held && equalOctets(held, ofMac), testbed.title).to.equal(testbed === oneLink);
    }
  });

  it('has a second link, up while a testbed has it', async () => {
    const running = async (): Promise<string> => (await runProgram(['ip', '-n', device, '-o', 'link', 'show', 'dev', 'link1'])).stdout;
    expect(await running()).to.contain('state DOWN');
    for (const [testbed, wanted] of [
      [twoLinks, 'state UP'],
      [oneLink, 'state DOWN'],
    ] as const) {
      const arranged = await adapter.arrange?.(testbed, 'host');
      expect(arranged?.ok === false ? arranged.error : '').to.equal('');
      expect(await running()).to.contain(wanted);
    }
  });

  it('plays the part that a test asks for, changes it on demand, and is back in it afterwards', async () => {
    const forwards = async (): Promise<boolean> =>
      (await runProgram(['ip', 'netns', 'exec', device, 'sysctl', '-n', 'net.ipv6.conf.link0.forwarding'])).stdout.trim() === '1';
    for (const part of ['router', 'host'] as const) {
      const arranged = await adapter.arrange?.(oneLink, part);
      expect(arranged?.ok === false ? arranged.error : '').to.equal('');
      expect(await forwards(), part).to.equal(part === 'router');
      await perform({ kind: part === 'router' ? 'become-host' : 'become-router', link: 'link0' });
      expect(await forwards(), `not ${part}`).to.equal(part !== 'router');
      await adapter.cleanUp();
      expect(await forwards(), `${part} again`).to.equal(part === 'router');
    }
  });

  it('adds routes of every kind and removes them', async () => {
    const prefix = prefixOf(address('2001:db8:99::'), 64);
    const routes = async (): Promise<string> => (await runProgram(['ip', '-n', device, '-6', 'route', 'show', '2001:db8:99::/64'])).stdout;
    for (const [how, wanted] of [
      [{ gateway: address('fe80::99') }, 'via fe80::99 dev link0'],
      [{}, 'dev link0'],
      [{ reject: true }, 'prohibit'],
      [{ blackhole: true }, 'blackhole'],
    ] as const) {
      await perform({ kind: 'add-route', link: 'link0', prefix, ...how });
      expect(await routes()).to.contain(wanted);
      await perform({ kind: 'remove-route', link: 'link0', prefix });
      expect(await routes()).to.equal('');
    }
  });

  it('undoes every action', async () => {
    await adapter.cleanUp();
    const before = await picture();
    const actions: readonly (readonly Action[])[] = [
      [{ kind: 'add-address', link: 'link0', address: GLOBAL, prefixLength: 64 }],
      [{ kind: 'interface-down', link: 'link0' }],
      [{ kind: 'set-link-layer-address', link: 'link0', address: linkLayerAddress([2, 0, 0x5e, 0x10, 0, 9]) }],
      [
        { kind: 'set-variable', link: 'link0', variable: 'dupAddrDetectTransmits', value: 3 },
        { kind: 'set-variable', link: 'link0', variable: 'retransTimerMs', value: 200 },
        { kind: 'set-variable', link: 'link0', variable: 'baseReachableTimeMs', value: 2_000 },
      ],
      [{ kind: 'add-route', link: 'link0', prefix: prefixOf(GLOBAL, 48), gateway: address('fe80::99') }],
      [{ kind: 'add-route', link: 'link0', prefix: prefixOf(GLOBAL, 56), reject: true }],
      [{ kind: 'add-route', link: 'link0', prefix: prefixOf(GLOBAL, 60), blackhole: true }],
      [{ kind: 'reset', link: 'link0' }],
      [{ kind: 'ping', link: 'link0', destination: address('fe80::9') }],
    ];
    for (const group of actions) {
      for (const action of group) await perform(action);
      const cleaned = await adapter.cleanUp();
      expect(cleaned.ok ? '' : cleaned.error, group[0]?.kind).to.equal('');
      expect(await picture(), group[0]?.kind).to.deep.equal(before);
    }
  });

  it('undoes what a Router Advertisement changed', async () => {
    const before = await picture();
    const router = { linkLayer: linkLayerAddress([2, 0, 0, 0, 0, 0x77]), address: address('fe80::77') };
    const advertisement = frame(
      ethernet({ destination: multicastLinkLayerAddress(ALL_NODES), source: router.linkLayer }),
      ipv6({ source: router.address, destination: ALL_NODES }),
      routerAdvertisement({
        curHopLimit: 33,
        routerLifetime: 1_800,
        reachableTime: 12_345,
        retransTimer: 2_345,
        options: [
          sourceLinkLayerAddress(router.linkLayer),
          mtu(1_400),
          prefixInformation({
            prefixLength: 64,
            onLink: true,
            autonomous: true,
            validLifetime: 3_600,
            preferredLifetime: 1_800,
            prefix: address('2001:db8:77::'),
          }),
        ],
      }),
    );
    port.send(advertisement.octets);
    expect(await eventually(async () => (await addresses()).some((one) => one.startsWith('2001:db8:77:')), 3_000)).to.equal(true);
    expect(await picture()).not.to.deep.equal(before);
    const startedAt = performance.now();
    const cleaned = await adapter.cleanUp();
    expect(cleaned.ok ? '' : cleaned.error).to.equal('');
    console.log(`      cleaned up in ${Math.round(performance.now() - startedAt)} ms`);
    expect(await picture()).to.deep.equal(before);
    expect(formatLinkLayerAddress((await state()).linkLayerAddress)).to.match(/^..:..:/);
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`leaves no namespace behind after ${signal}`, async () => {
      const holder = startBeside(undefined, 'holds-a-bench', []);
      expect(await holder.says('prepared', 30_000), holder.complaints()).to.equal(true);
      expect(namespacesOf(holder.pid)).to.have.length(2);
      await holder.end(signal);
      expect(namespacesOf(holder.pid)).to.deep.equal([]);
    });
  }

  it('names what a killed run left behind', async () => {
    const holder = startBeside(undefined, 'holds-a-bench', []);
    expect(await holder.says('prepared', 30_000), holder.complaints()).to.equal(true);
    const held = namespacesOf(holder.pid);
    expect(leftoverNamespaces()).not.to.include.members(held);
    await holder.end('SIGKILL');
    expect(leftoverNamespaces()).to.include.members(held);
    for (const name of held) await runProgram(['ip', 'netns', 'del', name]);
  });
});

function namespacesOf(pid: number): string[] {
  try {
    return readdirSync('/run/netns').filter((name) => name.startsWith(`sixproof-${pid}-`));
  } catch {
    return [];
  }
}
