import { expect } from 'chai';
import { ledger } from '../ledger/ledger.js';
import { outcomeOf } from './na-outcome.js';
import type { Announced, CacheState } from './neighbor-states.js';

const ROW = /^na-(reachable|stale|probe)-(?:unicast|multicast)-s([01])-o([01])-(none|same|diff)$/;

describe('outcomeOf', () => {
  for (const { slug, text } of ledger.filter((line) => ROW.test(line.slug)))
    it(`agrees with the ledger: ${text}`, () => {
      const [, state = '', solicited, override, announced] = ROW.exec(slug) ?? [];
      const advertised = { solicited: solicited === '1', override: override === '1', announced: announced as Announced };
      const outcome = outcomeOf(state as CacheState, advertised);
      expect(text).to.contain(`next state ${outcome.state.toUpperCase()}, ${outcome.linkLayer === 'other' ? 'new' : 'cached'} LLA`);
    });
});
