import { expect } from 'chai';
import { hours, minutes, seconds, ZERO, type Duration } from '../../reference/time.js';
import { conformance, type ConformanceTest, type RegisteredTest } from '../../suites/kit/conformance.js';
import { requirements } from '../../suites/kit/ledger.js';
import { declare } from '../../suites/kit/registry.js';
import { ignoringHopByHop, oneLink, processingHopByHop, twoLinks } from '../../suites/kit/testbed.js';
import { partition } from './partition.js';
import { plan, planLine, planText, type Abilities } from './plan.js';

const tests = (...declared: readonly Partial<ConformanceTest>[]): readonly RegisteredTest[] =>
  declare(() => {
    requirements([{ slug: 'made-up', rfc: 4861, section: '7.2', level: 'MUST', role: 'node', text: 'made up' }]);
    declared.forEach((more, i) =>
      conformance({
        id: `a.b.t${i}`,
        title: 't',
        requirement: 'made-up',
        role: 'node',
        testbed: oneLink,
        run: () => Promise.resolve(),
        ...more,
      }),
    );
  }).tests();

const all: Abilities = { claims: new Set(['router']), actions: new Set(['reset']), links: new Set(['link0']), profile: 'current' };

describe('the plan of a run', () => {
  it('groups what will skip by its reason', () => {
    const planned = plan(
      tests(
        {},
        { claims: ['mldv2'] },
        { claims: ['router', 'mldv2'] },
        { actions: ['reset', 'ping'] },
        { testbed: twoLinks },
        { profiles: ['kame'] },
      ),
      all,
      new Map(),
    );
    expect(Object.fromEntries(planned.skips)).to.deep.equal({
      'not claimed: mldv2': ['a.b.t1', 'a.b.t2'],
      'no action: ping': ['a.b.t3'],
      'no link1: testbed "router, two links"': ['a.b.t4'],
      'not for profile current': ['a.b.t5'],
    });
    expect(planLine(planned, 1)).to.match(/^6 tests, 5 will skip \(2 not claimed: mldv2; /);
  });

  it('leaves out what takes longer than a run may wait, and does not name it among the longest', () => {
    const both = tests({ lasts: hours(1) }, { lasts: hours(2) }, {});
    const waits = new Map(both.map(({ id, lasts = ZERO }) => [id, lasts]));
    const within = (realTime?: { longest: Duration }) =>
      plan(both, { claims: new Set(), actions: undefined, links: undefined, profile: 'current', ...(realTime && { realTime }) }, waits);
    const left = (realTime?: { longest: Duration }) => Object.fromEntries(within(realTime).skips);
    expect(left({ longest: ZERO })).to.deep.equal({ 'take minutes to days: --longest runs them': ['a.b.t0', 'a.b.t1'] });
    expect(left({ longest: hours(1) })).to.deep.equal({ 'longer than --longest 1h': ['a.b.t1'] });
    expect(left()).to.deep.equal({});
    expect(planLine(within({ longest: ZERO }), 1)).to.match(/^3 tests, 2 will skip \(2 take minutes to days: --longest runs them\), /);
    expect(planText(within({ longest: hours(1) }), 1))
      .to.contain('a.b.t0')
      .and.not.contain('a.b.t1');
  });

  it('foresees which testbeds do not fit what a device claims; one that is made for the run fits both', () => {
    const both = tests({ testbed: processingHopByHop }, { testbed: ignoringHopByHop });
    const skips = (claims: readonly string[], realTime: boolean) =>
      Object.fromEntries(
        plan(
          both,
          {
            claims: new Set(claims),
            actions: undefined,
            links: undefined,
            profile: 'current',
            ...(realTime && { realTime: { longest: ZERO } }),
          },
          new Map(),
        ).skips,
      );
    expect(skips([], true)).to.deep.equal({ 'the device does not claim hop-by-hop-in-transit': ['a.b.t0'] });
    expect(skips(['hop-by-hop-in-transit'], true)).to.deep.equal({ 'the device claims hop-by-hop-in-transit': ['a.b.t1'] });
    expect(skips([], false)).to.deep.equal({});
  });

  it('adds up the waiting of what will run, also for several at once', () => {
    const three = tests({}, {}, {}, { claims: ['mldv2'] });
    const waits = new Map(three.map(({ id }, i) => [id, [minutes(2), minutes(1), minutes(1), minutes(9)][i] ?? ZERO]));
    expect(planLine(plan(three, all, waits), 1)).to.equal("4 tests, 1 will skip (1 not claimed: mldv2), 4 min of the RFCs' own timers");
    expect(planLine(plan(three, all, waits), 2)).to.match(/4 min of the RFCs' own timers, 2 min with 2 at once$/);
    expect(planText(plan(three, all, waits), 1)).to.contain('wait       2 min  a.b.t0');
  });
});

describe('the split over several processes', () => {
  const costs = (parts: readonly (readonly Duration[])[]): readonly number[] =>
    parts.map((part) => part.reduce((a, b) => a + b, 0)).sort((a, b) => a - b);

  it('evens the waiting out and loses nothing', () => {
    const waits = [9, 1, 8, 2, 7, 3, 6, 4].map(seconds);
    const parts = partition(waits, 2, (wait) => wait);
    expect(costs(parts)).to.deep.equal([seconds(20), seconds(20)]);
    expect(parts.flat()).to.have.length(8);
  });

  it('makes no empty part', () => {
    expect(partition([seconds(1)], 8, (wait) => wait)).to.have.length(1);
    expect(partition([], 8, (wait: Duration) => wait)).to.deep.equal([]);
  });
});
