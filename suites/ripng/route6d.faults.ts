import { fault, faults } from '../kit/faults.js';
import { ripngWith } from './rewriters.js';

const has = (title: string, features: Readonly<Record<string, boolean>>) => fault(title, ripngWith({ features }));

// Whatever is triggered is sent at once, so that it stands apart from regular updates.
const punctual = has('looks at the age of a route as its timer runs out', { ageWithUpdates: false, leaveToRegularUpdates: false });
const unused = has('does not use lost routes', { useLostRoutes: false });
const renewing = has('takes new tags of the same router', { renewRouteTags: true });

faults('ripng.route6d', {
  'expiry-in-regular-update': punctual,
  'expiry-tick': punctual,
  'used-while-expired': unused,
  'used-while-poisoned': unused,
  'poisoned-lifetime': has('deletes poisoned routes after 120 seconds', { poisonRestartsTimeout: false }),
  'tag-kept-with-same-metric': renewing,
  'tag-kept-with-other-metric': renewing,
  'trigger-each': has('limits triggered updates', { limitTriggeredUpdates: true }),
  'trigger-elsewhere': has('tells the link of the change, too', { triggerWhereHeard: true }),
  'trigger-left-out': has('triggers updates to the last', { leaveToRegularUpdates: false }),
  'equal-switch': has('triggers an update for a next hop', { triggerForNextHops: true }),
});

faults('ripng.split-horizon', {
  'off-next-hop': has('names every next hop', { nameEveryNextHop: true }),
});

faults('ripng.requests', {
  'whole-off-link-size': has('fills packets up to the MTU of the first link', { fillPacketsOffLink: true }),
});
