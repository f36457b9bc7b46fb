import { z } from 'zod';
import { parseAddress } from '../net/address.js';
import { parseLinkLayerAddress, type LinkLayerAddress } from '../net/link-layer-address.js';
import { fromHex } from '../net/octets.js';
import { parsePrefix, type Prefix } from '../net/prefix.js';
import { days, hours, microseconds, milliseconds, minutes, seconds, type Duration } from '../time.js';
import { FEATURES, type Features } from './behaviour.js';
import { IPV6_CONSTANTS, type Ipv6Constants } from './constants.js';
import type { ConfiguredAddress, NodeConfiguration } from './node-configuration.js';

const UNITS: Readonly<Record<string, (count: number) => Duration>> = {
  us: microseconds,
  ms: milliseconds,
  s: seconds,
  min: minutes,
  h: hours,
  d: days,
};

/** A span of time in words: `500 ms`, `1.5 s`, `2 h`. */
const duration = z.string().transform((text, ctx): Duration => {
  const parts = /^(\d+(?:\.\d+)?) ?(us|ms|s|min|h|d)$/.exec(text);
  const unit = UNITS[parts?.[2] ?? ''];
  if (unit !== undefined) return unit(Number(parts?.[1]));
  ctx.issues.push({ code: 'custom', input: text, message: 'wanted a span of time with its unit, such as 500 ms or 2 h' });
  return z.NEVER;
});

const MOST_OCTETS = 65_535;
const count = z.number().int().min(0).max(1_000_000);

/** Constants that are spans of time; all others are numbers. */
const SPANS = [
  'MAX_RTR_SOLICITATION_DELAY',
  'RTR_SOLICITATION_INTERVAL',
  'MAX_ANYCAST_DELAY_TIME',
  'REACHABLE_TIME',
  'RETRANS_TIMER',
  'DELAY_FIRST_PROBE_TIME',
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
  'REASSEMBLY_TIMEOUT',
  'PATH_MTU_AGE',
] as const satisfies readonly (keyof Ipv6Constants)[];

/** Constants that need not be whole. */
const FACTORS = ['MIN_RANDOM_FACTOR', 'MAX_RANDOM_FACTOR', 'MAX_DESYNC_FACTOR', 'RAND'] as const satisfies readonly (keyof Ipv6Constants)[];

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

/** `2001:db8::1/64`, or `2001:db8::1/64 anycast`. */
const address = z.string().transform((text, ctx): ConfiguredAddress => {
  const complain = (message: string): never => {
    ctx.issues.push({ code: 'custom', input: text, message });
    return z.NEVER;
  };
  const parts = /^([^/ ]+)\/(\d{1,3})( anycast)?$/.exec(text);
  if (parts === null) return complain('wanted ADDRESS/LENGTH, such as 2001:db8::1/64');
  const parsed = parseAddress(parts[1] ?? '');
  if (!parsed.ok) return complain(parsed.error);
  const prefixLength = Number(parts[2]);
  if (prefixLength > 128) return complain('wanted a prefix length of at most 128');
  return { address: parsed.value, prefixLength, ...(parts[3] !== undefined && { anycast: true }) };
});

/** One interface. What is left out comes from the NIC, or from the RFCs. */
export const interfaceSettings = z.strictObject({
  linkLayerAddress: linkLayerAddress.optional(),
  mtu: z.number().int().min(IPV6_CONSTANTS.MINIMUM_MTU).max(MOST_OCTETS).optional(),
  /** Where interface identifiers come from: RFC 7217, or the link-layer address. */
  interfaceIdentifier: z.enum(['stable', 'eui64']).default('stable'),
  /** For stable identifiers: the same key gives the same addresses. Drawn at random when left out. */
  secretKey: secretKey.optional(),
  networkIdentifier: z.string().max(255).optional(),
  /** Beside the link-local one. */
  addresses: z.array(address).default([]),
  /** Where temporary addresses are wanted or not, whatever the feature `temporaryAddresses` says. */
  temporaryAddressesFor: z.array(prefixSwitch).optional(),
  dupAddrDetectTransmits: z.number().int().min(0).max(100).optional(),
  constants: constants.optional(),
  features: features.optional(),
});

/** A node with one interface, the form of `sixproof node --config`. */
export const nodeSettings = z.strictObject({
  name: z.string().min(1).max(80).default('sixproof-node'),
  /** Which generation of the standards it follows. */
  behaviour: z.enum(['current', 'book', 'kame']).default('current'),
  /** Of address selection, in place of the default one: all of its rows. */
  policyTable: z.array(policyRow).optional(),
  ...interfaceSettings.shape,
});

export type NodeSettings = z.output<typeof nodeSettings>;

/** The configuration of a node on one NIC; the NIC's own values fill what the settings leave out. */
export function nodeConfiguration(
  settings: NodeSettings,
  nic: { readonly name: string; readonly linkLayerAddress: LinkLayerAddress; readonly mtu: number },
): NodeConfiguration {
  const { name, behaviour, interfaceIdentifier, addresses, secretKey: key, networkIdentifier, dupAddrDetectTransmits } = settings;
  return {
    name,
    role: 'host',
    behaviour,
    ...(settings.policyTable !== undefined && { policyTable: settings.policyTable }),
    interfaces: [
      {
        name: nic.name,
        linkLayerAddress: settings.linkLayerAddress ?? nic.linkLayerAddress,
        mtu: settings.mtu ?? nic.mtu,
        interfaceIdentifier,
        addresses,
        ...(settings.temporaryAddressesFor !== undefined && { temporaryAddressesFor: settings.temporaryAddressesFor }),
        ...(key !== undefined && { secretKey: key }),
        ...(networkIdentifier !== undefined && { networkIdentifier }),
        ...(dupAddrDetectTransmits !== undefined && { dupAddrDetectTransmits }),
        ...(settings.constants !== undefined && { constants: settings.constants }),
        ...(settings.features !== undefined && { features: settings.features }),
      },
    ],
  };
}
