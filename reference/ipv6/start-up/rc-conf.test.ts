import { expect } from 'chai';
import { formatAddress } from '../../net/address.js';
import { readRcConf, type StartUp } from './rc-conf.js';

function read(text: string): StartUp {
  const result = readRcConf(`ipv6_enable=YES\n${text}`);
  if (!result.ok) throw new Error(result.error.map(({ place, text: says }) => `${place.line}:${place.column} ${says}`).join('\n'));
  return result.value;
}
const complaints = (text: string): readonly string[] => {
  const result = readRcConf(text);
  return result.ok ? [] : result.error.map(({ place, text: says }) => `${place.line}:${place.column} ${says}`);
};
const addressesIn = ({ addresses }: StartUp): readonly string[] =>
  addresses.map((one) => `${one.interfaceName} ${formatAddress(one.address)}/${one.prefixLength}${one.anycast ? ' anycast' : ''}`);

describe('rc.conf', () => {
  it('makes a host of a machine when it says no more than that there is IPv6', () =>
    expect(read('sshd_enable="YES"')).to.deep.equal({ isRouter: false, addresses: [] }));

  it('says how a router at the edge of a leaf network starts up', () => {
    const startUp = read(`
hostname="leaf"                 # the router of the leaf network
ipv6_gateway_enable="YES"
ipv6_router_enable="YES"
ipv6_router_flags="-N ne1"
ipv6_ifconfig_ne0="2001:db8:0:ffff::1000/64"
ipv6_ifconfig_ne1_alias0="2001:db8:0:1000::/64 anycast"
ipv6_ifconfig_ne1="2001:db8:0:1000::1 prefixlen 64"
rtadvd_enable="yes"
rtadvd_interface="ne1 ne1  ne2"
`);
    expect(addressesIn(startUp)).to.deep.equal([
      'ne0 2001:db8:0:ffff::1000/64',
      'ne1 2001:db8:0:1000::1/64',
      'ne1 2001:db8:0:1000::/64 anycast',
    ]);
    expect(startUp).to.deep.include({ hostname: 'leaf', isRouter: true });
    expect(startUp.routing).to.deep.equal({ program: 'route6d', flags: '-N ne1', place: { line: 6, column: 1 } });
    expect(startUp.advertising).to.deep.equal({
      place: { line: 10, column: 1 },
      on: { names: ['ne1', 'ne2'], place: { line: 11, column: 1 } },
    });
  });

  it('has a default router, with the link that it is on', () => {
    expect(read('ipv6_defaultrouter="fe80::1%ne0"').defaultRouter).to.include({ zone: 'ne0' });
    expect(read('ipv6_defaultrouter="2001:db8::1"').defaultRouter).to.not.have.property('zone');
    expect(read('ipv6_defaultrouter="NO"').defaultRouter).to.equal(undefined);
  });

  it('names interfaces, or has all of them', () => {
    expect(read('ipv6_network_interfaces="ne0 ne1"').interfaces?.names).to.deep.equal(['ne0', 'ne1']);
    expect(read('ipv6_network_interfaces="auto"').interfaces).to.equal(undefined);
    expect(read('rtadvd_enable=YES').advertising).to.deep.equal({ place: { line: 2, column: 1 } });
  });

  it('starts the routing daemon that it names, and none that is not enabled', () => {
    expect(read('ipv6_router_enable=YES\nipv6_router=/usr/local/sbin/hroute6d').routing).to.include({ program: 'hroute6d' });
    expect(read('ipv6_router_enable=YES\nipv6_router=route6d').routing).to.include({ program: 'route6d', flags: '' });
    expect(read('ipv6_router_flags="-x"\nipv6_router=nonsense').routing).to.equal(undefined);
  });

  it('takes ifconfig’s ways to write an address', () => {
    const text = ['2001:db8::1', 'inet6 2001:db8::1/48', 'inet6 2001:db8::1 prefixlen 32 alias', ' 2001:db8::1/0  anycast alias'];
    const lines = text.map((value, i) => `ipv6_ifconfig_a${i}="${value}"`).join('\n');
    expect(addressesIn(read(lines))).to.deep.equal([
      'a0 2001:db8::1/64',
      'a1 2001:db8::1/48',
      'a2 2001:db8::1/32',
      'a3 2001:db8::1/0 anycast',
    ]);
  });

  const WANTED = 'wanted ADDRESS/LENGTH or ADDRESS prefixlen LENGTH, with anycast behind it or without';
  const HOST_NAME = 'wanted at most 80 letters, digits, - and ., the first of them no .';
  const KNOWN =
    'ipv6_enable, ipv6_network_interfaces, ipv6_gateway_enable, ipv6_router_enable, ipv6_router, ipv6_router_flags, ' +
    'ipv6_defaultrouter, rtadvd_enable, rtadvd_interface, ipv6_ifconfig_IF and ipv6_ifconfig_IF_alias0';
  for (const [text, ...told] of [
    ['', '1:1 ipv6_enable: is not YES, so that there would be no IPv6 at all'],
    ['\nipv6_enable=NO', '2:1 ipv6_enable: is not YES, so that there would be no IPv6 at all'],
    ['ipv6_enable=YES ipv6_gateway_enable=maybe', '1:17 ipv6_gateway_enable: wanted YES or NO, found "maybe"'],
    ['ipv6_enable=YES ipv6_routing_enable=YES', `1:17 ipv6_routing_enable: is not known here; known are ${KNOWN}`],
    ['ipv6_enable=YES ipv6_ifconfig_=2001:db8::1', `1:17 ipv6_ifconfig_: is not known here; known are ${KNOWN}`],
    ['ipv6_enable=YES ipv6_ifconfig_a=2001:db8::1/129', `1:17 ipv6_ifconfig_a: ${WANTED}, found "2001:db8::1/129"`],
    ['ipv6_enable=YES ipv6_ifconfig_a=ff02::1/64', `1:17 ipv6_ifconfig_a: ${WANTED}, found "ff02::1/64"`],
    ['ipv6_enable=YES ipv6_ifconfig_a=', `1:17 ipv6_ifconfig_a: ${WANTED}, found ""`],
    ['ipv6_enable=YES ipv6_ifconfig_a="2001:db8::1/64 up"', `1:17 ipv6_ifconfig_a: ${WANTED}, found "2001:db8::1/64 up"`],
    [
      'ipv6_enable=YES ipv6_ifconfig_a_alias0=2001:db8::1 ipv6_ifconfig_a_alias2=2001:db8::2',
      '1:52 ipv6_ifconfig_a_alias2: would not be heeded, for there is no ipv6_ifconfig_a_alias1, and the search for aliases ends there',
    ],
    ['ipv6_enable=maybe', '1:1 ipv6_enable: wanted YES or NO, found "maybe"'],
    ['ipv6_enable=YES hostname="../x"', `1:17 hostname: ${HOST_NAME}, found "../x"`],
    ['ipv6_enable=YES hostname=.x', `1:17 hostname: ${HOST_NAME}, found ".x"`],
    [`ipv6_enable=YES hostname=${'x'.repeat(81)}`, `1:17 hostname: ${HOST_NAME}, found "${'x'.repeat(60)}..."`],
    ['ipv6_enable=YES ipv6_network_interfaces="auto ne0"', '1:17 ipv6_network_interfaces: auto means all of them, and stands alone'],
    ['ipv6_enable=YES ipv6_network_interfaces="ne0 auto"', '1:17 ipv6_network_interfaces: auto means all of them, and stands alone'],
    ['ipv6_enable=YES ipv6_defaultrouter=::', '1:17 ipv6_defaultrouter: wanted the address of a router, or NO, found "::"'],
    ['ipv6_enable=YES ipv6_defaultrouter=fe80::1%', '1:17 ipv6_defaultrouter: wanted the address of a router, or NO, found "fe80::1%"'],
    ['ipv6_enable=YES ipv6_router_enable=YES ipv6_router=bgpd', '1:40 ipv6_router: wanted route6d or hroute6d, found "bgpd"'],
    [
      'ipv6_enable=YES ipv6_router_enable=YES ipv6_router=hroute6d ipv6_router_flags=-q',
      '1:61 ipv6_router_flags: of hroute6d only its file is read',
    ],
    ['ipv6_enable=$(reboot)', '1:13 $ is for a shell to act on: put a plain value here'],
  ] as const)
    it(`complains: ${text}`, () => expect(complaints(text)).to.deep.equal(told));
});
