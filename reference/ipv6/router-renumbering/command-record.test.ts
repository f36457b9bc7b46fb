import { expect } from 'chai';
import { drive, THREE_DICE, type Dice } from '../../engine/drive.js';
import { address } from '../../net/address.js';
import { milliseconds, seconds } from '../../time.js';
import { IPV6_CONSTANTS } from '../constants.js';
import { commandRecord, standingOf, type Accepted, type CommandHeader } from './command-record.js';

const from = { link: 'link0', source: address('2001:db8::1'), destination: address('ff02::2') };
const header = (given: Partial<CommandHeader> = {}): CommandHeader => ({
  ...{ sequenceNumber: 5, segmentNumber: 0, test: false, resultRequested: true, allInterfaces: false, siteSpecific: false, maxDelay: 0 },
  ...given,
});
const accepted = (given: Partial<CommandHeader> = {}, kind: Accepted['kind'] = 'command', ordinal = 1): Accepted => ({
  ...{ kind, header: header(given), from },
  reports: [{ ordinal }],
});
const driven = (dice: Dice = 'earliest', limits: Partial<typeof IPV6_CONSTANTS> = {}) =>
  drive(commandRecord(), { dice, variables: { ...IPV6_CONSTANTS, ...limits } });
type Driven = ReturnType<typeof driven>;
const standing = (record: Driven, given: Partial<CommandHeader> = {}) => standingOf(header(given), record.state);
const sent = (record: Driven) => record.sent().map(({ frame }) => frame);

describe('the record of Router Renumbering Commands', () => {
  it('begins with zero, so that a SequenceNumber of zero is new', () => {
    const record = driven();
    expect(record.state.recordedSequenceNumber).to.equal(0);
    expect(standing(record, { sequenceNumber: 0 })).to.equal('new');
    record.receive(accepted({ sequenceNumber: 0 }));
    expect(standing(record, { sequenceNumber: 0 })).to.equal('duplicate');
  });

  it('knows of an earlier life which numbers are old', () => {
    const record = drive(commandRecord(7), { variables: IPV6_CONSTANTS });
    expect([6, 7, 8].map((sequenceNumber) => standing(record, { sequenceNumber }))).to.deep.equal(['old', 'new', 'new']);
  });

  it('knows old numbers, segments that it has processed, and those that it has not', () => {
    const record = driven();
    record.receive(accepted());
    expect(standing(record, { sequenceNumber: 4 })).to.equal('old');
    expect(standing(record)).to.equal('duplicate');
    expect(standing(record, { segmentNumber: 1 })).to.equal('new');
    expect(standing(record, { sequenceNumber: 6 })).to.equal('new');
    expect(standing(record, { test: true }), 'a Test command is no duplicate').to.equal('new');
    expect(standing(record, { test: true, sequenceNumber: 4 }), 'but it can be old').to.equal('old');
  });

  it('compares numbers as unsigned integers', () => {
    const record = driven();
    record.receive(accepted({ sequenceNumber: 0xffff_fff0 }));
    expect(standing(record, { sequenceNumber: 1 })).to.equal('old');
    expect(standing(record, { sequenceNumber: 0xffff_ffff })).to.equal('new');
  });

  it('forgets the segments when a higher number comes, and records that', () => {
    const record = driven();
    record.receive(accepted());
    record.receive(accepted({ sequenceNumber: 6, segmentNumber: 3 }));
    expect(record.state.recordedSequenceNumber).to.equal(6);
    expect([...record.state.processed.keys()]).to.deep.equal([3]);
    expect(record.events().map(({ name }) => name)).to.deep.equal(['sequence-recorded', 'sequence-recorded']);
  });

  for (const dice of THREE_DICE)
    it(`delays the Result by a random time up to MaxDelay (dice: ${dice})`, () => {
      const record = driven(dice);
      record.receive(accepted({ maxDelay: 1000 }));
      record.advance(seconds(2));
      const [at] = record.sentAt();
      expect(record.sentAt()).to.have.length(1);
      expect(at).to.be.within(0, milliseconds(1000));
      if (dice === 'latest') expect(at).to.equal(milliseconds(1000));
      expect(record.pendingTimers()).to.equal(0);
      expect(record.state.waiting.size).to.equal(0);
    });

  it('sends no Result that was not asked for', () => {
    const record = driven();
    record.receive(accepted({ resultRequested: false }));
    record.receive(accepted({ resultRequested: false, sequenceNumber: 6 }, 'reset'));
    record.advance(seconds(70));
    expect(sent(record)).to.deep.equal([]);
  });

  it('answers a duplicate with P and the Result that it has kept', () => {
    const record = driven();
    record.receive(accepted({}, 'command', 7));
    record.receive(accepted({}, 'duplicate', 8));
    expect(sent(record).map(({ processedPreviously, reports }) => [processedPreviously, reports])).to.deep.equal([
      [false, [{ ordinal: 7 }]],
      [true, [{ ordinal: 7 }]],
    ]);
  });

  it('keeps a limited number of Results; other duplicates get an empty one', () => {
    const record = driven('earliest', { SAVED_RESULT_LIMIT: 2 });
    for (const segmentNumber of [0, 1, 2]) record.receive(accepted({ segmentNumber }));
    for (const segmentNumber of [0, 1, 2]) record.receive(accepted({ segmentNumber }, 'duplicate'));
    expect(
      sent(record)
        .slice(3)
        .map(({ reports }) => reports.length),
    ).to.deep.equal([1, 1, 0]);
  });

  it('keeps no Result that nobody asked for, and processed segments all the same', () => {
    const record = driven();
    record.receive(accepted({ resultRequested: false }));
    record.receive(accepted({}, 'duplicate'));
    expect(sent(record)[0]).to.deep.include({ processedPreviously: true, reports: [] });
  });

  it('owes a limited number of Results at once, and says when that is exceeded', () => {
    const record = driven('latest', { PENDING_RESULT_LIMIT: 3 });
    for (let segmentNumber = 0; segmentNumber < 5; segmentNumber++) record.receive(accepted({ segmentNumber, maxDelay: 1000 }));
    expect(record.events().filter(({ name }) => name === 'results-overflow')).to.have.length(2);
    record.advance(seconds(2));
    expect(sent(record)).to.have.length(3);
    expect(record.state.processed.size, 'they were performed').to.equal(5);
  });

  it('begins anew after a Sequence Number Reset, and answers it with an empty Result', () => {
    const record = driven();
    record.receive(accepted());
    record.receive(accepted({ sequenceNumber: 9 }, 'reset'));
    expect(record.state).to.deep.include({ recordedSequenceNumber: 0, processed: new Map() });
    expect(sent(record)[1]).to.deep.include({ processedPreviously: false, reports: [] });
    expect(sent(record)[1]?.header.sequenceNumber).to.equal(9);
  });
});
