import { formatAddress } from '../../reference/net/address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import type { RipngLinkSettings, RipngSettings } from '../../suites/kit/ripng-action.js';

type Told = Readonly<Record<string, unknown>>;

const given = (settings: Told): Told => Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

const linkAsTold = ({ acceptsFrom, accepts, advertises, aggregates, ...plain }: RipngLinkSettings): Told =>
  given({
    ...plain,
    acceptsFrom: acceptsFrom?.map((neighbor) => formatAddress(neighbor)),
    accepts: accepts?.map(formatPrefix),
    advertises: advertises?.map(formatPrefix),
    aggregates: aggregates?.map((aggregate) => ({ ...aggregate, prefix: formatPrefix(aggregate.prefix) })),
  });

/** The settings as a JSON object, for programs: addresses and prefixes as text; what is not there is the device's default. */
export const ripngAsJson = ({ links, routeTag }: RipngSettings): string =>
  JSON.stringify(given({ links: links.map(linkAsTold), routeTag }));

/** For people: `on link0 (cost 3, splitHorizon off), on link1`. */
export function ripngInWords({ links, routeTag }: RipngSettings): string {
  const parts = links.map((link) => {
    const details = Object.entries(linkAsTold(link)).filter(([name]) => name !== 'link');
    const words = details.map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
    return `on ${link.link}${words.length === 0 ? '' : ` (${words.join(', ')})`}`;
  });
  return [...parts, ...(routeTag === undefined ? [] : [`with the route tag ${routeTag} for its own routes`])].join(', ');
}
