import { expect } from 'chai';
import { at, THREE_DICE, type Dice } from '../../engine/drive.js';
import { seconds } from '../../time.js';
import { A, include, listener, ONE, query, reports, TWO, wish, type DrivenListener } from './driven-listener.js';
import { ANY_SOURCE, NO_SOURCE } from './source-filter.js';

const START = seconds(20);

/** Two groups are listened to, and nothing is pending. */
function listening(dice: Dice = 'latest', over: Parameters<typeof listener>[1] = {}): DrivenListener {
  const driven = listener(dice, over);
  for (const group of [ONE, TWO]) wish(driven, ANY_SOURCE, group);
  driven.advance(START);
  return driven;
}
const said = (driven: DrivenListener): readonly string[] => reports(driven, START - 1);

describe('multicastListener beside a querier of version 1 (RFC 3810 section 8.2.1)', () => {
  it('speaks version 1 until the older querier is forgotten: 260 s after its last query', () => {
    const driven = listening();
    driven.receive(query(1, 4));
    driven.advance(seconds(10));
    wish(driven, NO_SOURCE, TWO);
    driven.advance(seconds(190));
    driven.receive(query(1, 4, TWO));
    driven.advance(seconds(259));
    driven.receive(query(2, 0, ONE));
    driven.advance(seconds(1));
    driven.receive(query(2, 0, ONE));
    driven.advance(seconds(1));
    expect(said(driven)).to.deep.equal(['24 report1 1', '24 report1 2', '30 done 2', '479 report1 1', '480 IS_EX 1']);
    expect(driven.pendingTimers()).to.equal(0);
  });

  it('the change of version cancels what was pending, in both directions', () => {
    const driven = listening();
    driven.receive(query(2, 10));
    wish(driven, NO_SOURCE, TWO);
    driven.receive(query(1, 4, TWO));
    driven.advance(seconds(259));
    driven.receive(query(1, 10, TWO));
    expect(said(driven)).to.deep.equal(['20 TO_IN 2']);
    const late = listening();
    late.receive(query(1, 0, TWO));
    late.advance(seconds(255));
    late.receive(query(2, 10));
    late.advance(seconds(60));
    expect(said(late)).to.deep.equal(['20 report1 2']);
  });

  it('sources make no difference: listening is all or nothing', () => {
    const driven = listening();
    driven.receive(query(1, 0, TWO));
    wish(driven, include(A));
    wish(driven, NO_SOURCE);
    driven.advance(seconds(1));
    expect(said(driven)).to.deep.equal(['20 done 1', '20 report1 2']);
  });
});

describe('multicastListener of version 1 (RFC 2710 sections 4 and 5)', () => {
  const old = { with: { listenerVersion2: false } };

  for (const dice of THREE_DICE)
    it(`reports a join at once and once more within ten seconds (dice ${dice})`, () => {
      const driven = listener(dice, old);
      wish(driven, ANY_SOURCE);
      driven.advance(seconds(60));
      expect(driven.sentAt()).to.have.length(2);
      expect(driven.sentAt()[1]).to.be.within(0, seconds(10));
      expect(driven.pendingTimers()).to.equal(0);
    });

  it('never speaks version 2, whatever it is asked', () => {
    const driven = listening('latest', old);
    driven.receive(query(1, 4, ONE));
    driven.advance(seconds(300));
    driven.receive(query(1, 4, ONE));
    driven.advance(seconds(300));
    expect(said(driven)).to.deep.equal(['24 report1 1', '324 report1 1']);
  });

  it('each group answers a General Query after a delay of its own', () => {
    const driven = listening(7, old);
    driven.receive(query(1, 10));
    driven.advance(seconds(60));
    const [first, second] = driven.sentAt().slice(-2);
    expect(driven.sentAt()).to.have.length(6);
    expect(first).not.to.equal(second);
    expect(second).to.be.within(START, seconds(30));
  });

  it('a wait is cut short only by a query that leaves less time than is left of it', () => {
    const driven = listening('latest', old);
    driven.receive(query(1, 10, ONE));
    driven.advance(seconds(2));
    driven.receive(query(1, 8, ONE));
    driven.receive(query(1, 20, ONE));
    driven.advance(seconds(1));
    driven.receive(query(1, 3, TWO));
    driven.receive(query(1, 2, TWO));
    driven.advance(seconds(60));
    expect(said(driven)).to.deep.equal(['25 report1 2', '30 report1 1']);
  });

  it('a delay of zero is answered at once', () => {
    const driven = listening('latest', old);
    driven.receive(query(1, 0));
    driven.advance(seconds(0));
    expect(said(driven)).to.deep.equal(['20 report1 1', '20 report1 2']);
  });

  it("another node's report makes the own one needless, an unsolicited one too", () => {
    const driven = listening('latest', old);
    driven.receive(query(1, 4));
    driven.receive({ kind: 'report', group: ONE });
    driven.advance(seconds(10));
    expect(said(driven)).to.deep.equal(['24 report1 2']);
    const fresh = listener('latest', old);
    wish(fresh, ANY_SOURCE);
    fresh.advance(seconds(1));
    fresh.receive({ kind: 'report', group: ONE });
    fresh.advance(seconds(60));
    expect(reports(fresh)).to.deep.equal(['0 report1 1']);
  });

  it('no Done when another node reported last; where that is switched off, one all the same', () => {
    const left = (omitNeedlessDone: boolean) => {
      const driven = listening('latest', { with: { listenerVersion2: false, omitNeedlessDone } });
      driven.receive(query(1, 4, ONE));
      driven.receive({ kind: 'report', group: ONE });
      for (const group of [ONE, TWO]) wish(driven, NO_SOURCE, group);
      return said(driven);
    };
    expect(left(true)).to.deep.equal(['20 done 2']);
    expect(left(false)).to.deep.equal(['20 done 1', '20 done 2']);
  });

  it('a report that comes while nothing is pending changes nothing', () => {
    const driven = listening('latest', old);
    driven.receive({ kind: 'report', group: ONE });
    wish(driven, NO_SOURCE);
    expect(said(driven)).to.deep.equal(['20 done 1']);
  });

  it('who reports again is the last reporter again', () => {
    const driven = listening('latest', old);
    driven.receive(query(1, 4, ONE));
    driven.receive({ kind: 'report', group: ONE });
    driven.receive(query(1, 4, ONE));
    driven.advance(seconds(10));
    wish(driven, NO_SOURCE);
    expect(said(driven)).to.deep.equal(['24 report1 1', '30 done 1']);
  });

  it('leaving cancels what was pending', () => {
    const driven = listening('latest', old);
    driven.receive(query(1, 10));
    wish(driven, NO_SOURCE);
    driven.advance(seconds(60));
    expect(said(driven)).to.deep.equal(['20 done 1', '30 report1 2']);
    expect(driven.state.groups.size).to.equal(1);
  });

  it('reports all groups again when told to', () => {
    const driven = listening('latest', old);
    driven.command({ kind: 'report-again' });
    driven.advance(seconds(60));
    expect(said(driven)).to.deep.equal(['20 report1 1', '20 report1 2', '30 report1 1', '30 report1 2']);
  });

  it('a report of version 1 suppresses nothing while version 2 is spoken', () => {
    const driven = listening();
    driven.receive(query(2, 4, ONE));
    driven.receive({ kind: 'report', group: ONE });
    driven.advance(seconds(10));
    expect(said(driven)).to.deep.equal(['24 IS_EX 1']);
    expect(driven.now()).to.equal(at(seconds(30)));
  });
});
