import type { Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import type { RipngConstants } from './constants.js';
import type { RipngFeatures } from './features.js';
import type { SplitHorizon } from './split-horizon.js';

/** What management says of a RIPng process. */
export interface RipngSettings {
  readonly constants: RipngConstants;
  readonly features: RipngFeatures;
  /** Of the routes that the router itself knows, and of a default route that it originates. */
  readonly routeTag: number;
  /** Own routes that are told in another way than by the cost of their network and `routeTag`, by the key of their prefix. */
  readonly ownRoutes?: ReadonlyMap<string, OwnRouteTerms>;
  /** What stands before the RIPng header in a packet that must not be larger than the MTU; left out: headers of IPv6 and UDP. */
  readonly headerOctets?: number;
  /** By the name of the interface; interfaces that are not named take no part. */
  readonly interfaces: ReadonlyMap<string, RipngInterfaceSettings>;
  /** What is told as events: messages, or the entries in them too; left out: neither. */
  readonly trace?: 'messages' | 'entries';
  /** A file where whoever runs the node notes the routes that come and go. */
  readonly routeLog?: string;
}

/** How the route to exactly one prefix is told, while the router has it. */
export interface OwnRouteTerms {
  /** 1 to 16. */
  readonly metric?: number;
  readonly routeTag?: number;
}

export interface RipngInterfaceSettings {
  /** 1 to 15: the metric of the network (RFC 2080 section 2). */
  readonly cost: number;
  readonly splitHorizon: SplitHorizon;
  /** Responses are read, requests answered. */
  readonly listens: boolean;
  /** Updates are sent. */
  readonly speaks: boolean;
  /** Neighbours are asked for their routes when the link becomes usable; left out: where updates are sent. */
  readonly asks?: boolean;
  /** Neighbours whose responses count (section 3); left out: all. */
  readonly acceptsFrom?: readonly Address[];
  /** Neighbours whose responses do not count. */
  readonly refusesFrom?: readonly Address[];
  /** Neighbours that updates are sent to one by one (sections 2.5 and 3); left out: to the group. */
  readonly tellsTo?: readonly Address[];
  /** Destinations that are accepted, and those that are advertised (section 3); left out: all. */
  readonly accepts?: readonly PrefixFilter[];
  /** Destinations that are not accepted, whatever `accepts` says. */
  readonly refuses?: readonly PrefixFilter[];
  readonly advertises?: readonly PrefixFilter[];
  /** Advertised instead of the routes within them. */
  readonly aggregates?: readonly Aggregate[];
  /** Only a default route is advertised, of this metric. */
  readonly defaultRouteOnly?: number;
  /** Routes set by hand that are advertised: those that do not lead out here, or none; left out: all. */
  readonly staticRoutes?: 'all' | 'elsewhere' | 'none';
  /** The subnets of the link are advertised on it too, though everybody there knows them; left out: they are. */
  readonly tellsOwnSubnets?: boolean;
}

/** Lets pass a prefix and what lies within it. */
export interface PrefixFilter {
  readonly prefix: Prefix;
  /** Only the prefix itself: what KAME's route6d makes of `-L ::/0`. */
  readonly isExact?: boolean;
}

export interface Aggregate {
  readonly prefix: Prefix;
  /** 1 to 15. */
  readonly metric: number;
  readonly routeTag: number;
}
