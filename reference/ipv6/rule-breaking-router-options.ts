import { address } from '../net/address.js';
import { formatPrefix } from '../net/prefix.js';
import type { NodeBench } from '../node-bench.js';
import { ALL_NODES, SECOND } from '../settled-node.js';
import { ipv6 } from '../wire/ipv6.js';
import { routerAdvertisement, type RouterAdvertisementDraft } from '../wire/nd.js';
import { dnssl, mtu, prefixInformation, rdnss, routeInformation, type NdOptionDraft } from '../wire/nd-options.js';
import type { RuleBreakingPacket, RuleBreakingPackets } from './rule-breaking-packet.js';

const advertisedAs =
  (given: RouterAdvertisementDraft): RuleBreakingPacket['send'] =>
  (bench) =>
    void bench.send(ALL_NODES, [ipv6({ source: SECOND, destination: ALL_NODES }), routerAdvertisement(given)]);
const advertised = (option: NdOptionDraft) => advertisedAs({ options: [option] });
const rio = (given: Parameters<typeof routeInformation>[0]) =>
  advertised(routeInformation({ prefix: address('2001:db8:9::').subarray(0, 8), ...given }));
const routes = (prefix: string) => (bench: NodeBench) => bench.node.interfaces()[0]!.routes.some((r) => formatPrefix(r.prefix) === prefix);

const holds = (prefix: string) => (bench: NodeBench) =>
  bench.node.interfaces()[0]!.addresses.some((a) => String(a.address.subarray(0, 8)) === String(address(prefix).subarray(0, 8)));
const pio = (given: Parameters<typeof prefixInformation>[0]) => advertised(prefixInformation(given));
const servers = (bench: NodeBench): boolean => bench.node.interfaces()[0]!.resolver.servers.length > 0;
const names = (bench: NodeBench): boolean => bench.node.interfaces()[0]!.resolver.searchList.length > 0;

/** Options of Router Advertisements that break the rules of their own RFCs. */
export const RULE_BREAKING_ROUTER_OPTIONS: RuleBreakingPackets = {
  'pio-link-local': {
    send: pio({ prefix: address('fe80:1::') }),
    shows: (bench) => bench.events.some(({ name, detail }) => name === 'prefix-on-link' && detail === 'fe80:1::/64'),
  },
  'pio-preferred-exceeds-valid': {
    send: pio({ prefix: address('2001:db8:2::'), validLifetime: 5, preferredLifetime: 6 }),
    shows: holds('2001:db8:2::'),
  },
  'pio-prefix-length': { send: pio({ prefix: address('2001:db8:2::'), prefixLength: 56 }), shows: holds('2001:db8:2::') },
  'pio-managed': {
    send: advertisedAs({ managed: true, options: [prefixInformation({ prefix: address('2001:db8:2::') })] }),
    shows: holds('2001:db8:2::'),
  },
  'nd-option-limit': {
    send: advertisedAs({ options: [...Array<NdOptionDraft>(10).fill(mtu(1500)), prefixInformation({ prefix: address('2001:db8:2::') })] }),
    shows: holds('2001:db8:2::'),
  },
  'pio-unknown-zero-lifetime': {
    send: pio({ prefix: address('2001:db8:2::'), validLifetime: 0, preferredLifetime: 0 }),
    shows: (bench) => bench.events.some(({ name, detail }) => name === 'address-tentative' && detail.startsWith('2001:db8:2:')),
  },
  'rio-length': { send: rio({ prefixLength: 96 }), shows: routes('2001:db8:9::/96') },
  'rio-preference': { send: rio({ prefixLength: 48, preference: 2 }), shows: routes('2001:db8:9::/48') },
  'rdnss-length': { send: advertised(rdnss({ addresses: [address('2001:db8::53')], surplus: new Uint8Array(8) })), shows: servers },
  'rdnss-address': { send: advertised(rdnss({ addresses: [address('2001:db8::53'), address('ff02::fb')] })), shows: servers },
  'dnssl-names': { send: advertised(dnssl({ names: ['example.com'], padding: Uint8Array.of(0xc0, 0, 0) })), shows: names },
};
