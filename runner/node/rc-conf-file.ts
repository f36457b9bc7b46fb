import { misreadingInOneLine, type Place } from '../../reference/ipv6/misreading.js';
import type { ConfiguredAddress } from '../../reference/ipv6/node-configuration.js';
import { contradictions } from '../../reference/ipv6/node-settings.js';
import { readRcConf, type StartUp } from '../../reference/ipv6/start-up/rc-conf.js';
import { DEFAULT_ROUTE } from '../../reference/ipv6/well-known-prefixes.js';
import { quoted } from '../../reference/net/quoted.js';
import { pathInWords } from '../configuration/schema-problems.js';
import { EXIT, Problem } from '../exit-codes.js';
import type { NodeFile } from './node-schema.js';
import { readText } from './read-text.js';

interface Complaint {
  readonly place: Place;
  readonly text: string;
}

/** The file of start-up variables, as `sixproof node --rc-conf` has it. */
export class RcConfFile {
  readonly #path: string;
  readonly #startUp: StartUp;

  /** Throws a `Problem` that lists everything wrong with the file. */
  constructor(path: string) {
    this.#path = path;
    const read = readRcConf(readText(path, 'a file of start-up variables'));
    if (!read.ok) throw this.#problem(read.error);
    this.#startUp = read.value;
  }

  /** The interfaces that it speaks of. */
  get interfaces(): readonly string[] {
    const { interfaces, addresses, advertising } = this.#startUp;
    return interfaces?.names ?? [...new Set([...addresses.map(({ interfaceName }) => interfaceName), ...(advertising?.on?.names ?? [])])];
  }

  /** The daemon that is to be started with a file of its own. */
  get wantsHroute6dConf(): boolean {
    return this.#startUp.routing?.program === 'hroute6d';
  }

  /** The NICs that a router advertises itself on; undefined when nothing is said of it. */
  advertisingOn(nics: readonly string[]): readonly string[] | undefined {
    const { advertising } = this.#startUp;
    return advertising && (advertising.on?.names.flatMap((name) => nicNamed(name, nics) ?? []) ?? nics);
  }

  /** A node on these NICs with what is said of it here. Throws a `Problem` that lists everything that does not fit. */
  addedTo(file: NodeFile, nics: readonly string[]): NodeFile {
    const { hostname, isRouter, routing } = this.#startUp;
    const complaints = this.#misnamed(nics);
    if (complaints.length > 0) throw this.#problem(complaints);
    const merged: NodeFile = {
      ...file,
      ...(hostname !== undefined && { name: hostname }),
      ...(isRouter && { role: 'router' }),
      interfaces: { ...file.interfaces, ...this.#interfaces(file, nics) },
      routes: [...file.routes, ...this.#routes(nics)],
      ...(routing?.program === 'route6d' && { ripng: { route6d: routing.flags } }),
    };
    const unfit = [...this.#contradictions(file, merged), ...contradictions(merged, nics).map((one) => this.#placed(one))];
    if (unfit.length > 0) throw this.#problem(unfit);
    return merged;
  }

  #problem(complaints: readonly Complaint[]): Problem {
    return new Problem(complaints.map((one) => misreadingInOneLine(this.#path, one)).join('\n'), EXIT.usage);
  }

  #misnamed(nics: readonly string[]): readonly Complaint[] {
    const { interfaces, addresses, advertising, defaultRouter } = this.#startUp;
    const named = [
      interfaces ?? [],
      addresses.map(({ interfaceName, place }) => ({ names: [interfaceName], place })),
      advertising?.on ?? [],
      defaultRouter?.zone === undefined ? [] : { names: [defaultRouter.zone], place: defaultRouter.place },
    ].flat();
    return named.flatMap(({ names, place }) =>
      names
        .filter((name) => nicNamed(name, nics) === undefined)
        .map((name) => ({ place, text: `there is no interface ${quoted(name)} here; there is ${nics.join(', ')}` })),
    );
  }

  #interfaces(file: NodeFile, nics: readonly string[]): NodeFile['interfaces'] {
    const added = new Map<string, ConfiguredAddress[]>();
    for (const { interfaceName, place: _place, ...address } of this.#startUp.addresses) {
      const nic = nicNamed(interfaceName, nics) ?? interfaceName;
      added.set(nic, [...(added.get(nic) ?? []), address]);
    }
    return Object.fromEntries(
      [...added].map(([name, own]) => {
        const there = file.interfaces[name]?.addresses ?? file.addresses ?? [];
        return [name, { ...file.interfaces[name], addresses: [...there, ...own] }];
      }),
    );
  }

  #routes(nics: readonly string[]): NodeFile['routes'] {
    const { defaultRouter } = this.#startUp;
    if (!defaultRouter) return [];
    const { address: via, zone } = defaultRouter;
    return [{ prefix: DEFAULT_ROUTE, via, ...(zone !== undefined && { interface: nicNamed(zone, nics) ?? zone }) }];
  }

  /** With what the file of `--config` says, or with the role. */
  #contradictions(before: NodeFile, { role }: NodeFile): readonly Complaint[] {
    const { routing, advertising } = this.#startUp;
    const isTwice = routing && before.ripng;
    return [
      ...(isTwice ? [{ place: routing.place, text: 'RIPng stands in the file of --config too; one of them is enough' }] : []),
      ...(advertising && role !== 'router'
        ? [{ place: advertising.place, text: 'rtadvd_enable: only a router advertises: set ipv6_gateway_enable="YES" too' }]
        : []),
    ];
  }

  #placed({ path, message }: ReturnType<typeof contradictions>[number]): Complaint {
    const { routing, defaultRouter } = this.#startUp;
    const place = (path[0] === 'ripng' ? routing : path[0] === 'routes' ? defaultRouter : undefined)?.place;
    return { place: place ?? { line: 1, column: 1 }, text: `${pathInWords(path)}: ${message}` };
  }
}

/** In the name of a variable whatever is no letter or digit is an underscore. */
const nicNamed = (name: string, nics: readonly string[]): string | undefined =>
  nics.find((nic) => nic === name) ?? nics.find((nic) => nic.replace(/\W/g, '_') === name);
