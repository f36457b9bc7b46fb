import { expect } from 'chai';
import { address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { milliseconds, seconds } from '../../time.js';
import { RouterAdvertisement, type RouterAdvertisementDraft } from '../../wire/nd.js';
import { mtu, prefixInformation, type NdOptionDraft } from '../../wire/nd-options.js';
import { FEATURES } from '../behaviour.js';
import { IPV6_CONSTANTS } from '../constants.js';
import type { AdvertisingConfiguration } from './advertising-configuration.js';
import { advertisingVariables } from './advertising-variables.js';
import { inconsistencies } from './consistency.js';

const PREFIX = prefixOf(address('2001:db8::'), 64);
const own: AdvertisingConfiguration = {
  advLinkMtu: 1400,
  advReachableTime: milliseconds(20_000),
  advRetransTimer: milliseconds(500),
  advPrefixList: [{ prefix: PREFIX, advValidLifetime: seconds(1000), advPreferredLifetime: seconds(500) }],
};
const pio = (validLifetime: number, preferredLifetime: number, prefix = PREFIX.address): NdOptionDraft =>
  prefixInformation({ prefix, validLifetime, preferredLifetime });
const same: RouterAdvertisementDraft = {
  curHopLimit: 64,
  reachableTime: 20_000,
  retransTimer: 500,
  options: [mtu(1400), pio(1000, 500)],
};

function found(theirs: RouterAdvertisementDraft, given: AdvertisingConfiguration = own, age = 0): readonly string[] {
  const checked = advertisingVariables(given, { features: FEATURES.current, constants: IPV6_CONSTANTS });
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  const received = RouterAdvertisement.decode(RouterAdvertisement.encode({ ...same, ...theirs }));
  if (!received.ok) throw new Error(received.error.path);
  const variables = checked.value;
  return inconsistencies({ variables, prefixes: variables.advPrefixList ?? [], age: seconds(age) }, received.value).map(({ what }) => what);
}

describe('consistency of Router Advertisements', () => {
  it('finds nothing in an advertisement that says the same', () => expect(found({})).to.deep.equal([]));

  it('finds each value that hosts would switch to and fro', () => {
    const theirs = { curHopLimit: 32, managed: true, other: true, reachableTime: 1, retransTimer: 1 };
    expect(found({ ...theirs, options: [mtu(1500), pio(999, 499)] })).to.deep.equal([
      'Cur Hop Limit',
      'M flag',
      'O flag',
      'Reachable Time',
      'Retrans Timer',
      'MTU',
      'valid lifetime of 2001:db8::/64',
      'preferred lifetime of 2001:db8::/64',
    ]);
  });

  it('takes no offence at what one of them leaves unspecified', () => {
    expect(found({ curHopLimit: 0, reachableTime: 0, retransTimer: 0, options: [] })).to.deep.equal([]);
    expect(found({ options: [mtu(1500)] }, { ...own, advLinkMtu: 0 })).to.deep.equal([]);
  });

  it('takes no offence at other prefixes', () => {
    expect(found({ options: [mtu(1400), pio(7, 7, address('2001:db8:1::'))] })).to.deep.equal([]);
  });

  it('takes no offence at router lifetimes and preferences: each router has its own', () => {
    expect(found({ routerLifetime: 9, preference: 3 })).to.deep.equal([]);
  });

  it('compares when lifetimes end, where they run down, but for the clock skew', () => {
    const [entry] = own.advPrefixList ?? [];
    const decrementing: AdvertisingConfiguration = {
      ...own,
      clockSkew: seconds(2),
      advPrefixList: entry ? [{ ...entry, validDecrements: true, preferredDecrements: true }] : [],
    };
    const differing = (valid: number, preferred: number) =>
      found({ options: [mtu(1400), pio(valid, preferred)] }, decrementing, 100).map((what) => what.split(' ')[0]);
    expect(differing(902, 398)).to.deep.equal([]);
    expect(differing(903, 397)).to.deep.equal(['valid', 'preferred']);
    expect(differing(1000, 500)).to.deep.equal(['valid', 'preferred']);
  });
});
