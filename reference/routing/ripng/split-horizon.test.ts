import { expect } from 'chai';
import { address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { INFINITY } from './constants.js';
import type { RipngRoute } from './ripng-table.js';
import { advertisedMetric, type SplitHorizon } from './split-horizon.js';

const route = (origin: RipngRoute['origin'], metric = 3): RipngRoute => ({
  prefix: prefixOf(address('2001:db8::'), 32),
  metric,
  routeTag: 0,
  interfaceName: 'a',
  origin,
  isChanged: false,
});

describe('advertisedMetric, RFC 2080 section 2.6', () => {
  const cases: readonly (readonly [RipngRoute, on: string, SplitHorizon, number | undefined])[] = [
    [route('learned'), 'a', 'poisoned-reverse', INFINITY],
    [route('learned'), 'a', 'split-horizon', undefined],
    [route('learned'), 'a', 'off', 3],
    [route('learned'), 'b', 'poisoned-reverse', 3],
    [route('learned'), 'b', 'split-horizon', 3],
    [route('learned', INFINITY), 'b', 'split-horizon', INFINITY],
    [route('own'), 'a', 'poisoned-reverse', 3],
    [route('own'), 'a', 'split-horizon', 3],
  ];
  for (const [told, on, mode, metric] of cases)
    it(`${told.origin} of metric ${told.metric} on a, told on ${on} with ${mode}: ${metric ?? 'left out'}`, () =>
      expect(advertisedMetric(told, on, mode)).to.equal(metric));
});
