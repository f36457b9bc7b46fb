import { fault, faults, type Fault } from '../kit/faults.js';
import { ripngWith } from './rewriters.js';

const has = (title: string, features: Readonly<Record<string, boolean>>): Fault => fault(title, ripngWith({ features }));
const onLinks = (title: string, links: Readonly<Record<string, unknown>>): Fault => fault(title, ripngWith({ links }));

const lettingAllIn = onLinks('lets everything in', { accepts: undefined });
const aroundAll = has('takes ::/0 for what lies around all prefixes', { acceptDefaultAlone: false });

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
  'in-next-hop': has('heeds no next hops', { heedNextHops: false }),
  'out-regular': onLinks('tells everything', { advertises: undefined }),
  'out-answer': onLinks('tells everything', { advertises: undefined }),
});

const speaking = onLinks('is never quiet', { speaks: true });
const unlisted = onLinks('knows no aggregates', { aggregates: undefined });
const lookingUpWhereItRuns = has('looks nothing up where it does not run', { lookUpEverywhere: false });

faults('ripng.route6d-options', {
  'quiet-link0': speaking,
  'quiet-link1': speaking,
  'left-out': fault('runs on all links', ripngWith({ alsoOn: ['link0'] })),
  'left-out-lookup': lookingUpWhereItRuns,
  'default-regular': onLinks('tells everything', { defaultRouteOnly: undefined }),
  'default-triggered': onLinks('tells everything', { defaultRouteOnly: undefined }),
  aggregate: unlisted,
  'aggregate-hole': unlisted,
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
});

const grouping = has('tells routes of one next hop together', { newestFirst: false });

faults('ripng.route6d-next-hop', {
  named: grouping,
  reset: grouping,
  'newest-first': grouping,
  room: grouping,
});

const whole = has('tells of the subnets of a link there', { splitOwnSubnets: false });

faults('ripng.route6d-interfaces', {
  end: has('takes what it learned with it', { leaveRoutes: false }),
  'large-mtu': has('fills packets up to the MTU', { capPackets: false }),
  'site-local': has('exchanges site-local prefixes', { exchangeSiteLocal: true }),
  'point-to-point': has('tells of subnets of point-to-point links', { tellOwnEnds: false }),
  'new-address': has('tells the link of the change, too', { triggerWhereHeard: true }),
  'horizon-split': whole,
  'horizon-off': onLinks('has split horizon everywhere', { splitHorizon: 'split-horizon' }),
});
