import { seededRandom } from '../../../reference/engine/random.js';
import { address } from '../../../reference/net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { prefixKey, prefixOf, type Prefix } from '../../../reference/net/prefix.js';
import { ALL_RIP_ROUTERS, INFINITY, RESPONSE, RIPNG_PORT } from '../../../reference/routing/ripng/constants.js';
import { responseMessages } from '../../../reference/routing/ripng/response-messages.js';
import { ethernet } from '../../../reference/wire/ethernet.js';
import { decodeFrame, frame, layer } from '../../../reference/wire/frame.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { Ripng, ripng } from '../../../reference/wire/ripng.js';
import { udp } from '../../../reference/wire/udp.js';

/** What every router is given: this many routes, told by one neighbour. */
export const ROUTES = 10_000;
/** The regular updates of that neighbour that come after the first; the router sends as many of its own meanwhile. */
export const UPDATES = 6;
/** Between them: no shorter one can be set in ripngd(8). */
export const INTERVAL_S = 5;
export const MTU = 1500;

/** The neighbour. */
const NEIGHBOR = address('fe80::be:2');
const NEIGHBOR_MAC = linkLayerAddress([0x02, 0xbe, 0, 0, 0, 2]);
const METRIC = 3;

/** Subnets of the documentation prefix, in no order, each a different one. */
export function drawnRoutes(count: number): readonly Prefix[] {
  const random = seededRandom(1);
  const drawn = new Map<string, Prefix>();
  while (drawn.size < count) {
    const octets = Uint8Array.from(DOCUMENTATION);
    octets.set(random.octets(4), 4);
    const prefix = prefixOf(octets, 64);
    drawn.set(prefixKey(prefix), prefix);
  }
  return [...drawn.values()];
}

const DOCUMENTATION = address('2001:db8::');

/** The frames of one regular update of the neighbour, each message as large as the MTU lets it be (RFC 2080 section 2.1). */
export function updateFrames(routes: readonly Prefix[], mtu = MTU): readonly Uint8Array[] {
  const messages = responseMessages(
    routes.map((prefix) => ({ prefix, routeTag: 0, metric: METRIC })),
    mtu,
  );
  return messages.map(
    (entries) =>
      frame(
        ethernet({ source: NEIGHBOR_MAC, destination: multicastLinkLayerAddress(ALL_RIP_ROUTERS) }),
        ipv6({ source: NEIGHBOR, destination: ALL_RIP_ROUTERS, hopLimit: 255 }),
        udp({ sourcePort: RIPNG_PORT, destinationPort: RIPNG_PORT }),
        ripng({ command: RESPONSE, entries }),
      ).octets,
  );
}

/** What has been heard on the other link of a router. */
export class Listener {
  readonly #wanted: ReadonlySet<string>;
  readonly #told = new Set<string>();
  #entries = 0;
  #messages = 0;

  constructor(routes: readonly Prefix[]) {
    this.#wanted = new Set(routes.map(prefixKey));
  }

  hear(octets: Uint8Array): void {
    const message = layer(decodeFrame(octets), Ripng);
    if (message === undefined) return;
    this.#messages++;
    if (message.command !== RESPONSE) return;
    for (const { prefix, prefixLength, metric } of message.entries) {
      const key = prefixKey({ address: prefix, length: prefixLength });
      if (metric >= INFINITY || !this.#wanted.has(key)) continue;
      this.#told.add(key);
      this.#entries++;
    }
  }

  /** RIPng is spoken here: a request or a response was heard. */
  get isSpoken(): boolean {
    return this.#messages > 0;
  }

  /** Different routes of those wanted that were told as usable. */
  get told(): number {
    return this.#told.size;
  }

  /** The same, each time that they were told. */
  get entries(): number {
    return this.#entries;
  }

  get hasAll(): boolean {
    return this.#told.size === this.#wanted.size;
  }
}
