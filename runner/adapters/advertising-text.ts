import { formatAddress } from '../../reference/net/address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import { inMilliseconds, inSeconds, type Duration } from '../../reference/time.js';
import type { AdvertisedLifetime, AdvertisingSettings } from '../../suites/kit/advertising.js';

/** A variable of RFC 4861 section 6.2.1 as programs and people are told of it. */
type Variable = readonly [name: string, value: string | number | boolean | readonly unknown[] | undefined];

const wholeSeconds = (lifetime: AdvertisedLifetime | undefined): number | string | undefined =>
  lifetime === undefined || lifetime === 'infinite' ? lifetime : inSeconds(lifetime);
const spanS = (duration: Duration | undefined): number | undefined => duration && inSeconds(duration);
const spanMs = (duration: Duration | undefined): number | undefined => duration && inMilliseconds(duration);

const given = (variables: readonly Variable[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(variables.filter(([, value]) => value !== undefined));

/**
 * The settings as a JSON object, for programs: the RFC's names, times in seconds but for AdvReachableTimeMs and
 * AdvRetransTimerMs, infinite lifetimes as "infinite". What is not there has the RFC's default.
 */
export function advertisingAsJson(settings: AdvertisingSettings): string {
  return JSON.stringify(variablesOf(settings));
}

function variablesOf(settings: AdvertisingSettings): Readonly<Record<string, unknown>> {
  return given([
    ['MaxRtrAdvInterval', spanS(settings.maxRtrAdvInterval)],
    ['MinRtrAdvInterval', spanS(settings.minRtrAdvInterval)],
    ['AdvManagedFlag', settings.advManagedFlag],
    ['AdvOtherConfigFlag', settings.advOtherConfigFlag],
    ['AdvLinkMTU', settings.advLinkMtu],
    ['AdvReachableTimeMs', spanMs(settings.advReachableTime)],
    ['AdvRetransTimerMs', spanMs(settings.advRetransTimer)],
    ['AdvCurHopLimit', settings.advCurHopLimit],
    ['AdvDefaultLifetime', spanS(settings.advDefaultLifetime)],
    ['AdvDefaultPreference', settings.advDefaultPreference],
    ['AdvSolicitedUnicast', settings.advSolicitedUnicast],
    ['AdvPrefixList', settings.advPrefixList.map(prefixVariables)],
    ['AdvRouteList', settings.advRouteList?.map(routeVariables)],
    [
      'AdvRDNSSList',
      settings.advRdnssList?.map(({ addresses, lifetime }) =>
        given([
          ['addresses', addresses.map((address) => formatAddress(address))],
          ['lifetime', wholeSeconds(lifetime)],
        ]),
      ),
    ],
    [
      'AdvDNSSLList',
      settings.advDnsslList?.map(({ names, lifetime }) =>
        given([
          ['names', names],
          ['lifetime', wholeSeconds(lifetime)],
        ]),
      ),
    ],
  ]);
}

const prefixVariables = (entry: AdvertisingSettings['advPrefixList'][number]): Readonly<Record<string, unknown>> =>
  given([
    ['prefix', formatPrefix(entry.prefix)],
    ['AdvValidLifetime', wholeSeconds(entry.advValidLifetime)],
    ['AdvPreferredLifetime', wholeSeconds(entry.advPreferredLifetime)],
    ['AdvOnLinkFlag', entry.advOnLinkFlag],
    ['AdvAutonomousFlag', entry.advAutonomousFlag],
    ['validDecrements', entry.validDecrements],
    ['preferredDecrements', entry.preferredDecrements],
  ]);

const routeVariables = (route: NonNullable<AdvertisingSettings['advRouteList']>[number]): Readonly<Record<string, unknown>> =>
  given([
    ['prefix', formatPrefix(route.prefix)],
    ['preference', route.preference],
    ['lifetime', wholeSeconds(route.lifetime)],
  ]);

/** For people: `MaxRtrAdvInterval 4, AdvPrefixList 2001:db8::/64 (AdvOnLinkFlag false)`. Many entries of a list are counted. */
export function advertisingInWords(settings: AdvertisingSettings): string {
  return Object.entries(variablesOf(settings))
    .map(
      ([name, value]) =>
        `${name} ${Array.isArray(value) ? listInWords(value as readonly Readonly<Record<string, unknown>>[]) : String(value)}`,
    )
    .join(', ');
}

const SHOWN_ENTRIES = 8;

function listInWords(entries: readonly Readonly<Record<string, unknown>>[]): string {
  if (entries.length === 0) return 'empty';
  const shown = entries.slice(0, SHOWN_ENTRIES).map((entry) => {
    const [[, first] = [], ...rest] = Object.entries(entry);
    const details = rest.map(([name, value]) => `${name} ${String(value)}`).join(', ');
    return `${String(first)}${details === '' ? '' : ` (${details})`}`;
  });
  const last = entries.at(-1);
  const more =
    entries.length > SHOWN_ENTRIES ? [`and so on, ${entries.length} in all, up to ${String(last && Object.values(last)[0])}`] : [];
  return [...shown, ...more].join(', ');
}
