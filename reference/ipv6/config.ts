import { z } from 'zod';
import { parseLinkLayerAddress, type LinkLayerAddress } from '../net/link-layer-address.js';
import { fromHex } from '../net/octets.js';
import { multicastRouteSettings, zoneSettings } from '../multicast/forwarding/config.js';
import { parsePrefix, type Prefix } from '../net/prefix.js';
import { BEHAVIOURS, FEATURES, type Features } from './behaviour.js';
import { IPV6_CONSTANTS, type Ipv6Constants } from './constants.js';
import { routeDistances, routeSettings } from './routes-config.js';
import { advertisingSettings } from './router-advertising/config.js';
import { configuredAddress, duration, ipv4AddressText, ipv4Prefix, MOST_OCTETS } from './text-config.js';
import { tunnelSettings } from './tunnel/config.js';
import { ripngSettings } from '../routing/ripng/config.js';

const count = z.number().int().min(0).max(1_000_000);

/** Constants that are spans of time; all others are numbers. */
const SPANS = [
  'MAX_RTR_SOLICITATION_DELAY',
  'RTR_SOLICITATION_INTERVAL',
  'MAX_ANYCAST_DELAY_TIME',
  'MAX_INITIAL_RTR_ADVERT_INTERVAL',
  'MIN_DELAY_BETWEEN_RAS',
  'MAX_RA_DELAY_TIME',
  'LARGEST_ROUTER_LIFETIME',
  'REACHABLE_TIME',
  'RETRANS_TIMER',
  'DELAY_FIRST_PROBE_TIME',
  'MAX_RETRANS_TIMER',
  'ROUTER_PROBE_INTERVAL',
  'REACHABLE_TIME_RENEWAL',
  'ADVERTISEMENT_SPREAD',
  'TWO_HOUR_RULE',
  'IDGEN_DELAY',
  'TEMP_VALID_LIFETIME',
  'TEMP_PREFERRED_LIFETIME',
  'IRT',
  'MRT',
  'UNSOLICITED_REPORT_INTERVAL',
  'QUERY_INTERVAL',
  'QUERY_RESPONSE_INTERVAL',
  'REDIRECT_TIMEOUT',
  'REASSEMBLY_TIMEOUT',
  'PATH_MTU_AGE',
  'PREFIX_WITHDRAWAL_TIME',
  'TEMPORARY_NEIGHBOR_LIFETIME',
] as const satisfies readonly (keyof Ipv6Constants)[];

/** Constants that need not be whole. */
const FACTORS = [
  'MIN_RANDOM_FACTOR',
  'MAX_RANDOM_FACTOR',
  'BACKOFF_MULTIPLE',
  'MAX_DESYNC_FACTOR',
  'RAND',
] as const satisfies readonly (keyof Ipv6Constants)[];

const schemaOf = (name: string): z.ZodType<number> => {
  if (SPANS.some((span) => span === name)) return duration;
  return FACTORS.some((factor) => factor === name) ? z.number().min(0).max(10) : count;
};

/** Any of the constants, under their RFC names. */
const constants = z
  .strictObject(Object.fromEntries(Object.keys(IPV6_CONSTANTS).map((name) => [name, schemaOf(name).optional()])))
  .transform((given) => given as Partial<Ipv6Constants>)
  .refine(
    (given) => {
      const { TEMP_PREFERRED_LIFETIME, TEMP_VALID_LIFETIME } = { ...IPV6_CONSTANTS, ...given };
      return TEMP_PREFERRED_LIFETIME < TEMP_VALID_LIFETIME;
    },
    { error: 'TEMP_PREFERRED_LIFETIME must be smaller than TEMP_VALID_LIFETIME (RFC 8981 section 3.8)' },
  );

const features = z
  .strictObject(Object.fromEntries(Object.keys(FEATURES.current).map((name) => [name, z.boolean().optional()])))
  .transform((given) => given as Partial<Features>);

const linkLayerAddress = z.string().transform((text, ctx): LinkLayerAddress => {
  const parsed = parseLinkLayerAddress(text);
  if (parsed !== undefined) return parsed;
  ctx.issues.push({ code: 'custom', input: text, message: 'wanted a link-layer address such as 02:00:5e:10:00:01' });
  return z.NEVER;
});

/** RFC 7217 section 5: "SHOULD be of at least 128 bits". */
const secretKey = z
  .string()
  .regex(/^([0-9a-f]{2}){16,}$/i, { error: 'wanted at least 16 octets in hexadecimal' })
  .transform(fromHex);

const prefix = z.string().transform((text, ctx): Prefix => {
  const parsed = parsePrefix(text);
  if (parsed.ok) return parsed.value;
  ctx.issues.push({ code: 'custom', input: text, message: parsed.error });
  return z.NEVER;
});

/** RFC 6724 section 2.1. */
const policyRow = z.strictObject({ prefix, precedence: count, label: count });

/** RFC 8981 section 3.7. */
const prefixSwitch = z.strictObject({ prefix, enabled: z.boolean() });

/** What an interface reaches by IPv4: through a router, or at neighbours there. */
const ipv4Route = z.strictObject({ prefix: ipv4Prefix, via: ipv4AddressText.optional() });

/** One interface. What is left out comes from the top of the file, from the NIC, or from the RFCs. */
export const interfaceSettings = z.strictObject({
  linkLayerAddress: linkLayerAddress.optional(),
  mtu: z.number().int().min(IPV6_CONSTANTS.MINIMUM_MTU).max(MOST_OCTETS).optional(),
  /** Where interface identifiers come from: RFC 7217 (the default), or the link-layer address. */
  interfaceIdentifier: z.enum(['stable', 'eui64']).optional(),
  /** For stable identifiers: the same key gives the same addresses. Drawn at random when left out. */
  secretKey: secretKey.optional(),
  networkIdentifier: z.string().max(255).optional(),
  /** Beside the link-local one. */
  addresses: z.array(configuredAddress).optional(),
  /** Where temporary addresses are wanted or not, whatever the feature `temporaryAddresses` says. */
  temporaryAddressesFor: z.array(prefixSwitch).optional(),
  dupAddrDetectTransmits: z.number().int().min(0).max(100).optional(),
  /** RFC 4861 section 6.2.1; heeded by a router. */
  advertising: advertisingSettings.optional(),
  /** As much IPv4 as tunnels need. */
  ipv4Addresses: z.array(ipv4Prefix).optional(),
  ipv4Routes: z.array(ipv4Route).optional(),
  constants: constants.optional(),
  features: features.optional(),
  /** RFC 4007 section 6; heeded by a router. */
  zones: zoneSettings.optional(),
});

export type InterfaceSettings = z.output<typeof interfaceSettings>;

/** Far more than the largest MTU of a loopback interface known; what goes there is held in memory. */
const LARGEST_LOOPBACK_MTU = 1_048_576;

/** An interface by its name. What it is follows from its NIC; without a NIC it is the loopback interface, or another one of that kind. */
const namedInterfaceSettings = interfaceSettings.extend({
  kind: z.enum(['ethernet', 'point-to-point', 'loopback']).optional(),
  mtu: z.number().int().min(IPV6_CONSTANTS.MINIMUM_MTU).max(LARGEST_LOOPBACK_MTU).optional(),
});

/** The kernel gives no interface a longer name. */
const LONGEST_INTERFACE_NAME = 15;

/** A node, the form of `sixproof node --config`: settings at the top are those of each interface that does not say otherwise. */
export const nodeSettings = z.strictObject({
  name: z.string().min(1).max(80).default('sixproof-node'),
  role: z.enum(['host', 'router']).default('host'),
  /** Which generation of the standards it follows. */
  behaviour: z.enum(BEHAVIOURS).default('current'),
  /** Takes Router Renumbering Commands (RFC 2894) from anybody: for test networks. */
  routerRenumbering: z.enum(['unauthenticated']).optional(),
  /** Of address selection, in place of the default one: all of its rows. */
  policyTable: z.array(policyRow).optional(),
  ...interfaceSettings.shape,
  /** By the name of the NIC, or of a loopback interface: lo0 is there without being named. */
  interfaces: z.record(z.string().min(1).max(LONGEST_INTERFACE_NAME), namedInterfaceSettings).default({}),
  /** By the name of the interface that is the near side. */
  tunnels: z.record(z.string().min(1).max(LONGEST_INTERFACE_NAME), tunnelSettings).default({}),
  /** Static routes. */
  routes: z.array(routeSettings).default([]),
  /** How far routes may be trusted, by their origin: of several for one prefix the one of the least distance is used. */
  routeDistances: routeDistances.optional(),
  /** Where a router sends packets to groups. */
  multicastRoutes: z.array(multicastRouteSettings).default([]),
  /** RFC 2080; it does not run when this is left out. */
  ripng: ripngSettings.optional(),
});

export type NodeSettings = z.output<typeof nodeSettings>;
