/** What the behaviour sets change. */
export interface RipngFeatures extends RouteFeatures, TriggerFeatures, InputChecks, KernelFeatures, BookDefects {
  /** RFC 2080 section 2.1.1: next hops that neighbours name are heeded. */
  readonly heedNextHops: boolean;
  /** Messages name the router itself as next hop where they name no other, which is what goes without saying. */
  readonly nameOwnNextHop: boolean;
  /** Site-local prefixes are exchanged, those of the router's own subnets too; KAME's route6d does so with `-l` only. */
  readonly exchangeSiteLocal: boolean;
  /** What is learned is used; without it the node only tells neighbours of it (KAME's route6d `-n`). */
  readonly installRoutes: boolean;
  /** Routes set by hand are lost when no neighbour confirms them in time (KAME's route6d `-a`). */
  readonly ageStaticRoutes: boolean;
  /** Packets are no larger than 1500 octets, whatever the MTU of the link. */
  readonly capPackets: boolean;
  /** Where there is split horizon the subnets of a link are not told on it either; section 2.6 is about learned routes. */
  readonly splitOwnSubnets: boolean;
  /** Routes are told in the order of a list that new ones are put in front of; else those of one next hop stand together. */
  readonly newestFirst: boolean;
  /** Of a point-to-point link not the subnet is told, but the router's address there, as a host route. */
  readonly tellOwnEnds: boolean;
  /** Among the destinations that are let in `::/0` is the default route alone; it lies around all others. */
  readonly acceptDefaultAlone: boolean;
  /** Requests for certain routes are answered on interfaces, too, that take no part. */
  readonly lookUpEverywhere: boolean;
}

/** What passes between RIPng and the routes of its node. */
interface KernelFeatures {
  /** A route that is to lead to another router is deleted and added; what else changes of it does not reach the node. */
  readonly changeByDeleting: boolean;
  /** Of a route that was set by hand the hop count is the metric, 1 at least; a learned one is entered with its metric less one. */
  readonly heedHopCounts: boolean;
  /** A learned route that somebody else deletes is lost. */
  readonly heedDeletions: boolean;
  /** What was learned stays when RIPng ends, and is for the RIPng that begins after it as if it was set by hand. */
  readonly leaveRoutes: boolean;
}

/** How learned routes live and end. */
export interface RouteFeatures {
  /** RFC 2080 section 2.4.2, "optional, but highly recommended". */
  readonly switchToEqualMetric: boolean;
  /**
   * The age of a route is looked at when a regular update is due, and then alone: it is lost, and deleted, up to 45 seconds after
   * the time of section 2.3, and the loss is told in that update.
   */
  readonly ageWithUpdates: boolean;
  /** A lost route is used until it is deleted; section 2.3 removes it "from service" at once. */
  readonly useLostRoutes: boolean;
  /** That its router calls it unreachable restarts the timeout of a route: it is deleted 300 seconds later, not 120 (section 2.3). */
  readonly poisonRestartsTimeout: boolean;
  /** The route tag that comes with a route from its router is taken when it is another than before. */
  readonly renewRouteTags: boolean;
}

/** Section 2.5.1: when triggered updates are sent, and where. */
export interface TriggerFeatures {
  /** They keep a distance of 1 to 5 seconds: "the protocol requires that implementors include provisions to limit the frequency". */
  readonly limitTriggeredUpdates: boolean;
  /** None is sent when the regular update is due within the longest such distance. */
  readonly leaveToRegularUpdates: boolean;
  /** They go to the network, too, that the news came by; else "for every directly-connected network" but that one. */
  readonly triggerWhereHeard: boolean;
  /** A route that changes nothing but its next hop triggers one. */
  readonly triggerForNextHops: boolean;
}

/** Section 2.4.2: what a response and its entries are checked for. */
export interface InputChecks {
  /** Responses count from the RIPng port alone. */
  readonly checkSourcePort: boolean;
  /** Responses to the group count with hop limit 255 alone. */
  readonly checkHopLimit: boolean;
  /** Metrics are 1 to 16. Without the check the cost is added in 8 bits: of 254 and 2 comes 0. */
  readonly checkMetrics: boolean;
  /** Prefix lengths are 0 to 128. Without the check a longer one is a host route in use, and is told on as it came. */
  readonly checkPrefixLengths: boolean;
  /** Bits beyond the length are dropped before the prefix is judged (section 2.2): ::1/0 is a default route. */
  readonly maskBeforeChecks: boolean;
}

/** What else the route6d that the KAME book prints does, and its authors call wrong. */
interface BookDefects {
  /** Without split horizon learned routes, and the subnets of the link, come with their next hops; of subnets that is no link-local address. */
  readonly nameEveryNextHop: boolean;
  /** Whole tables fill packets up to the MTU of their first link, for requesters beyond other routers too. */
  readonly fillPacketsOffLink: boolean;
  /** Requests for certain routes are answered with as many entries of what was sent last, not with those that were looked up. */
  readonly answerWithLastSent: boolean;
}
