import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../../net/address.js';
import { prefix } from '../../net/test-prefix.js';
import { milliseconds, seconds } from '../../time.js';
import type { AdvertisingConfiguration } from './advertising-configuration.js';
import { misreadingInOneLine } from '../misreading.js';
import { advertisingFromRtadvdConf } from './rtadvd-conf.js';

function read(text: string, name = 'ef0'): AdvertisingConfiguration {
  const result = advertisingFromRtadvdConf(text);
  if (!result.ok) throw new Error(result.error.map((one) => misreadingInOneLine('conf', one)).join('\n'));
  const found = result.value.get(name);
  if (found === undefined) throw new Error(`no ${name} in ${[...result.value.keys()].join(', ')}`);
  return found;
}

const complaints = (text: string): readonly string[] => {
  const result = advertisingFromRtadvdConf(text);
  return result.ok ? [] : result.error.map((one) => misreadingInOneLine('conf', one));
};

describe('rtadvd.conf', () => {
  it('has the defaults of rtadvd in an empty record', () => {
    expect(read('ef0:\n')).to.deep.equal({
      advSendAdvertisements: true,
      maxRtrAdvInterval: seconds(600),
      minRtrAdvInterval: seconds(200),
      advManagedFlag: false,
      advOtherConfigFlag: false,
      advHomeAgentFlag: false,
      advDefaultPreference: 'medium',
      advCurHopLimit: 64,
      advDefaultLifetime: seconds(1800),
      advReachableTime: 0,
      advRetransTimer: 0,
      advLinkMtu: 0,
      clockSkew: 0,
      advSourceLinkLayerAddress: true,
    });
  });

  it('reads every capability', () => {
    const text = `
# The uplink.
ef0|uplink:\\
    :maxinterval#60:mininterval#20:chlim#32:raflags="moh":rltime#120:\\
    :rtime#30000:retrans#500:clockskew#2:mtu#1400:nolladdr:\\
    :addr="2001:db8:1::":prefixlen#64:pinfoflags="l":vltime#86400:vltimedecr:pltime#3600:pltimedecr:\\
    :addr1="2001:db8:2::1":pinfoflags1#0xe0:vltime1#4294967295:pltime1#0xffffffff:\\
    :rtprefix="2001:db8:f::":rtplen#48:rtflags="l":rtltime#100:
`;
    expect(read(text, 'uplink')).to.deep.equal(read(text));
    expect(read(text)).to.deep.include({
      maxRtrAdvInterval: seconds(60),
      minRtrAdvInterval: seconds(20),
      advCurHopLimit: 32,
      advManagedFlag: true,
      advOtherConfigFlag: true,
      advDefaultPreference: 'high',
      advDefaultLifetime: seconds(120),
      advReachableTime: milliseconds(30_000),
      advRetransTimer: milliseconds(500),
      clockSkew: seconds(2),
      advLinkMtu: 1400,
      advSourceLinkLayerAddress: false,
    });
    expect(read(text).advPrefixList).to.deep.equal([
      {
        prefix: prefix('2001:db8:1::/64'),
        advOnLinkFlag: true,
        advAutonomousFlag: false,
        advValidLifetime: seconds(86_400),
        advPreferredLifetime: seconds(3_600),
        validDecrements: true,
        preferredDecrements: true,
      },
      {
        prefix: prefix('2001:db8:2::/64'),
        advOnLinkFlag: true,
        advAutonomousFlag: true,
        advValidLifetime: 'infinite',
        advPreferredLifetime: 'infinite',
        routerAddress: address('2001:db8:2::1'),
      },
    ]);
    expect(read(text).advRouteList).to.deep.equal([{ prefix: prefix('2001:db8:f::/48'), preference: 'low', lifetime: seconds(100) }]);
  });

  it('reads a home agent’s record', () => {
    const text = 'ef0:raflags#0xa0:addr="2001:db8::1":pinfoflags="lar":hapref#5:hatime#100:';
    expect(read(text)).to.deep.include({
      advManagedFlag: true,
      advHomeAgentFlag: true,
      advHomeAgentInformation: { preference: 5, lifetime: seconds(100) },
    });
  });

  it('takes the MTU of the link when told to', () => {
    expect(read('ef0:mtu="auto":').advLinkMtu).to.equal(1500);
    const other = advertisingFromRtadvdConf('ef0:mtu=auto:', { linkMtu: 1400 });
    expect(other.ok && other.value.get('ef0')?.advLinkMtu).to.equal(1400);
  });

  it('knows the older names of routes, and the count that older files give', () => {
    const text = 'ef0:addrs#1:addr0="2001:db8::":rtrprefix0="2001:db8:f::":rtrplen0#48:rtrflags0#0x18:rtrltime0#9:';
    expect(read(text).advRouteList).to.deep.equal([{ prefix: prefix('2001:db8:f::/48'), preference: 'low', lifetime: seconds(9) }]);
    expect(read(text).advPrefixList).to.have.length(1);
  });

  it('takes from another record what it does not say itself', () => {
    const text = 'default:chlim#10:raflags="m":mtu#1300:\nef0:chlim#20:mtu@:tc=default:\n';
    expect(read(text)).to.include({ advCurHopLimit: 20, advManagedFlag: true, advLinkMtu: 0 });
  });

  it('keeps the least interval of RFC 4861 where a third of maxinterval is less', () => {
    expect(read('ef0:maxinterval#4:')).not.to.have.property('minRtrAdvInterval');
    expect(read('ef0:maxinterval#10:').minRtrAdvInterval).to.equal(seconds(3));
  });

  const mistakes: readonly (readonly [what: string, text: string, told: string])[] = [
    ['an interval out of bounds', 'ef0:\\\n  :maxinterval#2:', 'conf:2:4  maxinterval: is 4 s to 65535 s, not 2 s'],
    [
      'a lifetime shorter than the interval',
      'ef0:maxinterval#100:rltime#99:',
      'conf:1:21  rltime: is 0 s, or between maxRtrAdvInterval (100 s) and 65535 s, not 99 s',
    ],
    [
      'a preferred lifetime above the valid one',
      'ef0:addr="2001:db8::":vltime#5:pltime#6:',
      'conf:1:32  pltime: is at most advValidLifetime (5 s), not 6 s',
    ],
    [
      'a default out of bounds, where the record begins',
      '\nef0:addr="2001:db8::":vltime#5:',
      'conf:2:1  pltime: is at most advValidLifetime (5 s), not 604800 s',
    ],
    ['the link-local prefix', 'ef0:addr="fe80::":', 'conf:1:5  addr: fe80::/64 is link-local, which is not advertised'],
    ['text for a number', 'ef0:chlim="64":', 'conf:1:5  chlim: is a number: chlim#600'],
    ['a letter that means nothing', 'ef0:raflags="x":', 'conf:1:5  raflags: is a number, or letters of "mohl"'],
    ['the reserved preference', 'ef0:raflags#0x10:', 'conf:1:5  raflags: has the reserved preference 10 (RFC 4191 section 2.1)'],
    ['a route without lifetime', 'ef0:rtprefix="2001:db8::":', 'conf:1:5  rtprefix: needs rtltime, the lifetime of the route'],
    ['an unknown capability', 'ef0:maxintervall#600:', 'conf:1:5  maxintervall: rtadvd has no such capability'],
    ['no address', 'ef0:addr="2001:db8:::1":', 'conf:1:5  addr: is an address in quotes: addr="2001:db8::"'],
    ['a length over 128', 'ef0:addr="2001:db8::":prefixlen#129:', 'conf:1:23  prefixlen: is at most 128, for 2001:db8::'],
    ['an unknown record', 'ef0:tc=nowhere:', 'conf:1:5  tc="nowhere": there is no such record'],
    ['records in a circle', 'ef0:tc=ef1:\nef1:tc=ef0:', 'the records refer to each other in a circle'],
    ['an open quote', 'ef0:addr="2001:db8:', 'conf:1:10  a quote is not closed'],
    ['what a terminal would heed', 'ef0:\u001b[2J:tc=\u001b[2J:', 'conf:1:5  "\\u001b[2J" is none of'],
    ['a record that a terminal would heed', 'ef0:tc=\u001b[2J:', 'conf:1:5  tc="\\u001b[2J": there is no such record'],
    ['no name', ':chlim#64:', 'conf:1:1  a record begins with its name'],
    ['gibberish', 'ef0:chlim==3=:!!:', 'conf:1:15  "!!" is none of name, name#number, name="text" and name@'],
  ];
  for (const [what, text, told] of mistakes)
    it(`complains of ${what}, and says where`, () => expect(complaints(text).join('\n')).to.contain(told));

  it('reads any text without throwing', () => {
    const pieces = fc.constantFrom('ef0', ':', '#', '=', '"', '\\\n', '\n', 'tc=', 'addr', 'chlim', '5', '|', '@', '2001:db8::', ' ', '#x');
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 40 }), (parts) => {
        advertisingFromRtadvdConf(parts.join(''));
      }),
      { numRuns: 2_000 },
    );
  });
});
