import { z } from 'zod';
import { isLinkLocal } from '../../net/address.js';
import { parsePrefix } from '../../net/prefix.js';
import { duration, ipv6Address, ipv6Prefix } from '../../ipv6/text-config.js';
import { DEFAULT_ROUTE } from '../../ipv6/well-known-prefixes.js';
import { RIPNG_CONSTANTS, type RipngConstants } from './constants.js';
import { RIPNG_FEATURES } from './defaults.js';
import { HEADER_OCTETS } from './response-messages.js';
import type { RipngFeatures } from './features.js';
import type { PrefixFilter } from './settings.js';

/** RFC 2080 section 2.1: below infinity. */
const metric = z.number().int().min(1).max(15);
const routeTag = z.number().int().min(0).max(0xffff);

/** `2001:db8::/32` with what lies within it, `2001:db8::/32 alone`, `default`. */
const filter = z.string().transform((text, ctx): PrefixFilter => {
  if (text === 'default') return { prefix: DEFAULT_ROUTE, isExact: true };
  const isExact = text.endsWith(' alone');
  const parsed = parsePrefix(isExact ? text.slice(0, -' alone'.length) : text);
  if (parsed.ok) return { prefix: parsed.value, ...(isExact && { isExact }) };
  ctx.issues.push({ code: 'custom', input: text, message: parsed.error });
  return z.NEVER;
});

const neighbor = ipv6Address.refine(isLinkLocal, {
  error: 'neighbours are known by their link-local addresses, which responses come from (RFC 2080 section 2.5.2)',
});

const aggregate = z.union([
  ipv6Prefix.transform((prefix) => ({ prefix, metric: undefined, routeTag: undefined })),
  z.strictObject({ prefix: ipv6Prefix, metric: metric.optional(), routeTag: routeTag.optional() }),
]);

const ownRoute = z.strictObject({ prefix: ipv6Prefix, metric: metric.optional(), routeTag: routeTag.optional() });

const ripngInterface = z
  .strictObject({
    cost: metric.optional(),
    splitHorizon: z.enum(['off', 'split-horizon', 'poisoned-reverse']).optional(),
    /** Neighbours are heard. */
    listens: z.boolean().optional(),
    /** Neighbours are told. */
    speaks: z.boolean().optional(),
    acceptsFrom: z.array(neighbor).min(1).optional(),
    refusesFrom: z.array(neighbor).min(1).optional(),
    tellsTo: z.array(neighbor).min(1).optional(),
    refuses: z.array(filter).min(1).optional(),
    accepts: z.array(filter).min(1).optional(),
    advertises: z.array(filter).min(1).optional(),
    aggregates: z.array(aggregate).min(1).optional(),
    defaultRouteOnly: metric.optional(),
    staticRoutes: z.enum(['all', 'elsewhere', 'none']).optional(),
    tellsOwnSubnets: z.boolean().optional(),
  })
  .superRefine((given, ctx) => {
    const complain = (path: string, message: string): void => void ctx.addIssue({ code: 'custom', path: [path], message });
    if (given.listens === false && given.speaks === false) complain('speaks', 'it neither listens nor speaks: leave the interface out');
    for (const key of ['advertises', 'aggregates', 'staticRoutes'] as const)
      if (given.defaultRouteOnly !== undefined && given[key] !== undefined)
        complain(key, 'where defaultRouteOnly is, nothing else is told');
    if (given.speaks === false && given.tellsTo !== undefined) complain('tellsTo', 'it does not speak to them');
    for (const key of ['acceptsFrom', 'refusesFrom'] as const)
      if (given.listens === false && given[key] !== undefined) complain(key, 'it does not listen to them');
  });

export type RipngInterfaceFile = z.output<typeof ripngInterface>;

const COUNTS: readonly string[] = ['MAX_ROUTES'] satisfies readonly (keyof RipngConstants)[];
const MOST_ROUTES = 1_000_000;

/** Any of the constants, under their names. */
const constants = z
  .strictObject(
    Object.fromEntries(
      Object.keys(RIPNG_CONSTANTS).map((name) => [
        name,
        (COUNTS.includes(name) ? z.number().int().min(1).max(MOST_ROUTES) : duration).optional(),
      ]),
    ),
  )
  .transform((given) => given as Partial<RipngConstants>)
  .superRefine((given, ctx) => {
    const all = { ...RIPNG_CONSTANTS, ...given };
    const order = (shorter: keyof RipngConstants, longer: keyof RipngConstants, isRight: boolean, clause: string): void => {
      if (isRight) return;
      const [path, message] = longer in given ? [longer, `must be longer than ${shorter}`] : [shorter, `must be shorter than ${longer}`];
      ctx.addIssue({ code: 'custom', path: [path], message: `${message} (RFC 2080 section ${clause})` });
    };
    order('UPDATE_OFFSET', 'UPDATE_INTERVAL', all.UPDATE_OFFSET < all.UPDATE_INTERVAL, '2.3');
    const [soonest, latest] = [all.TRIGGERED_UPDATE_DELAY_MIN, all.TRIGGERED_UPDATE_DELAY_MAX];
    order('TRIGGERED_UPDATE_DELAY_MIN', 'TRIGGERED_UPDATE_DELAY_MAX', soonest <= latest, '2.5.1');
  });

const features = z
  .strictObject(Object.fromEntries(Object.keys(RIPNG_FEATURES.current).map((name) => [name, z.boolean().optional()])))
  .transform((given) => given as Partial<RipngFeatures>);

/** RIPng of a node: in settings of its own, or in the command line of KAME's route6d. */
export const ripngSettings = z
  .strictObject({
    /** The options of route6d; what they mean is known once the interfaces are. */
    route6d: z.string().max(10_000).optional(),
    routeTag: routeTag.optional(),
    /** Own routes that are told with a metric and a tag of their own. */
    ownRoutes: z.array(ownRoute).min(1).optional(),
    headerOctets: z.number().int().min(HEADER_OCTETS.least).max(HEADER_OCTETS.most).optional(),
    /** By name; left out: RIPng runs on all. */
    interfaces: z.record(z.string().min(1), ripngInterface).optional(),
    trace: z.enum(['messages', 'entries']).optional(),
    /** A file to which the routes that come and go are written. */
    routeLog: z.string().min(1).optional(),
    constants: constants.optional(),
    features: features.optional(),
  })
  .superRefine((given, ctx) => {
    if (given.route6d === undefined) return;
    for (const key of ['routeTag', 'ownRoutes', 'headerOctets', 'interfaces', 'trace', 'routeLog', 'features'] as const)
      if (given[key] !== undefined)
        ctx.addIssue({ code: 'custom', path: [key], message: 'the options of route6d say it: leave it out, or route6d' });
  });

export type RipngFile = z.output<typeof ripngSettings>;
