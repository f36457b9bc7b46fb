import { addressFromOctets, type Address } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import type { Duration, Instant } from '../../reference/time.js';
import { betweenLinks, type Side, type Topology } from '../forwarding/topology.js';
import type { RipngLinkSettings, RipngSettings } from '../kit/ripng-action.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { threeLinks, twoLinks } from '../kit/testbed.js';
import { addressIn, assignAll } from '../nd/device-addresses.js';
import { RIPNG_ACTIONS, SETTLING } from './constants.js';

export const declared = { role: 'router', testbed: twoLinks, actions: RIPNG_ACTIONS } as const;
export const declaredWithThree = { ...declared, testbed: threeLinks } as const;

/**
 * Of tests that KAME's route6d fails because it does otherwise than RFC 2080 (route6d.suite.ts): it uses lost routes until they are
 * deleted, looks at ages with regular updates alone, and triggers without limit, never on the link that the news came by.
 */
export const notForRoute6d = { profiles: ['current', 'book'] } as const;

/** Of tests of what KAME's route6d does besides, or otherwise. */
export const ofRoute6d = { ...declared, profiles: ['kame'] } as const;

/** The router under test between two links, with routers that speak RIPng: two on the near one, one on the far one. */
export interface Ground extends Topology {
  readonly one: Neighbor;
  readonly two: Neighbor;
  readonly beyond: Neighbor;
  /** When the device was told to speak RIPng. */
  readonly startedAt: Instant;
}

export interface GroundSettings {
  readonly near?: Partial<RipngLinkSettings>;
  readonly far?: Partial<RipngLinkSettings>;
  readonly further?: readonly RipngLinkSettings[];
  readonly routeTag?: number;
  /** The far link alone takes part. */
  readonly isNearLeftOut?: true;
  /** How the first router of the near link, and that of the far one, are called, instead of by addresses of their own. */
  readonly linkLocal?: Address;
  /** How long after the start the test goes on. */
  readonly settling?: Duration;
}

/** The device has addresses on both links, speaks RIPng there, and has said what the start makes it say. */
export async function givenRipng(t: TestContext, settings: GroundSettings = {}): Promise<Ground> {
  const topology = await betweenLinks(t);
  const named = settings.linkLocal && { linkLocal: settings.linkLocal };
  const routers = {
    one: routerOn(t, 'link0', 'first router', named),
    two: routerOn(t, 'link0', 'second router'),
    beyond: routerOn(t, 'link1', 'router beyond', named),
  };
  const startedAt = t.now();
  await startRipng(t, settings);
  await t.elapse(settings.settling ?? SETTLING);
  return { ...topology, ...routers, startedAt };
}

export const routerOn = (t: TestContext, link: string, name: string, given: { readonly linkLocal?: Address } = {}): Neighbor =>
  t.neighbor({ name, link, router: true, ...given });

export const startRipng = (t: TestContext, { near, far, further = [], routeTag, isNearLeftOut }: GroundSettings = {}): Promise<void> =>
  t.do({
    kind: 'start-ripng',
    link: isNearLeftOut ? 'link1' : 'link0',
    settings: ripngSettings([...(isNearLeftOut ? [] : [{ link: 'link0', ...near }]), { link: 'link1', ...far }, ...further], routeTag),
  });

const ripngSettings = (links: readonly RipngLinkSettings[], routeTag: number | undefined): RipngSettings => ({
  links,
  ...(routeTag !== undefined && { routeTag }),
});

/** A third link of the device, with an address there. */
export async function thirdLink(t: TestContext): Promise<Side> {
  const prefix = t.prefixOn('link2');
  const [device, node] = [addressIn(t, prefix), addressIn(t, prefix)];
  await assignAll(t, [{ link: 'link2', address: device }]);
  return { link: 'link2', prefix, device, node, neighbor: t.neighbor({ name: 'node on link2', link: 'link2', addresses: [node] }) };
}

/** A destination that nobody has told of: another site than the test's own, its subnets by number. */
export const destination = (t: TestContext, number = 1): Prefix =>
  prefixOf(
    addressFromOctets(
      t.prefix.address.map((octet, i) => {
        if (i === 5) return octet ^ 0x80;
        if (i === 6) return number >> 8;
        return i === 7 ? number & 0xff : octet;
      }),
    ),
    64,
  );

/** What the list of a test has: a region of 256 destinations; one of them, and one outside. */
export const listedRegion = (t: TestContext): Prefix => prefixOf(destination(t, INSIDE).address, 56);
export const INSIDE = 0x123;
export const OUTSIDE = 0x223;

export const destinations = (t: TestContext, count: number): readonly Prefix[] =>
  Array.from({ length: count }, (_, i) => destination(t, i + 1));
