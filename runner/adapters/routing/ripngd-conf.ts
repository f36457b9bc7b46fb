import { formatPrefix } from '../../../reference/net/prefix.js';
import { failed, ok, type Result } from '../../../reference/net/result.js';
import type { RipngLinkSettings, RipngSettings, SplitHorizonMode } from '../../../suites/kit/ripng-action.js';

const SPLIT_HORIZON: Readonly<Record<SplitHorizonMode, string>> = {
  off: ' no ipv6 ripng split-horizon',
  'split-horizon': ' ipv6 ripng split-horizon',
  'poisoned-reverse': ' ipv6 ripng split-horizon poisoned-reverse',
};

/** The only metric that `default-information originate` knows. */
const METRIC_OF_DEFAULT = 1;

/**
 * The configuration of FRR's ripngd(8) for these settings; `dev` is what the device calls a link. The error says what
 * ripngd cannot be told.
 */
export function ripngdConf({ links, routeTag }: RipngSettings, dev: (link: string) => string): Result<string, string> {
  if (routeTag !== undefined) return failed('ripngd gives no route tag to the subnets of its own links');
  const problem = links.map(problemWith).find((one) => one !== undefined);
  if (problem !== undefined) return failed(problem);
  const names = new Map(links.map((link) => [link, dev(link.link)]));
  const each = (lines: (link: RipngLinkSettings, name: string) => readonly string[]): readonly string[] =>
    [...names].flatMap(([link, name]) => lines(link, name));
  const lines = [
    'hostname ripngd',
    ...each(lists),
    ...each(({ splitHorizon }, name) => (splitHorizon === undefined ? [] : [`interface ${name}`, SPLIT_HORIZON[splitHorizon]])),
    'ipv6 access-list all permit any',
    'router ripng',
    ...each((_link, name) => [` network ${name}`]),
    ...each(({ speaks }, name) => (speaks === false ? [` passive-interface ${name}`] : [])),
    ...each(({ cost }, name) => (cost === undefined || cost === 1 ? [] : [` offset-list all in ${cost} ${name}`])),
    ...each(({ accepts }, name) => (accepts ? [` ipv6 distribute-list prefix in-${name} in ${name}`] : [])),
    ...each((link, name) => (isLimited(link) ? [` ipv6 distribute-list prefix out-${name} out ${name}`] : [])),
    ...(links.some(({ defaultRouteOnly }) => defaultRouteOnly !== undefined) ? [' default-information originate'] : []),
  ];
  return ok(`${lines.join('\n')}\n`);
}

function problemWith({ listens, acceptsFrom, aggregates, defaultRouteOnly, staticRoutes }: RipngLinkSettings): string | undefined {
  if (listens === false) return 'ripngd listens wherever it takes part';
  if (acceptsFrom) return 'ripngd has no list of neighbours whose responses count';
  if (aggregates) return 'ripngd aggregates on all links, not on one';
  if (staticRoutes !== undefined) return 'ripngd tells of routes set by hand on all links, or on none';
  if (defaultRouteOnly !== undefined && defaultRouteOnly !== METRIC_OF_DEFAULT)
    return `ripngd tells of a default route with metric ${METRIC_OF_DEFAULT} alone`;
  return undefined;
}

const isLimited = ({ advertises, defaultRouteOnly }: RipngLinkSettings): boolean =>
  advertises !== undefined || defaultRouteOnly !== undefined;

function lists({ accepts, advertises, defaultRouteOnly }: RipngLinkSettings, name: string): readonly string[] {
  const list = (way: 'in' | 'out', prefixes: RipngLinkSettings['accepts']): readonly string[] => {
    // A list that is not there would let everything pass.
    if (prefixes?.length === 0) return [`ipv6 prefix-list ${way}-${name} seq 5 deny any`];
    return (prefixes ?? []).map((prefix, i) => {
      const within = prefix.length < 128 ? ' le 128' : '';
      return `ipv6 prefix-list ${way}-${name} seq ${5 * (i + 1)} permit ${formatPrefix(prefix)}${within}`;
    });
  };
  const only = defaultRouteOnly === undefined ? [] : [`ipv6 prefix-list out-${name} seq 1 permit ::/0`];
  return [...list('in', accepts), ...only, ...list('out', advertises)];
}
