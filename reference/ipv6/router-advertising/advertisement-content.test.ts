import { expect } from 'chai';
import { address } from '../../net/address.js';
import { linkLayerAddress } from '../../net/link-layer-address.js';
import { prefix } from '../../net/test-prefix.js';
import { milliseconds, seconds, ZERO, type Duration } from '../../time.js';
import { frame } from '../../wire/frame.js';
import { ipv6 } from '../../wire/ipv6.js';
import { routerAdvertisement, type RouterAdvertisementDraft } from '../../wire/nd.js';
import { FEATURES } from '../behaviour.js';
import { IPV6_CONSTANTS } from '../constants.js';
import { advertisements, finalAdvertisement } from './advertisement-content.js';
import type { AdvertisingConfiguration } from './advertising-configuration.js';
import { advertisingVariables } from './advertising-variables.js';

const MAC = linkLayerAddress([2, 0, 0, 0, 0, 1]);
const GLOBAL = prefix('2001:db8::/64');

function variables(given: AdvertisingConfiguration) {
  const checked = advertisingVariables(given, { features: FEATURES.current, constants: IPV6_CONSTANTS });
  if (!checked.ok) throw new Error(JSON.stringify(checked.error));
  return checked.value;
}

function sent(given: AdvertisingConfiguration, age: Duration = ZERO, linkMtu = 1500): readonly RouterAdvertisementDraft[] {
  const of = variables(given);
  return advertisements(of, { linkLayerAddress: MAC, prefixes: of.advPrefixList ?? [], age, linkMtu });
}

const whole = (given: AdvertisingConfiguration, age?: Duration): RouterAdvertisementDraft => {
  const parts = sent(given, age);
  expect(parts).to.have.length(1);
  return parts[0] as RouterAdvertisementDraft;
};
const kinds = ({ options = [] }: RouterAdvertisementDraft): readonly string[] => options.map((option) => option.kind ?? '');
const octetsOf = (draft: RouterAdvertisementDraft): number =>
  frame(ipv6({ source: address('fe80::1'), destination: address('ff02::1') }), routerAdvertisement(draft)).packet.length;

describe('content of Router Advertisements', () => {
  it('is the default of every variable, and the link-layer address', () => {
    const { options, ...fields } = whole({});
    expect(fields).to.deep.equal({
      curHopLimit: 64,
      managed: false,
      other: false,
      homeAgent: false,
      preference: 0,
      routerLifetime: 1800,
      reachableTime: 0,
      retransTimer: 0,
    });
    expect(options?.map(({ kind }) => kind)).to.deep.equal(['sourceLinkLayerAddress']);
  });

  it('is every option that is configured, once', () => {
    const draft = whole({
      advLinkMtu: 1400,
      advIntervalOption: true,
      advHomeAgentFlag: true,
      advHomeAgentInformation: { preference: 3 },
      advPrefixList: [{ prefix: prefix('2001:db8:1::/64') }, { prefix: GLOBAL, routerAddress: address('2001:db8::1') }],
      advRouteList: [{ prefix: prefix('2001:db8:f000::/48'), preference: 'low' }],
      advRdnssList: [{ addresses: [address('2001:db8::53')] }],
      advDnsslList: [{ names: ['example.org'] }],
      advCaptivePortal: 'https://example.org/api',
      advPref64List: [{ prefix: prefix('64:ff9b::/96'), lifetime: seconds(9) }],
    });
    expect(kinds(draft)).to.deep.equal([
      'sourceLinkLayerAddress',
      'homeAgentInformation',
      'prefixInformation',
      'mtu',
      'prefixInformation',
      'advertisementInterval',
      'routeInformation',
      'rdnss',
      'dnssl',
      'captivePortal',
      'pref64',
    ]);
    expect(draft.options?.[2]).to.include({ routerAddress: true });
    expect(draft.options?.[5]).to.include({ interval: 600_000 });
    expect(draft.options?.[6]).to.include({ prefixLength: 48, preference: 3, routeLifetime: 1800 });
    expect(draft.options?.[10]).to.include({ prefixLengthCode: 0, scaledLifetime: 2 });
  });

  it('leaves out a home agent’s information that says nothing new', () => {
    const prefixes = [{ prefix: GLOBAL, routerAddress: address('2001:db8::1') }];
    expect(kinds(whole({ advHomeAgentFlag: true, advHomeAgentInformation: {}, advPrefixList: prefixes }))).not.to.include(
      'homeAgentInformation',
    );
  });

  it('has no preference without a router lifetime', () => {
    expect(whole({ advDefaultPreference: 'low' })).to.include({ preference: 3 });
    expect(whole({ advDefaultPreference: 'low', advDefaultLifetime: seconds(0) })).to.include({ preference: 0, routerLifetime: 0 });
  });

  it('counts lifetimes down where they are to end at a time', () => {
    const entry = { prefix: GLOBAL, advValidLifetime: seconds(100), advPreferredLifetime: seconds(50) };
    const at = (age: number, decrements: { validDecrements?: boolean; preferredDecrements?: boolean }) => {
      const option = whole({ advPrefixList: [{ ...entry, ...decrements }] }, milliseconds(age)).options?.[1];
      return option?.kind === 'prefixInformation' ? [option.validLifetime, option.preferredLifetime] : [];
    };
    expect(at(10_000, {})).to.deep.equal([100, 50]);
    expect(at(9_500, { validDecrements: true, preferredDecrements: true })).to.deep.equal([91, 41]);
    expect(at(70_000, { validDecrements: true, preferredDecrements: true })).to.deep.equal([30, 0]);
    expect(at(70_000, { validDecrements: true })).to.deep.equal([30, 30]);
    expect(at(500_000, { validDecrements: true, preferredDecrements: true })).to.deep.equal([0, 0]);
  });

  it('sends only as much of a route as its length asks for', () => {
    const lengths = [0, 48, 64, 65, 128].map((length) => {
      const option = whole({ advRouteList: [{ prefix: prefix(`::/${length}`) }] }).options?.[1];
      return option?.kind === 'routeInformation' ? option.prefix?.length : undefined;
    });
    expect(lengths).to.deep.equal([0, 8, 8, 16, 16]);
  });

  it('is divided when it would exceed the link MTU, and nothing is lost or doubled', () => {
    const advPrefixList = Array.from({ length: 100 }, (_, i) => ({ prefix: prefix(`2001:db8:0:${(i + 1).toString(16)}::/64`) }));
    for (const linkMtu of [1280, 1500]) {
      const parts = sent({ advPrefixList, advLinkMtu: 1280 }, ZERO, linkMtu);
      expect(parts.length).to.be.above(1);
      for (const part of parts) {
        expect(octetsOf(part)).to.be.at.most(linkMtu);
        expect(part).to.include({ routerLifetime: 1800 });
        expect(kinds(part)[0]).to.equal('sourceLinkLayerAddress');
      }
      const prefixes = parts.flatMap(({ options = [] }) =>
        options.flatMap((option) => (option.kind === 'prefixInformation' ? [String(option.prefix)] : [])),
      );
      expect(prefixes).to.deep.equal(advPrefixList.map((one) => String(one.prefix.address)));
      expect(octetsOf(parts[0] as RouterAdvertisementDraft)).to.be.above(linkMtu - 32);
    }
  });

  it('has the router address of a home agent in each part', () => {
    const home = { prefix: GLOBAL, routerAddress: address('2001:db8::1') };
    const others = Array.from({ length: 60 }, (_, i) => ({ prefix: prefix(`2001:db8:0:${(i + 1).toString(16)}::/64`) }));
    const parts = sent({ advHomeAgentFlag: true, advHomeAgentInformation: { preference: 1 }, advPrefixList: [...others, home] });
    expect(parts.length).to.be.above(1);
    for (const part of parts) {
      expect(kinds(part).slice(0, 3)).to.deep.equal(['sourceLinkLayerAddress', 'homeAgentInformation', 'prefixInformation']);
      expect(part.options?.[2]).to.include({ routerAddress: true });
    }
  });

  it('takes back the router and its routes at the end', () => {
    const of = variables({
      advManagedFlag: true,
      advDefaultPreference: 'high',
      advPrefixList: [{ prefix: GLOBAL }],
      advRouteList: [{ prefix: prefix('2001:db8:f000::/48'), preference: 'high' }],
    });
    const last = finalAdvertisement(of, { linkLayerAddress: MAC });
    expect(last).to.include({ routerLifetime: 0, preference: 0, managed: true });
    expect(kinds(last)).to.deep.equal(['sourceLinkLayerAddress', 'routeInformation']);
    expect(last.options?.[1]).to.include({ routeLifetime: 0, preference: 1 });
  });
});
