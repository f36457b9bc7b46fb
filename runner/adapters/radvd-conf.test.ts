import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { milliseconds, seconds, ZERO } from '../../reference/time.js';
import { radvdConf } from './radvd-conf.js';

const PREFIX = prefixOf(address('2001:db8::'), 64);

describe('the file of radvd', () => {
  it('says nothing of what is left to radvd', () => {
    const conf = radvdConf('link0', { advPrefixList: [] });
    expect(conf).to.deep.equal({ ok: true, value: 'interface link0 {\n  AdvSendAdvert on;\n};\n' });
  });

  it('says everything that is given, zero included', () => {
    const conf = radvdConf('link0', {
      maxRtrAdvInterval: seconds(10),
      minRtrAdvInterval: seconds(3.5),
      advManagedFlag: false,
      advOtherConfigFlag: true,
      advLinkMtu: 0,
      advReachableTime: milliseconds(30_000),
      advRetransTimer: ZERO,
      advCurHopLimit: 0,
      advDefaultLifetime: ZERO,
      advDefaultPreference: 'low',
      advSolicitedUnicast: false,
      advPrefixList: [{ prefix: PREFIX, advValidLifetime: 'infinite', advPreferredLifetime: seconds(60), advOnLinkFlag: false }],
      advRouteList: [{ prefix: PREFIX, preference: 'high', lifetime: seconds(9) }],
      advRdnssList: [{ addresses: [address('2001:db8::1'), address('2001:db8::2')], lifetime: 'infinite' }],
      advDnsslList: [{ names: ['example.org', 'example.net'] }],
    });
    expect(conf.ok ? conf.value.split('\n').map((line) => line.trim()) : conf.error).to.deep.equal([
      'interface link0 {',
      'AdvSendAdvert on;',
      'MaxRtrAdvInterval 10;',
      'MinRtrAdvInterval 3.5;',
      'AdvManagedFlag off;',
      'AdvOtherConfigFlag on;',
      'AdvLinkMTU 0;',
      'AdvReachableTime 30000;',
      'AdvRetransTimer 0;',
      'AdvCurHopLimit 0;',
      'AdvDefaultLifetime 0;',
      'AdvDefaultPreference low;',
      'AdvRASolicitedUnicast off;',
      'prefix 2001:db8::/64 {',
      'AdvValidLifetime infinity;',
      'AdvPreferredLifetime 60;',
      'AdvOnLink off;',
      '};',
      'route 2001:db8::/64 {',
      'AdvRoutePreference high;',
      'AdvRouteLifetime 9;',
      '};',
      'RDNSS 2001:db8::1 2001:db8::2 {',
      'AdvRDNSSLifetime infinity;',
      '};',
      'DNSSL example.org example.net {',
      '};',
      '};',
      '',
    ]);
  });

  it('tells what radvd cannot be told', () => {
    const both = { prefix: PREFIX, validDecrements: true, preferredDecrements: true };
    expect(radvdConf('link0', { advPrefixList: [both] }).ok).to.equal(true);
    expect(radvdConf('link0', { advPrefixList: [{ ...both, preferredDecrements: false }] }).ok).to.equal(false);
  });
});
