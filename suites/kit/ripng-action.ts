import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';

/** Begin to speak RIPng (RFC 2080) as the settings say, in place of what was spoken before; or cease to. */
export interface StartRipng {
  readonly kind: 'start-ripng';
  /** One of the links of the settings. */
  readonly link: string;
  readonly settings: RipngSettings;
}

export interface StopRipng {
  readonly kind: 'stop-ripng';
  readonly link: string;
}

/** What a router is told of RIPng. What is left out is as the device has it when nobody says anything. */
export interface RipngSettings {
  /** The links that take part; no others do. */
  readonly links: readonly RipngLinkSettings[];
  /** The route tag of what the router advertises of its own (section 2.1). */
  readonly routeTag?: number;
}

export interface RipngLinkSettings {
  readonly link: string;
  /** The metric of the network, 1 to 15 (section 2). */
  readonly cost?: number;
  readonly splitHorizon?: SplitHorizonMode;
  /** False: responses are not read, requests not answered; updates are not sent. */
  readonly listens?: boolean;
  readonly speaks?: boolean;
  /** Section 3: the neighbours whose responses count, and the destinations (with what is within them) that are let in or told. */
  readonly acceptsFrom?: readonly Address[];
  readonly accepts?: readonly Prefix[];
  readonly advertises?: readonly Prefix[];
  /** Advertised instead of the routes within it. */
  readonly aggregates?: readonly RipngAggregate[];
  /** Only a default route is advertised, of this metric (section 2.2). */
  readonly defaultRouteOnly?: number;
  /** Routes set by hand that are told: all, those that do not lead out here, or none. */
  readonly staticRoutes?: 'all' | 'elsewhere' | 'none';
}

export interface RipngAggregate {
  readonly prefix: Prefix;
  readonly metric: number;
  readonly routeTag?: number;
}

/** Section 2.6. */
export type SplitHorizonMode = 'off' | 'split-horizon' | 'poisoned-reverse';
