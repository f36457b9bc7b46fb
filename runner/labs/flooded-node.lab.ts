import { expect } from 'chai';
import { IPV6_CONSTANTS } from '../../reference/ipv6/constants.js';
import { needs } from './lab-needs.js';
import type { Told } from './node-that-tells.js';
import { startBeside, type StartedProgram } from './started-program.js';
import { eventually, twoNamespaces, type TwoNamespaces } from './two-namespaces.js';

const MAC = '02:00:5e:10:00:09';
/** RFC 4291 appendix A. */
const NODE = 'fe80::5eff:fe10:9';

interface Flood {
  readonly tool: string;
  readonly title: string;
  readonly options: string;
  /** Packets that must have come in for the tool to have done its part. */
  readonly packets: number;
}

const TO_NODE = `-i link0 -d ${NODE} -D ${MAC}`;
const FROM_ANYBODY = '-s fe80::/64';
/** Again and again until its time is over: all sources and ports at once, or, without these, a packet a second. */
const RESTLESS = '-l -z 1';
const flood = (tool: string, packets: number, title: string, ...options: readonly string[]): Flood => ({
  tool,
  title,
  options: options.join(' '),
  packets,
});

/** The tools of SI6 Networks' IPv6 Toolkit. */
const floods: readonly Flood[] = [
  flood('ns6', 1_000, 'solicitations from 2000 neighbours', TO_NODE, FROM_ANYBODY, `-t ${NODE} -e -F 2000`),
  flood('na6', 5_000, 'advertisements of 10000 neighbours', TO_NODE, '-t 2001:db8:5::1 -e -o -F 1000 -T 10'),
  flood('ra6', 200, '200 routers with 20 prefixes each', '-i link0 -d ff02::1', FROM_ANYBODY, '-e -F 200 -f 20'),
  flood('rs6', 2, 'a Router Solicitation a second', TO_NODE, FROM_ANYBODY, '-e', RESTLESS),
  flood('rd6', 500, 'Redirects of 500 destinations', TO_NODE, '-s fe80::1 -t fe80::2 -r 2001:db8:77::/64 -R 500 -n'),
  flood('icmp6', 2, 'a Packet Too Big message a second', TO_NODE, FROM_ANYBODY, '-t 2 -m 1280 -p UDP', RESTLESS),
  flood('frag6', 1_000, 'first fragments of 2000 packets', TO_NODE, '-O first -P 64 -n -F 2000'),
  flood('tcp6', 5_000, 'connections from 100 nodes', TO_NODE, FROM_ANYBODY, '-a 80 -X S -F 100 -T 10', RESTLESS),
  flood('udp6', 5_000, 'datagrams from 100 nodes', TO_NODE, FROM_ANYBODY, '-a 80 -F 100 -T 10', RESTLESS),
  flood('flow6', 20, 'a look at its flow labels', TO_NODE, '-W -P TCP -p 7'),
  flood('scan6', 50, 'a scan of 200 UDP ports', `-i link0 -d ${NODE} -j udp:1-200`),
];
const FLOOD_S = '5';

/** Octets: what a node with full tables may need more than a fresh one. */
const FULL_TABLES = 16 * 1024 * 1024;

/** What anybody on the link may send, at the rate of a veth; the node must stay itself, and small. */
describe('lab: a node that is scanned and flooded', function () {
  this.timeout(120_000);
  let bench: TwoNamespaces;
  let node: StartedProgram;
  let fresh: Told;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping', 'ipv6toolkit');
    bench = await twoNamespaces();
    await bench.kernelAddress();
    node = startBeside(bench.ours.namespace, 'node-that-tells', ['--expose-gc'], 'link0', MAC);
    expect(await eventually(isAnswered, 60_000), node.complaints()).to.equal(true);
    fresh = await ask();
  });
  after(async () => {
    await node?.end('SIGKILL');
    await bench?.remove();
  });

  const inside = (...words: readonly string[]) => bench.inside(bench.kernel, ...words);
  async function isAnswered(): Promise<boolean> {
    return (await inside('ping', '-6', '-n', '-c', '1', '-W', '1', '-I', 'link0', NODE)).code === 0;
  }

  async function ask(): Promise<Told> {
    const before = node.lines().length;
    process.kill(node.pid, 'SIGUSR2');
    expect(await eventually(() => node.lines().length > before), node.complaints()).to.equal(true);
    return JSON.parse(node.lines().at(-1) ?? '') as Told;
  }
  const packetsIn = ({ counters }: Told): number => counters['ipv6.in'] ?? 0;

  function expectBounded({ neighbors, addresses, routers, heap }: Told): void {
    expect(neighbors, 'neighbours').to.be.at.most(IPV6_CONSTANTS.NEIGHBOR_CACHE_LIMIT);
    expect(addresses, 'addresses').to.be.at.most(IPV6_CONSTANTS.ADDRESS_LIMIT);
    expect(routers, 'default routers').to.be.at.most(IPV6_CONSTANTS.DEFAULT_ROUTER_LIMIT);
    expect(heap, 'octets of memory').to.be.below(fresh.heap + FULL_TABLES);
  }

  for (const { tool, title, options, packets } of floods)
    it(`${tool}, ${title}: it answers ping afterwards, and its tables are bounded`, async () => {
      const before = packetsIn(await ask());
      const { stderr, stdout } = await inside('timeout', FLOOD_S, tool, ...options.split(' '));
      const arrived = async (): Promise<boolean> => packetsIn(await ask()) - before >= packets;
      expect(await eventually(arrived, 20_000), `${stdout}${stderr}`).to.equal(true);
      expectBounded(await ask());
      expect(await eventually(isAnswered, 20_000), node.complaints()).to.equal(true);
    });

  it('scan6 finds it on the link', async () => {
    expect((await inside('scan6', '-i', 'link0', '-L')).stdout).to.include(NODE);
  });

  it('has reached the limits, and counted what it did there', async () => {
    const { counters } = await ask();
    for (const limit of [
      'neighbor-cache.evicted',
      'default-routers.refused',
      'prefixes.refused',
      'addresses.refused',
      'discard.reassembly-limit',
    ])
      expect(counters[limit] ?? 0, limit).to.be.above(100);
  });
});
