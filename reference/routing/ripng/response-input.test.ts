import { expect } from 'chai';
import fc from 'fast-check';
import { address, addressFromOctets, formatAddress } from '../../net/address.js';
import { formatPrefix } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import type { RouteTableEntry } from '../../wire/ripng.js';
import { ALL_RIP_ROUTERS, INFINITY } from './constants.js';
import { RIPNG_FEATURES } from './defaults.js';
import { isAcceptable, offersOf, type ResponseArrival } from './response-input.js';
import type { RipngFeatures } from './features.js';
import type { RipngInterfaceSettings } from './settings.js';

const ARRIVAL: ResponseArrival = {
  source: address('fe80::1'),
  sourcePort: 521,
  destination: ALL_RIP_ROUTERS,
  hopLimit: 255,
  interfaceName: 'a',
  isOwn: false,
};
const SETTINGS: RipngInterfaceSettings = { cost: 1, splitHorizon: 'off', listens: true, speaks: true };
const FEATURES: RipngFeatures = RIPNG_FEATURES.current;

describe('isAcceptable, RFC 2080 section 2.4.2', () => {
  const cases: readonly (readonly [string, Partial<ResponseArrival>, Partial<RipngInterfaceSettings>, string | undefined])[] = [
    ['a regular update', {}, {}, undefined],
    ['another port', { sourcePort: 522 }, {}, 'ripng-source-port'],
    ['a global source', { source: address('2001:db8::1') }, {}, 'ripng-source'],
    ['an own address', { isOwn: true }, {}, 'ripng-own-source'],
    ['hop limit 254', { hopLimit: 254 }, {}, 'ripng-hop-limit'],
    ['hop limit 254, unicast', { hopLimit: 254, destination: address('fe80::2') }, {}, undefined],
    ['a neighbour on the list', {}, { acceptsFrom: [address('fe80::1')] }, undefined],
    ['a neighbour not on the list', {}, { acceptsFrom: [address('fe80::9')] }, 'ripng-neighbor'],
    ['a neighbour that is refused', {}, { refusesFrom: [address('fe80::9'), address('fe80::1')] }, 'ripng-neighbor'],
    ['a neighbour beside one that is refused', {}, { refusesFrom: [address('fe80::9')] }, undefined],
    ['a neighbour on both lists', {}, { acceptsFrom: [address('fe80::1')], refusesFrom: [address('fe80::1')] }, 'ripng-neighbor'],
  ];
  for (const [what, arrival, settings, reason] of cases)
    it(`${what}: ${reason ?? 'accepted'}`, () => {
      const refused: string[] = [];
      const refuse = (why: string): boolean => refused.push(why) > 0;
      expect(isAcceptable({ ...ARRIVAL, ...arrival }, { ...SETTINGS, ...settings }, FEATURES, refuse)).to.equal(reason === undefined);
      expect(refused).to.deep.equal(reason === undefined ? [] : [reason]);
    });
});

it('isAcceptable takes any hop limit where it is not to be looked at', () => {
  const refuse = (why: string): boolean => why !== '';
  const takes = (checkHopLimit: boolean): boolean =>
    isAcceptable({ ...ARRIVAL, hopLimit: 64 }, SETTINGS, { ...FEATURES, checkHopLimit }, refuse);
  expect([takes(true), takes(false)]).to.deep.equal([false, true]);
});

const entry = (text: string, prefixLength: number, metric = 3): RouteTableEntry => ({
  prefix: address(text),
  routeTag: 0,
  prefixLength,
  metric,
});
const nextHop = (text: string): RouteTableEntry => ({ prefix: address(text), routeTag: 0xffff, prefixLength: 77, metric: 255 });

function heard(entries: readonly RouteTableEntry[], settings: Partial<RipngInterfaceSettings> = {}, features: Partial<RipngFeatures> = {}) {
  const refused: string[] = [];
  const refuse = (why: string): boolean => refused.push(why) > 0;
  const offers = offersOf(entries, ARRIVAL, { ...SETTINGS, ...settings }, { ...FEATURES, ...features }, refuse);
  const routes = offers.map((one) => `${formatPrefix(one.prefix)} ${one.offer.metric} ${formatAddress(one.offer.nextHop)}`);
  return { routes, refused };
}

describe('offersOf, RFC 2080 section 2.4.2', () => {
  const GOOD = entry('2001:db8::', 32);
  const bad: readonly (readonly [RouteTableEntry, string])[] = [
    [entry('2001:db8::', 129), 'ripng-entry-prefix-length'],
    [entry('2001:db8::', 32, 0), 'ripng-entry-metric'],
    [entry('2001:db8::', 32, 17), 'ripng-entry-metric'],
    [entry('2001:db8::', 32, 254), 'ripng-entry-metric'],
    [entry('ff0e::', 16), 'ripng-entry-prefix'],
    [entry('fe80::', 64), 'ripng-entry-prefix'],
    [entry('fe80::1', 128), 'ripng-entry-prefix'],
    [entry('::1', 128), 'ripng-entry-prefix'],
  ];
  for (const [wrong, reason] of bad)
    it(`passes over ${formatAddress(wrong.prefix)}/${wrong.prefixLength} metric ${wrong.metric}, and reads on`, () =>
      expect(heard([wrong, GOOD])).to.deep.equal({ routes: ['2001:db8::/32 4 fe80::1'], refused: [reason] }));

  it('adds the cost of the network, up to infinity', () => {
    expect(heard([entry('2001:db8::', 32, 15)], { cost: 1 }).routes).to.deep.equal(['2001:db8::/32 16 fe80::1']);
    expect(heard([entry('2001:db8::', 32, 9)], { cost: 10 }).routes).to.deep.equal([`2001:db8::/32 ${INFINITY} fe80::1`]);
  });

  it('takes any prefix of length 0 for the default route, and clears bits beyond a length', () =>
    expect(heard([entry('::1', 0), entry('ff00::', 0), entry('2001:db8::abcd', 64)]).routes).to.deep.equal([
      '::/0 4 fe80::1',
      '::/0 4 fe80::1',
      '2001:db8::/64 4 fe80::1',
    ]));

  it('heeds next hops up to the next one, and takes those that are not link-local for the sender (section 2.1.1)', () => {
    const entries = [GOOD, nextHop('fe80::a'), GOOD, nextHop('2001:db8::9'), GOOD, nextHop('fe80::b'), GOOD, nextHop('::'), GOOD];
    const via = ['fe80::1', 'fe80::a', 'fe80::1', 'fe80::b', 'fe80::1'];
    expect(heard(entries).routes).to.deep.equal(via.map((hop) => `2001:db8::/32 4 ${hop}`));
    expect(heard(entries, {}, { heedNextHops: false }).routes).to.deep.equal(via.map(() => '2001:db8::/32 4 fe80::1'));
  });

  it('lets in what the filters let pass', () =>
    expect(heard([GOOD, entry('2001:db9::', 32)], { accepts: [{ prefix: prefix('2001:db8::/32') }] })).to.deep.equal({
      routes: ['2001:db8::/32 4 fe80::1'],
      refused: ['ripng-entry-filtered'],
    }));

  it('exchanges site-local prefixes only where it is to', () => {
    expect(heard([entry('fec0:1::', 32)]).routes).to.have.length(1);
    expect(heard([entry('fec0:1::', 32)], {}, { exchangeSiteLocal: false }).refused).to.deep.equal(['ripng-entry-site-local']);
  });

  it('offers nothing out of range, whatever the entries', () => {
    const anyEntry = fc.record({
      prefix: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(addressFromOctets),
      routeTag: fc.nat(0xffff),
      prefixLength: fc.nat(255),
      metric: fc.nat(255),
    });
    fc.assert(
      fc.property(fc.array(anyEntry), fc.integer({ min: 1, max: 15 }), (entries, cost) => {
        for (const { offer } of offersOf(entries, ARRIVAL, { ...SETTINGS, cost }, FEATURES, () => true))
          expect(offer.metric).to.be.within(cost + 1 > INFINITY ? INFINITY : cost + 1, INFINITY);
      }),
    );
  });
});
