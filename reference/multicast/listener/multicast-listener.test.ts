import { expect } from 'chai';
import { THREE_DICE, type Dice } from '../../engine/drive.js';
import { seconds } from '../../time.js';
import { listener, NOBODYS, ONE, query, reports, TWO, wish, words, type DrivenListener } from './driven-listener.js';
import { ANY_SOURCE, NO_SOURCE } from './source-filter.js';

describe('multicastListener, RFC 3810 section 6, of any source', () => {
  for (const dice of THREE_DICE)
    it(`reports a join at once and once more within a second (dice ${dice})`, () => {
      const driven = listener(dice);
      wish(driven, ANY_SOURCE);
      driven.advance(seconds(60));
      expect(driven.sent().map(({ frame }) => words(frame))).to.deep.equal(Array(2).fill('TO_EX 1'));
      expect(driven.sentAt()[1]).to.be.within(1, 1_000_000);
      expect(driven.pendingTimers()).to.equal(0);
    });

  it('reports as often as the Robustness Variable asks for', () => {
    const driven = listener('latest', { set: { ROBUSTNESS_VARIABLE: 4 } });
    wish(driven, ANY_SOURCE);
    driven.advance(seconds(60));
    expect(reports(driven)).to.deep.equal(['0 TO_EX 1', '1 TO_EX 1', '2 TO_EX 1', '3 TO_EX 1']);
  });

  it('reports leaving, and forgets the group then', () => {
    const driven = listener();
    wish(driven, ANY_SOURCE);
    driven.advance(seconds(5));
    wish(driven, NO_SOURCE);
    driven.advance(seconds(5));
    expect(reports(driven).slice(2)).to.deep.equal(['5 TO_IN 1', '6 TO_IN 1']);
    expect(driven.state.groups.size).to.equal(0);
  });

  it('a second join or leave says nothing', () => {
    const driven = listener();
    wish(driven, NO_SOURCE);
    wish(driven, ANY_SOURCE);
    wish(driven, ANY_SOURCE);
    expect(driven.sent()).to.have.length(1);
  });

  it('merges the repetition of several changes, and no change puts off that of another', () => {
    const driven = listener();
    wish(driven, ANY_SOURCE);
    driven.advance(seconds(0.9));
    wish(driven, ANY_SOURCE, TWO);
    driven.advance(seconds(5));
    expect(reports(driven)).to.deep.equal(['0 TO_EX 1', '0.9 TO_EX 2', '1 TO_EX 1, TO_EX 2']);
  });

  it('a group that is left before its join was repeated is told as left, twice', () => {
    const driven = listener();
    wish(driven, ANY_SOURCE);
    driven.advance(seconds(0.5));
    wish(driven, NO_SOURCE);
    driven.advance(seconds(5));
    expect(reports(driven)).to.deep.equal(['0 TO_EX 1', '0.5 TO_IN 1', '1 TO_IN 1']);
    expect(driven.pendingTimers()).to.equal(0);
  });

  it('reports all groups again when told to', () => {
    const driven = listener();
    driven.command({ kind: 'report-again' });
    expect(driven.sent()).to.deep.equal([]);
    wish(driven, ANY_SOURCE);
    driven.advance(seconds(5));
    driven.command({ kind: 'report-again' });
    driven.advance(seconds(5));
    expect(reports(driven).slice(2)).to.deep.equal(['5 TO_EX 1', '6 TO_EX 1']);
  });

  function listening(dice: Dice = 'latest'): DrivenListener {
    const driven = listener(dice);
    wish(driven, ANY_SOURCE);
    wish(driven, ANY_SOURCE, TWO);
    driven.advance(seconds(10));
    return driven;
  }
  const answers = (driven: DrivenListener) => reports(driven, seconds(10));

  it('answers a General Query with all groups, within the maximum response delay', () => {
    const driven = listening();
    driven.receive(query(2, 10));
    driven.advance(seconds(60));
    expect(answers(driven)).to.deep.equal(['20 IS_EX 1, IS_EX 2']);
  });

  it('never answers a General Query at once (section 6.3), however short the delay', () => {
    for (const dice of THREE_DICE)
      for (const delay of [0, 10]) {
        const driven = listening(dice);
        driven.receive(query(2, delay));
        driven.advance(seconds(60));
        expect(driven.sentAt().at(-1)).to.be.above(seconds(10));
        expect(answers(driven)).to.have.length(1);
      }
  });

  it('answers nothing when nothing is listened to', () => {
    const driven = listener();
    driven.receive(query(2, 10));
    driven.receive(query(2, 10, ONE));
    expect(driven.pendingTimers()).to.equal(0);
  });

  it("answers a group's query with that group only, and a foreign one not at all", () => {
    const driven = listening();
    driven.receive(query(2, 4, TWO));
    driven.receive(query(2, 4, NOBODYS));
    driven.advance(seconds(60));
    expect(answers(driven)).to.deep.equal(['14 IS_EX 2']);
  });

  it('the sooner of two answers counts', () => {
    const driven = listening();
    driven.receive(query(2, 10, TWO));
    driven.receive(query(2, 4, TWO));
    driven.receive(query(2, 8, TWO));
    driven.advance(seconds(60));
    expect(answers(driven)).to.deep.equal(['14 IS_EX 2']);
    const general = listening();
    general.receive(query(2, 2));
    general.receive(query(2, 10));
    general.receive(query(2, 10, TWO));
    general.advance(seconds(60));
    expect(answers(general)).to.deep.equal(['12 IS_EX 1, IS_EX 2']);
  });

  it('a sooner General Query takes the place of a later one; a sooner one about a group stands beside it', () => {
    const driven = listening();
    driven.receive(query(2, 10));
    driven.receive(query(2, 6));
    driven.receive(query(2, 4, TWO));
    driven.advance(seconds(60));
    expect(answers(driven)).to.deep.equal(['14 IS_EX 2', '16 IS_EX 1, IS_EX 2']);
  });

  it('a group that was left meanwhile is not reported', () => {
    const driven = listening();
    driven.receive(query(2, 10, TWO));
    driven.receive(query(2, 10));
    wish(driven, NO_SOURCE, TWO);
    driven.advance(seconds(60));
    expect(answers(driven)).to.deep.equal(['11 TO_IN 2', '20 IS_EX 1']);
  });
});
