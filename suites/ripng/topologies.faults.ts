import { addressKey } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import type { RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { fault, faults } from '../kit/faults.js';
import { INFINITY, NEXT_HOP } from './constants.js';
import { hearing, hearingEntries, ripngWith, telling } from './rewriters.js';

const isLoss = ({ metric }: RouteTableEntryDraft): boolean => metric === INFINITY;
const isRoute = ({ metric }: RouteTableEntryDraft): boolean => metric !== NEXT_HOP;

const noDefault = fault(
  'learns no default routes',
  hearingEntries((entry) => (isRoute(entry) && entry.prefixLength === 0 ? [] : [entry])),
);
const early = fault('gives routes up after 100 seconds', ripngWith({ constants: { TIMEOUT: seconds(100) } }));
const late = fault('gives routes up after 400 seconds', ripngWith({ constants: { TIMEOUT: seconds(400) } }));
const unmoved = fault(
  'does not heed that a route is lost',
  hearingEntries((entry) => (isLoss(entry) ? [] : [entry])),
);
const faithful = fault(
  'hears the router that spoke first alone',
  hearing(
    () =>
      ({ entries, isOfFirst }) =>
        isOfFirst ? [entries] : [],
  ),
);
const unforgiving = fault(
  'never takes up again what has been lost',
  hearing(() => {
    const lost = new Set<string>();
    return ({ entries, isOfFirst }) => {
      if (!isOfFirst) return [entries];
      for (const entry of entries) if (isLoss(entry)) lost.add(keyOf(entry));
      return [entries.filter((entry) => isLoss(entry) || !lost.has(keyOf(entry)))];
    };
  }),
);
const partial = fault(
  'takes the routes of the router that spoke first for better than they are',
  hearing(() => ({ entries, isOfFirst }) => [
    isOfFirst ? entries.map((entry) => ({ ...entry, metric: Math.max(1, (entry.metric ?? 1) - 1) })) : entries,
  ]),
);
const shortsighted = fault(
  'does not learn what is further than 7',
  hearingEntries((entry) => (isRoute(entry) && !isLoss(entry) && (entry.metric ?? 1) > 7 ? [] : [entry])),
);
const dear = fault('has a cost of 2 on every link', ripngWith({ links: { cost: 2 } }));
const cheap = fault('has a cost of 1 on every link', ripngWith({ links: { cost: 1 } }));
const unsplit = fault('has no split horizon', ripngWith({ links: { splitHorizon: 'off' } }));
const hopeful = fault(
  'tells of what is lost as if it were far',
  telling(() => (entry) => (isLoss(entry) ? { ...entry, metric: INFINITY - 1 } : entry)),
);
const secretive = fault(
  'tells nobody what it has learned',
  telling(() => (entry) => (isRoute(entry) && (entry.metric ?? 1) > 1 ? { ...entry, metric: INFINITY } : entry)),
);
const untagged = fault(
  'tells of no route tags',
  telling(() => (entry) => (isRoute(entry) ? { ...entry, routeTag: 0 } : entry)),
);
const ofFirstTag = fault(
  'keeps the first route tag of a destination',
  telling(() => {
    const first = new Map<string, number>();
    return (entry) => {
      const { routeTag = 0 } = entry;
      if (!first.has(keyOf(entry))) first.set(keyOf(entry), routeTag);
      return { ...entry, routeTag: first.get(keyOf(entry)) ?? routeTag };
    };
  }),
);
const unaggregated = fault('does not heed aggregates', ripngWith({ links: { aggregates: undefined } }));
const boundless = fault(
  'takes 15 for a metric that can be used',
  hearingEntries((entry) => [entry.metric === INFINITY - 1 ? { ...entry, metric: INFINITY - 2 } : entry]),
);

function keyOf({ prefix, prefixLength }: RouteTableEntryDraft): string {
  return `${prefix === undefined ? '' : addressKey(prefix)}/${prefixLength}`;
}

faults('ripng.leaf', {
  'default-route': noDefault,
  'told-upstream': [unsplit, secretive],
  'inner-router': shortsighted,
  'uplink-silent': [early, late],
  'uplink-lost': [unmoved, hopeful],
  'uplink-returns': unforgiving,
  'fail-over-lost-link0': [unmoved, faithful],
  'fail-over-lost-link1': [unmoved, faithful],
  'fail-over-silent-link0': [late, faithful],
  'fail-over-silent-link1': [late, faithful],
  'fail-over-link-down': faithful,
  'fail-over-horizon': unsplit,
  'recovery-better': unforgiving,
  'recovery-equal': partial,
  'both-silent': late,
  'balance-of-specifics': faithful,
});

faults('ripng.loop', {
  'triangle-shortest': dear,
  'square-shortest': dear,
  'triangle-side-silent': late,
  'square-side-silent': late,
  'triangle-network-lost': [unmoved, hopeful],
  'square-network-lost': [unmoved, hopeful],
  'square-opposite': unmoved,
  'square-transit': secretive,
  'side-by-side-default': dear,
  'side-by-side-silent': late,
  'side-by-side-lost': [unmoved, hopeful],
  'equal-routers-silent': faithful,
  propagation: [dear, unsplit],
  'propagation-lost': unmoved,
});

faults('ripng.counting', {
  chain: hopeful,
  'larger-cost': cheap,
  'ended-by-a-way': unforgiving,
  'chain-split-horizon': [unmoved, hopeful],
  'chain-poisoned-reverse': [unmoved, hopeful],
  'triangle-split-horizon': [dear, unmoved],
  'triangle-poisoned-reverse': [dear, unmoved],
});

faults('ripng.hierarchy', {
  'leaves-told': untagged,
  'core-told': untagged,
  'tag-of-the-new-way': ofFirstTag,
  'default-overrides-nothing': shortsighted,
  'down-to-the-default': unmoved,
  'branch-silent': late,
  aggregate: unaggregated,
  'aggregate-hides-changes': unaggregated,
  'two-aggregates': shortsighted,
  'core-parted': unmoved,
  'core-by-the-edge': secretive,
  'core-cut-off': unmoved,
  'core-router': dear,
  'core-router-region-lost': [unmoved, hopeful],
  diameter: boundless,
});
