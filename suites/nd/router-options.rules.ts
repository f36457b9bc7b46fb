import type { FrameRule } from '../kit/rule.js';
import { eachOption, fault, onAdvertisement, type Fault, type OptionOf } from './router-advertisement.rules.js';

/** RFC 4191 section 2.3: in units of 8 octets, the first of them without the prefix. */
const leastLength = (prefixLength: number): number => 1 + Math.ceil(prefixLength / 64);
const MAX_LENGTH = 3;

function routeFields({ length, prefixLength, reserved1, reserved2 }: OptionOf<'routeInformation'>): Fault | undefined {
  if (prefixLength > 128) return fault('prefixLength', `prefix length ${prefixLength}`);
  const least = leastLength(prefixLength);
  if (length < least || length > MAX_LENGTH)
    return fault('length', `length ${length} with prefix length ${prefixLength}, wanted ${least} to ${MAX_LENGTH}`);
  if (reserved1 !== 0) return fault('reserved1', `reserved bits ${reserved1}, wanted 0`);
  return reserved2 === 0 ? undefined : fault('reserved2', `reserved bits ${reserved2}, wanted 0`);
}

/** RFC 8106 section 5.2. What is behind the last name that is one has to be zeros, not a name with a pointer in it. */
function searchNames({ length, padding }: OptionOf<'dnssl'>): Fault | undefined {
  // A shorter option has no names, which is another rule.
  if (length < 2 || padding === undefined) return undefined;
  const isPadding = padding.every((octet) => octet === 0);
  return isPadding ? undefined : fault('padding', 'octets behind the names that are neither zeros nor a name without compression');
}

/** What the options of Router Advertisements are made of, those of prefixes apart. */
export const routerOptionRules: readonly FrameRule[] = [
  onAdvertisement({
    id: 'nd.router-advertisement.route-fields',
    requirement: 'rtr-rio-fields',
    title: 'makes route options as long as the prefix asks for, with zeros where a field is reserved',
    check: eachOption('routeInformation', routeFields),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.dns-search-names',
    requirement: 'rtr-dns-options',
    title: 'does not compress the names of DNSSL options, and pads them with zeros',
    check: eachOption('dnssl', searchNames),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.mtu-reserved',
    requirement: 'rtr-ra-mtu-reserved',
    title: 'leaves the Reserved field of MTU options zero',
    check: eachOption('mtu', ({ reserved }) =>
      reserved === 0 ? undefined : fault('reserved', `reserved field 0x${reserved.toString(16)}, wanted 0`),
    ),
  }),
];
