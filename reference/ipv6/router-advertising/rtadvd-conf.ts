import { formatAddress, parseAddress, type Address } from '../../net/address.js';
import { prefixOf, type Prefix } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import { milliseconds, seconds } from '../../time.js';
import type { Lifetime } from '../address-lifetime.js';
import { FEATURES } from '../behaviour.js';
import { IPV6_CONSTANTS } from '../constants.js';
import { misreadingInOneLine, type Misreading, type Place } from '../misreading.js';
import type { RouterPreference } from '../default-router-list.js';
import type { AdvertisingProblem } from './advertising-bounds.js';
import type { AdvertisedPrefix, AdvertisedRoute, AdvertisingConfiguration } from './advertising-configuration.js';
import { advertisingVariables } from './advertising-variables.js';
import { readTermcap, type TermcapRecord } from './termcap.js';

export interface RtadvdOptions {
  /** What `mtu="auto"` stands for. */
  readonly linkMtu?: number;
}

/**
 * The file of KAME's `rtadvd`, one record per interface; the configuration of each name in it. Capabilities that are left
 * out have the defaults of that program where they differ from the RFC's: `rltime` is 1800 s, whatever `maxinterval` is.
 */
export function advertisingFromRtadvdConf(
  text: string,
  options: RtadvdOptions = {},
): Result<ReadonlyMap<string, AdvertisingConfiguration>, readonly Misreading[]> {
  const records = readTermcap(text);
  if (!records.ok) return records;
  const misreadings: Misreading[] = [];
  const configurations = records.value.flatMap((record) => {
    const reader = new RecordReader(record, options);
    const configuration = reader.read();
    misreadings.push(...reader.misreadings);
    return record.names.map((name) => [name, configuration] as const);
  });
  // Records that share a capability by `tc` complain of it alike.
  const distinct = new Map(misreadings.map((one) => [misreadingInOneLine('', one), one]));
  return distinct.size === 0 ? ok(new Map(configurations)) : failed([...distinct.values()]);
}

const DEFAULT_MAX_INTERVAL_S = 600;
const DEFAULT_ROUTER_LIFETIME_S = 1_800;
/** From here on a third of `maxinterval` is no less than the 3 s of RFC 4861 section 6.2.1. */
const THIRD_FROM_S = 9;
const INFINITE = 0xffff_ffff;
const DEFAULT_LENGTH = 64;

/** Bits of the flags fields (RFC 4861 sections 4.2 and 4.6.2, RFC 4191 section 2.1, RFC 6275 sections 7.1 and 7.2). */
const ADVERTISEMENT_FLAGS: Readonly<Record<string, number>> = { m: 0x80, o: 0x40, h: 0x08, l: 0x18 };
const PREFIX_FLAGS: Readonly<Record<string, number>> = { l: 0x80, a: 0x40, r: 0x20 };
const HOME_AGENT = 0x20;
const PREFERENCES: Readonly<Record<number, RouterPreference>> = { 0x00: 'medium', 0x08: 'high', 0x18: 'low' };
const PREFERENCE_BITS = 0x18;

const PLAIN = [
  'maxinterval',
  'mininterval',
  'chlim',
  'raflags',
  'rltime',
  'rtime',
  'retrans',
  'clockskew',
  'mtu',
  'nolladdr',
  'hapref',
  'hatime',
];
const OF_PREFIX = ['addr', 'prefixlen', 'pinfoflags', 'vltime', 'vltimedecr', 'pltime', 'pltimedecr'];
const OF_ROUTE = ['rtprefix', 'rtplen', 'rtflags', 'rtltime'];
/** What older versions called them. */
const FORMER: Readonly<Record<string, string>> = { rtrprefix: 'rtprefix', rtrplen: 'rtplen', rtrflags: 'rtflags', rtrltime: 'rtltime' };
const NUMBERED = /^([a-z]+?)(\d{1,2})?$/;

/** One record; complains of every capability that cannot be. */
class RecordReader {
  readonly misreadings: Misreading[] = [];
  readonly #values = new Map<string, { readonly value: number | string | true; readonly place: Place }>();
  readonly #record: TermcapRecord;
  readonly #options: RtadvdOptions;
  /** Which capability gave a variable, for complaints about its bounds. */
  readonly #origins = new Map<string, string>();

  constructor(record: TermcapRecord, options: RtadvdOptions) {
    this.#record = record;
    this.#options = options;
    for (const [name, { value, place }] of record.capabilities) {
      const [, stem = name, suffix = ''] = NUMBERED.exec(name) ?? [];
      const current = FORMER[stem] ?? stem;
      if (PLAIN.includes(name) || [...OF_PREFIX, ...OF_ROUTE].includes(current)) this.#values.set(`${current}${suffix}`, { value, place });
      else if (name !== 'addrs') this.misreadings.push({ place, text: `${name}: rtadvd has no such capability` });
    }
  }

  read(): AdvertisingConfiguration {
    const maxInterval = this.#number('maxinterval') ?? DEFAULT_MAX_INTERVAL_S;
    const minInterval = this.#number('mininterval') ?? (maxInterval >= THIRD_FROM_S ? Math.floor(maxInterval / 3) : undefined);
    const flags = this.#flags('raflags', ADVERTISEMENT_FLAGS) ?? 0;
    const prefixes = this.#suffixesOf('addr').flatMap((suffix, i) => this.#prefix(suffix, i));
    const routes = this.#suffixesOf('rtprefix').flatMap((suffix, i) => this.#route(suffix, i));
    const configuration: AdvertisingConfiguration = {
      advSendAdvertisements: true,
      maxRtrAdvInterval: seconds(maxInterval),
      ...(minInterval !== undefined && { minRtrAdvInterval: seconds(minInterval) }),
      advManagedFlag: (flags & 0x80) !== 0,
      advOtherConfigFlag: (flags & 0x40) !== 0,
      advHomeAgentFlag: (flags & HOME_AGENT) !== 0,
      advDefaultPreference: this.#preference('raflags', flags),
      advCurHopLimit: this.#number('chlim') ?? IPV6_CONSTANTS.CUR_HOP_LIMIT,
      advDefaultLifetime: seconds(this.#number('rltime') ?? DEFAULT_ROUTER_LIFETIME_S),
      advReachableTime: milliseconds(this.#number('rtime') ?? 0),
      advRetransTimer: milliseconds(this.#number('retrans') ?? 0),
      advLinkMtu: this.#mtu(),
      clockSkew: seconds(this.#number('clockskew') ?? 0),
      advSourceLinkLayerAddress: !this.#values.has('nolladdr'),
      ...this.#homeAgent(),
      ...(prefixes.length > 0 && { advPrefixList: prefixes }),
      ...(routes.length > 0 && { advRouteList: routes }),
    };
    if (this.misreadings.length === 0) this.#checkBounds(configuration);
    return configuration;
  }

  #homeAgent(): Pick<AdvertisingConfiguration, 'advHomeAgentInformation'> {
    const [preference, lifetime] = [this.#number('hapref'), this.#number('hatime')];
    if (preference === undefined && lifetime === undefined) return {};
    return {
      advHomeAgentInformation: {
        ...(preference !== undefined && { preference }),
        ...(lifetime !== undefined && { lifetime: seconds(lifetime) }),
      },
    };
  }

  #prefix(suffix: string, index: number): readonly AdvertisedPrefix[] {
    const address = this.#address(`addr${suffix}`);
    const prefix = address && this.#prefixOf(address, `prefixlen${suffix}`);
    if (address === undefined || prefix === undefined) return [];
    const flags = this.#flags(`pinfoflags${suffix}`, PREFIX_FLAGS) ?? 0xc0;
    const [valid, preferred] = [this.#lifetime(`vltime${suffix}`), this.#lifetime(`pltime${suffix}`)];
    const at = `advPrefixList.${index}`;
    this.#origins.set(`${at}.prefix`, `addr${suffix}`);
    this.#origins.set(`${at}.advValidLifetime`, `vltime${suffix}`);
    this.#origins.set(`${at}.advPreferredLifetime`, `pltime${suffix}`);
    return [
      {
        prefix,
        advOnLinkFlag: (flags & 0x80) !== 0,
        advAutonomousFlag: (flags & 0x40) !== 0,
        ...(valid !== undefined && { advValidLifetime: valid }),
        ...(preferred !== undefined && { advPreferredLifetime: preferred }),
        ...(this.#values.has(`vltimedecr${suffix}`) && { validDecrements: true }),
        ...(this.#values.has(`pltimedecr${suffix}`) && { preferredDecrements: true }),
        ...((flags & 0x20) !== 0 && { routerAddress: address }),
      },
    ];
  }

  #route(suffix: string, index: number): readonly AdvertisedRoute[] {
    const address = this.#address(`rtprefix${suffix}`);
    const prefix = address && this.#prefixOf(address, `rtplen${suffix}`);
    const lifetime = this.#lifetime(`rtltime${suffix}`);
    if (prefix === undefined) return [];
    if (lifetime === undefined) this.#complain(`rtprefix${suffix}`, `needs rtltime${suffix}, the lifetime of the route`);
    const flags = this.#flags(`rtflags${suffix}`, ADVERTISEMENT_FLAGS) ?? 0;
    this.#origins.set(`advRouteList.${index}.prefix`, `rtprefix${suffix}`);
    const preference = this.#preference(`rtflags${suffix}`, flags);
    return [{ prefix, preference, ...(lifetime !== undefined && { lifetime }) }];
  }

  #suffixesOf(stem: string): readonly string[] {
    const found = [...this.#values.keys()].flatMap((name) => (NUMBERED.exec(name)?.[1] === stem ? [name.slice(stem.length)] : []));
    return found.sort((a, b) => Number(a) - Number(b));
  }

  #number(name: string): number | undefined {
    const given = this.#values.get(name);
    if (given === undefined) return undefined;
    if (typeof given.value === 'number') return given.value;
    return void this.#complain(name, `is a number: ${name}#600`);
  }

  #lifetime(name: string): Lifetime | undefined {
    const given = this.#number(name);
    return given === undefined ? undefined : given === INFINITE ? 'infinite' : seconds(given);
  }

  /** Letters, or the octet as a number. */
  #flags(name: string, letters: Readonly<Record<string, number>>): number | undefined {
    const given = this.#values.get(name)?.value;
    if (given === undefined || typeof given === 'number') return given;
    const known = Object.keys(letters).join('');
    if (given === true || [...given].some((letter) => letters[letter] === undefined))
      return void this.#complain(name, `is a number, or letters of "${known}"`);
    return [...given].reduce((flags, letter) => flags | (letters[letter] ?? 0), 0);
  }

  #preference(name: string, flags: number): RouterPreference {
    const preference = PREFERENCES[flags & PREFERENCE_BITS];
    if (preference === undefined) this.#complain(name, 'has the reserved preference 10 (RFC 4191 section 2.1)');
    return preference ?? 'medium';
  }

  #mtu(): number {
    if (this.#values.get('mtu')?.value === 'auto') return this.#options.linkMtu ?? IPV6_CONSTANTS.LINK_MTU;
    return this.#number('mtu') ?? 0;
  }

  #address(name: string): Address | undefined {
    const given = this.#values.get(name)?.value;
    const parsed = parseAddress(typeof given === 'string' ? given : '');
    if (parsed.ok) return parsed.value;
    return void this.#complain(name, `is an address in quotes: ${name}="2001:db8::"`);
  }

  #prefixOf(address: Address, name: string): Prefix | undefined {
    const length = this.#number(name) ?? DEFAULT_LENGTH;
    if (length <= 128) return prefixOf(address, length);
    return void this.#complain(name, `is at most 128, for ${formatAddress(address)}`);
  }

  #checkBounds(configuration: AdvertisingConfiguration): void {
    const checked = advertisingVariables(configuration, { features: FEATURES.current, constants: IPV6_CONSTANTS });
    if (!checked.ok) for (const { path, says } of checked.error) this.#complain(this.#capabilityOf(path), says);
  }

  #capabilityOf(path: AdvertisingProblem['path']): string {
    return this.#origins.get(path.join('.')) ?? CAPABILITIES[path[0]] ?? '';
  }

  /** At the capability, or where the record begins when it has none of that name. */
  #complain(name: string, text: string): void {
    const place = this.#values.get(name)?.place ?? this.#record.place;
    this.misreadings.push({ place, text: `${name}: ${text}` });
  }
}

const CAPABILITIES: Readonly<Partial<Record<keyof AdvertisingConfiguration, string>>> = {
  maxRtrAdvInterval: 'maxinterval',
  minRtrAdvInterval: 'mininterval',
  advDefaultLifetime: 'rltime',
  advReachableTime: 'rtime',
  advRetransTimer: 'retrans',
  advCurHopLimit: 'chlim',
  advLinkMtu: 'mtu',
  advHomeAgentFlag: 'raflags',
  advHomeAgentInformation: 'hapref',
  advPrefixList: 'addr',
  advRouteList: 'rtprefix',
};
