import { address, isLinkLocal, isLoopback, isUnspecified, type Address } from '../../net/address.js';
import { ADDRESS_BITS, prefixContains, prefixOf, type Prefix } from '../../net/prefix.js';
import { seconds } from '../../time.js';
import type { UsePrefixPart } from '../../wire/router-renumbering.js';
import type { Lifetime } from '../address-lifetime.js';
import type { PrefixVariables } from '../router-advertising/advertising-configuration.js';
import { SITE_LOCAL_PREFIX } from '../well-known-prefixes.js';

const INFINITE_LIFETIME = 0xffff_ffff;
/** RFC 2894 section 3.2.1.2: the bits stand as in the Prefix Information option (RFC 4861 section 4.6.2). */
const ON_LINK_FLAG = 0x80;
const AUTONOMOUS_FLAG = 0x40;

/** No more bits than an address has; a length beyond that was out of bounds. */
export const withinAddress = (length: number): number => Math.min(length, ADDRESS_BITS);

/**
 * RFC 2894 section 3.2.1.2: UseLen bits of the Use-Prefix, then KeepLen bits "at positions UseLen through (UseLen+KeepLen-1)
 * in the matched address or prefix, [...] copied to the same positions in the New Prefix".
 */
export function newPrefix({ useLen, keepLen, usePrefix }: UsePrefixPart, matched: Address): Prefix {
  const used = prefixOf(usePrefix, withinAddress(useLen));
  const length = withinAddress(used.length + keepLen);
  const kept = prefixOf(matched, length).address;
  const keptFrom = prefixOf(kept, used.length).address;
  return { address: used.address.map((octet, i) => octet | ((kept[i] ?? 0) ^ (keptFrom[i] ?? 0))) as Address, length };
}

const MULTICAST: Prefix = { address: address('ff00::'), length: 8 };
const LINK_LOCAL: Prefix = { address: address('fe80::'), length: 10 };

const overlap = (a: Prefix, b: Prefix): boolean => (a.length <= b.length ? prefixContains(a, b.address) : prefixContains(b, a.address));

/**
 * RFC 2894 section 4.3: "Forbidden prefix formats include, at a minimum, multicast, unspecified and loopback addresses";
 * section 3.2.1.2 rules out link-local ones too. A prefix that holds addresses of such a kind has their form.
 */
export const isForbidden = (prefix: Prefix): boolean =>
  isUnspecified(prefix.address) || isLoopback(prefix.address) || overlap(prefix, MULTICAST) || overlap(prefix, LINK_LOCAL);

/** What SET-GLOBAL replaces. Site-local prefixes have a scope of their own in RFC 2894 (section 9.1), unique local ones do not (RFC 4193 section 3.3). */
export const isOfGlobalScope = (prefix: Prefix): boolean => !isLinkLocal(prefix.address) && !overlap(prefix, SITE_LOCAL_PREFIX);

const lifetime = (field: number): Lifetime => (field === INFINITE_LIFETIME ? 'infinite' : seconds(field));
const shorter = (a: Lifetime, b: Lifetime): Lifetime => (a === 'infinite' ? b : b === 'infinite' || a < b ? a : b);

/** How a New Prefix is advertised: the lifetimes are those of the part, and so are the flags that its mask names. */
export function advertisedAs(part: UsePrefixPart, matched: PrefixVariables): Omit<PrefixVariables, 'prefix' | 'routerAddress'> {
  const { flagMask, raFlags } = part;
  const flag = (bit: number, copied: boolean): boolean => ((flagMask & bit) === 0 ? copied : (raFlags & bit) !== 0);
  const valid = lifetime(part.validLifetime);
  return {
    advValidLifetime: valid,
    // RFC 4861 section 6.2.1: AdvPreferredLifetime "MUST NOT be larger than AdvValidLifetime".
    advPreferredLifetime: shorter(lifetime(part.preferredLifetime), valid),
    validDecrements: part.decrementValid,
    preferredDecrements: part.decrementPreferred,
    advOnLinkFlag: flag(ON_LINK_FLAG, matched.advOnLinkFlag),
    advAutonomousFlag: flag(AUTONOMOUS_FLAG, matched.advAutonomousFlag),
  };
}
