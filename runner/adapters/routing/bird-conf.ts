import { formatAddress, type Address } from '../../../reference/net/address.js';
import { formatPrefix, type Prefix } from '../../../reference/net/prefix.js';
import { failed, ok, type Result } from '../../../reference/net/result.js';
import type { RipngLinkSettings, RipngSettings, SplitHorizonMode } from '../../../suites/kit/ripng-action.js';

const SPLIT_HORIZON: Readonly<Record<SplitHorizonMode, string>> = {
  off: 'split horizon no; poison reverse no;',
  'split-horizon': 'split horizon yes; poison reverse no;',
  'poisoned-reverse': 'split horizon yes; poison reverse yes;',
};

/** Direct networks and RIPng's own routes are told of; what is put into the kernel by hand is known, too. */
const OWN = '[ RTS_DEVICE, RTS_RIP, RTS_INHERIT ]';

/**
 * The configuration of BIRD 2 for these settings of `protocol rip ng`; `dev` is what the device calls a link. The error
 * says what BIRD cannot be told.
 */
export function birdConf({ links, routeTag }: RipngSettings, dev: (link: string) => string): Result<string, string> {
  const problem = links.map(problemWith).find((one) => one !== undefined);
  if (problem !== undefined) return failed(problem);
  const names = links.map(({ link }) => `"${dev(link)}"`).join(', ');
  const tag = routeTag === undefined ? '' : `if source = RTS_DEVICE then rip_tag = ${routeTag}; `;
  const lines = [
    'log stderr all;',
    'router id 192.0.2.1;',
    'protocol device { scan time 1; }',
    `protocol direct { ipv6; interface ${names}; }`,
    'protocol kernel { learn; ipv6 { import all; export where source = RTS_RIP; }; }',
    'protocol rip ng {',
    '  ipv6 {',
    `    import filter { ${links.map((link) => importRule(link, dev(link.link))).join('')}accept; };`,
    `    export filter { if !(source ~ ${OWN}) then reject; ${tag}accept; };`,
    '  };',
    ...links.map((link) => `  interface "${dev(link.link)}" { ${interfaceOptions(link)} };`),
    '}',
  ];
  return ok(`${lines.join('\n')}\n`);
}

function problemWith({ listens, advertises, aggregates, defaultRouteOnly, staticRoutes }: RipngLinkSettings): string | undefined {
  if (listens === false) return 'BIRD listens wherever it takes part';
  if (advertises) return 'BIRD tells the same on all links';
  if (aggregates) return 'BIRD has no aggregates of RIPng';
  const isAlike = defaultRouteOnly === undefined && (staticRoutes ?? 'all') === 'all';
  return isAlike ? undefined : 'BIRD tells the same on all links';
}

function importRule({ acceptsFrom, accepts }: RipngLinkSettings, name: string): string {
  const conditions = [
    ...(acceptsFrom ? [isNone('from', acceptsFrom.map(alone))] : []),
    ...(accepts ? [isNone('net', accepts.map(withSubnets))] : []),
  ];
  return conditions.length === 0 ? '' : `if ifname = "${name}" && (${conditions.join(' || ')}) then reject; `;
}

/** BIRD knows no empty sets. */
const isNone = (what: string, set: readonly string[]): string => (set.length === 0 ? 'true' : `!(${what} ~ [ ${set.join(', ')} ])`);
const alone = (neighbor: Address): string => `${formatAddress(neighbor)}/128`;
const withSubnets = (prefix: Prefix): string => `${formatPrefix(prefix)}+`;

const interfaceOptions = ({ cost, splitHorizon, speaks }: RipngLinkSettings): string =>
  [
    ...(cost === undefined ? [] : [`metric ${cost};`]),
    ...(splitHorizon === undefined ? [] : [SPLIT_HORIZON[splitHorizon]]),
    ...(speaks === false ? ['passive yes;'] : []),
  ].join(' ');
