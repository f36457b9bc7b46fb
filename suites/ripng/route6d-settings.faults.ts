import { prefixOf } from '../../reference/net/prefix.js';
import { minutes } from '../../reference/time.js';
import { decodeFrame, layer } from '../../reference/wire/frame.js';
import { Ripng, type RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { fault, faults, rewrite, type Defect, type Fault } from '../kit/faults.js';
import { NEXT_HOP, REQUEST } from './constants.js';
import { featuring, ripngWith, tellingEntries } from './rewriters.js';

const onLinks = (title: string, links: Readonly<Record<string, unknown>>): Fault => fault(title, ripngWith({ links }));

/** Of the routers under test: what is their own has the metric 1. */
const isLearned = ({ metric = 0 }: RouteTableEntryDraft): boolean => metric > 1 && metric < NEXT_HOP;

const lettingAllIn = onLinks('lets everything in', { accepts: undefined });
const aroundAll = featuring('takes ::/0 for what lies around all prefixes', { acceptDefaultAlone: false });

faults('ripng.route6d-filters', {
  'in-shorter': lettingAllIn,
  'in-equal-elsewhere': lettingAllIn,
  'in-longer-elsewhere': lettingAllIn,
  'in-host-elsewhere': lettingAllIn,
  'in-default': lettingAllIn,
  'default-alone-not-1': aroundAll,
  'default-alone-not-64': aroundAll,
  'default-alone-not-128': aroundAll,
  'in-several': aroundAll,
  'in-next-hop': featuring('heeds no next hops', { heedNextHops: false }),
  'out-regular': onLinks('tells everything', { advertises: undefined }),
  'out-answer': onLinks('tells everything', { advertises: undefined }),
  'out-elsewhere': fault(
    'tells nobody of learned routes that one link is not to be told of',
    tellingEntries((entry) => (isLearned(entry) ? [] : [entry])),
  ),
});

const speaking = onLinks('is never quiet', { speaks: true });
const unlisted = onLinks('knows no aggregates', { aggregates: undefined });
const lookingUpWhereItRuns = featuring('looks nothing up where it does not run', { lookUpEverywhere: false });

faults('ripng.route6d-options', {
  'quiet-link0': speaking,
  'quiet-link1': speaking,
  'left-out': fault('runs on all links', ripngWith({ alsoOn: ['link0'] })),
  'left-out-lookup': lookingUpWhereItRuns,
  'default-regular': onLinks('tells everything', { defaultRouteOnly: undefined }),
  'default-triggered': onLinks('tells everything', { defaultRouteOnly: undefined }),
  aggregate: unlisted,
  'aggregate-hole': unlisted,
  'aggregate-elsewhere': fault(
    'tells the aggregate wherever it tells of a route within it',
    tellingEntries((entry) => (isLearned(entry) ? [entry, aggregateOf(entry)] : [entry])),
  ),
});

/** The region of the test is of 56 bits. */
const aggregateOf = (entry: RouteTableEntryDraft): RouteTableEntryDraft => ({
  ...entry,
  prefix: prefixOf(entry.prefix ?? new Uint8Array(16), 56).address,
  prefixLength: 56,
  metric: 1,
});

const tellingAll = onLinks('tells of every route set by hand', { staticRoutes: 'all' });
const tellingNone = onLinks('tells of no route set by hand', { staticRoutes: 'none' });

faults('ripng.route6d-static', {
  'unasked-link0': tellingAll,
  'unasked-link1': tellingAll,
  'elsewhere-link0': tellingAll,
  'elsewhere-link1': tellingNone,
  'all-link0': onLinks('has split horizon for routes set by hand', { staticRoutes: 'elsewhere' }),
  'all-link1': tellingNone,
  'there-at-start': tellingNone,
  comes: tellingNone,
  goes: tellingNone,
  'to-nowhere': [
    fault('tells of a route that refuses packets', tellingOfFurther(1)),
    fault('tells of a route that discards packets', tellingOfFurther(2)),
  ],
});

/** The routes of a test are numbered, by the last octet of their 64 bits, those to nowhere behind the one that is told. */
function tellingOfFurther(by: number): Defect {
  return tellingEntries((entry) => [
    entry,
    ...(entry.metric === 1
      ? [{ ...entry, prefix: (entry.prefix ?? new Uint8Array(16)).map((octet, i) => (i === 7 ? octet + by : octet)) }]
      : []),
  ]);
}

/** KAME keeps the index of the interface in octets 2 and 3 of a link-local address. */
const embedding = tellingEntries((entry) => [
  entry.metric === NEXT_HOP && entry.prefix?.[0] === 0xfe
    ? { ...entry, prefix: entry.prefix.map((octet, i) => (i === 3 ? 1 : octet)) }
    : entry,
]);

const grouping = featuring('tells routes of one next hop together', { newestFirst: false });

faults('ripng.route6d-next-hop', {
  named: grouping,
  reset: grouping,
  'newest-first': grouping,
  room: grouping,
  clean: fault('tells the next hop as it keeps it', embedding),
});

const askingAgain = fault(
  'asks for the whole table again after a minute',
  rewrite('out', () => (octets) => {
    const isRequest = layer(decodeFrame(octets), Ripng)?.command === REQUEST;
    return [{ octets }, ...(isRequest ? [{ octets, delay: minutes(1) }] : [])];
  }),
);

const whole = featuring('tells of the subnets of a link there', { splitOwnSubnets: false });

faults('ripng.route6d-interfaces', {
  'request-link0': askingAgain,
  'request-link1': askingAgain,
  end: featuring('takes what it learned with it', { leaveRoutes: false }),
  'large-mtu': featuring('fills packets up to the MTU', { capPackets: false }),
  'site-local': featuring('exchanges site-local prefixes', { exchangeSiteLocal: true }),
  'point-to-point': featuring('tells of subnets of point-to-point links', { tellOwnEnds: false }),
  'new-address': featuring('tells the link of the change, too', { triggerWhereHeard: true }),
  'horizon-split': whole,
  'horizon-off': onLinks('has split horizon everywhere', { splitHorizon: 'split-horizon' }),
});
