import { ALL_NODES, formatAddress, isLinkLocal, isMulticast, isUnspecified, sameAddress } from '../../reference/net/address.js';
import { equalOctets, hex } from '../../reference/net/octets.js';
import { prefixOf } from '../../reference/net/prefix.js';
import type { RouterAdvertisement } from '../../reference/wire/nd.js';
import type { NdOption } from '../../reference/wire/nd-options.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome, type Violation } from '../kit/rule.js';

/** RFC 4861 section 6.2.1: the largest AdvReachableTime, milliseconds. */
const MAX_REACHABLE_TIME_MS = 3_600_000;
/** RFC 4191 section 2.1. */
const RESERVED_PREFERENCE = 2;
/** RFC 9762 gives the first bit after R a meaning; the other four are still reserved. */
const PREFIX_RESERVED1 = 0x0f;
const FLAGS_EXPANSION = 26;

type OptionOf<K extends NdOption['kind']> = Extract<NdOption, { readonly kind: K }>;

const advertisementOf = (packet: ObservedPacket): RouterAdvertisement => packet.message.value as RouterAdvertisement;

/** Checks each option of a kind; no opportunity where there is none. */
function eachOption<K extends NdOption['kind']>(kind: K, check: (option: OptionOf<K>, path: string) => Violation | undefined) {
  return (packet: ObservedPacket): Outcome => {
    let outcome: Outcome;
    for (const [at, option] of advertisementOf(packet).options.entries()) {
      if (option.kind !== kind) continue;
      const violation = check(option as OptionOf<K>, `routerAdvertisement.options[${at}]`);
      if (violation) return violation;
      outcome = KEPT;
    }
    return outcome;
  };
}

const onAdvertisement = (rule: Omit<FrameRule, 'on' | 'reads'>): FrameRule => ({ ...rule, on: ['router-advertisement'], reads: 'message' });

const trailingBitsZero = (prefix: Uint8Array, length: number): boolean =>
  length > 128 || equalOctets(prefixOf(prefix, length).address, prefix);

function prefixFields(option: OptionOf<'prefixInformation'>, path: string): Violation | undefined {
  if (option.prefixLength > 128) return broken(`prefix length ${option.prefixLength}`, `${path}.prefixLength`);
  if ((option.reserved1 & PREFIX_RESERVED1) !== 0) return broken(`reserved bits 0x${option.reserved1.toString(16)}`, `${path}.reserved1`);
  if (option.reserved2 !== 0) return broken(`reserved field 0x${option.reserved2.toString(16)}`, `${path}.reserved2`);
  // RFC 6275 section 7.2: with R the field holds the whole address of the router.
  if (!option.routerAddress && !trailingBitsZero(option.prefix, option.prefixLength))
    return broken(`${formatAddress(option.prefix)}/${option.prefixLength} has bits set beyond its length`, `${path}.prefix`);
  return undefined;
}

function routeIsRight(packet: ObservedPacket): Outcome {
  const seen = new Set<string>();
  return eachOption('routeInformation', (option, path) => {
    const prefix = new Uint8Array(16);
    prefix.set(option.prefix.subarray(0, 16));
    if (!trailingBitsZero(prefix, option.prefixLength))
      return broken(`${formatAddress(prefix)}/${option.prefixLength} has bits set beyond its length`, `${path}.prefix`);
    const key = `${hex(prefix)}/${option.prefixLength}`;
    if (seen.has(key)) return broken(`${formatAddress(prefix)}/${option.prefixLength} appears twice`, `${path}.prefix`);
    seen.add(key);
    return undefined;
  })(packet);
}

function preference(packet: ObservedPacket): Outcome {
  const advertisement = advertisementOf(packet);
  const path = 'routerAdvertisement.preference';
  if (advertisement.preference === RESERVED_PREFERENCE) return broken('preference 10 is reserved', path);
  if (advertisement.routerLifetime === 0 && advertisement.preference !== 0)
    return broken('preference is not 00 with Router Lifetime 0', path);
  return (
    eachOption('routeInformation', (option, at) =>
      option.preference === RESERVED_PREFERENCE ? broken('preference 10 is reserved', `${at}.preference`) : undefined,
    )(packet) ?? KEPT
  );
}

function flagsExpansion(packet: ObservedPacket): Outcome {
  const found = advertisementOf(packet).options.filter((option): option is OptionOf<'unknownOption'> => option.type === FLAGS_EXPANSION);
  const [first] = found;
  if (!first) return undefined;
  const path = 'routerAdvertisement.options.unknownOption';
  if (found.length > 1) return broken(`${found.length} flags expansion options`, path);
  if (first.length !== 1) return broken(`flags expansion option of length ${first.length}, wanted 1`, `${path}.length`);
  return first.data.some((octet) => octet !== 0) ? KEPT : broken('flags expansion option without a flag', `${path}.data`);
}

export const routerAdvertisementRules: readonly FrameRule[] = [
  {
    id: 'nd.router-advertisement.source',
    requirement: 'rtr-ra-format',
    title: 'comes from a link-local address',
    on: ['router-advertisement'],
    reads: 'headers',
    check: ({ source }) => (isLinkLocal(source) ? KEPT : broken(`comes from ${formatAddress(source)}`, 'ipv6.source')),
  },
  {
    id: 'nd.router-advertisement.destination',
    requirement: 'rtr-ra-format',
    title: 'goes to ff02::1 or to a unicast address',
    on: ['router-advertisement'],
    reads: 'headers',
    check: ({ destination }) =>
      (isMulticast(destination) ? sameAddress(destination, ALL_NODES) : !isUnspecified(destination))
        ? KEPT
        : broken(`goes to ${formatAddress(destination)}`, 'ipv6.destination'),
  },
  onAdvertisement({
    id: 'nd.router-advertisement.reachable-time',
    requirement: 'rtr-ra-reachable-bound',
    title: 'advertises a Reachable Time of at most an hour',
    check(packet) {
      const { reachableTime } = advertisementOf(packet);
      return reachableTime <= MAX_REACHABLE_TIME_MS
        ? KEPT
        : broken(`Reachable Time ${reachableTime} ms`, 'routerAdvertisement.reachableTime');
    },
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.preference',
    requirement: 'rtr-ra-pref-field',
    title: 'sends no reserved preference, and 00 with Router Lifetime 0',
    check: preference,
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.prefix-fields',
    requirement: 'rtr-ra-pio-trailing-zero',
    title: 'leaves reserved fields and the bits after the prefix length zero',
    check: eachOption('prefixInformation', prefixFields),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.prefix-lifetimes',
    requirement: 'rtr-ra-pref-le-valid',
    title: 'prefers no prefix for longer than it is valid',
    check: eachOption('prefixInformation', ({ preferredLifetime, validLifetime }, path) =>
      preferredLifetime > validLifetime
        ? broken(`preferred for ${preferredLifetime} s, valid for ${validLifetime} s`, `${path}.preferredLifetime`)
        : undefined,
    ),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.no-link-local-prefix',
    requirement: 'rtr-ra-no-ll-prefix',
    title: 'does not advertise the link-local prefix',
    check: eachOption('prefixInformation', ({ prefix }, path) =>
      isLinkLocal(prefix) ? broken(`advertises ${formatAddress(prefix)}`, `${path}.prefix`) : undefined,
    ),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.routes',
    requirement: 'rtr-rio-unique',
    title: 'names each route once, with zero bits after its length',
    check: routeIsRight,
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.dns-server-length',
    requirement: 'rtr-dns-option-length',
    title: 'gives RDNSS options an odd length of at least 3',
    check: eachOption('rdnss', ({ length }, path) =>
      length < 3 || length % 2 === 0 ? broken(`length ${length}`, `${path}.length`) : undefined,
    ),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.dns-search-length',
    requirement: 'rtr-dns-option-length',
    title: 'gives DNSSL options a length of at least 2',
    check: eachOption('dnssl', ({ length }, path) =>
      length < 2 ? broken(`length ${length}, wanted 2 or more`, `${path}.length`) : undefined,
    ),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.flags-expansion',
    requirement: 'rtr-flags-option-tx',
    title: 'sends the flags expansion option once, with length 1 and a flag set',
    check: flagsExpansion,
  }),
];
