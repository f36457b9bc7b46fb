import type { Misreading } from '../../ipv6/misreading.js';
import type { ConfiguredRoute } from '../../ipv6/node-configuration.js';
import { prefixKey } from '../../net/prefix.js';
import { quoted } from '../../net/quoted.js';
import { failed, ok, type Result } from '../../net/result.js';
import { misplacedSpeaker, type RipngHome } from './configured-ripng.js';
import { RIPNG_CONSTANTS } from './constants.js';
import { RIPNG_FEATURES, RIPNG_INTERFACE } from './defaults.js';
import { readHroute6dConf, type Hroute6dConf } from './hroute6d-conf.js';
import type { Hroute6dInterface } from './hroute6d-interface.js';
import type { Word } from './hroute6d-words.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';

/** What the file of KAME's hroute6d makes of a node. */
export interface Hroute6dSettings {
  readonly ripng: RipngSettings;
  /** Those that it sets by hand. */
  readonly routes: readonly ConfiguredRoute[];
}

/** RIPng runs on every interface that the file does not take out of it with `noin` and `noout`. */
export function hroute6dSettings(text: string, home: RipngHome): Result<Hroute6dSettings, readonly Misreading[]> {
  const read = readHroute6dConf(text);
  if (!read.ok) return read;
  const conf = read.value;
  const ripng = ripngOf(conf, home);
  const misreadings = [...misnamed(conf, home), ...outInQuiet(conf), ...advertisingHost(ripng, home)];
  if (misreadings.length > 0) return failed(misreadings);
  const routes = conf.routes.map(({ prefix, gateway, interfaceName }) => ({ prefix, gateway, link: interfaceName.text }));
  return ok({ ripng, routes });
}

function misnamed({ routes, interfaces }: Hroute6dConf, home: RipngHome): readonly Misreading[] {
  const named: readonly Word[] = [...routes.map(({ interfaceName }) => interfaceName), ...interfaces.map(({ name }) => name)];
  return named.flatMap(({ text, place }) =>
    home.interfaces.includes(text)
      ? []
      : [{ place, text: `there is no interface ${quoted(text)}; there is ${home.interfaces.join(', ')}` }],
  );
}

const outInQuiet = ({ quiet, interfaces }: Hroute6dConf): readonly Misreading[] =>
  interfaces.flatMap(({ out }) => (quiet && out ? [{ place: out.place, text: `out: line ${quiet.place.line} says quiet` }] : []));

function advertisingHost(ripng: RipngSettings, { role }: RipngHome): readonly Misreading[] {
  if (misplacedSpeaker(ripng, role === 'router') === undefined) return [];
  const text = 'a host forwards nothing, so that it must not advertise routes: say quiet here, or have it be a router';
  return [{ place: { line: 1, column: 1 }, text }];
}

function ripngOf(conf: Hroute6dConf, { behaviour, interfaces: known }: RipngHome): RipngSettings {
  const { routes, headerOctets, defaultMetric, routeTag } = conf;
  const named = new Map(conf.interfaces.map((one) => [one.name.text, one]));
  const settings = known.map((name) => [name, interfaceSettings(conf, named.get(name), RIPNG_INTERFACE[behaviour])] as const);
  const terms = routes.map(({ prefix, metric = defaultMetric, routeTag: ofRoute = routeTag }) => {
    return [prefixKey(prefix), { metric, routeTag: ofRoute }] as const;
  });
  return {
    constants: RIPNG_CONSTANTS,
    features: {
      ...RIPNG_FEATURES[behaviour],
      heedNextHops: conf.heedsNextHops,
      nameOwnNextHop: conf.namesOwnNextHop,
      // What older implementations send is to be taken: of RFC 2080's checks this is the one that their messages fail.
      checkHopLimit: !conf.isCompatible,
    },
    routeTag,
    ...(terms.length > 0 && { ownRoutes: new Map(terms) }),
    ...(headerOctets !== undefined && { headerOctets }),
    interfaces: new Map(settings.filter(([, { listens, speaks, asks }]) => listens || speaks || asks)),
    ...(conf.isTraced && { trace: 'messages' }),
  };
}

function interfaceSettings(
  conf: Hroute6dConf,
  own: Partial<Hroute6dInterface> = {},
  byDefault: RipngInterfaceSettings,
): RipngInterfaceSettings {
  // Whoever sets routes by hand in the file wants them told.
  const { staticRoutes: _none, ...usual } = byDefault;
  const { listens = true, speaks = true, aggregates = [], acceptsFrom, refusesFrom, tellsTo } = own;
  return {
    ...usual,
    splitHorizon: own.splitHorizon ?? conf.splitHorizon,
    listens,
    speaks: speaks && !conf.quiet,
    // Whoever does not listen need not ask; whoever does may, and be told.
    asks: listens && speaks,
    ...(acceptsFrom && { acceptsFrom }),
    ...(refusesFrom && { refusesFrom }),
    ...(tellsTo && { tellsTo }),
    // A route is one prefix: what lies within it is another.
    ...(conf.ignored.length > 0 && { refuses: conf.ignored.map((prefix) => ({ prefix, isExact: true })) }),
    ...(aggregates.length > 0 && {
      aggregates: aggregates.map(({ prefix, metric = conf.defaultMetric, routeTag = conf.routeTag }) => ({ prefix, metric, routeTag })),
    }),
  };
}
