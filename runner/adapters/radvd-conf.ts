import { formatAddress } from '../../reference/net/address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import { inMilliseconds, inSeconds } from '../../reference/time.js';
import type { AdvertisedLifetime, AdvertisingSettings } from '../../suites/kit/advertising.js';

type Setting = readonly [name: string, value: string | number | undefined];

const switched = (value: boolean | undefined): string | undefined => (value === undefined ? undefined : value ? 'on' : 'off');
const lifetime = (value: AdvertisedLifetime | undefined): string | number | undefined =>
  value === undefined ? undefined : value === 'infinite' ? 'infinity' : inSeconds(value);

const settingLines = (settings: readonly Setting[]): readonly string[] =>
  settings.flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value};`]));

const block = (head: string, lines: readonly string[]): readonly string[] => [`${head} {`, ...lines.map((line) => `  ${line}`), '};'];

/** The file of radvd(8) that says the same; the text says what that program cannot be told. What is left out has its defaults. */
export function radvdConf(dev: string, settings: AdvertisingSettings): Result<string, string> {
  const uneven = settings.advPrefixList.find(({ validDecrements, preferredDecrements }) => validDecrements !== preferredDecrements);
  if (uneven) return failed('radvd lets both lifetimes of a prefix decrement, or none');
  const lines = [
    ...settingLines([
      ['AdvSendAdvert', 'on'],
      ['MaxRtrAdvInterval', settings.maxRtrAdvInterval && inSeconds(settings.maxRtrAdvInterval)],
      ['MinRtrAdvInterval', settings.minRtrAdvInterval && inSeconds(settings.minRtrAdvInterval)],
      ['AdvManagedFlag', switched(settings.advManagedFlag)],
      ['AdvOtherConfigFlag', switched(settings.advOtherConfigFlag)],
      ['AdvLinkMTU', settings.advLinkMtu],
      ['AdvReachableTime', settings.advReachableTime && inMilliseconds(settings.advReachableTime)],
      ['AdvRetransTimer', settings.advRetransTimer && inMilliseconds(settings.advRetransTimer)],
      ['AdvCurHopLimit', settings.advCurHopLimit],
      ['AdvDefaultLifetime', settings.advDefaultLifetime && inSeconds(settings.advDefaultLifetime)],
      ['AdvDefaultPreference', settings.advDefaultPreference],
      ['AdvRASolicitedUnicast', switched(settings.advSolicitedUnicast)],
    ]),
    ...settings.advPrefixList.flatMap((entry) =>
      block(
        `prefix ${formatPrefix(entry.prefix)}`,
        settingLines([
          ['AdvValidLifetime', lifetime(entry.advValidLifetime)],
          ['AdvPreferredLifetime', lifetime(entry.advPreferredLifetime)],
          ['AdvOnLink', switched(entry.advOnLinkFlag)],
          ['AdvAutonomous', switched(entry.advAutonomousFlag)],
          ['DecrementLifetimes', switched(entry.validDecrements)],
        ]),
      ),
    ),
    ...(settings.advRouteList ?? []).flatMap((route) =>
      block(
        `route ${formatPrefix(route.prefix)}`,
        settingLines([
          ['AdvRoutePreference', route.preference],
          ['AdvRouteLifetime', lifetime(route.lifetime)],
        ]),
      ),
    ),
    ...(settings.advRdnssList ?? []).flatMap((servers) =>
      block(
        `RDNSS ${servers.addresses.map((one) => formatAddress(one)).join(' ')}`,
        settingLines([['AdvRDNSSLifetime', lifetime(servers.lifetime)]]),
      ),
    ),
    ...(settings.advDnsslList ?? []).flatMap((list) =>
      block(`DNSSL ${list.names.join(' ')}`, settingLines([['AdvDNSSLLifetime', lifetime(list.lifetime)]])),
    ),
  ];
  return ok(`${block(`interface ${dev}`, lines).join('\n')}\n`);
}
