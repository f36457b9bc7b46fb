import { z } from 'zod';
import { parseAddress, type Address } from '../net/address.js';
import { parseIpv4Address, type Ipv4Address, type Ipv4Prefix } from '../net/ipv4-address.js';
import { parsePrefix, type Prefix } from '../net/prefix.js';
import { failed, ok, type Result } from '../net/result.js';
import { days, hours, microseconds, milliseconds, minutes, seconds, type Duration } from '../time.js';
import type { Lifetime } from './address-lifetime.js';
import type { ConfiguredAddress } from './node-configuration.js';

/** Values that a configuration file writes as text. */

/** Of a packet on a NIC, or through a tunnel. */
export const MOST_OCTETS = 65_535;

const UNITS: Readonly<Record<string, (count: number) => Duration>> = {
  us: microseconds,
  ms: milliseconds,
  s: seconds,
  min: minutes,
  h: hours,
  d: days,
};

/** A span of time in words: `500 ms`, `1.5 s`, `2 h`. */
export const duration = z.string().transform((text, ctx): Duration => {
  const parts = /^(\d+(?:\.\d+)?) ?(us|ms|s|min|h|d)$/.exec(text);
  const unit = UNITS[parts?.[2] ?? ''];
  if (unit !== undefined) return unit(Number(parts?.[1]));
  ctx.issues.push({ code: 'custom', input: text, message: 'wanted a span of time with its unit, such as 500 ms or 2 h' });
  return z.NEVER;
});

/** A span of time, or `infinite`. */
export const lifetime: z.ZodType<Lifetime> = z.union([z.literal('infinite'), duration], {
  error: 'wanted a span of time with its unit, such as 500 ms or 2 h, or infinite',
});

const parsedBy = <T>(parse: (text: string) => Result<T, string>): z.ZodType<T> =>
  z.string().transform((text, ctx): T => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    ctx.issues.push({ code: 'custom', input: text, message: parsed.error });
    return z.NEVER;
  });

/** `2001:db8::1/64`, or `2001:db8::1/64 anycast`. */
export const configuredAddress: z.ZodType<ConfiguredAddress> = parsedBy((text) => {
  const parts = /^([^/ ]+)\/(\d{1,3})( anycast)?$/.exec(text);
  if (parts === null) return failed('wanted ADDRESS/LENGTH, such as 2001:db8::1/64');
  const parsed = parseAddress(parts[1] ?? '');
  if (!parsed.ok) return parsed;
  const prefixLength = Number(parts[2]);
  if (prefixLength > 128) return failed('wanted a prefix length of at most 128');
  return ok({ address: parsed.value, prefixLength, ...(parts[3] !== undefined && { anycast: true }) });
});

export const ipv4AddressText: z.ZodType<Ipv4Address> = parsedBy(parseIpv4Address);

/** `192.0.2.1/24`. */
export const ipv4Prefix: z.ZodType<Ipv4Prefix> = parsedBy((text) => {
  const parts = /^([^/]+)\/(\d{1,2})$/.exec(text);
  const length = Number(parts?.[2]);
  if (parts === null || length > 32) return failed('wanted ADDRESS/LENGTH, such as 192.0.2.1/24');
  const parsed = parseIpv4Address(parts[1] ?? '');
  return parsed.ok ? ok({ address: parsed.value, length }) : parsed;
});

export const ipv6Address: z.ZodType<Address> = parsedBy(parseAddress);

/** `2001:db8::/64`. */
export const ipv6Prefix: z.ZodType<Prefix> = parsedBy(parsePrefix);
