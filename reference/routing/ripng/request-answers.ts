import { IPV6_CONSTANTS } from '../../ipv6/constants.js';
import { isLinkLocal, isMulticast, type Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import type { Datagram } from '../../transport/udp/udp-service.js';
import type { RouteTableEntry } from '../../wire/ripng.js';
import { RESPONSE, RIPNG_PORT } from './constants.js';
import { isOnList } from './filters.js';
import type { GivenRoutes } from './given-routes.js';
import { asksForWholeTable, filledIn } from './request-input.js';
import type { RipngOutput } from './ripng-output.js';
import type { RipngTable } from './ripng-table.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';
import type { RipngLink, RipngSurroundings } from './surroundings.js';

/** What answers are made of. */
interface Answerable {
  readonly table: RipngTable;
  readonly given: GivenRoutes;
  readonly output: RipngOutput;
}

/** The answers of a RIPng process to requests (RFC 2080 section 2.4.1): to the address and port that they came from. */
export class RequestAnswers {
  readonly #around: RipngSurroundings;
  readonly #features: RipngSettings['features'];
  readonly #from: Answerable;

  constructor(around: RipngSurroundings, { features }: RipngSettings, from: Answerable) {
    this.#around = around;
    this.#features = features;
    this.#from = from;
  }

  /** Without an interface that takes part nobody is told the whole table. */
  answer(datagram: Datagram, entries: readonly RouteTableEntry[], iface: RipngInterfaceSettings | undefined): void {
    this.#around.count('ripng.requests.in');
    const link = this.#around.link(datagram.link);
    if (entries.length === 0 || !link) return;
    const to = { address: datagram.source, port: datagram.sourcePort };
    const source = this.#source(datagram, link);
    const isWhole = asksForWholeTable(entries);
    const answer = isWhole ? this.#wholeTable(to.address, link, iface) : [this.#lookedUp(entries)];
    for (const message of answer) this.#from.output.send(link, RESPONSE, message, { to, source });
  }

  #wholeTable(requester: Address, link: RipngLink, iface: RipngInterfaceSettings | undefined): ReturnType<RipngOutput['messages']> {
    if (!iface) this.#around.refuse('ripng-interface', link.name);
    if (!iface || !isTold(requester, iface)) return [];
    const isNear = isLinkLocal(requester) || this.#features.fillPacketsOffLink;
    const mtu = isNear ? link.mtu : Math.min(link.mtu, IPV6_CONSTANTS.MINIMUM_MTU);
    return this.#from.output.messages(this.#from.table.list(), { ...link, mtu }, iface, false);
  }

  #lookedUp(entries: readonly RouteTableEntry[]): readonly RouteTableEntry[] {
    const { table, given, output } = this.#from;
    return output.lastSent(entries.length) ?? filledIn(entries, { get: (prefix: Prefix) => table.get(prefix) ?? given.aggregate(prefix) });
  }

  /**
   * Link-local, but to a unicast request that is not from the RIPng port (section 2.5.2) "a globally valid source address since
   * the requestor may not reside on the directly attached network" (section 2.4.1).
   */
  #source({ source, sourcePort, destination }: Datagram, { linkLocalAddress }: RipngLink): Address {
    if (isMulticast(destination) || sourcePort === RIPNG_PORT) return linkLocalAddress;
    return this.#around.globalAddress(source) ?? linkLocalAddress;
  }
}

/** Section 3: the list of those that updates go to keeps the whole table from others, too. */
const isTold = (router: Address, { speaks, tellsTo }: RipngInterfaceSettings): boolean =>
  speaks && (tellsTo === undefined || isOnList(router, tellsTo));
