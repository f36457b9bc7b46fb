import { isLinkLocal } from '../../reference/net/address.js';
import { type RouteTableEntryDraft } from '../../reference/wire/ripng.js';
import { fault, faults } from '../kit/faults.js';
import { INFINITY, NEXT_HOP } from './constants.js';
import { afterInfinite, hearing, hearingEntries, hearingOneRouter, ripngWith, type Entries } from './rewriters.js';

const isNextHop = ({ metric }: RouteTableEntryDraft): boolean => metric === NEXT_HOP;

const lasting = fault(
  'lets a next hop hold beyond its message',
  hearing(() => {
    let last: Entries = [];
    return ({ entries }) => {
      const heard = [...last, ...entries];
      last = heard.filter(isNextHop).slice(-1);
      return [heard];
    };
  }),
);
const firstOnly = fault(
  'heeds the first next hop of a message only',
  hearing(() => ({ entries }) => {
    const first = entries.findIndex(isNextHop);
    return [entries.filter((entry, i) => !isNextHop(entry) || i === first)];
  }),
);
const unheeded = fault('does not heed next hops', ripngWith({ features: { heedNextHops: false } }));
const holdsForAll = fault(
  'lets the first next hop hold for the entries before it',
  hearing(() => ({ entries }) => {
    const first = entries.find(isNextHop);
    return [first ? [first, ...entries] : entries];
  }),
);
const zeroFieldsWanted = fault(
  'does not heed a next hop whose other fields are not zero',
  hearingEntries((entry) => (isNextHop(entry) && ((entry.routeTag ?? 0) !== 0 || (entry.prefixLength ?? 0) !== 0) ? [] : [entry])),
);

faults('ripng.next-hop', {
  applies: [unheeded, holdsForAll],
  'at-end': holdsForAll,
  replaced: [unheeded, firstOnly],
  many: [firstOnly, holdsForAll],
  unspecified: firstOnly,
  'global-after-link-local': fault(
    'skips a global next hop',
    hearingEntries((entry) => (isNextHop(entry) && entry.prefix && !isLinkLocal(entry.prefix) ? [] : [entry])),
  ),
  'odd-fields': zeroFieldsWanted,
  'odd-length': zeroFieldsWanted,
  'end-of-message': lasting,
  'identity-worse': lasting,
});

const oneRouter = fault('takes all routers of a link for one', hearingOneRouter);
const learnsInfinite = fault('adds routes that cannot be used', afterInfinite);
/** The message, by its number, that calls the lost route unreachable. */
const revivedBy = (number: number) =>
  fault(
    'takes up again what is called unreachable',
    hearing(() => {
      let heard = 0;
      return ({ entries }) => {
        if (entries.every(({ metric }) => metric !== INFINITY)) return [entries];
        heard++;
        return [heard < number ? entries : entries.map((entry) => ({ ...entry, metric: INFINITY - 2 }))];
      };
    }),
  );
const eagerly = fault(
  'takes an equal metric of another router for a better one',
  hearing(() => ({ entries, isOfFirst }) => [
    isOfFirst ? entries : entries.map((entry) => ({ ...entry, metric: Math.max(1, (entry.metric ?? 1) - 1) })),
  ]),
);
const reluctantly = fault('never changes to a router that offers as much', ripngWith({ features: { switchToEqualMetric: false } }));
const deafToOthers = fault(
  'hears the first router only',
  hearing(
    () =>
      ({ entries, isOfFirst }) =>
        isOfFirst ? [entries] : [],
  ),
);
const onlyBetter = fault(
  'heeds a router only when its metric gets better',
  hearing(() => {
    let best = INFINITY;
    return ({ entries }) => {
      const kept = entries.filter(({ metric = 0 }) => metric <= best);
      best = Math.min(best, ...entries.map(({ metric = 0 }) => metric));
      return kept.length > 0 ? [kept] : [];
    };
  }),
);

faults('ripng.route-states', {
  'absent.same-infinite': learnsInfinite,
  'absent.other-infinite': learnsInfinite,
  'poisoned.same-infinite': revivedBy(2),
  'poisoned.other-infinite': revivedBy(2),
  'timed-out.same-infinite': revivedBy(1),
  'timed-out.other-infinite': revivedBy(1),
  'fresh.same-worse': onlyBetter,
  'fresh.same-infinite': onlyBetter,
  'half-way.same-worse': onlyBetter,
  'half-way.same-infinite': onlyBetter,
  'fresh.other-better': [oneRouter, deafToOthers],
  'half-way.other-better': [oneRouter, deafToOthers],
  'fresh.other-equal': eagerly,
  'fresh.other-worse': oneRouter,
  'half-way.other-worse': oneRouter,
  'fresh.other-infinite': oneRouter,
  'half-way.other-infinite': oneRouter,
  'half-way.other-equal': reluctantly,
});
