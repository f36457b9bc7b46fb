import { expect } from 'chai';
import fc from 'fast-check';
import { drive, THREE_DICE, type Dice, type Driven } from '../../engine/drive.js';
import { address, type Address } from '../../net/address.js';
import { elapsed, hours, instant, milliseconds, minutes, seconds, times, type Duration, type Instant } from '../../time.js';
import { IPV6_CONSTANTS } from '../constants.js';
import {
  routerAdvertiser,
  type AdvertiserCommand,
  type AdvertiserEvent,
  type AdvertiserSent,
  type AdvertiserState,
  type AdvertiserVariables,
  type Solicited,
} from './router-advertiser.js';

const HERE = address('fe80::1');
const NEW = address('fe80::2');
const HOST = address('fe80::a');
const OTHER_HOST = address('fe80::b');

interface Settings {
  readonly min?: Duration;
  readonly max?: Duration;
  readonly unicast?: boolean;
  readonly parts?: number;
  readonly dice?: Dice;
  readonly answers?: number;
  readonly lastMulticast?: Instant;
}

type Advertiser = Driven<AdvertiserState, Solicited, AdvertiserCommand, AdvertiserSent, AdvertiserEvent>;

function advertiser({ min = seconds(200), max = seconds(600), unicast = false, parts = 1, ...rest }: Settings = {}): Advertiser {
  const variables: AdvertiserVariables = {
    advertising: { minRtrAdvInterval: min, maxRtrAdvInterval: max, advSolicitedUnicast: unicast },
    parts,
    constants: { ...IPV6_CONSTANTS, ...(rest.answers !== undefined && { PENDING_ANSWER_LIMIT: rest.answers }) },
  };
  return drive(routerAdvertiser({ lastMulticast: rest.lastMulticast }), { dice: rest.dice ?? 'earliest', variables });
}

/** An interface that advertises from zero on. */
function begun(settings: Settings = {}): Advertiser {
  const machine = advertiser(settings);
  machine.command({ kind: 'begin', source: HERE });
  return machine;
}

const at = (...instants: readonly number[]): readonly Instant[] => instants.map((one) => instant(one * 1_000_000));
const kinds = (machine: Advertiser): readonly string[] => machine.sent().map(({ frame }) => frame.kind);
const multicasts = (machine: Advertiser): readonly Instant[] =>
  machine.sent().flatMap((one) => (one.frame.kind === 'unicast' ? [] : [one.at]));
const gaps = (instants: readonly Instant[]): readonly Duration[] => instants.slice(1).map((one, i) => elapsed(instants[i] as Instant, one));

describe('router advertiser', () => {
  it('says nothing before it is told to', () => {
    const machine = advertiser();
    machine.receive({ source: HOST });
    machine.advance(hours(1));
    expect(machine.sent()).to.deep.equal([]);
    expect(machine.pendingTimers()).to.equal(0);
  });

  it('sends the first three 16 s apart, then between MinRtrAdvInterval and MaxRtrAdvInterval', () => {
    const earliest = begun({ dice: 'earliest' });
    earliest.advance(seconds(500));
    expect(earliest.sentAt()).to.deep.equal(at(0, 16, 32, 232, 432));
    const latest = begun({ dice: 'latest' });
    latest.advance(seconds(1300));
    expect(latest.sentAt()).to.deep.equal(at(0, 16, 32, 632, 1232));
  });

  it('keeps a shorter interval in the beginning', () => {
    const machine = begun({ min: seconds(3), max: seconds(4), dice: 'latest' });
    machine.advance(seconds(12));
    expect(machine.sentAt()).to.deep.equal(at(0, 4, 8, 12));
  });

  for (const dice of THREE_DICE)
    it(`answers a solicitation within half a second, and draws the next interval from there (dice ${dice})`, () => {
      const machine = begun({ dice });
      machine.advance(seconds(40));
      machine.receive({ source: HOST });
      machine.advance(milliseconds(500));
      const sent = machine.sentAt();
      const answer = sent.at(-1) as Instant;
      expect(elapsed(at(40)[0] as Instant, answer)).to.be.within(0, 500_000);
      machine.advance(minutes(20));
      expect(elapsed(answer, machine.sentAt()[sent.length] as Instant)).to.be.within(seconds(200), seconds(600));
    });

  it('puts an answer off to 3 s and the random delay after the last multicast advertisement', () => {
    const machine = begun({ dice: 'latest' });
    machine.advance(seconds(1));
    machine.receive({ source: HOST });
    machine.advance(seconds(5));
    expect(machine.sentAt()).to.deep.equal(at(0, 3.5));
  });

  it('lets an advertisement that is due before the random delay ends be the answer', () => {
    const machine = begun({ min: seconds(3), max: seconds(4), dice: 'latest' });
    machine.advance(seconds(3.8));
    machine.receive({ source: HOST });
    machine.advance(seconds(1));
    expect(machine.sentAt()).to.deep.equal(at(0, 4));
  });

  it('answers many solicitations with one advertisement, at the first one’s delay', () => {
    const machine = begun({ dice: 'latest' });
    machine.advance(seconds(50));
    for (let i = 0; i < 10; i++) {
      machine.receive({ source: i % 2 ? HOST : undefined });
      machine.advance(milliseconds(40));
    }
    machine.advance(seconds(2));
    expect(machine.sentAt()).to.deep.equal(at(0, 16, 32, 50.5));
  });

  describe('that answers by unicast', () => {
    it('answers each solicitor once, and does not touch the multicast schedule', () => {
      const machine = begun({ unicast: true, dice: 'latest' });
      machine.advance(seconds(40));
      machine.receive({ source: HOST });
      machine.receive({ source: HOST });
      machine.receive({ source: OTHER_HOST });
      machine.advance(seconds(592));
      expect(machine.sent().filter(({ frame }) => frame.kind === 'unicast')).to.deep.equal(
        [HOST, OTHER_HOST].map((to) => ({ at: at(40.5)[0], frame: { kind: 'unicast', source: HERE, to } })),
      );
      expect(multicasts(machine)).to.deep.equal(at(0, 16, 32, 632));
    });

    it('answers the unspecified address by multicast', () => {
      const machine = begun({ unicast: true });
      machine.advance(seconds(40));
      machine.receive({ source: undefined });
      machine.advance(seconds(1));
      expect(kinds(machine)).to.deep.equal(['multicast', 'multicast', 'multicast', 'multicast']);
    });

    it('answers by one multicast what would be too many', () => {
      const machine = begun({ unicast: true, answers: 2, dice: 'latest' });
      machine.advance(seconds(40));
      for (let i = 1; i <= 5; i++) machine.receive({ source: address(`fe80::f:${i}`) });
      machine.advance(seconds(1));
      expect(kinds(machine).slice(3)).to.deep.equal(['unicast', 'unicast', 'multicast']);
      expect(machine.events().filter(({ name }) => name === 'answers-overflow')).to.have.length(1);
    });
  });

  describe('with more options than fit one packet', () => {
    it('sends the parts 3 s apart, as one advertisement', () => {
      const machine = begun({ parts: 3 });
      machine.advance(seconds(40));
      expect(machine.sentAt()).to.deep.equal(at(0, 3, 6, 22, 25, 28));
      expect(machine.sent().map(({ frame }) => frame.kind === 'multicast' && frame.part)).to.deep.equal([0, 1, 2, 0, 1, 2]);
    });

    it('sends the parts round again for who solicits in between', () => {
      const machine = begun({ parts: 3 });
      machine.advance(seconds(4));
      machine.receive({ source: HOST });
      machine.advance(seconds(10));
      expect(machine.sent().map(({ frame }) => frame.kind === 'multicast' && frame.part)).to.deep.equal([0, 1, 2, 0, 1]);
      expect(machine.sentAt()).to.deep.equal(at(0, 3, 6, 9, 12));
    });
  });

  it('advertises a change at once, at the pace of the beginning', () => {
    const machine = begun();
    machine.advance(seconds(100));
    machine.command({ kind: 'changed' });
    machine.advance(seconds(40));
    expect(machine.sentAt()).to.deep.equal(at(0, 16, 32, 100, 116, 132));
  });

  it('keeps 3 s to the last advertisement also then', () => {
    const machine = begun();
    machine.advance(seconds(1));
    machine.command({ kind: 'changed' });
    machine.advance(seconds(5));
    expect(machine.sentAt()).to.deep.equal(at(0, 3));
  });

  it('ceases with three final advertisements', () => {
    const machine = begun();
    machine.advance(seconds(100));
    machine.command({ kind: 'cease' });
    machine.advance(hours(1));
    expect(kinds(machine)).to.deep.equal(['multicast', 'multicast', 'multicast', 'final', 'final', 'final']);
    expect(machine.sentAt().slice(3)).to.deep.equal(at(100, 103, 106));
    expect(machine.pendingTimers()).to.equal(0);
    expect(machine.events().map(({ name }) => name)).to.deep.equal(['advertising', 'ceasing', 'silent']);
  });

  it('forgets answers that wait when it ceases', () => {
    const machine = begun({ unicast: true, dice: 'latest' });
    machine.advance(seconds(100));
    machine.receive({ source: HOST });
    machine.command({ kind: 'cease' });
    machine.advance(minutes(1));
    expect(kinds(machine)).not.to.include('unicast');
  });

  it('takes nothing back that it never said', () => {
    const machine = advertiser({ lastMulticast: at(0)[0] as Instant });
    machine.command({ kind: 'begin', source: HERE });
    machine.command({ kind: 'cease' });
    machine.advance(hours(1));
    expect(machine.sent()).to.deep.equal([]);
  });

  it('begins again while it ceases', () => {
    const machine = begun();
    machine.advance(seconds(100));
    machine.command({ kind: 'cease' });
    machine.advance(seconds(1));
    machine.command({ kind: 'begin', source: HERE });
    machine.advance(seconds(20));
    expect(kinds(machine).slice(3)).to.deep.equal(['final', 'multicast', 'multicast']);
    expect(machine.sentAt().slice(3)).to.deep.equal(at(100, 103, 119));
  });

  it('takes back the old link-local address before it speaks from the new one', () => {
    const machine = begun();
    machine.advance(seconds(100));
    machine.command({ kind: 'cease' });
    machine.command({ kind: 'begin', source: NEW });
    machine.advance(seconds(10));
    const from = machine.sent().slice(3);
    expect(from.map(({ frame }) => `${frame.kind} ${frame.source === HERE ? 'old' : 'new'}`)).to.deep.equal([
      'final old',
      'final old',
      'final old',
      'multicast new',
    ]);
    expect(from.map((one) => one.at)).to.deep.equal(at(100, 103, 106, 109));
  });

  it('has no successor any more when it is told to cease again', () => {
    const machine = begun();
    machine.advance(seconds(100));
    machine.command({ kind: 'cease' });
    machine.command({ kind: 'begin', source: NEW });
    machine.command({ kind: 'cease' });
    machine.advance(minutes(5));
    expect(kinds(machine).slice(3)).to.deep.equal(['final', 'final', 'final']);
  });

  it('says one last thing when the interface goes down, if it may', () => {
    const machine = begun();
    machine.advance(seconds(100));
    machine.command({ kind: 'cease-at-once' });
    expect(kinds(machine)).to.deep.equal(['multicast', 'multicast', 'multicast', 'final']);
    const hurried = begun();
    hurried.advance(seconds(2));
    hurried.command({ kind: 'cease-at-once' });
    hurried.advance(minutes(5));
    expect(kinds(hurried)).to.deep.equal(['multicast']);
    expect(hurried.pendingTimers()).to.equal(0);
  });

  it('remembers what was sent before the interface went down', () => {
    const machine = advertiser({ lastMulticast: at(0)[0] as Instant });
    machine.advance(seconds(1));
    machine.command({ kind: 'begin', source: HERE });
    machine.advance(seconds(5));
    expect(machine.sentAt()).to.deep.equal(at(3));
  });
});

/** What may happen to an interface, and after how many milliseconds. */
type Happening = readonly [waitMs: number, what: 'solicited' | 'anonymous' | AdvertiserCommand['kind'], who: number];

const happenings = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 20_000 }),
    fc.constantFrom<Happening[1][]>('solicited', 'solicited', 'anonymous', 'begin', 'begin', 'changed', 'cease', 'cease-at-once'),
    fc.integer({ min: 1, max: 4 }),
  ),
  { maxLength: 60 },
);
const settings = fc
  .record({
    max: fc.integer({ min: 4_000, max: 1_800_000 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    unicast: fc.boolean(),
    parts: fc.integer({ min: 1, max: 4 }),
    dice: fc.integer({ min: 1, max: 1_000_000 }),
  })
  .map(({ max, share, ...rest }) => ({
    ...rest,
    max: milliseconds(max),
    min: milliseconds(Math.round(3_000 + share * (0.75 * max - 3_000))),
  }));

function live(machine: Advertiser, happened: readonly Happening[]): void {
  const addresses: readonly Address[] = [HERE, NEW, HOST, OTHER_HOST];
  for (const [waitMs, what, who] of happened) {
    machine.advance(milliseconds(waitMs));
    const source = addresses[who - 1] as Address;
    if (what === 'solicited') machine.receive({ source });
    else if (what === 'anonymous') machine.receive({ source: undefined });
    else machine.command(what === 'begin' ? { kind: what, source } : { kind: what });
  }
}

describe('router advertiser, whatever happens', () => {
  it('never sends two multicast advertisements closer than MIN_DELAY_BETWEEN_RAS', () => {
    fc.assert(
      fc.property(settings, happenings, (given, happened) => {
        const machine = advertiser(given);
        live(machine, happened);
        machine.advance(minutes(5));
        for (const gap of gaps(multicasts(machine))) expect(gap).to.be.at.least(seconds(3));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps unsolicited intervals between the configured bounds after the first three', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const machine = begun({ ...given, parts: 1 });
        machine.advance(times(given.max, 12));
        const [first, second, ...later] = gaps(machine.sentAt());
        for (const gap of later) expect(gap).to.be.within(given.min, given.max);
        for (const gap of [first, second]) expect(gap).to.be.at.most(Math.min(given.max, seconds(16)));
      }),
      { numRuns: 100 },
    );
  });

  it('answers every solicitation within 3.5 s while it advertises', () => {
    fc.assert(
      fc.property(settings, happenings, (given, happened) => {
        const machine = begun(given);
        live(
          machine,
          happened.filter(([, what]) => what === 'solicited' || what === 'anonymous'),
        );
        const asked = machine.now();
        machine.receive({ source: HOST });
        machine.advance(seconds(3.5));
        expect(machine.sentAt().some((one) => one >= asked)).to.equal(true);
      }),
      { numRuns: 200 },
    );
  });

  it('sends at most three final advertisements each time it ceases, and then is silent', () => {
    fc.assert(
      fc.property(settings, happenings, (given, happened) => {
        const machine = begun(given);
        live(machine, happened);
        machine.command({ kind: 'cease' });
        const before = machine.sent().length;
        machine.advance(hours(3));
        const after = machine.sent().slice(before);
        expect(after.length).to.be.at.most(3);
        for (const { frame } of after) expect(frame.kind).to.equal('final');
        expect(machine.pendingTimers()).to.equal(0);
      }),
      { numRuns: 200 },
    );
  });
});
