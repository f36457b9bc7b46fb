import { isLinkLocal, type Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import type { UdpPeer, UdpSocket } from '../../transport/udp/udp-service.js';
import { Ripng, type RouteTableEntry } from '../../wire/ripng.js';
import { advertisedRoutes } from './advertised-routes.js';
import { ALL_RIP_ROUTERS, RIPNG_PORT } from './constants.js';
import { LastSent } from './last-sent.js';
import { responseMessages } from './response-messages.js';
import type { RipngRoute } from './ripng-table.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';
import type { RipngLink, RipngSurroundings } from './surroundings.js';
import { traceOf, type TracedMessage } from './trace.js';

/** That of an Ethernet, which route6d has its buffers for. */
const LARGEST_CAPPED = 1500;

/** What a RIPng process sends: which messages tell of a table on a link, and the way they leave. */
export class RipngOutput {
  readonly #around: RipngSurroundings;
  readonly #settings: RipngSettings;
  readonly #socket: Pick<UdpSocket, 'send'>;
  readonly #lastSent: LastSent | undefined;

  constructor(around: RipngSurroundings, settings: RipngSettings, socket: Pick<UdpSocket, 'send'>) {
    this.#around = around;
    this.#settings = settings;
    this.#socket = socket;
    this.#lastSent = settings.features.answerWithLastSent ? new LastSent() : undefined;
  }

  /** What was sent last, where answers are made of that. */
  lastSent(count: number): readonly RouteTableEntry[] | undefined {
    return this.#lastSent?.first(count);
  }

  messages(
    table: readonly RipngRoute[],
    link: RipngLink,
    iface: RipngInterfaceSettings,
    onlyChanged: boolean,
  ): readonly (readonly RouteTableEntry[])[] {
    const { routeTag, headerOctets, features } = this.#settings;
    const form = {
      ...(headerOctets !== undefined && { headerOctets }),
      inOrder: features.newestFirst,
      ...(features.nameOwnNextHop && { ownNextHop: link.linkLocalAddress }),
    };
    const ownAddress = (subnet: Prefix): Address | undefined => this.#around.ownAddressIn(subnet, link.name);
    const inOrder = features.newestFirst ? [...table].reverse() : table;
    const routes = advertisedRoutes(inOrder, link.name, iface, { onlyChanged, routeTag, features, ownAddress });
    return responseMessages(routes, features.capPackets ? Math.min(link.mtu, LARGEST_CAPPED) : link.mtu, form);
  }

  /** Section 2.5: to the group; or, where management lists neighbours, "a datagram to each one explicitly". */
  tell(link: RipngLink, { tellsTo }: RipngInterfaceSettings, command: number, entries: readonly RouteTableEntry[]): void {
    for (const address of tellsTo ?? [ALL_RIP_ROUTERS])
      this.send(link, command, entries, { to: { address, port: RIPNG_PORT }, source: link.linkLocalAddress });
  }

  send(
    link: RipngLink,
    command: number,
    entries: readonly RouteTableEntry[],
    { to, source }: { readonly to: UdpPeer; readonly source: Address },
  ): void {
    // A neighbour that asks from another port is answered from a global address (section 2.5.2), and is on the link all the same.
    const isOnLink = source === link.linkLocalAddress || isLinkLocal(to.address);
    this.#lastSent?.sent(entries);
    const sent = this.#socket.send({ octets: Ripng.encode({ command, entries }), to, source, ...(isOnLink && { link: link.name }) });
    if (!sent.ok) this.#around.count(`ripng.unsent.${sent.error}`);
    else this.trace(link.name, { what: 'ripng-sent', command, peer: to, entries });
  }

  trace(link: string, message: TracedMessage): void {
    for (const detail of traceOf(this.#settings, message)) this.#around.event(message.what, link, detail);
  }
}
