import { expect } from 'chai';
import { eventually, labNamespaces, type LabNamespaces } from './lab-namespaces.js';
import { needs } from './lab-needs.js';
import { ownFolder, type OwnFolder } from './own-folder.js';
import { QUICK_CONSTANTS, quickBird, quickRipngd } from './quick-ripng.js';
import { birdRoute, canPing, frrRoute, nodeRoute, type KnownRoute } from './ripng-tables.js';
import { startBird, startFrr, type RoutingDaemon } from './routing-daemons.js';
import { startRouter, type StartedProgram } from './started-program.js';

type Router = 'first' | 'frr' | 'second' | 'bird';
interface Subnet {
  readonly prefix: string;
  readonly between: readonly [string, string];
}

/** Two of our routers, FRR and BIRD, in this order in a circle; a host behind FRR, and one behind BIRD. */
const SUBNETS: Readonly<Record<'north' | 'east' | 'south' | 'west' | 'stubf' | 'stubb', Subnet>> = {
  north: { prefix: '2001:db8:1::/64', between: ['first', 'frr'] },
  east: { prefix: '2001:db8:2::/64', between: ['frr', 'second'] },
  south: { prefix: '2001:db8:3::/64', between: ['second', 'bird'] },
  west: { prefix: '2001:db8:4::/64', between: ['bird', 'first'] },
  stubf: { prefix: '2001:db8:f::/64', between: ['frr', 'hostf'] },
  stubb: { prefix: '2001:db8:b::/64', between: ['bird', 'hostb'] },
};
type Link = keyof typeof SUBNETS;
const LINKS = Object.keys(SUBNETS) as Link[];
const ROUTERS: readonly Router[] = ['first', 'frr', 'second', 'bird'];
const HOSTS = { hostf: 'stubf', hostb: 'stubb' } as const;

/** The address of one end of a link, without its length. */
const addressOn = (link: Link, name: string): string =>
  SUBNETS[link].prefix.replace('::/64', SUBNETS[link].between[0] === name ? '::1' : '::2');
const linksOf = (name: string): readonly Link[] => LINKS.filter((link) => SUBNETS[link].between.includes(name));

const nodeName = (router: Router): string => `lab-ring-${process.pid}-${router}`;
const nodeFile = (router: Router) => ({
  name: nodeName(router),
  role: 'router',
  interfaces: Object.fromEntries(linksOf(router).map((link) => [link, { addresses: [`${addressOn(link, router)}/64`] }])),
  ripng: { interfaces: Object.fromEntries(linksOf(router).map((link) => [link, {}])), constants: QUICK_CONSTANTS },
});
/** RFC 2080 section 2.4.2 with a cost of 1 everywhere: a subnet has metric 1 where it is attached, and 1 more for each hop. */
function metricsAt(router: Router, lost: readonly Link[]): Readonly<Record<string, number>> {
  const links = LINKS.filter((link) => !lost.includes(link));
  const hops = new Map<string, number>([[router, 0]]);
  for (const [name, distance] of hops)
    for (const link of links)
      for (const other of SUBNETS[link].between)
        if (SUBNETS[link].between.includes(name) && !hops.has(other)) hops.set(other, distance + 1);
  const nearest = (link: Link): number => Math.min(...SUBNETS[link].between.map((end) => hops.get(end) ?? Infinity));
  return Object.fromEntries(links.filter((link) => nearest(link) > 0).map((link) => [link, 1 + nearest(link)]));
}

/** Nobody but the RFC says what the tables are to be, and all four say the same. */
describe('lab: RIPng in a circle of four routers, two of them FRR and BIRD', function () {
  this.timeout(150_000);
  const nodes: StartedProgram[] = [];
  let lab: LabNamespaces;
  let folder: OwnFolder;
  let frr: RoutingDaemon | undefined;
  let bird: RoutingDaemon | undefined;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping', 'frr', 'bird');
    folder = ownFolder('lab');
    lab = await labNamespaces(
      [...ROUTERS, ...Object.keys(HOSTS)].map((name) => ({ name, silent: name === 'first' || name === 'second' })),
      LINKS.map((name) => ({ name, between: SUBNETS[name].between })),
    );
    for (const name of ['frr', 'bird'] as const) {
      await lab.inside(name, 'sysctl', '-q', '-w', 'net.ipv6.conf.all.forwarding=1');
      for (const link of linksOf(name)) await giveAddress(name, link);
    }
    for (const [host, link] of Object.entries(HOSTS)) {
      await giveAddress(host, link);
      await lab.inside(host, 'ip', '-6', 'route', 'add', 'default', 'via', addressOn(link, SUBNETS[link].between[0]));
    }
    for (const router of ['first', 'second'] as const) nodes.push(await startRouter(lab.fullName(router), folder.path, nodeFile(router)));
    frr = await startFrr(lab.fullName('frr'), quickRipngd(['north', 'east'], 'connected'));
    bird = await startBird(lab.fullName('bird'), quickBird(['south', 'west']));
  });

  after(async () => {
    await frr?.stop();
    await bird?.stop();
    for (const node of nodes) await node.end('SIGTERM');
    await lab?.remove();
    folder?.remove();
  });

  const giveAddress = (name: string, link: Link) =>
    lab.inside(name, 'ip', 'address', 'replace', `${addressOn(link, name)}/64`, 'dev', link, 'nodad');

  function routeAt(router: Router, link: Link): Promise<KnownRoute | undefined> {
    const { prefix } = SUBNETS[link];
    if (router === 'frr') return frrRoute(frr as RoutingDaemon, prefix);
    if (router === 'bird') return birdRoute(bird as RoutingDaemon, prefix);
    return nodeRoute(nodeName(router), prefix);
  }

  /** The metrics of everything that is behind other routers, at each router. */
  async function tables(lost: readonly Link[]): Promise<Readonly<Record<string, Readonly<Record<string, number | undefined>>>>> {
    const all: Record<string, Record<string, number | undefined>> = {};
    for (const router of ROUTERS) {
      const table: Record<string, number | undefined> = (all[router] = {});
      for (const link of Object.keys(metricsAt(router, lost)) as Link[]) table[link] = (await routeAt(router, link))?.metric;
    }
    return all;
  }

  async function agree(lost: readonly Link[]): Promise<void> {
    const wanted = Object.fromEntries(ROUTERS.map((router) => [router, metricsAt(router, lost)]));
    let last: unknown;
    const came = await eventually(async () => JSON.stringify((last = await tables(lost))) === JSON.stringify(wanted), 60_000);
    if (!came) expect(last, [...nodes, frr, bird].map((one) => one?.complaints()).join('\n')).to.deep.equal(wanted);
  }

  const hostsTalk = async (): Promise<void> => {
    expect(await eventually(() => canPing(lab, 'hostf', addressOn('stubb', 'hostb')))).to.equal(true);
    expect(await canPing(lab, 'hostb', addressOn('stubf', 'hostf'))).to.equal(true);
  };

  it('agrees on all metrics, and the hosts talk', async () => {
    await agree([]);
    await hostsTalk();
  });

  it('loses a link, goes the other way round, and agrees again', async () => {
    await lab.inside('frr', 'ip', 'link', 'set', 'dev', 'north', 'down');
    await agree(['north']);
    await hostsTalk();
  });

  it('loses the second link of FRR, and everybody gives up what is behind', async () => {
    await lab.inside('frr', 'ip', 'link', 'set', 'dev', 'east', 'down');
    const known = async () =>
      Promise.all((['first', 'second', 'bird'] as const).map(async (router) => (await routeAt(router, 'stubf'))?.metric));
    const isLost = async () => (await known()).every((metric) => metric === undefined || metric === 16);
    expect(await eventually(isLost, 60_000), JSON.stringify(await known())).to.equal(true);
    expect(await canPing(lab, 'hostb', addressOn('stubf', 'hostf'))).to.equal(false);
  });

  it('finds back to where it began when both links return', async () => {
    for (const link of ['north', 'east'] as const) {
      await lab.inside('frr', 'ip', 'link', 'set', 'dev', link, 'up');
      await giveAddress('frr', link);
    }
    await agree([]);
    await hostsTalk();
  });
});
