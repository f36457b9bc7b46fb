import { expect } from 'chai';
import { eventually, labNamespaces, type LabNamespaces } from './lab-namespaces.js';
import { needs } from './lab-needs.js';
import { ownFolder, type OwnFolder } from './own-folder.js';
import { QUICK_CONSTANTS, quickBird, quickRipngd } from './quick-ripng.js';
import { askNode, birdRoute, canPing, frrRoute, kernelLink, nodeRoute } from './ripng-tables.js';
import { startBird, startFrr, type RoutingDaemon } from './routing-daemons.js';
import { startRouter, type StartedProgram } from './started-program.js';

const NAME = `lab-ripng-${process.pid}`;
/** A host behind each of the routers that are not ours, and the subnet that it is in. */
const BEHIND_FRR = { subnet: '2001:db8:f::/64', router: '2001:db8:f::1', host: '2001:db8:f::5' };
const BEHIND_BIRD = { subnet: '2001:db8:b::/64', router: '2001:db8:b::1', host: '2001:db8:b::5' };
/** That FRR gives to the subnet of its host. */
const TAG = 700;
/** Behind a router that our router's management knows, and which speaks no RIPng. */
const BY_HAND = { prefix: '2001:db8:99::/48', router: 'fe80::77' };

const OURS = {
  name: NAME,
  role: 'router',
  interfaces: { near: { addresses: ['2001:db8:1::1/64'] }, far: { addresses: ['2001:db8:2::1/64'] } },
  routes: [{ prefix: BY_HAND.prefix, via: `${BY_HAND.router}%near` }],
  ripng: {
    interfaces: { near: {}, far: { aggregates: ['2001:db8:f00::/40'] } },
    constants: QUICK_CONSTANTS,
  },
};
const FRR = [
  ...quickRipngd(['near'], 'connected route-map tagging'),
  `ipv6 prefix-list tagged seq 5 permit ${BEHIND_FRR.subnet}`,
  'route-map tagging permit 10',
  ' match ipv6 address prefix-list tagged',
  ` set tag ${TAG}`,
  'route-map tagging permit 20',
];
/** FRR - our router - BIRD, with a host behind FRR and one behind BIRD: neither daemon knows anything of this project. */
describe('lab: RIPng with FRR and BIRD', function () {
  this.timeout(120_000);
  let lab: LabNamespaces;
  let folder: OwnFolder;
  let node: StartedProgram | undefined;
  let frr: RoutingDaemon | undefined;
  let bird: RoutingDaemon | undefined;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping', 'frr', 'bird');
    folder = ownFolder('lab');
    const router = (name: string) => ({ name, silent: name === 'ours' });
    lab = await labNamespaces(['hostf', 'frr', 'ours', 'bird', 'hostb'].map(router), [
      { name: 'stubf', between: ['hostf', 'frr'] },
      { name: 'near', between: ['frr', 'ours'] },
      { name: 'far', between: ['ours', 'bird'] },
      { name: 'stubb', between: ['bird', 'hostb'] },
    ]);
    await address('frr', 'near', '2001:db8:1::2/64');
    await address('bird', 'far', '2001:db8:2::2/64');
    for (const [at, host, link, { router: own, host: peer }] of [
      ['frr', 'hostf', 'stubf', BEHIND_FRR],
      ['bird', 'hostb', 'stubb', BEHIND_BIRD],
    ] as const) {
      await lab.inside(at, 'sysctl', '-q', '-w', 'net.ipv6.conf.all.forwarding=1');
      await address(at, link, `${own}/64`);
      await address(host, link, `${peer}/64`);
      await lab.inside(host, 'ip', '-6', 'route', 'add', 'default', 'via', own);
    }
    node = await startRouter(lab.fullName('ours'), folder.path, OURS);
    frr = await startFrr(lab.fullName('frr'), FRR);
    bird = await startBird(lab.fullName('bird'), quickBird(['far']));
  });

  after(async () => {
    await frr?.stop();
    await bird?.stop();
    await node?.end('SIGTERM');
    await lab?.remove();
    folder?.remove();
  });

  const address = (name: string, link: string, prefix: string) => lab.inside(name, 'ip', 'address', 'add', prefix, 'dev', link, 'nodad');

  const ask = (...words: readonly string[]) => askNode(NAME, ...words);
  /** Metric and link of a route that our router knows. */
  async function ours(prefix: string): Promise<readonly string[] | undefined> {
    const found = await nodeRoute(NAME, prefix);
    return found && [String(found.metric), found.link];
  }
  const kernel = (name: string, prefix: string) => kernelLink(lab, name, prefix);
  const birdMetric = async (prefix: string) => bird && (await birdRoute(bird, prefix))?.metric.toString();
  const frrMetric = async (prefix: string) => frr && (await frrRoute(frr, prefix))?.metric.toString();
  const isSoon = async (what: () => Promise<unknown>, wanted: unknown, withinMs = 30_000): Promise<void> => {
    let last: unknown;
    const came = await eventually(async () => JSON.stringify((last = await what())) === JSON.stringify(wanted), withinMs);
    if (!came) expect(last, `${node?.complaints()}\n${frr?.complaints()}\n${bird?.complaints()}`).to.deep.equal(wanted);
  };
  const pings = (from: string, to: string) => canPing(lab, from, to);

  it('learns what is behind them, with their metric and ours', async () => {
    await isSoon(() => ours(BEHIND_FRR.subnet), ['2', 'near']);
    await isSoon(() => ours(BEHIND_BIRD.subnet), ['2', 'far']);
  });

  it('keeps the route tag on the way from one to the other (RFC 2080 section 2.1)', async () => {
    const tag = TAG.toString(16).padStart(4, '0');
    const [row] = (await ask('rip')).filter(([destination]) => destination === BEHIND_FRR.subnet);
    expect(row).to.include(`0x${tag}`);
    await isSoon(async () => /RIP\.tag: (\w+)/.exec((await bird?.ask(`show route ${BEHIND_FRR.subnet} all`))?.stdout ?? '')?.[1], tag);
  });

  it('tells each of the other’s routes, one hop further, and of its own', async () => {
    await isSoon(() => birdMetric(BEHIND_FRR.subnet), '3');
    await isSoon(() => frrMetric(BEHIND_BIRD.subnet), '3');
    for (const prefix of ['2001:db8:1::/64', BY_HAND.prefix, '2001:db8:f00::/40']) await isSoon(() => birdMetric(prefix), '2');
    expect(await frrMetric('2001:db8:f00::/40')).to.equal(undefined);
    await isSoon(() => kernel('bird', BEHIND_FRR.subnet), 'far');
    await isSoon(() => kernel('frr', BEHIND_BIRD.subnet), 'near');
  });

  it('names a next hop on the same link, which FRR takes (RFC 2080 section 2.1.1)', async () => {
    const row = async () => {
      const found = frr && (await frrRoute(frr, BY_HAND.prefix));
      return found && [found.gateway, found.link, String(found.metric)];
    };
    await isSoon(row, [BY_HAND.router, 'near', '2']);
  });

  it('lets the hosts behind them talk', async () => {
    expect(await eventually(() => pings('hostf', BEHIND_BIRD.host))).to.equal(true);
    expect(await pings('hostb', BEHIND_FRR.host)).to.equal(true);
  });

  // BIRD answers no request that is not from the RIPng port: vectors/findings/bird.md.
  it('asks FRR for its table, by its address and by the group (rip6query)', async () => {
    for (const router of ['2001:db8:1::2', 'ff02::9%near'])
      expect((await ask('rip6query', router)).map((columns) => columns.slice(0, 2).join(' '))).to.include(`${BEHIND_FRR.subnet} [1]`);
  });

  it('tells of a subnet that is withdrawn, and of its return', async () => {
    await lab.inside('frr', 'ip', 'address', 'del', `${BEHIND_FRR.router}/64`, 'dev', 'stubf');
    await isSoon(() => kernel('bird', BEHIND_FRR.subnet), undefined);
    expect(await pings('hostb', BEHIND_FRR.host)).to.equal(false);
    await address('frr', 'stubf', `${BEHIND_FRR.router}/64`);
    await lab.inside('hostf', 'ip', '-6', 'route', 'replace', 'default', 'via', BEHIND_FRR.router);
    await isSoon(() => kernel('bird', BEHIND_FRR.subnet), 'far');
    expect(await eventually(() => pings('hostb', BEHIND_FRR.host))).to.equal(true);
  });

  it('gives up a router that falls silent when its time is over', async () => {
    await bird?.kill();
    await isSoon(() => ours(BEHIND_BIRD.subnet), ['16', 'unreachable'], 40_000);
    await isSoon(() => kernel('frr', BEHIND_BIRD.subnet), undefined);
    expect(await pings('hostf', BEHIND_BIRD.host)).to.equal(false);
    await isSoon(() => ours(BEHIND_BIRD.subnet), undefined);
  });
});
