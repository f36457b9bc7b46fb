import { z } from 'zod';
import { isLinkLocal, isMulticast, isUnspecified, parseAddress, type Address } from '../net/address.js';
import { parsePrefix, prefixOf, type Prefix } from '../net/prefix.js';

/** What the settings of a static route hold; which interface it leads through may follow from them. */
export interface RouteSettings {
  readonly prefix: Prefix;
  readonly via?: Address | undefined;
  readonly interface?: string | undefined;
  readonly reject?: true | undefined;
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
  const isRouter = parsed.ok && !isMulticast(parsed.value) && !isUnspecified(parsed.value);
  if (parsed.ok && isRouter && more.length === 0 && zone !== '') return { address: parsed.value, ...(zone !== undefined && { zone }) };
  const message = parsed.ok ? 'wanted the unicast address of a router, such as fe80::1%eth1' : parsed.error;
  ctx.issues.push({ code: 'custom', input: text, message });
  return z.NEVER;
});

/** Through a router (`via`), to neighbours on a link (`interface` alone), or to nowhere (`reject`). */
export const routeSettings = z
  .strictObject({ prefix, via: via.optional(), interface: z.string().min(1).optional(), reject: z.literal(true).optional() })
  .transform((given, ctx): RouteSettings => {
    const complain = (message: string): void => void ctx.issues.push({ code: 'custom', input: given, message });
    const { prefix, via, reject } = given;
    if (reject && (via !== undefined || given.interface !== undefined)) complain('reject: true goes without via and interface');
    if (!reject && via === undefined && given.interface === undefined) complain('wanted via, interface, or reject: true');
    if (via?.zone !== undefined && given.interface !== undefined && via.zone !== given.interface)
      complain(`via is on ${via.zone}, but interface says ${given.interface}`);
    return { prefix: prefixOf(prefix.address, prefix.length), via: via?.address, interface: given.interface ?? via?.zone, reject };
  });
