import { expect } from 'chai';
import { at, drive, THREE_DICE, type Dice } from '../engine/drive.js';
import { days, seconds } from '../time.js';
import { routerSolicitor } from './router-solicitor.js';
import { variablesFor } from './test-variables.js';

const solicit = (dice: Dice, resilientSolicitations: boolean, delayed = true) =>
  drive(routerSolicitor({ delayed }), { dice, variables: variablesFor({ with: { resilientSolicitations } }) });

describe('routerSolicitor, RFC 4861 section 6.3.7', () => {
  for (const [dice, delay] of [
    ['earliest', 0],
    ['latest', 1],
  ] as const)
    it(`solicits three times, 4 s apart, then gives up 1 s after the last (dice ${dice})`, () => {
      const host = solicit(dice, false);
      host.advance(seconds(60));
      expect(host.sentAt()).to.deep.equal([0, 4, 8].map((s) => at(seconds(s + delay))));
      expect(host.events()).to.deep.equal([{ at: at(seconds(9 + delay)), name: 'discovery-finished', found: false }]);
      expect(host.pendingTimers()).to.equal(0);
    });

  it('solicits at once where a random delay has been part of address detection', () => {
    expect(solicit('latest', false, false).sentAt()).to.deep.equal([at(seconds(0))]);
  });

  for (const resilient of [true, false]) {
    it(`ends with an advertisement that offers a router (resilient ${resilient})`, () => {
      const host = solicit('latest', resilient);
      host.advance(seconds(2));
      host.receive({ offersRouter: true });
      host.advance(days(1));
      expect(host.sentAt()).to.have.length(1);
      expect(host.events()).to.deep.equal([{ at: at(seconds(2)), name: 'discovery-finished', found: true }]);
    });

    it(`goes on after an advertisement with router lifetime zero (resilient ${resilient})`, () => {
      const host = solicit('latest', resilient);
      host.advance(seconds(2));
      host.receive({ offersRouter: false });
      host.advance(seconds(10));
      expect(host.sentAt().length).to.be.above(1);
    });

    it(`sends one solicitation even when an advertisement came first (resilient ${resilient})`, () => {
      const host = solicit('latest', resilient);
      host.receive({ offersRouter: true });
      host.advance(seconds(1));
      expect(host.sentAt()).to.deep.equal([at(seconds(1))]);
    });
  }
});

describe('routerSolicitor, RFC 7559', () => {
  for (const dice of THREE_DICE)
    it(`backs off to an hour and never ends (dice ${dice})`, () => {
      const host = solicit(dice, true);
      host.advance(days(1));
      const sent = host.sentAt();
      const waits = sent.slice(1).map((instant, i) => instant - (sent[i] ?? 0));
      expect(waits[0]).to.be.within(3_600_000, 4_400_000);
      for (let i = 1; i < waits.length; i++) {
        const [before = 0, wait = 0] = [waits[i - 1], waits[i]];
        if (wait < 3_240_000_000) expect(wait / before).to.be.within(1.899_999, 2.100_001);
        else expect(wait).to.be.within(3_240_000_000, 3_960_000_000);
      }
      expect(sent.length).to.be.within(24, 40);
      expect(host.pendingTimers()).to.equal(1);
    });
});
