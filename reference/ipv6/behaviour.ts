/**
 * Which generation of the standards a node follows: today's, that of the KAME book, with the deviations of KAME, or with the defects
 * besides of the programs that the book prints.
 */
export const BEHAVIOURS = ['current', 'book', 'kame', 'kame-book'] as const;
export type Behaviour = (typeof BEHAVIOURS)[number];

/** What the behaviour sets change; each can also be set alone in the configuration. */
export interface Features {
  /** RFC 7527: a nonce in every Duplicate Address Detection probe. */
  readonly enhancedDad: boolean;
  /** RFC 7559: Router Solicitations go on with an exponential back-off instead of ending after three. */
  readonly resilientSolicitations: boolean;
  /** RFC 9131 section 6.1.2: a new global address is announced to the routers. */
  readonly announceNewAddresses: boolean;
  /** RFC 9131 section 6.1.1: a router makes an entry of an advertisement that nobody asked for. */
  readonly gratuitousEntries: boolean;
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
  /** RFC 4620 section 5 leaves to local policy what is told: the name, and the addresses; what is not is refused. */
  readonly nodeInformationNames: boolean;
  readonly nodeInformationAddresses: boolean;
  /** RFC 4620 section 8 has queries from global-scope addresses refused by default. */
  readonly nodeInformationForAll: boolean;
  /** RFC 4862 section 5.5: "MUST be enabled by default". */
  readonly autonomousConfiguration: boolean;
  /** RFC 4861 section 8.2: a router tells hosts of a better first hop. */
  readonly sendRedirects: boolean;
  /** RFC 4861 section 7.2.8: the answers of a proxy wait a random time. */
  readonly delayProxyAdvertisements: boolean;
  /** Neighbours are answered for that are not on the link by what is configured. */
  readonly proxyOffLink: boolean;
  /** RFC 4861 section 7.3: Neighbor Unreachability Detection. */
  readonly unreachabilityDetection: boolean;
  /** RFC 8319: MaxRtrAdvInterval and AdvDefaultLifetime may be as long as 65535 s. */
  readonly longRouterLifetimes: boolean;
  /** RFC 4861 section 6.2.1: what management says of advertisements is refused when it is out of bounds. */
  readonly advertisingBounds: boolean;
  /** RFC 2460 section 4.3: a router obeys the Hop-by-Hop options of every packet; RFC 8200 section 4 has it look only where configured to. */
  readonly processHopByHopInTransit: boolean;
  /** RFC 2473 section 6.6: a tunnel limits further encapsulations unless its configuration says otherwise. */
  readonly limitEncapsulation: boolean;
  /** RFC 2460 section 4.4: packets go on along their Routing header of type 0; RFC 5095 withdrew that. */
  readonly sourceRoutes: boolean;
  /** RFC 2460 section 5: after an MTU below 1280 packets of the path carry a Fragment header; RFC 8201 section 4 discards such news. */
  readonly fragmentHeaderBelowMinimum: boolean;
  /** RFC 7217 section 6: a conflict is resolved with another identifier. RFC 2462 section 5.4.5 knew of none. */
  readonly retryIdentifiers: boolean;
  /** KAME rejects IPv4-compatible addresses. */
  readonly refuseCompatibleAddresses: boolean;
  /** RFC 4429, which a host MAY do: autoconfigured addresses are used while they are being tested. */
  readonly optimisticDad: boolean;
  /** Router Advertisements are heeded at all. */
  readonly acceptAdvertisements: boolean;
  /** RFC 8981 section 3.4; section 5 "removes the recommendation that temporary addresses be disabled by default". */
  readonly temporaryAddresses: boolean;
  /** RFC 6724 section 5 rule 7; RFC 3484 preferred public addresses. */
  readonly preferTemporaryAddresses: boolean;
  /** RFC 6724 section 5 rule 5.5, which RFC 8504 section 6.6 asks for. */
  readonly preferNextHopPrefixes: boolean;
  /** RFC 6724 section 2.2 counts common bits up to the prefix length of the source; RFC 3484 section 2.2 counted all. */
  readonly countCommonBitsWithinPrefix: boolean;
  /** KAME sends nothing from an address whose routers are gone while another router is there. */
  readonly detachAddresses: boolean;
  /** KAME's rule of source address selection, older than RFC 3484. */
  readonly kameSourceSelection: boolean;
  /**
   * KAME's prefer_source, of an interface: its addresses may be sources on other interfaces too, which have none that fits.
   * RFC 6724 section 4 recommends those of the outgoing interface alone, and lets routers take others.
   */
  readonly preferSource: boolean;
  /** RFC 4862 section 5.5.4: a deprecated address serves where there is no other; keeping it from that "MUST be disabled by default". */
  readonly useDeprecatedSources: boolean;
  /** RFC 6724 section 6 rule 7: a destination that no tunnel leads to is tried first. */
  readonly preferNativeTransport: boolean;
  /** RFC 3810: the listener speaks version 2 unless a querier does not; else version 1 alone (RFC 2710). */
  readonly listenerVersion2: boolean;
  /** RFC 2710 section 4: no Done when another node was the last to report the group. */
  readonly omitNeedlessDone: boolean;
  /** RFC 2675: jumbograms are understood on every link; else on those with an MTU over 65,575 octets alone. */
  readonly jumbograms: boolean;
  /** RFC 2675 section 4: a UDP length of zero stands for one that 16 bits cannot count. */
  readonly udpJumbograms: boolean;
  /** RFC 6437 section 3: datagrams get the flow label of their flow. */
  readonly flowLabels: boolean;
  /**
   * RFC 8201 section 3: Path MTU Discovery includes packets to groups. Without it they have at most what every link carries
   * (RFC 8200 section 5), and a router says nothing of those that do not fit.
   */
  readonly multicastPathMtu: boolean;
  /** Later KAME refuses link-local addresses that come with what it would take for its own zone index in octets 2 and 3. */
  readonly refuseEmbeddedZones: boolean;
  /** KAME forms no addresses from the prefixes of an advertisement with the M flag; RFC 4862 section 5.5 has both ways at once. */
  readonly managedPreventsAutoconfiguration: boolean;
  /** KAME counts errors by the second, ERRORS_PER_SECOND in each, where RFC 4443 section 2.4(f) recommends a token bucket. */
  readonly countErrorsBySecond: boolean;
  /** RFC 4861 section 8.3: a host takes the first hop that a Redirect names. */
  readonly acceptRedirects: boolean;
  /** RFC 2473 section 8: the source of a packet is told of errors about the tunnel packet around it. KAME's gif does not. */
  readonly relayTunnelErrors: boolean;
  /** An interface of KAME that has no link-layer address takes its identifier from one that has. */
  readonly borrowInterfaceIdentifiers: boolean;
}

const CURRENT: Features = {
  enhancedDad: true,
  resilientSolicitations: true,
  announceNewAddresses: true,
  gratuitousEntries: true,
  assumeOnLink: false,
  disableOnDuplicate: true,
  unreachableState: true,
  routerPreferences: true,
  routeInformation: true,
  firstHopBySource: true,
  dnsOptions: true,
  nodeInformation: false,
  nodeInformationNames: true,
  nodeInformationAddresses: true,
  nodeInformationForAll: false,
  autonomousConfiguration: true,
  sendRedirects: true,
  delayProxyAdvertisements: true,
  proxyOffLink: true,
  unreachabilityDetection: true,
  longRouterLifetimes: true,
  advertisingBounds: true,
  processHopByHopInTransit: false,
  limitEncapsulation: true,
  sourceRoutes: false,
  fragmentHeaderBelowMinimum: false,
  retryIdentifiers: true,
  refuseCompatibleAddresses: false,
  optimisticDad: false,
  acceptAdvertisements: true,
  temporaryAddresses: true,
  preferTemporaryAddresses: true,
  preferNextHopPrefixes: true,
  countCommonBitsWithinPrefix: true,
  detachAddresses: false,
  kameSourceSelection: false,
  preferSource: false,
  useDeprecatedSources: true,
  preferNativeTransport: true,
  listenerVersion2: true,
  omitNeedlessDone: true,
  jumbograms: false,
  udpJumbograms: true,
  flowLabels: true,
  multicastPathMtu: true,
  refuseEmbeddedZones: false,
  managedPreventsAutoconfiguration: false,
  countErrorsBySecond: false,
  acceptRedirects: true,
  relayTunnelErrors: true,
  borrowInterfaceIdentifiers: false,
};

const BOOK: Features = {
  ...CURRENT,
  enhancedDad: false,
  resilientSolicitations: false,
  announceNewAddresses: false,
  gratuitousEntries: false,
  assumeOnLink: true,
  unreachableState: false,
  routerPreferences: false,
  longRouterLifetimes: false,
  processHopByHopInTransit: true,
  sourceRoutes: true,
  fragmentHeaderBelowMinimum: true,
  retryIdentifiers: false,
  routeInformation: false,
  firstHopBySource: false,
  dnsOptions: false,
  temporaryAddresses: false,
  preferTemporaryAddresses: false,
  preferNextHopPrefixes: false,
  countCommonBitsWithinPrefix: false,
  listenerVersion2: false,
};

/**
 * KAME 2000 only marks a duplicate address and assumes on-link only with a default interface, which is off by default. A
 * proxy of KAME answers at once, and only for what is on the link. Its gif knows no limit of encapsulations, keeps errors
 * to itself and borrows its identifier. It knows jumbograms, but not those of UDP. The M flag of an advertisement keeps it
 * from stateless autoconfiguration. Errors are counted by the second. How many options of a message, headers of a packet
 * and fragments it takes, and after what time it forgets Redirects, KAME_CONSTANTS in constants.ts has.
 */
const KAME: Features = {
  ...BOOK,
  assumeOnLink: false,
  disableOnDuplicate: false,
  delayProxyAdvertisements: false,
  proxyOffLink: false,
  detachAddresses: true,
  kameSourceSelection: true,
  refuseEmbeddedZones: true,
  refuseCompatibleAddresses: true,
  limitEncapsulation: false,
  jumbograms: true,
  udpJumbograms: false,
  managedPreventsAutoconfiguration: true,
  countErrorsBySecond: true,
  relayTunnelErrors: false,
  borrowInterfaceIdentifiers: true,
};

export const FEATURES: Readonly<Record<Behaviour, Features>> = { current: CURRENT, book: BOOK, kame: KAME, 'kame-book': KAME };
