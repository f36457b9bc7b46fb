import { expect } from 'chai';
import { address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { milliseconds, seconds } from '../../time.js';
import { advertisingSettings } from './config.js';

const problems = (input: unknown): readonly string[] => {
  const parsed = advertisingSettings.safeParse(input);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};

describe('advertising in a file', () => {
  it('needs nothing', () => expect(advertisingSettings.parse({})).to.deep.equal({}));

  it('takes the variables of RFC 4861 section 6.2.1 and the options of other RFCs', () => {
    const settings = advertisingSettings.parse({
      advSendAdvertisements: true,
      maxRtrAdvInterval: '10 s',
      minRtrAdvInterval: '3 s',
      advManagedFlag: true,
      advLinkMtu: 1400,
      advReachableTime: '30000 ms',
      advCurHopLimit: 32,
      advDefaultLifetime: '30 s',
      advDefaultPreference: 'high',
      advPrefixList: [{ prefix: '2001:db8::/64', advValidLifetime: 'infinite', advPreferredLifetime: '1 h', advOnLinkFlag: false }],
      advRouteList: [{ prefix: '2001:db8:1::/48', preference: 'low', lifetime: '100 s' }],
      advRdnssList: [{ addresses: ['2001:db8::53'] }],
      advDnsslList: [{ names: ['example.org'], lifetime: '60 s' }],
      advPref64List: [{ prefix: '64:ff9b::/96' }],
      advCaptivePortal: 'https://example.org/',
      advSolicitedUnicast: true,
    });
    expect(settings).to.deep.include({ maxRtrAdvInterval: seconds(10), advReachableTime: milliseconds(30_000), advLinkMtu: 1400 });
    expect(settings.advPrefixList).to.deep.equal([
      {
        prefix: prefixOf(address('2001:db8::'), 64),
        advValidLifetime: 'infinite',
        advPreferredLifetime: seconds(3600),
        advOnLinkFlag: false,
      },
    ]);
    expect(settings.advRouteList?.[0]).to.include({ preference: 'low', lifetime: seconds(100) });
  });

  const mistakes: readonly (readonly [what: string, input: object, told: string])[] = [
    ['a number without unit', { maxRtrAdvInterval: 600 }, 'maxRtrAdvInterval: Invalid input: expected string, received number'],
    [
      'a prefix with bits beyond its length',
      { advPrefixList: [{ prefix: '2001:db8::1/64' }] },
      'advPrefixList.0.prefix: "2001:db8::1/64" has bits set beyond its length; did you mean 2001:db8::/64?',
    ],
    ['the reserved preference', { advDefaultPreference: 'reserved' }, 'advDefaultPreference: Invalid option: expected one of'],
    ['a name that does not exist', { AdvLinkMTU: 1500 }, ': Unrecognized key: "AdvLinkMTU"'],
  ];
  for (const [what, input, told] of mistakes)
    it(`refuses ${what}, and says where`, () => expect(problems(input).join('\n')).to.contain(told));
});
