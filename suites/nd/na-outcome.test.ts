import { expect } from 'chai';
import { ledger } from '../ledger/ledger.js';
import { outcomeOf } from './na-outcome.js';
import type { Announced, CacheState } from './neighbor-states.js';

const ROW = /^na-(reachable|stale|probe)-(?:unicast|multicast)-s([01])-o([01])-(none|same|diff)$/;

/** What the sentence of a line says that becomes of the entry: `makes a STALE entry REACHABLE, with its address kept`. */
function told(text: string, before: string): unknown {
  const [, after] = /(?:becomes|stays|entry) (REACHABLE|STALE|PROBE)\b/.exec(text) ?? [];
  if (after === undefined)
    expect(text).to.match(/ leaves a [A-Z]+ entry as it is$| changes neither the state nor the address of a [A-Z]+ entry$/);
  return { state: after?.toLowerCase() ?? before, linkLayer: text.includes(' replaces the address of ') ? 'other' : 'cached' };
}

describe('outcomeOf', () => {
  for (const { slug, text } of ledger.filter((line) => ROW.test(line.slug)))
    it(`agrees with the ledger: ${text}`, () => {
      const [, state = '', solicited, override, announced] = ROW.exec(slug) ?? [];
      const advertised = { solicited: solicited === '1', override: override === '1', announced: announced as Announced };
      expect(text).to.contain(`Solicited ${solicited === '1' ? 'set' : 'clear'}, Override ${override === '1' ? 'set' : 'clear'}`);
      expect(outcomeOf(state as CacheState, advertised)).to.deep.equal(told(text, state));
    });
});
