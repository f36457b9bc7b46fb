import { expect } from 'chai';
import fc from 'fast-check';
import { drive } from '../../engine/drive.js';
import { address } from '../../net/address.js';
import { inSeconds, seconds } from '../../time.js';
import { INFINITY, RIPNG_CONSTANTS } from './constants.js';
import { learnedRoute, type Offer } from './learned-route.js';

const ROUTER = address('fe80::1');
const OTHER = address('fe80::2');
const offer = (metric: number, over: Partial<Offer> = {}): Offer => ({
  metric,
  routeTag: 0,
  nextHop: ROUTER,
  interfaceName: 'a',
  ...over,
});
const other = (metric: number): Offer => offer(metric, { nextHop: OTHER });

const route = (first: Offer, switchToEqualMetric = true) =>
  drive(learnedRoute(first), { variables: { constants: RIPNG_CONSTANTS, switchToEqualMetric } });
type Driven = ReturnType<typeof route>;
const changesOf = (driven: Driven): readonly string[] => driven.events().map(({ at, name }) => `${inSeconds(at as never)} ${name}`);

describe('learnedRoute, RFC 2080 section 2.3', () => {
  it('is there at once', () => expect(changesOf(route(offer(3)))).to.deep.equal(['0 changed']));

  it('is unreachable 180 s after the last offer, and forgotten 120 s later', () => {
    const driven = route(offer(3));
    driven.advance(seconds(170));
    driven.receive(offer(3));
    driven.advance(seconds(179));
    expect(driven.state.metric).to.equal(3);
    driven.advance(seconds(500));
    expect(changesOf(driven)).to.deep.equal(['0 changed', '350 changed', '470 deleted']);
    expect(driven.state.metric).to.equal(INFINITY);
    expect(driven.pendingTimers()).to.equal(0);
  });

  it('comes back when it is offered while it is being deleted, by whom ever', () => {
    const driven = route(offer(3));
    driven.receive(offer(INFINITY));
    driven.advance(seconds(60));
    driven.receive(other(9));
    driven.advance(seconds(170));
    expect(driven.state).to.include({ metric: 9, nextHop: OTHER });
    expect(changesOf(driven)).to.deep.equal(['0 changed', '0 changed', '60 changed']);
  });

  it('is deleted no later when it is said to be unreachable again', () => {
    const driven = route(offer(3));
    for (let i = 0; i < 6; i++) {
      driven.receive(offer(INFINITY));
      driven.advance(seconds(20));
    }
    expect(changesOf(driven)).to.deep.equal(['0 changed', '0 changed', '120 deleted']);
  });

  it('is unreachable when its interface goes down', () => {
    const driven = route(offer(3));
    driven.command({ kind: 'withdraw' });
    driven.command({ kind: 'withdraw' });
    expect(driven.state.metric).to.equal(INFINITY);
    expect(changesOf(driven)).to.deep.equal(['0 changed', '0 changed']);
  });
});

describe('learnedRoute, RFC 2080 section 2.4.2', () => {
  const cases: readonly (readonly [what: string, heard: Offer, metric: number, changed: boolean])[] = [
    ['a lower metric of the same router', offer(2), 2, true],
    ['a higher metric of the same router', offer(9), 9, true],
    ['infinity of the same router', offer(INFINITY), INFINITY, true],
    ['the same metric of the same router', offer(5), 5, false],
    ['another route tag of the same router', offer(5, { routeTag: 7 }), 5, true],
    ['a lower metric of another router', other(2), 2, true],
    ['the same metric of another router', other(5), 5, false],
    ['a higher metric of another router', other(9), 5, false],
    ['infinity of another router', other(INFINITY), 5, false],
    ['a higher metric of the same address on another link', offer(9, { interfaceName: 'b' }), 5, false],
  ];
  for (const [what, heard, metric, changed] of cases)
    it(`${what} ${changed ? 'counts' : 'changes nothing'}`, () => {
      const driven = route(offer(5));
      driven.advance(seconds(10));
      driven.receive(heard);
      expect(driven.state.metric).to.equal(metric);
      expect(changesOf(driven)).to.deep.equal(changed ? ['0 changed', '10 changed'] : ['0 changed']);
    });

  for (const [age, doesSwitch, taken] of [
    [89, true, false],
    [90, true, true],
    [90, false, false],
  ] as const)
    it(`${taken ? 'moves' : 'does not move'} to a router as good after ${age} s (switchToEqualMetric ${doesSwitch})`, () => {
      const driven = route(offer(5), doesSwitch);
      driven.advance(seconds(age));
      driven.receive(other(5));
      expect(driven.state.nextHop).to.equal(taken ? OTHER : ROUTER);
    });

  it('never holds a metric out of range, nor a timer after its end', () => {
    const steps = fc.array(
      fc.record({ wait: fc.integer({ min: 0, max: 200 }), metric: fc.integer({ min: 1, max: INFINITY }), isOther: fc.boolean() }),
    );
    fc.assert(
      fc.property(steps, (inputs) => {
        const driven = route(offer(1));
        for (const { wait, metric, isOther } of inputs) {
          driven.advance(seconds(wait));
          if (driven.events().some(({ name }) => name === 'deleted')) break;
          driven.receive(isOther ? other(metric) : offer(metric));
          expect(driven.state.metric).to.be.within(1, INFINITY);
          expect(driven.pendingTimers()).to.equal(1);
        }
        driven.advance(seconds(301));
        expect(driven.events().filter(({ name }) => name === 'deleted')).to.have.length(1);
        expect(driven.pendingTimers()).to.equal(0);
      }),
    );
  });
});
