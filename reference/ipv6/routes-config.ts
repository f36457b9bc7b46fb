import { z } from 'zod';
import { isLinkLocal, isMulticast, isUnicast, parseAddress, type Address } from '../net/address.js';
import { ROUTE_ORIGINS, type RouteDistances } from './forwarding/routing-table.js';
import { parsePrefix, prefixOf, type Prefix } from '../net/prefix.js';

/** What the settings of a static route hold; which interface it leads through may follow from them. */
export interface RouteSettings {
  readonly prefix: Prefix;
  readonly via?: Address | undefined;
  readonly interface?: string | undefined;
  readonly reject?: true | undefined;
  readonly blackhole?: true | undefined;
  readonly distance?: number | undefined;
  readonly metric?: number | undefined;
}

/** `2001:db8:1::/48`, or `default`. */
const prefix = z.string().transform((text, ctx): Prefix => {
  const parsed = parsePrefix(text === 'default' ? '::/0' : text);
  if (parsed.ok && !isMulticast(parsed.value.address) && !isLinkLocal(parsed.value.address)) return parsed.value;
  const message = parsed.ok ? 'no route leads to multicast or link-local destinations: these are on every link' : parsed.error;
  ctx.issues.push({ code: 'custom', input: text, message });
  return z.NEVER;
});

/** `2001:db8::1`, `fe80::1%eth1`. */
const via = z.string().transform((text, ctx): { readonly address: Address; readonly zone?: string } => {
  const [plain = '', zone, ...more] = text.split('%');
  const parsed = parseAddress(plain);
  const isRouter = parsed.ok && isUnicast(parsed.value);
  if (parsed.ok && isRouter && more.length === 0 && zone !== '') return { address: parsed.value, ...(zone !== undefined && { zone }) };
  const message = parsed.ok ? 'wanted the unicast address of a router, such as fe80::1%eth1' : parsed.error;
  ctx.issues.push({ code: 'custom', input: text, message });
  return z.NEVER;
});

const MOST_DISTANCE = 255;
const MOST_METRIC = 0xffff_ffff;
const distance = z.number().int().min(0).max(MOST_DISTANCE);

/** By the origin of routes. */
export const routeDistances = z
  .strictObject(Object.fromEntries(ROUTE_ORIGINS.map((origin) => [origin, distance.optional()])))
  .transform((given) => given as Partial<RouteDistances>);

/** Through a router (`via`), to neighbours on a link (`interface` alone), or to nowhere (`reject`, `blackhole`). */
export const routeSettings = z
  .strictObject({
    prefix,
    via: via.optional(),
    interface: z.string().min(1).optional(),
    reject: z.literal(true).optional(),
    blackhole: z.literal(true).optional(),
    distance: distance.optional(),
    metric: z.number().int().min(0).max(MOST_METRIC).optional(),
  })
  .transform((given, ctx): RouteSettings => {
    const complain = (message: string): void => void ctx.issues.push({ code: 'custom', input: given, message });
    const { prefix, via, reject, blackhole, distance, metric } = given;
    const nowhere = reject ? 'reject' : blackhole && 'blackhole';
    if (reject && blackhole) complain('reject: true goes without blackhole: true');
    if (nowhere && (via !== undefined || given.interface !== undefined)) complain(`${nowhere}: true goes without via and interface`);
    if (!nowhere && via === undefined && given.interface === undefined) complain('wanted via, interface, reject: true, or blackhole: true');
    if (via?.zone !== undefined && given.interface !== undefined && via.zone !== given.interface)
      complain(`via is on ${via.zone}, but interface says ${given.interface}`);
    return {
      ...{ reject, blackhole, distance, metric },
      prefix: prefixOf(prefix.address, prefix.length),
      via: via?.address,
      interface: given.interface ?? via?.zone,
    };
  });
