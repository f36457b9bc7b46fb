import { seconds } from '../../reference/time.js';
import { fault, faults, type Defect } from '../kit/faults.js';
import { address, addressKey, UNSPECIFIED } from '../../reference/net/address.js';
import type { RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { INFINITY, NEXT_HOP } from './constants.js';
import { afterInfinite, hearing, hearingOneRouter, ripngWith, telling } from './rewriters.js';

const hasConstants = (title: string, constants: Readonly<Record<string, unknown>>) => fault(title, ripngWith({ constants }));

const early = hasConstants('gives routes up after 170 seconds', { TIMEOUT: seconds(170) });
const late = hasConstants('gives routes up after 240 seconds', { TIMEOUT: seconds(240) });
const forgetful = hasConstants('deletes routes 60 seconds after they are lost', { GARBAGE_COLLECTION: seconds(60) });
const mindful = hasConstants('deletes routes 240 seconds after they are lost', { GARBAGE_COLLECTION: seconds(240) });
const unrefreshed = fault(
  'does not restart the timeout for what it knows',
  hearing(() => {
    let last = '';
    return ({ entries }) => {
      const same = JSON.stringify(entries) === last;
      last = JSON.stringify(entries);
      return same ? [] : [entries];
    };
  }),
);
const oneRouter = fault('takes all routers of a link for one', hearingOneRouter);
const restarting = fault('begins the deletion of a lost route anew', afterInfinite);

/** What it tells of a lost route, it tells once; later as if the route were another. */
const toldOnce = fault(
  'tells once that a route is lost',
  telling(() => {
    const told = new Set<string>();
    return (entry, source) => {
      if (entry.metric !== INFINITY || entry.prefix === undefined) return entry;
      const key = source + addressKey(entry.prefix);
      if (!told.has(key)) return (told.add(key), entry);
      return { ...entry, prefixLength: 127 };
    };
  }),
);

faults('ripng.timers', {
  timeout: [early, late],
  'timeout-trigger': [early, late],
  'timeout-forwarding': [early, late],
  'refresh-same': unrefreshed,
  'refresh-same-unicast': unrefreshed,
  'refresh-better': early,
  'refresh-other-worse': oneRouter,
  'refresh-other-infinite': oneRouter,
  independent: [early, late],
  'garbage-collection': [forgetful, mindful],
  'garbage-collection-after-timeout': [forgetful, mindful],
  'garbage-collection-not-restarted': [restarting, mindful],
  'told-while-deleted': toldOnce,
  'asked-while-deleted': toldOnce,
});

const rarely = hasConstants('updates once a minute', { UPDATE_INTERVAL: seconds(60) });
const busily = hasConstants('updates every ten seconds', { UPDATE_INTERVAL: seconds(10), UPDATE_OFFSET: seconds(0) });

faults('ripng.regular', {
  'interval-link0': [rarely, busily],
  'interval-link1': [rarely, busily],
  'direct-default': fault('has a cost of 2 by default', ripngWith({ links: { cost: 2 } })),
  'cost-default': fault('has a cost of 2 by default', ripngWith({ links: { cost: 2 } })),
  'direct-7': fault('does not heed costs', ripngWith({ links: { cost: 1 } })),
  'learned-10-cost-5': fault('does not heed costs', ripngWith({ links: { cost: 1 } })),
});

const untriggered = hasConstants('tells of changes in regular updates only', {
  TRIGGERED_UPDATE_DELAY_MIN: seconds(600),
  TRIGGERED_UPDATE_DELAY_MAX: seconds(601),
});
const stubborn = fault(
  'tells of a route what it told first',
  telling(() => {
    const first = new Map<string, number>();
    return (entry, source) => {
      if (entry.prefix === undefined || entry.metric === undefined || entry.metric === NEXT_HOP) return entry;
      const key = source + addressKey(entry.prefix);
      const metric = first.get(key) ?? entry.metric;
      first.set(key, metric);
      return { ...entry, metric };
    };
  }),
);
const unlimited = hasConstants('does not limit triggered updates', {
  TRIGGERED_UPDATE_DELAY_MIN: seconds(0.001),
  TRIGGERED_UPDATE_DELAY_MAX: seconds(0.002),
});
const unsplit = fault('has no split horizon', ripngWith({ links: { splitHorizon: 'off' } }));
const simple = fault('knows no poisoned reverse', ripngWith({ links: { splitHorizon: 'split-horizon' } }));
const poisoning = fault('always poisons', ripngWith({ links: { splitHorizon: 'poisoned-reverse' } }));

faults('ripng.triggered', {
  new: untriggered,
  better: stubborn,
  worse: stubborn,
  lost: stubborn,
  saturated: stubborn,
  limited: unlimited,
  spacing: [
    unlimited,
    hasConstants('waits two seconds, always', { TRIGGERED_UPDATE_DELAY_MIN: seconds(2), TRIGGERED_UPDATE_DELAY_MAX: seconds(2) }),
  ],
  'all-changed': untriggered,
  'every-link': untriggered,
  'split-horizon': unsplit,
});

faults('ripng.split-horizon', {
  'off-regular': poisoning,
  'off-triggered': [poisoning, simple],
  'off-request': poisoning,
  'split-horizon-regular': [unsplit, poisoning],
  'split-horizon-triggered': [unsplit, poisoning],
  'split-horizon-request': [unsplit, poisoning],
  'poisoned-reverse-regular': [unsplit, simple],
  'poisoned-reverse-triggered': [unsplit, simple],
  'poisoned-reverse-request': [unsplit, simple],
  'per-interface': [unsplit, poisoning],
  default: unsplit,
  'poisoned-by-default': simple,
  'every-neighbor': unsplit,
  moved: unsplit,
});

faults('ripng.interfaces', {
  silent: fault('speaks on every link', ripngWith({ links: { speaks: true } })),
  'deaf-response': fault('listens on every link', ripngWith({ links: { listens: true } })),
  'deaf-request': fault('listens on every link', ripngWith({ links: { listens: true } })),
});

faults('ripng.settings', {
  accepts: fault('does not heed the list', ripngWith({ links: { accepts: undefined } })),
  advertises: fault('does not heed the list', ripngWith({ links: { advertises: undefined } })),
  neighbors: fault('does not heed the list', ripngWith({ links: { acceptsFrom: undefined } })),
  'route-tag': fault('has no route tags of its own', ripngWith({ routeTag: 0 })),
  'next-hop': fault(
    'names itself as the next hop',
    tellingNextHops((entry) => ({ ...entry, prefix: UNSPECIFIED })),
  ),
  'next-hop-fields': fault(
    'gives next hops a route tag',
    tellingNextHops((entry) => ({ ...entry, routeTag: 1 })),
  ),
  'next-hop-link-local': fault(
    'names next hops by global addresses',
    tellingNextHops((entry) => ({ ...entry, prefix: address('2001:db8::1') })),
  ),
});

function tellingNextHops(change: (entry: RouteTableEntryDraft) => RouteTableEntryDraft): Defect {
  return telling(() => (entry) => (entry.metric === NEXT_HOP ? change(entry) : entry));
}
