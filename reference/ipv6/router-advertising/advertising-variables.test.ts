import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../../net/address.js';
import { prefix } from '../../net/test-prefix.js';
import { microseconds, milliseconds, seconds } from '../../time.js';
import { FEATURES, type Behaviour, type Features } from '../behaviour.js';
import { IPV6_CONSTANTS } from '../constants.js';
import { inOneLine } from './advertising-bounds.js';
import type { AdvertisingConfiguration } from './advertising-configuration.js';
import { advertisingVariables } from './advertising-variables.js';

const GLOBAL = prefix('2001:db8::/64');

const checked = (given: AdvertisingConfiguration, behaviour: Behaviour = 'current', features: Partial<Features> = {}) =>
  advertisingVariables(given, { features: { ...FEATURES[behaviour], ...features }, constants: IPV6_CONSTANTS });

function variables(given: AdvertisingConfiguration) {
  const result = checked(given);
  if (!result.ok) throw new Error(result.error.map(inOneLine).join('; '));
  return result.value;
}

/** What is complained of, as paths. */
const complaints = (given: AdvertisingConfiguration, behaviour: Behaviour = 'current'): readonly string[] => {
  const result = checked(given, behaviour);
  return result.ok ? [] : result.error.map(({ path }) => path.join('.'));
};

describe('advertising variables', () => {
  it('have the defaults of RFC 4861 section 6.2.1', () => {
    const { advSendAdvertisements, maxRtrAdvInterval, minRtrAdvInterval, advDefaultLifetime, advCurHopLimit, ...rest } = variables({});
    expect({ advSendAdvertisements, maxRtrAdvInterval, minRtrAdvInterval, advDefaultLifetime, advCurHopLimit }).to.deep.equal({
      advSendAdvertisements: false,
      maxRtrAdvInterval: seconds(600),
      minRtrAdvInterval: seconds(198),
      advDefaultLifetime: seconds(1800),
      advCurHopLimit: 64,
    });
    expect(rest).to.include({ advManagedFlag: false, advOtherConfigFlag: false, advLinkMtu: 0, advReachableTime: 0, advRetransTimer: 0 });
    expect(variables({ advPrefixList: [{ prefix: GLOBAL }] }).advPrefixList?.[0]).to.include({
      advValidLifetime: seconds(2_592_000),
      advPreferredLifetime: seconds(604_800),
      advOnLinkFlag: true,
      advAutonomousFlag: true,
    });
  });

  it('take the other lifetimes from MaxRtrAdvInterval', () => {
    const of = variables({
      maxRtrAdvInterval: seconds(100),
      advRouteList: [{ prefix: GLOBAL }],
      advRdnssList: [{ addresses: [address('2001:db8::53')] }],
      advDnsslList: [{ names: ['example.org'] }],
      advPref64List: [{ prefix: prefix('64:ff9b::/96') }],
    });
    const lifetimes = [of.advRouteList, of.advRdnssList, of.advDnsslList, of.advPref64List].map(([one]) => one?.lifetime);
    expect(lifetimes).to.deep.equal(Array.from({ length: 4 }, () => seconds(300)));
  });

  it('never give MinRtrAdvInterval a default that breaks its bounds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4_000, max: 65_535_000 }), (maxMs) => {
        const given = { maxRtrAdvInterval: milliseconds(maxMs), advDefaultLifetime: seconds(65_535) };
        const { minRtrAdvInterval } = variables(given);
        expect(minRtrAdvInterval).to.be.within(seconds(3), milliseconds(maxMs) * 0.75 + 1);
      }),
    );
  });

  const refused: readonly (readonly [string, AdvertisingConfiguration])[] = [
    ['maxRtrAdvInterval', { maxRtrAdvInterval: seconds(3.999) }],
    ['maxRtrAdvInterval', { maxRtrAdvInterval: seconds(65_536), advDefaultLifetime: seconds(0) }],
    ['minRtrAdvInterval', { maxRtrAdvInterval: seconds(10), minRtrAdvInterval: seconds(2.999) }],
    ['minRtrAdvInterval', { maxRtrAdvInterval: seconds(10), minRtrAdvInterval: seconds(7.501) }],
    ['advDefaultLifetime', { maxRtrAdvInterval: seconds(10), advDefaultLifetime: seconds(9) }],
    ['advDefaultLifetime', { advDefaultLifetime: seconds(65_536) }],
    ['advReachableTime', { advReachableTime: milliseconds(3_600_001) }],
    ['advReachableTime', { advReachableTime: microseconds(1) }],
    ['advLinkMtu', { advLinkMtu: 1_279 }],
    ['advLinkMtu', { advLinkMtu: 1_501 }],
    ['advCurHopLimit', { advCurHopLimit: 256 }],
    ['advPrefixList.0.prefix', { advPrefixList: [{ prefix: prefix('fe80::/64') }] }],
    ['advPrefixList.0.prefix', { advPrefixList: [{ prefix: prefix('ff02::/64') }] }],
    ['advPrefixList.1.prefix', { advPrefixList: [{ prefix: GLOBAL }, { prefix: GLOBAL }] }],
    ['advPrefixList.0.advPreferredLifetime', { advPrefixList: [{ prefix: GLOBAL, advValidLifetime: seconds(10) }] }],
    ['advPrefixList.0.advPreferredLifetime', { advPrefixList: [{ prefix: GLOBAL, advPreferredLifetime: 'infinite' }] }],
    ['advPrefixList.0.advValidLifetime', { advPrefixList: [{ prefix: GLOBAL, advValidLifetime: seconds(0xffff_ffff) }] }],
    ['advPrefixList.0.routerAddress', { advPrefixList: [{ prefix: GLOBAL, routerAddress: address('2001:db9::1') }] }],
    ['advRouteList', { advRouteList: Array.from({ length: 18 }, (_, i) => ({ prefix: prefix(`2001:db8:${i + 1}::/48`) })) }],
    ['advRouteList.1.prefix', { advRouteList: [{ prefix: GLOBAL }, { prefix: GLOBAL, preference: 'high' }] }],
    ['advRdnssList.0.addresses', { advRdnssList: [{ addresses: [] }] }],
    ['advRdnssList.0.addresses', { advRdnssList: [{ addresses: [address('ff02::1')] }] }],
    ['advDnsslList.0.names', { advDnsslList: [{ names: ['example..org'] }] }],
    ['advDnsslList.0.names', { advDnsslList: [{ names: [`${'a'.repeat(64)}.org`] }] }],
    ['advHomeAgentFlag', { advHomeAgentFlag: true, advPrefixList: [{ prefix: GLOBAL }] }],
    ['advHomeAgentInformation', { advHomeAgentInformation: { preference: 1 } }],
    ['advCaptivePortal', { advCaptivePortal: 'not a uri' }],
    ['advPref64List.0.prefix', { advPref64List: [{ prefix: prefix('64:ff9b::/80') }] }],
  ];
  for (const [i, [path, given]] of refused.entries())
    it(`refuse what is out of bounds: ${path} (${i + 1})`, () => expect(complaints(given)).to.deep.equal([path]));

  const accepted: readonly (readonly [string, AdvertisingConfiguration])[] = [
    ['the shortest intervals', { maxRtrAdvInterval: seconds(4), minRtrAdvInterval: seconds(3) }],
    ['the longest intervals', { maxRtrAdvInterval: seconds(65_535) }],
    ['three quarters', { maxRtrAdvInterval: seconds(10), minRtrAdvInterval: seconds(7.5) }],
    ['no default router', { advDefaultLifetime: seconds(0) }],
    ['a lifetime as long as the interval', { maxRtrAdvInterval: seconds(600), advDefaultLifetime: seconds(600) }],
    ['an hour of reachability', { advReachableTime: milliseconds(3_600_000) }],
    ['lifetimes without end', { advPrefixList: [{ prefix: GLOBAL, advValidLifetime: 'infinite', advPreferredLifetime: 'infinite' }] }],
    ['17 routes', { advRouteList: Array.from({ length: 17 }, (_, i) => ({ prefix: prefix(`2001:db8:${i + 1}::/48`) })) }],
  ];
  for (const [what, given] of accepted) it(`take ${what}`, () => expect(complaints(given)).to.deep.equal([]));

  it('keep the limits that RFC 8319 raised in the behaviour of the book', () => {
    expect(complaints({ maxRtrAdvInterval: seconds(1_801) }, 'book')).to.deep.equal(['maxRtrAdvInterval']);
    expect(complaints({ advDefaultLifetime: seconds(9_001) }, 'book')).to.deep.equal(['advDefaultLifetime']);
    expect(complaints({ maxRtrAdvInterval: seconds(1_800), advDefaultLifetime: seconds(9_000) }, 'book')).to.deep.equal([]);
  });

  it('can go beyond their bounds, but never beyond their fields, with the check off', () => {
    expect(checked({ maxRtrAdvInterval: seconds(1) }, 'current', { advertisingBounds: false }).ok).to.equal(true);
    expect(checked({ advCurHopLimit: 256 }, 'current', { advertisingBounds: false }).ok).to.equal(false);
  });

  it('say what is wrong, what is wanted, and where it is written', () => {
    const result = checked({ maxRtrAdvInterval: seconds(10), minRtrAdvInterval: seconds(8) });
    expect(result.ok ? [] : result.error.map(inOneLine)).to.deep.equal([
      'minRtrAdvInterval is 3 s to 0.75 times maxRtrAdvInterval, here 7.5 s, not 8 s (RFC 4861 section 6.2.1)',
    ]);
  });
});
