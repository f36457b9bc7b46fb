import type { Behaviour } from '../../reference/ipv6/behaviour.js';
import { ripngOn, RIPNG_INTERFACE } from '../../reference/routing/ripng/defaults.js';
import type { RipngConstants } from '../../reference/routing/ripng/constants.js';
import type { RipngFeatures } from '../../reference/routing/ripng/features.js';
import type { RipngInterfaceSettings, RipngSettings } from '../../reference/routing/ripng/settings.js';
import type { RipngLinkSettings, RipngSettings as Wanted } from '../../suites/kit/ripng-action.js';

/** What planted faults change of the reference's RIPng. */
export interface RipngChanges {
  readonly constants?: Partial<RipngConstants>;
  readonly features?: Partial<RipngFeatures>;
  /** Of every link, whatever a test says. */
  readonly links?: Partial<RipngInterfaceSettings>;
  readonly routeTag?: number;
  /** Links that take part though the test does not name them. */
  readonly alsoOn?: readonly string[];
}

/** What a test says of RIPng as the reference takes it: its own defaults where the test says nothing. */
export function referenceRipng({ links, routeTag }: Wanted, behaviour: Behaviour, changes: RipngChanges = {}): RipngSettings {
  const usual = ripngOn([], behaviour);
  const further = (changes.alsoOn ?? []).filter((name) => links.every(({ link }) => link !== name)).map((link) => ({ link }));
  return {
    constants: { ...usual.constants, ...changes.constants },
    features: { ...usual.features, ...changes.features },
    routeTag: changes.routeTag ?? routeTag ?? usual.routeTag,
    interfaces: new Map(
      [...links, ...further].map((link: RipngLinkSettings) => [link.link, { ...interfaceSettings(link, behaviour), ...changes.links }]),
    ),
  };
}

function interfaceSettings(wanted: RipngLinkSettings, behaviour: Behaviour): RipngInterfaceSettings {
  const { link: _name, accepts, advertises, aggregates, ...rest } = wanted;
  return {
    ...RIPNG_INTERFACE[behaviour],
    ...rest,
    ...(accepts && { accepts: accepts.map((prefix) => ({ prefix })) }),
    ...(advertises && { advertises: advertises.map((prefix) => ({ prefix })) }),
    ...(aggregates && { aggregates: aggregates.map((aggregate) => ({ routeTag: 0, ...aggregate })) }),
  };
}
