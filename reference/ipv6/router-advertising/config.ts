import { z } from 'zod';
import { duration, ipv6Address, ipv6Prefix, lifetime } from '../text-config.js';
import type { AdvertisingConfiguration } from './advertising-configuration.js';

const preference = z.enum(['high', 'medium', 'low']);

const prefix = z.strictObject({
  prefix: ipv6Prefix,
  advValidLifetime: lifetime.optional(),
  advPreferredLifetime: lifetime.optional(),
  advOnLinkFlag: z.boolean().optional(),
  advAutonomousFlag: z.boolean().optional(),
  validDecrements: z.boolean().optional(),
  preferredDecrements: z.boolean().optional(),
  routerAddress: ipv6Address.optional(),
});

const variables = z.strictObject({
  advSendAdvertisements: z.boolean().optional(),
  maxRtrAdvInterval: duration.optional(),
  minRtrAdvInterval: duration.optional(),
  advManagedFlag: z.boolean().optional(),
  advOtherConfigFlag: z.boolean().optional(),
  advLinkMtu: z.number().optional(),
  advReachableTime: duration.optional(),
  advRetransTimer: duration.optional(),
  advCurHopLimit: z.number().optional(),
  advDefaultLifetime: duration.optional(),
  advPrefixList: z.array(prefix).optional(),
  advDefaultPreference: preference.optional(),
  advRouteList: z
    .array(z.strictObject({ prefix: ipv6Prefix, preference: preference.optional(), lifetime: lifetime.optional() }))
    .optional(),
  advRdnssList: z.array(z.strictObject({ addresses: z.array(ipv6Address), lifetime: lifetime.optional() })).optional(),
  advDnsslList: z.array(z.strictObject({ names: z.array(z.string()), lifetime: lifetime.optional() })).optional(),
  advHomeAgentFlag: z.boolean().optional(),
  advIntervalOption: z.boolean().optional(),
  advHomeAgentInformation: z.strictObject({ preference: z.number().optional(), lifetime: duration.optional() }).optional(),
  advCaptivePortal: z.string().optional(),
  advPref64List: z.array(z.strictObject({ prefix: ipv6Prefix, lifetime: duration.optional() })).optional(),
  advSourceLinkLayerAddress: z.boolean().optional(),
  advSolicitedUnicast: z.boolean().optional(),
  clockSkew: duration.optional(),
});

/** Left out and undefined are the same to a reader of files, not to the type of a configuration. */
const withoutGaps = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withoutGaps);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, withoutGaps(one)]])));
};

/**
 * `advertising` of an interface in a file, under the names of RFC 4861 section 6.2.1. Which values are out of bounds depends
 * on other settings, and is not said here.
 */
export const advertisingSettings = variables.transform((given): AdvertisingConfiguration => withoutGaps(given) as AdvertisingConfiguration);
