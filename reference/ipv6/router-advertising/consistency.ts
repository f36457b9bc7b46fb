import { formatPrefix, prefixOf } from '../../net/prefix.js';
import { inMilliseconds, inSeconds, type Duration } from '../../time.js';
import type { RouterAdvertisement } from '../../wire/nd.js';
import type { NdOption } from '../../wire/nd-options.js';
import { lifetimeAt } from './advertisement-content.js';
import type { AdvertisingVariables, PrefixVariables } from './advertising-configuration.js';

/** What this router says now of itself. */
export interface OwnAdvertisement {
  readonly variables: AdvertisingVariables;
  readonly prefixes: readonly PrefixVariables[];
  readonly age: Duration;
}

/** A value that another router gives differently. */
export interface Inconsistency {
  readonly what: string;
  readonly ours: number | boolean;
  readonly theirs: number | boolean;
}

type PrefixInformation = Extract<NdOption, { kind: 'prefixInformation' }>;

/**
 * RFC 4861 section 6.2.7: in what another router's advertisement contradicts this one's, so that hosts would switch from
 * one value to the other with each advertisement. Zero stands for "unspecified" and contradicts nothing; that routers
 * advertise different prefixes is no error.
 */
export function inconsistencies(own: OwnAdvertisement, theirs: RouterAdvertisement): readonly Inconsistency[] {
  const { variables } = own;
  const differ = (what: string, ours: number | boolean, their: number | boolean): Inconsistency[] =>
    ours === their ? [] : [{ what, ours, theirs: their }];
  const specified = (what: string, ours: number, their: number): Inconsistency[] =>
    ours === 0 || their === 0 ? [] : differ(what, ours, their);
  return [
    ...specified('Cur Hop Limit', variables.advCurHopLimit, theirs.curHopLimit),
    ...differ('M flag', variables.advManagedFlag, theirs.managed),
    ...differ('O flag', variables.advOtherConfigFlag, theirs.other),
    ...specified('Reachable Time', inMilliseconds(variables.advReachableTime), theirs.reachableTime),
    ...specified('Retrans Timer', inMilliseconds(variables.advRetransTimer), theirs.retransTimer),
    ...theirs.options.flatMap((option) => {
      if (option.kind === 'mtu') return specified('MTU', variables.advLinkMtu, option.mtu);
      return option.kind === 'prefixInformation' ? prefixInconsistencies(own, option) : [];
    }),
  ];
}

function prefixInconsistencies(own: OwnAdvertisement, theirs: PrefixInformation): readonly Inconsistency[] {
  if (theirs.prefixLength > 128) return [];
  const name = formatPrefix(prefixOf(theirs.prefix, theirs.prefixLength));
  const ours = own.prefixes.find(({ prefix }) => formatPrefix(prefix) === name);
  if (ours === undefined) return [];
  return [
    ...lifetimes(own, `valid lifetime of ${name}`, ours.advValidLifetime, ours.validDecrements, theirs.validLifetime),
    ...lifetimes(own, `preferred lifetime of ${name}`, ours.advPreferredLifetime, ours.preferredDecrements, theirs.preferredLifetime),
  ];
}

const INFINITE_LIFETIME = 0xffff_ffff;

/** Lifetimes that run down are the same when they end at the same time, but for the clock skew. */
function lifetimes(
  { variables, age }: OwnAdvertisement,
  what: string,
  configured: PrefixVariables['advValidLifetime'],
  decrements: boolean,
  theirs: number,
): readonly Inconsistency[] {
  const now = lifetimeAt(configured, decrements, age);
  const ours = now === 'infinite' ? INFINITE_LIFETIME : inSeconds(now);
  const tolerated = decrements ? inSeconds(variables.clockSkew) : 0;
  return Math.abs(ours - theirs) <= tolerated ? [] : [{ what, ours, theirs }];
}
