import { expect } from 'chai';
import { at, drive, THREE_DICE, type Dice } from '../engine/drive.js';
import { address } from '../net/address.js';
import { seconds } from '../time.js';
import { multicastListener, type ListenerSent } from './multicast-listener.js';
import { variablesFor } from './test-variables.js';

const ONE = address('ff02::1:ff00:1');
const TWO = address('ff02::1:ff00:2');

const listen = (dice: Dice = 'latest') => drive(multicastListener, { dice, variables: variablesFor() });
type Listener = ReturnType<typeof listen>;

const words = (sent: ListenerSent): string =>
  sent.kind === 'report2' ? sent.records.map(({ type, group }) => `${type} ${group[15]}`).join(', ') : `${sent.kind} ${sent.group[15]}`;
const reports = (driven: Listener) => driven.sent().map(({ at, frame }) => `${at / 1_000_000} ${words(frame)}`);
const query = (version: 1 | 2, delay: number, group?: typeof ONE) =>
  ({ kind: 'query', version, maximumResponseDelay: seconds(delay), ...(group && { group }) }) as const;

describe('multicastListener, RFC 3810 section 6', () => {
  for (const dice of THREE_DICE)
    it(`reports a join at once and once more within a second (dice ${dice})`, () => {
      const driven = listen(dice);
      driven.command({ kind: 'join', group: ONE });
      driven.advance(seconds(60));
      expect(driven.sent().map(({ frame }) => words(frame))).to.deep.equal(Array(2).fill('CHANGE_TO_EXCLUDE_MODE 1'));
      expect(driven.sentAt()[1]).to.be.within(0, 1_000_000);
      expect(driven.pendingTimers()).to.equal(0);
    });

  it('reports leaving, and forgets the group then', () => {
    const driven = listen();
    driven.command({ kind: 'join', group: ONE });
    driven.advance(seconds(5));
    driven.command({ kind: 'leave', group: ONE });
    driven.advance(seconds(5));
    expect(reports(driven).slice(2)).to.deep.equal(['5 CHANGE_TO_INCLUDE_MODE 1', '6 CHANGE_TO_INCLUDE_MODE 1']);
    expect(driven.state.groups.size).to.equal(0);
  });

  it('a second join or leave says nothing', () => {
    const driven = listen();
    driven.command({ kind: 'leave', group: ONE });
    driven.command({ kind: 'join', group: ONE });
    driven.command({ kind: 'join', group: ONE });
    expect(driven.sent()).to.have.length(1);
  });

  it('merges the repetition of several changes', () => {
    const driven = listen();
    driven.command({ kind: 'join', group: ONE });
    driven.command({ kind: 'join', group: TWO });
    driven.advance(seconds(5));
    expect(reports(driven)).to.deep.equal([
      '0 CHANGE_TO_EXCLUDE_MODE 1',
      '0 CHANGE_TO_EXCLUDE_MODE 2',
      '1 CHANGE_TO_EXCLUDE_MODE 1, CHANGE_TO_EXCLUDE_MODE 2',
    ]);
  });

  it('reports all groups again when told to', () => {
    const driven = listen();
    driven.command({ kind: 'report-again' });
    expect(driven.sent()).to.deep.equal([]);
    driven.command({ kind: 'join', group: ONE });
    driven.advance(seconds(5));
    driven.command({ kind: 'report-again' });
    driven.advance(seconds(5));
    expect(reports(driven).slice(2)).to.deep.equal(['5 CHANGE_TO_EXCLUDE_MODE 1', '6 CHANGE_TO_EXCLUDE_MODE 1']);
  });

  function listening(dice: Dice = 'latest'): Listener {
    const driven = listen(dice);
    driven.command({ kind: 'join', group: ONE });
    driven.command({ kind: 'join', group: TWO });
    driven.advance(seconds(10));
    return driven;
  }
  const answers = (driven: Listener) => reports(driven).slice(3);

  it('answers a General Query with all groups, within the maximum response delay', () => {
    const driven = listening();
    driven.receive(query(2, 10));
    driven.advance(seconds(60));
    expect(answers(driven)).to.deep.equal(['20 MODE_IS_EXCLUDE 1, MODE_IS_EXCLUDE 2']);
  });

  it("answers a group's query with that group only, and a foreign one not at all", () => {
    const driven = listening();
    driven.receive(query(2, 4, TWO));
    driven.receive(query(2, 4, address('ff02::1:ff00:3')));
    driven.advance(seconds(60));
    expect(answers(driven)).to.deep.equal(['14 MODE_IS_EXCLUDE 2']);
  });

  it('the sooner of two answers counts', () => {
    const driven = listening();
    driven.receive(query(2, 10, TWO));
    driven.receive(query(2, 4, TWO));
    driven.receive(query(2, 8, TWO));
    driven.advance(seconds(60));
    expect(answers(driven)).to.deep.equal(['14 MODE_IS_EXCLUDE 2']);
    const general = listening();
    general.receive(query(2, 2));
    general.receive(query(2, 10));
    general.receive(query(2, 10, TWO));
    general.advance(seconds(60));
    expect(answers(general)).to.deep.equal(['12 MODE_IS_EXCLUDE 1, MODE_IS_EXCLUDE 2']);
  });

  it('speaks version 1 after a query of version 1, until the older querier is forgotten', () => {
    const driven = listening();
    driven.receive(query(1, 4));
    driven.advance(seconds(10));
    driven.command({ kind: 'leave', group: TWO });
    driven.advance(seconds(249));
    driven.receive(query(2, 0, ONE));
    driven.advance(seconds(1));
    driven.receive(query(2, 0, ONE));
    driven.advance(seconds(1));
    expect(answers(driven)).to.deep.equal(['14 report1 1', '14 report1 2', '20 done 2', '269 report1 1', '270 MODE_IS_EXCLUDE 1']);
  });

  it("keeps quiet about a group that another node's report of version 1 named", () => {
    const driven = listening();
    driven.receive(query(1, 4));
    driven.receive({ kind: 'report', group: ONE });
    driven.advance(seconds(10));
    expect(answers(driven)).to.deep.equal(['14 report1 2']);
  });

  it('a report of version 1 suppresses nothing while version 2 is spoken', () => {
    const driven = listening();
    driven.receive(query(2, 4, ONE));
    driven.receive({ kind: 'report', group: ONE });
    driven.advance(seconds(10));
    expect(answers(driven)).to.deep.equal(['14 MODE_IS_EXCLUDE 1']);
    expect(driven.now()).to.equal(at(seconds(20)));
  });
});
