import type { Behaviour } from '../../ipv6/behaviour.js';
import { formatPrefix, prefixKey, type Prefix } from '../../net/prefix.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { RipngFile, RipngInterfaceFile } from './config.js';
import { RIPNG_CONSTANTS } from './constants.js';
import { RIPNG_FEATURES, RIPNG_INTERFACE } from './defaults.js';
import { route6dOptions } from './route6d-options.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';

/** The node that RIPng is configured for. */
export interface RipngHome {
  readonly role: 'host' | 'router';
  readonly behaviour: Behaviour;
  readonly interfaces: readonly string[];
}

/** What does not fit the node, and where in the settings of RIPng it stands. */
export interface RipngContradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** The settings of a RIPng process by what a file says, or all that does not fit the node. */
export function configuredRipng(file: RipngFile, home: RipngHome): Result<RipngSettings, readonly RipngContradiction[]> {
  const read = file.route6d === undefined ? settingsOf(file, home) : byRoute6d(file.route6d, home);
  if (!read.ok) return read;
  const settings = { ...read.value, constants: { ...read.value.constants, ...file.constants } };
  const speaker = misplacedSpeaker(settings, home.role === 'router');
  if (speaker === undefined) return ok(settings);
  const path = file.route6d === undefined ? [] : ['route6d'];
  const remedy = file.route6d === undefined ? `speaks: false on ${speaker}` : '-q';
  return failed([{ path, message: `a host forwards nothing, so that it must not advertise routes: say role: router, or ${remedy}` }]);
}

/** The interface on which a node would advertise routes that it must not, being a host: it forwards nothing. */
export const misplacedSpeaker = ({ interfaces }: RipngSettings, isRouter: boolean): string | undefined =>
  isRouter ? undefined : [...interfaces].find(([, { speaks }]) => speaks)?.[0];

function byRoute6d(line: string, home: RipngHome): ReturnType<typeof configuredRipng> {
  const read = route6dOptions(line.split(/\s+/).filter(Boolean), home.interfaces, home.behaviour);
  return read.ok ? read : failed([{ path: ['route6d'], message: read.error }]);
}

function settingsOf(file: RipngFile, { behaviour, interfaces: known }: RipngHome): ReturnType<typeof configuredRipng> {
  const { interfaces, routeTag = 0, headerOctets, features, trace, routeLog } = file;
  const wanted: Readonly<Record<string, RipngInterfaceFile>> = interfaces ?? Object.fromEntries(known.map((name) => [name, {}]));
  const problems = Object.entries(wanted).flatMap(([name, settings]) => [
    ...(known.includes(name) ? [] : [{ path: ['interfaces', name], message: `no such interface here: there is ${known.join(', ')}` }]),
    ...repeated(settings.aggregates ?? [], ['interfaces', name, 'aggregates']),
  ]);
  problems.push(...repeated(file.ownRoutes ?? [], ['ownRoutes']));
  if (problems.length > 0) return failed(problems);
  return ok({
    constants: RIPNG_CONSTANTS,
    features: { ...RIPNG_FEATURES[behaviour], ...features },
    routeTag,
    interfaces: new Map(Object.entries(wanted).map(([name, one]) => [name, interfaceSettings(one, RIPNG_INTERFACE[behaviour], routeTag)])),
    ...(file.ownRoutes && { ownRoutes: new Map(file.ownRoutes.map(({ prefix, ...terms }) => [prefixKey(prefix), saidOf(terms)])) }),
    ...(headerOctets !== undefined && { headerOctets }),
    ...(trace !== undefined && { trace }),
    ...(routeLog !== undefined && { routeLog }),
  });
}

function repeated(list: readonly { readonly prefix: Prefix }[], path: RipngContradiction['path']): readonly RipngContradiction[] {
  const before = new Set<string>();
  return list.flatMap(({ prefix }, index) => {
    const key = prefixKey(prefix);
    if (before.has(key)) return [{ path: [...path, index], message: `${formatPrefix(prefix)} stands there already` }];
    before.add(key);
    return [];
  });
}

/** Settings without those that are left out. */
const saidOf = <T extends object>(given: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

function interfaceSettings(given: RipngInterfaceFile, byDefault: RipngInterfaceSettings, ofRouter: number): RipngInterfaceSettings {
  const { aggregates, ...others } = given;
  return {
    ...byDefault,
    ...saidOf(others),
    ...(aggregates && {
      aggregates: aggregates.map(({ prefix, metric = 1, routeTag = ofRouter }) => ({ prefix, metric, routeTag })),
    }),
  };
}
