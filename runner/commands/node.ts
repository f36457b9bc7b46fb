import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import { nodeConfiguration, type Nic } from '../../reference/ipv6/node-settings.js';
import { parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { EXIT, Problem } from '../exit-codes.js';
import { describeProblem } from '../links/frames.js';
import { readInterfaceFacts, type InterfaceFacts } from '../links/nic/interface-facts.js';
import type { NicPort } from '../links/nic/nic-port.js';
import { obstacles, reasonToRefuse } from '../links/nic/safety.js';
import { withHroute6dConf } from '../node/hroute6d-file.js';
import { openNonVolatileFile } from '../node/non-volatile-file.js';
import { mistakenKind, openNodePort } from '../node/node-port.js';
import { loadNodeFile } from '../node/node-file.js';
import { runUntilSignal } from '../node/run-until-signal.js';
import type { NodeFile } from '../node/node-schema.js';
import { RcConfFile } from '../node/rc-conf-file.js';
import { withRtadvdConf, withRtadvdOn } from '../node/rtadvd-file.js';

interface NodeOptions {
  readonly interface: readonly string[];
  readonly config?: string;
  readonly rtadvd?: string;
  readonly hroute6d?: string;
  readonly rcConf?: string;
  readonly seed?: number;
  readonly verbose?: true;
}

const SEEDS = 2 ** 32;

const EXAMPLES = `
Examples:
  $ sudo sixproof node --interface eth1                              a host with a link-local address
  $ sudo sixproof node --interface eth1 --config host.yaml
  $ sudo sixproof node --interface eth1 --interface eth2 --config router.yaml
  $ sudo sixproof node --config router.yaml --rtadvd /etc/rtadvd.conf
  $ sudo sixproof node --config router.yaml --hroute6d /etc/hroute6d.conf
  $ sudo sixproof node --rc-conf /etc/rc.conf --rtadvd /etc/rtadvd.conf

A router between two links, as router.yaml:
  role: router
  interfaces:
    eth1: { addresses: ["2001:db8:1::1/64"] }
    eth2: { addresses: ["2001:db8:2::1/64"], mtu: 1280 }
  routerRenumbering: unauthenticated          takes RFC 2894 Commands from anybody: for test networks
  nonVolatileStorage: r1.json                 keeps their Recorded Sequence Number over a restart
  routes:
    - { prefix: default, via: fe80::1%eth1 }
    - { prefix: "2001:db8:dead::/48", reject: true }        or blackhole: true, without an error
    - { prefix: "2001:db8:7::/48", via: fe80::2%eth2, distance: 200, metric: 1 }
  routeDistances: { static: 10, ripng: 60 }   of several routes for a prefix that of the least distance is used

A NIC without link-layer addresses, such as a TUN device, is a point-to-point interface. Each node has lo0 beside its NICs:
  interfaces:
    tun0: { addresses: ["2001:db8:4::1/64"] }
    lo0: { addresses: ["2001:db8:10::1/128"], mtu: 65536 }

A tunnel from it, of IPv6 in IPv6 (in IPv4 between IPv4 addresses, which ipv4Addresses of a NIC gives it):
  tunnels:
    gif0: { local: 2001:db8:2::1, remote: 2001:db8:3::1, addresses: ["2001:db8:9::1/64"] }
`;

/** `sixproof node`: the reference node on NICs, until a signal ends it. */
export function registerNode(program: Command): void {
  program
    .command('node')
    .summary('run the reference node on NICs')
    .description(
      'Runs the reference IPv6 node on one NIC or several: real peers can talk to it. Prints each address when it is usable, one a line ' +
        '(with several interfaces as ADDRESS%INTERFACE), then "ready". A NIC that is lost takes its interface down, not the node.',
    )
    .option(
      '--interface <nic>',
      'a NIC, repeatable; IPv6 of the kernel must be off there (default: those that --config names)',
      collect,
      [],
    )
    .option(
      '--config <file>',
      'YAML: role, addresses, routes, interfaces, behaviour (current, book, kame, kame-book)... (default: a host with a stable link-local address)',
    )
    .option('--rtadvd <file>', 'rtadvd.conf as KAME reads it: what a router advertises on the NICs that it names')
    .option('--hroute6d <file>', 'hroute6d.conf as KAME has it: RIPng, and routes that it tells of')
    .option(
      '--rc-conf <file>',
      'rc.conf of a BSD: addresses, forwarding, route6d and rtadvd as its ipv6_* and rtadvd_* variables have them',
    )
    .option('--seed <number>', 'seed of its random numbers (default: drawn, and printed)', seedFrom)
    .option('-v, --verbose', 'print its state changes and discarded packets to stderr')
    .addHelpText('after', EXAMPLES)
    .action(async (options: NodeOptions) => {
      const rcConf = options.rcConf === undefined ? undefined : new RcConfFile(options.rcConf);
      if (rcConf?.wantsHroute6dConf && options.hroute6d === undefined)
        throw new Problem('hroute6d is to run: say --hroute6d FILE, the file that it reads', EXIT.usage);
      const { file: described, nics } = loadNodeFile(options.config, options.interface, rcConf?.interfaces);
      const file = rcConf ? rcConf.addedTo(described, nics) : described;
      const facts = await Promise.all(nics.map((name) => usableInterface(name, file.useAnyway)));
      const settled = nodeConfiguration(
        advertising(file, facts, options.rtadvd, rcConf?.advertisingOn(nics)),
        facts.map((one) => nicOf(file, one)),
      );
      const configuration = options.hroute6d === undefined ? settled : withHroute6dConf(settled, options.hroute6d);
      const nonVolatile = file.nonVolatileStorage === undefined ? undefined : openNonVolatileFile(file.nonVolatileStorage);
      process.exitCode = await runUntilSignal(new Map(await openPorts(facts)), configuration, {
        seed: options.seed ?? randomInt(SEEDS),
        verbose: options.verbose ?? false,
        nonVolatile,
      });
    });
}

/** By `rtadvd`: with its file, on the NICs that the start-up variables name. */
function advertising(file: NodeFile, facts: readonly InterfaceFacts[], rtadvdConf?: string, names?: readonly string[]): NodeFile {
  if (names) {
    const served = facts.filter(({ name }) => names.includes(name));
    return withRtadvdOn(file, served, rtadvdConf);
  }
  return rtadvdConf === undefined ? file : withRtadvdConf(file, rtadvdConf, facts);
}

const collect = (nic: string, before: readonly string[]): readonly string[] => (before.includes(nic) ? before : [...before, nic]);

function seedFrom(text: string): number {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed >= SEEDS)
    throw new Problem(`--seed wants a whole number from 0 to ${SEEDS - 1}, not "${text}"`);
  return seed;
}

async function usableInterface(name: string, useAnyway: boolean): Promise<InterfaceFacts> {
  const facts = await readInterfaceFacts({ interface: name });
  if (!facts.ok) throw new Problem(facts.error, EXIT.unable);
  const danger = reasonToRefuse(facts.value, useAnyway);
  const found = obstacles(facts.value);
  const hindering = found.filter(({ tolerable }) => !tolerable).map(({ problem, type }) => `${problem}: ${type}`);
  const reasons = [...(danger === undefined ? [] : [danger]), ...hindering];
  if (reasons.length > 0) throw new Problem(reasons.join('\n'), EXIT.unable);
  for (const { problem, type } of found) process.stderr.write(`${problem}: ${type}\n`);
  return facts.value;
}

/** Nothing but the NIC decides what kind of link it is on; a file may say what is expected there. */
function nicOf(file: NodeFile, facts: InterfaceFacts): Nic {
  const { name, linkLayerAddress: text, mtu, isLine } = facts;
  const why = mistakenKind(file, facts);
  if (why !== undefined) throw new Problem(why, EXIT.usage);
  if (isLine) return { name, mtu };
  const linkLayerAddress = file.interfaces[name]?.linkLayerAddress ?? file.linkLayerAddress ?? parseLinkLayerAddress(text);
  if (linkLayerAddress === undefined) throw new Problem(`${name} has no link-layer address of 48 bits: set linkLayerAddress`, EXIT.unable);
  return { name, linkLayerAddress, mtu };
}

/** All of them, or none. */
async function openPorts(facts: readonly InterfaceFacts[]): Promise<ReadonlyMap<string, NicPort>> {
  const opened = await Promise.all(facts.map(async (one) => [one.name, await openNodePort(one)] as const));
  const ports = new Map<string, NicPort>();
  for (const [name, port] of opened) if (port.ok) ports.set(name, port.value);
  const problems = opened.flatMap(([, port]) => (port.ok ? [] : [describeProblem(port.error)]));
  if (problems.length === 0) return ports;
  await Promise.all([...ports.values()].map((port) => port.close()));
  throw new Problem(problems.join('\n'), EXIT.unable);
}
