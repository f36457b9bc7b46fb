import { faults } from '../kit/faults.js';
import { featuring } from './rewriters.js';

// Whatever is triggered is sent at once, so that it stands apart from regular updates.
const punctual = featuring('looks at the age of a route as its timer runs out', { ageWithUpdates: false, leaveToRegularUpdates: false });
const unused = featuring('does not use lost routes', { useLostRoutes: false });
const renewing = featuring('takes new tags of the same router', { renewRouteTags: true });

faults('ripng.route6d', {
  'expiry-in-regular-update': punctual,
  'expiry-tick': punctual,
  'used-while-expired': unused,
  'used-while-poisoned': unused,
  'poisoned-lifetime': featuring('deletes poisoned routes after 120 seconds', { poisonRestartsTimeout: false }),
  'tag-kept-with-same-metric': renewing,
  'tag-kept-with-other-metric': renewing,
  'trigger-each': featuring('limits triggered updates', { limitTriggeredUpdates: true }),
  'trigger-elsewhere': featuring('tells the link of the change, too', { triggerWhereHeard: true }),
  'trigger-left-out': featuring('triggers updates to the last', { leaveToRegularUpdates: false }),
  'equal-switch': featuring('triggers an update for a next hop', { triggerForNextHops: true }),
});

faults('ripng.split-horizon', {
  'off-next-hop': featuring('names every next hop', { nameEveryNextHop: true }),
});

faults('ripng.requests', {
  'whole-off-link-size': featuring('fills packets up to the MTU of the first link', { fillPacketsOffLink: true }),
});
