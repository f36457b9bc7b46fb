import { expect } from 'chai';
import { at, drive } from '../engine/drive.js';
import { before, days, hours, milliseconds, minutes, seconds, ZERO } from '../time.js';
import { addressLifetime, regenAdvance, remainingLifetimes, type AdvertisedLifetimes } from './address-lifetime.js';
import { IPV6_CONSTANTS } from './constants.js';
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

/** An address that is valid for five hours and preferred for three at most, whatever is advertised. */
const temporary = (first: AdvertisedLifetimes) =>
  drive(addressLifetime(first, { validUntil: at(hours(5)), preferredUntil: at(hours(3)) }), { variables: variablesFor() });

describe('addressLifetime of a temporary address, RFC 8981 section 3.4', () => {
  /** REGEN_ADVANCE with three retries, one solicitation and a second between two. */
  const advance = seconds(5);

  it('has the advertised lifetimes where these are shorter, and asks for a successor REGEN_ADVANCE before', () => {
    const driven = temporary({ preferred: hours(1), valid: hours(2) });
    driven.advance(days(1));
    expect(driven.events()).to.deep.equal([
      { at: at(ZERO), name: 'preferred' },
      { at: before(at(hours(1)), advance), name: 'succession' },
      { at: at(hours(1)), name: 'deprecated' },
      { at: at(hours(2)), name: 'invalid' },
    ]);
    expect(driven.pendingTimers()).to.equal(0);
  });

  for (const again of ['infinite', days(1)] as const)
    it(`never outlives its bounds, although ${again === 'infinite' ? 'infinite lifetimes are' : 'a day is'} advertised again and again`, () => {
      const driven = temporary({ preferred: again, valid: again });
      for (let hour = 0; hour < 10; hour++) {
        driven.receive({ preferred: again, valid: again });
        driven.advance(hours(1));
      }
      expect(driven.events()).to.deep.equal([
        { at: at(ZERO), name: 'preferred' },
        { at: before(at(hours(3)), advance), name: 'succession' },
        { at: at(hours(3)), name: 'deprecated' },
        { at: at(hours(5)), name: 'invalid' },
      ]);
    });

  it('asks for a successor at once when its preferred lifetime shrinks below REGEN_ADVANCE', () => {
    const driven = temporary({ preferred: hours(1), valid: hours(2) });
    driven.advance(minutes(1));
    driven.receive({ preferred: seconds(4), valid: hours(2) });
    expect(driven.events().map(({ name }) => name)).to.deep.equal(['preferred', 'succession']);
    driven.receive({ preferred: ZERO, valid: hours(2) });
    driven.advance(hours(1));
    expect(driven.events().map(({ name }) => name)).to.deep.equal(['preferred', 'succession', 'deprecated']);
  });

  it('asks later when its preferred lifetime grows', () => {
    const driven = temporary({ preferred: seconds(60), valid: hours(2) });
    driven.advance(seconds(50));
    driven.receive({ preferred: seconds(60), valid: hours(2) });
    driven.advance(seconds(54));
    expect(driven.events().map(({ name }) => name)).to.deep.equal(['preferred']);
    driven.advance(seconds(1));
    expect(driven.events().at(-1)?.name).to.equal('succession');
  });

  it('counts REGEN_ADVANCE with the variables of its interface', () => {
    const constants = { ...IPV6_CONSTANTS, TEMP_IDGEN_RETRIES: 2 };
    expect(regenAdvance(variablesFor({ constants, dupAddrDetectTransmits: 3, retransTimer: milliseconds(500) }))).to.equal(seconds(5));
  });
});

describe('remainingLifetimes', () => {
  it('tells what is left of each phase', () => {
    const driven = live({ preferred: hours(3), valid: 'infinite' });
    const left = () => remainingLifetimes(driven.state, driven.now());
    driven.advance(hours(1));
    expect(left()).to.deep.equal({ preferred: hours(2), valid: 'infinite' });
    driven.receive({ preferred: hours(1), valid: hours(4) });
    driven.advance(hours(1));
    expect(left()).to.deep.equal({ preferred: ZERO, valid: hours(3) });
    driven.advance(hours(3));
    expect(left()).to.deep.equal({ preferred: ZERO, valid: ZERO });
  });
});
