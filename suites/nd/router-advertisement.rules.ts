import { ALL_NODES, formatAddress, isLinkLocal, isMulticast, isUnspecified, sameAddress } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { prefixOf } from '../../reference/net/prefix.js';
import type { RouterAdvertisement } from '../../reference/wire/nd.js';
import type { NdOption } from '../../reference/wire/nd-options.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome } from '../kit/rule.js';

/** RFC 4861 section 6.2.1: the largest AdvReachableTime, milliseconds. */
const MAX_REACHABLE_TIME_MS = 3_600_000;
/** RFC 4191 section 2.1. */
const RESERVED_PREFERENCE = 2;
/** RFC 9762 gives the first bit after R a meaning; the other four are still reserved. */
const PREFIX_RESERVED1 = 0x0f;
const FLAGS_EXPANSION = 26;

export type OptionOf<K extends NdOption['kind']> = Extract<NdOption, { readonly kind: K }>;

const advertisementOf = (packet: ObservedPacket): RouterAdvertisement => packet.message.value as RouterAdvertisement;

/** What is wrong with an option: a field of it, and the words. */
export interface Fault {
  readonly field: string;
  readonly text: string;
}

export const fault = (field: string, text: string): Fault => ({ field, text });

/** Checks each option of a kind; no opportunity where there is none. */
export function eachOption<K extends NdOption['kind']>(kind: K, check: (option: OptionOf<K>) => Fault | undefined) {
  return (packet: ObservedPacket): Outcome => {
    const { options } = advertisementOf(packet);
    let outcome: Outcome;
    for (let at = 0; at < options.length; at++) {
      const option = options[at] as NdOption;
      if (option.kind !== kind) continue;
      const found = check(option as OptionOf<K>);
      if (found) return broken(found.text, `routerAdvertisement.options[${at}].${found.field}`);
      outcome = KEPT;
    }
    return outcome;
  };
}

export const onAdvertisement = (rule: Omit<FrameRule, 'on' | 'reads'>): FrameRule => ({
  ...rule,
  on: ['router-advertisement'],
  reads: 'message',
});

const trailingBitsZero = (prefix: Uint8Array, length: number): boolean =>
  length > 128 || (length === 64 ? hasZeroIdentifier(prefix) : equalOctets(prefixOf(prefix, length).address, prefix));

function hasZeroIdentifier(prefix: Uint8Array): boolean {
  for (let i = 8; i < 16; i++) if (prefix[i] !== 0) return false;
  return true;
}

function prefixFields(option: OptionOf<'prefixInformation'>): Fault | undefined {
  if (option.prefixLength > 128) return fault('prefixLength', `prefix length ${option.prefixLength}`);
  if ((option.reserved1 & PREFIX_RESERVED1) !== 0) return fault('reserved1', `reserved bits 0x${option.reserved1.toString(16)}`);
  if (option.reserved2 !== 0) return fault('reserved2', `reserved field 0x${option.reserved2.toString(16)}`);
  // RFC 6275 section 7.2: with R the field holds the whole address of the router.
  if (!option.routerAddress && !trailingBitsZero(option.prefix, option.prefixLength))
    return fault('prefix', `${formatAddress(option.prefix)}/${option.prefixLength} has bits set beyond its length`);
  return undefined;
}

function routes(packet: ObservedPacket): Outcome {
  const seen = new Set<string>();
  return eachOption('routeInformation', (option) => {
    const prefix = new Uint8Array(16);
    prefix.set(option.prefix.subarray(0, 16));
    const text = `${formatAddress(prefix)}/${option.prefixLength}`;
    if (!trailingBitsZero(prefix, option.prefixLength)) return fault('prefix', `${text} has bits set beyond its length`);
    if (seen.has(text)) return fault('prefix', `${text} appears twice`);
    seen.add(text);
    return undefined;
  })(packet);
}

const hasOption = (packet: ObservedPacket, kind: NdOption['kind']): boolean => {
  const { options } = advertisementOf(packet);
  for (let i = 0; i < options.length; i++) if (options[i]?.kind === kind) return true;
  return false;
};

const routePreference = eachOption('routeInformation', (option) =>
  option.preference === RESERVED_PREFERENCE ? fault('preference', 'preference 10 is reserved') : undefined,
);

function preference(packet: ObservedPacket): Outcome {
  const advertisement = advertisementOf(packet);
  const path = 'routerAdvertisement.preference';
  if (advertisement.preference === RESERVED_PREFERENCE) return broken('preference 10 is reserved', path);
  if (advertisement.routerLifetime === 0 && advertisement.preference !== 0)
    return broken('preference is not 00 with Router Lifetime 0', path);
  return routePreference(packet) ?? KEPT;
}

function flagsExpansion(packet: ObservedPacket): Outcome {
  if (!hasOption(packet, 'unknownOption')) return undefined;
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
    check: eachOption('prefixInformation', ({ preferredLifetime, validLifetime }) =>
      preferredLifetime > validLifetime
        ? fault('preferredLifetime', `preferred for ${preferredLifetime} s, valid for ${validLifetime} s`)
        : undefined,
    ),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.no-link-local-prefix',
    requirement: 'rtr-ra-no-ll-prefix',
    title: 'does not advertise the link-local prefix',
    check: eachOption('prefixInformation', ({ prefix }) =>
      isLinkLocal(prefix) ? fault('prefix', `advertises ${formatAddress(prefix)}`) : undefined,
    ),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.routes',
    requirement: 'rtr-rio-unique',
    title: 'names each route once, with zero bits after its length',
    check: (packet) => (hasOption(packet, 'routeInformation') ? routes(packet) : undefined),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.dns-server-length',
    requirement: 'rtr-dns-option-length',
    title: 'gives RDNSS options an odd length of at least 3',
    check: eachOption('rdnss', ({ length }) => (length < 3 || length % 2 === 0 ? fault('length', `length ${length}`) : undefined)),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.dns-search-length',
    requirement: 'rtr-dns-option-length',
    title: 'gives DNSSL options a length of at least 2',
    check: eachOption('dnssl', ({ length }) => (length < 2 ? fault('length', `length ${length}, wanted 2 or more`) : undefined)),
  }),
  onAdvertisement({
    id: 'nd.router-advertisement.flags-expansion',
    requirement: 'rtr-flags-option-tx',
    title: 'sends the flags expansion option once, with length 1 and a flag set',
    check: flagsExpansion,
  }),
];
