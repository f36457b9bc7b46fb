import { expect } from 'chai';
import { address, formatAddress } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { formatPrefix, prefixOf } from '../net/prefix.js';
import { milliseconds, seconds } from '../time.js';
import { nodeSettings } from './config.js';
import { IPV6_CONSTANTS } from './constants.js';
import { nodeConfiguration, type Nic } from './node-settings.js';

const nic: Nic = { name: 'eth1', linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, 1]), mtu: 1500 };

const problems = (input: unknown): readonly string[] => {
  const parsed = nodeSettings.safeParse(input);
  return parsed.success ? [] : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
};

describe('configuration of a node', () => {
  it('needs nothing', () => {
    const configuration = nodeConfiguration(nodeSettings.parse({}), [nic]);
    expect(configuration).to.deep.equal({
      name: 'sixproof-node',
      role: 'host',
      behaviour: 'current',
      interfaces: [
        { name: 'eth1', linkLayerAddress: nic.linkLayerAddress, mtu: 1500, interfaceIdentifier: 'stable', addresses: [] },
        { kind: 'loopback', name: 'lo0', mtu: 131_072 },
      ],
    });
  });

  it('takes every setting', () => {
    const settings = nodeSettings.parse({
      name: 'ax3',
      behaviour: 'book',
      linkLayerAddress: '02:00:5e:10:00:01',
      mtu: 1280,
      interfaceIdentifier: 'stable',
      secretKey: '00'.repeat(16),
      networkIdentifier: 'lab',
      addresses: ['2001:db8::1/64', '2001:db8::2/64 anycast'],
      dupAddrDetectTransmits: 3,
      constants: { RETRANS_TIMER: '500 ms', MAX_UNICAST_SOLICIT: 5, RAND: 0.2, REASSEMBLY_TIMEOUT: '1.5 min' },
      features: { enhancedDad: true },
      temporaryAddressesFor: [{ prefix: 'fc00::/7', enabled: false }],
      policyTable: [{ prefix: '::/0', precedence: 40, label: 1 }],
      routerRenumbering: 'unauthenticated',
    });
    const configuration = nodeConfiguration(settings, [nic]);
    const [iface] = configuration.interfaces;
    expect(configuration.routerRenumbering).to.equal('unauthenticated');
    expect(configuration.policyTable).to.deep.equal([{ prefix: prefixOf(address('::'), 0), precedence: 40, label: 1 }]);
    expect(iface?.temporaryAddressesFor).to.deep.equal([{ prefix: prefixOf(address('fc00::'), 7), enabled: false }]);
    expect(iface).to.deep.include({ mtu: 1280, networkIdentifier: 'lab', dupAddrDetectTransmits: 3, features: { enhancedDad: true } });
    expect(iface?.constants).to.deep.equal({
      RETRANS_TIMER: milliseconds(500),
      MAX_UNICAST_SOLICIT: 5,
      RAND: 0.2,
      REASSEMBLY_TIMEOUT: seconds(90),
    });
    expect(iface?.addresses?.map((a) => `${formatAddress(a.address)} ${a.prefixLength} ${a.anycast ?? false}`)).to.deep.equal([
      '2001:db8::1 64 false',
      '2001:db8::2 64 true',
    ]);
    expect(iface?.secretKey).to.have.length(16);
  });

  it('lets each interface of several have its own, over what stands at the top', () => {
    const settings = nodeSettings.parse({
      role: 'router',
      interfaceIdentifier: 'eui64',
      constants: { RETRANS_TIMER: '500 ms', MAX_UNICAST_SOLICIT: 5 },
      interfaces: { eth2: { mtu: 1280, addresses: ['2001:db8:2::1/64'], constants: { RETRANS_TIMER: '2 s' } } },
    });
    const [first, second] = nodeConfiguration(settings, [nic, { ...nic, name: 'eth2' }]).interfaces;
    expect(first).to.include({ name: 'eth1', mtu: 1500, interfaceIdentifier: 'eui64' });
    expect(first?.constants).to.deep.equal({ RETRANS_TIMER: milliseconds(500), MAX_UNICAST_SOLICIT: 5 });
    expect(second).to.include({ name: 'eth2', mtu: 1280, interfaceIdentifier: 'eui64' });
    expect(second?.constants).to.deep.equal({ RETRANS_TIMER: seconds(2), MAX_UNICAST_SOLICIT: 5 });
    expect(second?.addresses?.map((a) => formatAddress(a.address))).to.deep.equal(['2001:db8:2::1']);
  });

  it('finds the interface of a route: as named, by zone, by subnet, or the only one', () => {
    const routes = [
      { prefix: 'default', via: 'fe80::1%eth2' },
      { prefix: '2001:db8:7::/48', via: '2001:db8:2::2' },
      { prefix: '2001:db8:8::/48', interface: 'eth1' },
      { prefix: '2001:db8:9::/48', reject: true },
      { prefix: '2001:db8:a::/48', blackhole: true, distance: 200, metric: 7 },
    ];
    const settings = nodeSettings.parse({ interfaces: { eth2: { addresses: ['2001:db8:2::1/64'] } }, routes });
    const read = nodeConfiguration(settings, [nic, { ...nic, name: 'eth2' }]).routes?.map(
      ({ prefix, link, gateway, reject, blackhole }) =>
        `${formatPrefix(prefix)} ${gateway ? formatAddress(gateway) : reject ? 'reject' : blackhole ? 'blackhole' : 'on-link'} ${link}`,
    );
    expect(read).to.deep.equal([
      '::/0 fe80::1 eth2',
      '2001:db8:7::/48 2001:db8:2::2 eth2',
      '2001:db8:8::/48 on-link eth1',
      '2001:db8:9::/48 reject eth1',
      '2001:db8:a::/48 blackhole eth1',
    ]);
    expect(nodeConfiguration(settings, [nic, { ...nic, name: 'eth2' }]).routes?.at(-1)).to.include({ distance: 200, metric: 7 });
    const single = nodeSettings.parse({ routes: [{ prefix: '::/0', via: 'fe80::1' }] });
    expect(nodeConfiguration(single, [nic]).routes?.[0]?.link).to.equal('eth1');
  });

  it('takes distances of routes by their origin', () => {
    const settings = nodeSettings.parse({ routeDistances: { ripng: 5, ebgp: 0 } });
    expect(nodeConfiguration(settings, [nic]).routeDistances).to.deep.equal({ ripng: 5, ebgp: 0 });
    expect(nodeSettings.safeParse({ routeDistances: { ripng: 256 } }).success).to.equal(false);
    expect(nodeSettings.safeParse({ routeDistances: { egp: 1 } }).success).to.equal(false);
  });

  const mistakes: readonly (readonly [what: string, input: object, told: string])[] = [
    ['an address without length', { addresses: ['2001:db8::1'] }, 'addresses.0: wanted ADDRESS/LENGTH, such as 2001:db8::1/64'],
    [
      'no address at all',
      { addresses: ['fe80::g/64'] },
      'addresses.0: "fe80::g" is not an IPv6 address: a group is not 1 to 4 hexadecimal digits',
    ],
    ['a length over 128', { addresses: ['fe80::1/129'] }, 'addresses.0: wanted a prefix length of at most 128'],
    [
      'a time without unit',
      { constants: { RETRANS_TIMER: '500' } },
      'constants.RETRANS_TIMER: wanted a span of time with its unit, such as 500 ms or 2 h',
    ],
    [
      'a row of the policy table without prefix length',
      { policyTable: [{ prefix: '2002::', precedence: 1, label: 1 }] },
      'policyTable.0.prefix: "2002::" is not a prefix: expected ADDRESS/LENGTH',
    ],
    [
      'temporary addresses that end before they are deprecated',
      { constants: { TEMP_VALID_LIFETIME: '1 d' } },
      'constants: TEMP_PREFERRED_LIFETIME must be smaller than TEMP_VALID_LIFETIME (RFC 8981 section 3.8)',
    ],
    ['a short key', { secretKey: '0011' }, 'secretKey: wanted at least 16 octets in hexadecimal'],
    ['no MAC', { linkLayerAddress: 'aa' }, 'linkLayerAddress: wanted a link-layer address such as 02:00:5e:10:00:01'],
  ];
  for (const [what, input, told] of mistakes) it(`explains ${what}`, () => expect(problems(input)).to.deep.equal([told]));

  it('refuses what nothing reads, and an MTU below the minimum', () => {
    expect(problems({ adresses: [] })).to.have.length(1);
    expect(problems({ constants: { RETRANS: '1 s' } })).to.have.length(1);
    expect(problems({ mtu: 1279 })).to.have.length(1);
  });

  it('knows for each constant whether it is a span of time', () => {
    for (const [name, value] of Object.entries(IPV6_CONSTANTS)) {
      const asSpan = problems({ constants: { [name]: `${value} us` } }).length === 0;
      const asNumber = problems({ constants: { [name]: value } }).length === 0;
      expect([asSpan, asNumber], name).to.have.members([true, false]);
      // Zero looks like neither.
      if (value > 0) expect(asSpan, `${name} looks like a time`).to.equal(value >= 65_536);
    }
  });
});
