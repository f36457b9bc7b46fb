import { addressFromOctets, isLinkLocal, type Address } from '../../reference/net/address.js';
import type { NdOption, NdOptionDraft } from '../../reference/wire/nd-options.js';
import { configure, fault, faults, ignoring, type Fault } from '../kit/faults.js';
import { mishearing, mishearingAll } from './misheard-options.js';

const isDns = ({ kind }: NdOption): boolean => kind === 'rdnss' || kind === 'dnssl';

/** A device that reads other lifetimes in both options. */
const misreading = (title: string, change: (inSeconds: number) => number): Fault =>
  fault(
    title,
    mishearing('rdnss', (option) => ({ ...option, lifetime: change(option.lifetime) })),
    mishearing('dnssl', (option) => ({ ...option, lifetime: change(option.lifetime) })),
  );

const filtered = (title: string, keeps: (options: readonly NdOption[], routerLifetime: number) => readonly NdOption[]): Fault =>
  fault(
    title,
    mishearingAll(() => (options, lifetime) => keeps(options, lifetime)),
  );

const deaf = fault('is deaf to DNS options', configure({ features: { dnsOptions: false } }));
const cramped = fault(
  'has room for two servers and two domains',
  configure({ constants: { DNS_SERVER_LIMIT: 2, SEARCH_DOMAIN_LIMIT: 2 } }),
);
const withoutZero = misreading('takes a lifetime of 0 for half an hour', (lifetime) => lifetime || 1_800);
const neverShorter = misreading('never shortens a lifetime', (lifetime) => (lifetime === 0 ? 0 : Math.max(lifetime, 1_800)));
const shortMemory = misreading('forgets after three seconds', (lifetime) => Math.min(lifetime, 3));
const oneOption = filtered('heeds the first option of a kind only', (options) =>
  options.filter((option, at) => !isDns(option) || options.findIndex(({ kind }) => kind === option.kind) === at),
);
const defaultRoutersOnly = filtered('heeds default routers only', (options, lifetime) =>
  lifetime === 0 ? options.filter((option) => !isDns(option)) : options,
);

/** RFC 8106 sections 5.1 and 5.2, in units of eight octets. */
const SHORTEST = { rdnss: 3, dnssl: 2 } as const;
const strict = filtered('heeds no DNS option when one is too short', (options) => {
  const tooShort = options.some((option) => (option.kind === 'rdnss' || option.kind === 'dnssl') && option.length < SHORTEST[option.kind]);
  return tooShort ? options.filter((option) => !isDns(option)) : options;
});

const filledUp = (surplus: Uint8Array): Address => addressFromOctets(Uint8Array.from({ length: 16 }, (_, i) => surplus[i] ?? 0));

/** What was told of before is taken back by an advertisement that says nothing of it. */
const forgetful = fault(
  'takes an advertisement without servers and domains for one that takes them back',
  mishearingAll(() => {
    let told: readonly NdOptionDraft[] = [];
    return (options) => {
      const heard = options as readonly NdOptionDraft[];
      if (!options.some(isDns)) return [...heard, ...told];
      told = heard.flatMap((option) => (option.kind === 'rdnss' || option.kind === 'dnssl' ? [{ ...option, lifetime: 0 }] : []));
      return heard;
    };
  }),
);

const both = (name: string, planted: Fault | readonly Fault[]): Readonly<Record<string, Fault | readonly Fault[]>> => ({
  [`server${name}`]: planted,
  [`domain${name}`]: planted,
});

faults('nd.dns-option', {
  ...both('', deaf),
  ...both('-no-default-router', defaultRoutersOnly),
  ...both('-two-options', oneOption),
  ...both('-union', forgetful),
  ...both('-three-of-one-option', cramped),
  ...both('-three-of-three-routers', cramped),
  ...both('-zero', withoutZero),
  ...both('-unknown-zero', withoutZero),
  ...both('-expiry', [neverShorter, shortMemory]),
  ...both('-refresh', shortMemory),
  ...both('-shortened', neverShorter),
  ...both('-no-longer-infinite', neverShorter),
  ...both(
    '-infinite',
    misreading('takes an infinite lifetime for a day', (lifetime) => Math.min(lifetime, 86_400)),
  ),
  'server-link-local': fault(
    'knows no link-local servers',
    mishearing('rdnss', (option) => (option.addresses.some(isLinkLocal) ? undefined : option)),
  ),
  'server-order': fault(
    'uses the servers in reverse order',
    mishearing('rdnss', (option) => ({ ...option, addresses: [...option.addresses].reverse() })),
  ),
  'domain-order': fault(
    'uses the domains in reverse order',
    mishearing('dnssl', (option) => ({ ...option, names: [...option.names].reverse() })),
  ),
  'server-half': [
    strict,
    fault(
      'fills up half an address with zeros',
      mishearing('rdnss', (option) =>
        option.surplus ? { kind: 'rdnss', lifetime: option.lifetime, addresses: [filledUp(option.surplus)] } : option,
      ),
    ),
  ],
  'server-one-and-a-half': fault('takes the whole address', ignoring('rdnss-length')),
  'server-multicast': fault('takes servers that are groups', ignoring('rdnss-address')),
  'domain-empty': strict,
});
