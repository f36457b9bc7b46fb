import { expect } from 'chai';
import fc from 'fast-check';
import { drive } from '../../engine/drive.js';
import { address } from '../../net/address.js';
import { inSeconds, seconds } from '../../time.js';
import type { Behaviour } from '../../ipv6/behaviour.js';
import { INFINITY, RIPNG_CONSTANTS } from './constants.js';
import { RIPNG_FEATURES } from './defaults.js';
import type { RipngFeatures } from './features.js';
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

const route = (first: Offer, features: Partial<RipngFeatures> = {}, behaviour: Behaviour = 'current') =>
  drive(learnedRoute(first), { variables: { constants: RIPNG_CONSTANTS, features: { ...RIPNG_FEATURES[behaviour], ...features } } });
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
      const driven = route(offer(5), { switchToEqualMetric: doesSwitch });
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

describe('learnedRoute as route6d has it', () => {
  const look = (driven: Driven, at: number): void => {
    driven.advance(seconds(at - inSeconds(driven.now() as never)));
    driven.command({ kind: 'look-at-age' });
  };

  it('is lost, and deleted, when its age is looked at, without a word before', () => {
    const driven = route(offer(3), {}, 'kame');
    for (const at of [180, 215, 300, 301]) look(driven, at);
    expect(changesOf(driven)).to.deep.equal(['0 changed', '215 changed', '301 deleted']);
    expect(driven.events().map((event) => event.name === 'changed' && event.triggers)).to.deep.equal([true, false, false]);
    expect(driven.pendingTimers()).to.equal(0);
  });

  it('is deleted 300 seconds after its router called it unreachable', () => {
    const driven = route(offer(3), {}, 'kame');
    driven.receive(offer(INFINITY));
    for (const at of [130, 200, 300, 310]) look(driven, at);
    expect(changesOf(driven)).to.deep.equal(['0 changed', '0 changed', '310 deleted']);
  });

  it('can restart the timeout for that by the clock, too', () => {
    const driven = route(offer(3), { poisonRestartsTimeout: true });
    driven.receive(offer(INFINITY));
    driven.advance(seconds(400));
    expect(changesOf(driven).slice(2)).to.deep.equal(['180 changed', '300 deleted']);
  });

  it('is deleted 120 seconds after it was withdrawn', () => {
    const driven = route(offer(3), {}, 'kame');
    driven.command({ kind: 'withdraw' });
    for (const at of [119, 121]) look(driven, at);
    expect(changesOf(driven)).to.deep.equal(['0 changed', '0 changed', '121 deleted']);
    expect(driven.state.isWithdrawn).to.equal(true);
  });

  it('is withdrawn from use though it is lost already', () => {
    const driven = route(offer(3), {}, 'kame');
    driven.receive(offer(INFINITY));
    driven.command({ kind: 'withdraw' });
    driven.command({ kind: 'withdraw' });
    expect(changesOf(driven)).to.have.length(3);
    driven.receive(offer(2));
    expect(driven.state).to.not.have.property('isWithdrawn');
  });

  it('keeps its tag as long as its router', () => {
    const driven = route(offer(5, { routeTag: 1 }), {}, 'kame');
    driven.receive(offer(5, { routeTag: 2 }));
    driven.receive(offer(4, { routeTag: 2 }));
    expect([driven.state.routeTag, changesOf(driven)]).to.deep.equal([1, ['0 changed', '0 changed']]);
    driven.receive({ ...other(3), routeTag: 3 });
    expect(driven.state.routeTag).to.equal(3);
  });

  it('changes to a router as good without triggering an update', () => {
    const driven = route(offer(5), {}, 'kame');
    driven.advance(seconds(91));
    driven.receive(other(5));
    expect(driven.events().at(-1)).to.include({ name: 'changed', triggers: false });
  });
});
