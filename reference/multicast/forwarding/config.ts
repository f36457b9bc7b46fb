import { z } from 'zod';
import { ipv6Address, ipv6Prefix } from '../../ipv6/text-config.js';

/** A static multicast route: its groups, such as `ff0e::/16`, the interface that packets come in by, and those that they leave by. */
export const multicastRouteSettings = z.strictObject({
  groups: ipv6Prefix,
  source: ipv6Address.optional(),
  from: z.string().min(1),
  to: z.array(z.string().min(1)).min(1),
});

export type MulticastRouteSettings = z.output<typeof multicastRouteSettings>;

const SCOPE = /^([3-9]|1[0-3])$/;

/** RFC 4007 section 6: the zone that an interface belongs to, by scope from 3 to 13. */
export const zoneSettings = z.record(
  z.string().regex(SCOPE, { error: 'a scope with zones to choose is a number from 3 to 13' }),
  z.number().int().min(0),
);
