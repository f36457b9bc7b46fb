import { z } from 'zod';
import { parseAddress, type Address } from '../net/address.js';
import { parsePrefix, type Prefix } from '../net/prefix.js';
import type { Result } from '../net/result.js';
import { days, hours, microseconds, milliseconds, minutes, seconds, type Duration } from '../time.js';
import type { Lifetime } from './address-lifetime.js';

/** Values that a configuration file writes as text. */

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

export const ipv6Address: z.ZodType<Address> = parsedBy(parseAddress);

/** `2001:db8::/64`. */
export const ipv6Prefix: z.ZodType<Prefix> = parsedBy(parsePrefix);
