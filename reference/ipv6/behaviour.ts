/** Which generation of the standards a node follows. */
export type Behaviour = 'current' | 'book' | 'kame';

/** What the behaviour sets change; each can also be set alone in the configuration. */
export interface Features {
  /** RFC 7527: a nonce in every Duplicate Address Detection probe. */
  readonly enhancedDad: boolean;
  /** RFC 7559: Router Solicitations go on with an exponential back-off instead of ending after three. */
  readonly resilientSolicitations: boolean;
  /** RFC 9131 section 6.1.2: a new global address is announced to the routers. */
  readonly announceNewAddresses: boolean;
  /** RFC 2461 section 5.2, withdrawn by RFC 5942 section 4: without a default router every destination is on-link. */
  readonly assumeOnLink: boolean;
  /** RFC 4862 section 5.4.5 and RFC 2462 section 5.4.5: a duplicate link-local address made of the MAC disables IP. */
  readonly disableOnDuplicate: boolean;
  /** RFC 7048 section 3: a neighbour that answered no probe is kept and solicited ever less often, instead of deleted. */
  readonly unreachableState: boolean;
  /** RFC 4191: router preferences count, and a router that is avoided is probed (hosts of type B and C). */
  readonly routerPreferences: boolean;
  /** RFC 4191 section 3.1: Route Information options make routes (hosts of type C). */
  readonly routeInformation: boolean;
  /** RFC 8028: packets go to a router that has advertised the prefix of their source. */
  readonly firstHopBySource: boolean;
  /** RFC 8106: DNS servers and search domains are taken from Router Advertisements. */
  readonly dnsOptions: boolean;
  /** RFC 4620, an experiment that no node needs to take part in: Node Information Queries are answered. */
  readonly nodeInformation: boolean;
  /** RFC 4620 section 8 has queries from global-scope addresses refused by default. */
  readonly nodeInformationForAll: boolean;
  /** RFC 4862 section 5.5: "MUST be enabled by default". */
  readonly autonomousConfiguration: boolean;
  /** RFC 4861 section 8.2: a router tells hosts of a better first hop. */
  readonly sendRedirects: boolean;
  /** Router Advertisements are heeded at all. */
  readonly acceptAdvertisements: boolean;
}

const CURRENT: Features = {
  enhancedDad: true,
  resilientSolicitations: true,
  announceNewAddresses: true,
  assumeOnLink: false,
  disableOnDuplicate: true,
  unreachableState: true,
  routerPreferences: true,
  routeInformation: true,
  firstHopBySource: true,
  dnsOptions: true,
  nodeInformation: false,
  nodeInformationForAll: false,
  autonomousConfiguration: true,
  sendRedirects: true,
  acceptAdvertisements: true,
};

const BOOK: Features = {
  ...CURRENT,
  enhancedDad: false,
  resilientSolicitations: false,
  announceNewAddresses: false,
  assumeOnLink: true,
  unreachableState: false,
  routerPreferences: false,
  routeInformation: false,
  firstHopBySource: false,
  dnsOptions: false,
};

/** KAME 2000 only marks a duplicate address and assumes on-link only with a default interface, which is off by default. */
const KAME: Features = { ...BOOK, assumeOnLink: false, disableOnDuplicate: false };

export const FEATURES: Readonly<Record<Behaviour, Features>> = { current: CURRENT, book: BOOK, kame: KAME };
