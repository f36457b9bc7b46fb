import { expect } from 'chai';
import { ledger } from '../ledger/ledger.js';
import { outcomeOf } from './na-outcome.js';
import type { Announced, CacheState } from './neighbor-states.js';

const ROW = /^na-(reachable|stale|probe)-(?:unicast|multicast)-s([01])-o([01])-(none|same|diff)$/;

/** What a line of the ledger says becomes of the entry: "replaces the address of a STALE entry, which becomes REACHABLE". */
function saidBy(text: string): string {
  const [, state] = /(?:which (?:becomes|stays)|makes a [A-Z]+ entry) ([A-Z]+)/.exec(text) ?? /a ([A-Z]+) entry/.exec(text) ?? [];
  return `${state}, ${text.includes('replaces the address') ? 'other' : 'cached'} link-layer address`;
}

describe('outcomeOf', () => {
  for (const { slug, text } of ledger.filter((line) => ROW.test(line.slug)))
    it(`agrees with the ledger: ${text}`, () => {
      const [, state = '', solicited, override, announced] = ROW.exec(slug) ?? [];
      const advertised = { solicited: solicited === '1', override: override === '1', announced: announced as Announced };
      const outcome = outcomeOf(state as CacheState, advertised);
      expect(saidBy(text)).to.equal(`${outcome.state.toUpperCase()}, ${outcome.linkLayer} link-layer address`);
    });
});
