import { expect } from 'chai';
import { at, drive } from '../engine/drive.js';
import { days, hours, minutes, seconds, ZERO } from '../time.js';
import { addressLifetime, type AdvertisedLifetimes } from './address-lifetime.js';
import { variablesFor } from './test-variables.js';

const live = (first: AdvertisedLifetimes) => drive(addressLifetime(first), { variables: variablesFor() });

describe('addressLifetime, RFC 4862 section 5.5', () => {
  it('is preferred, then deprecated, then invalid', () => {
    const driven = live({ preferred: hours(3), valid: hours(5) });
    driven.advance(days(1));
    expect(driven.events()).to.deep.equal([
      { at: at(ZERO), name: 'preferred' },
      { at: at(hours(3)), name: 'deprecated' },
      { at: at(hours(5)), name: 'invalid' },
    ]);
    expect(driven.pendingTimers()).to.equal(0);
  });

  it('never ends with infinite lifetimes', () => {
    const driven = live({ preferred: 'infinite', valid: 'infinite' });
    driven.advance(days(3_000));
    expect(driven.state.phase).to.equal('preferred');
    expect(driven.pendingTimers()).to.equal(0);
  });

  it('is deprecated from the start with a preferred lifetime of zero, and preferred again later', () => {
    const driven = live({ preferred: ZERO, valid: hours(5) });
    expect(driven.state.phase).to.equal('deprecated');
    driven.receive({ preferred: hours(1), valid: hours(5) });
    expect(driven.events().map(({ name }) => name)).to.deep.equal(['deprecated', 'preferred']);
  });

  it('is deprecated at once by an advertised preferred lifetime of zero', () => {
    const driven = live({ preferred: hours(4), valid: hours(5) });
    driven.receive({ preferred: ZERO, valid: hours(5) });
    expect(driven.state.phase).to.equal('deprecated');
    driven.advance(hours(5));
    expect(driven.events().map(({ name }) => name)).to.deep.equal(['preferred', 'deprecated', 'invalid']);
  });

  const rows = [
    { what: 'more than two hours is taken over', first: hours(5), after: hours(1), received: hours(3), end: hours(4) },
    { what: 'more than the remaining time is taken over', first: hours(1), after: minutes(30), received: minutes(40), end: minutes(70) },
    { what: 'less is ignored with up to two hours left', first: hours(2), after: minutes(30), received: minutes(5), end: hours(2) },
    { what: 'less becomes two hours with more left', first: hours(5), after: hours(1), received: minutes(5), end: hours(3) },
    { what: 'zero becomes two hours', first: days(1), after: seconds(1), received: ZERO, end: seconds(7_201) },
    { what: 'exactly two hours, with more left, becomes two hours', first: hours(5), after: hours(1), received: hours(2), end: hours(3) },
    { what: 'infinity is taken over', first: hours(1), after: ZERO, received: 'infinite' as const, end: undefined },
  ];
  for (const row of rows)
    it(`valid lifetime: ${row.what}`, () => {
      const driven = live({ preferred: 'infinite', valid: row.first });
      driven.advance(row.after);
      driven.receive({ preferred: 'infinite', valid: row.received });
      driven.advance(days(2));
      const end = driven.events().find(({ name }) => name === 'invalid');
      expect(end?.at).to.equal(row.end === undefined ? undefined : at(row.end));
    });

  it('an infinite valid lifetime can be replaced by a finite one', () => {
    const driven = live({ preferred: 'infinite', valid: 'infinite' });
    driven.receive({ preferred: 'infinite', valid: seconds(1) });
    driven.advance(hours(3));
    expect(driven.events().at(-1)).to.deep.equal({ at: at(hours(2)), name: 'invalid' });
  });
});
