import { ALL_NODES, ALL_ROUTERS, address } from '../../../reference/net/address.js';
import { raw } from '../../../reference/wire/frame.js';
import { redirect, routerAdvertisement, routerSolicitation } from '../../../reference/wire/nd.js';
import {
  dnssl,
  mtu,
  prefixInformation,
  rdnss,
  redirectedHeader,
  routeInformation,
  sourceLinkLayerAddress,
  unknownOption,
} from '../../../reference/wire/nd-options.js';
import { udp } from '../../../reference/wire/udp.js';
import { type CraftedViolation, advertise, data, messageNamed, options, packetOf, withOptions } from './messages.js';
import { usual } from './scene.js';

export const routerViolations: readonly CraftedViolation[] = [
  {
    rule: 'nd.router-advertisement.source',
    play: (s) => s.send(0, s.a, { source: s.a.global, destination: ALL_NODES }, routerAdvertisement({ options: options(s) })),
  },
  {
    rule: 'nd.router-advertisement.destination',
    play: (s) => s.send(0, s.a, { source: s.a.linkLocal, destination: ALL_ROUTERS }, routerAdvertisement({ options: options(s) })),
  },
  { rule: 'nd.router-advertisement.reachable-time', play: (s) => advertise(s, { reachableTime: 3_600_001 }) },
  { rule: 'nd.router-advertisement.preference', play: (s) => advertise(s, { preference: 2 }) },
  withOptions('prefix-fields', () => [prefixInformation({ prefix: address('2001:db8::1') })]),
  withOptions('prefix-lifetimes', () => [prefixInformation({ prefix: address('2001:db8::'), validLifetime: 10, preferredLifetime: 11 })]),
  withOptions('no-link-local-prefix', () => [prefixInformation({ prefix: address('fe80::') })]),
  withOptions('routes', () => [1, 2].map(() => routeInformation({ prefixLength: 48, prefix: address('2001:db8:9::').subarray(0, 8) }))),
  withOptions('dns-server-length', () => [rdnss({ addresses: [] })]),
  withOptions('dns-search-length', () => [dnssl({ names: [] })]),
  withOptions('route-fields', () => [routeInformation({ length: 1, prefixLength: 64, prefix: new Uint8Array(0) })]),
  withOptions('dns-search-names', () => [dnssl({ names: ['example.com'], padding: Uint8Array.of(0xc0, 0, 0) })]),
  withOptions('mtu-reserved', () => [mtu(1_500, { reserved: 1 })]),
  withOptions('flags-expansion', () => [unknownOption({ type: 26, data: new Uint8Array(6) })]),
  {
    rule: 'nd.router-advertisement.interval',
    play(s) {
      advertise(s, {});
      advertise(s, {}, 1_000);
    },
  },
  {
    rule: 'nd.router-advertisement.solicited',
    play(s) {
      advertise(s, {});
      usual.resolution(s, 5_000, s.b, s.a);
      s.send(
        10_000,
        s.b,
        { source: s.b.linkLocal, destination: ALL_ROUTERS },
        routerSolicitation({ options: [sourceLinkLayerAddress(s.b.mac)] }),
      );
      advertise(s, {}, 16_000);
    },
  },
  {
    rule: 'nd.router-solicitation.interval',
    play(s) {
      messageNamed('router-solicitation').send(s, {});
      for (const at of [1_000, 2_000])
        s.send(at, s.a, { source: s.a.linkLocal, destination: ALL_ROUTERS }, routerSolicitation({ options: options(s) }));
    },
  },

  {
    rule: 'nd.redirect.source',
    play: (s) =>
      s.send(0, s.a, { source: s.a.global, destination: s.b.global }, redirect({ target: s.router.global, destination: s.router.global })),
  },
  {
    rule: 'nd.redirect.destination',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_NODES },
        redirect({ target: s.router.global, destination: s.router.global }),
      ),
  },
  { rule: 'nd.redirect.target', play: (s) => messageNamed('redirect').send(s, { target: s.b.global }) },
  {
    rule: 'nd.redirect.not-multicast',
    play: (s) => messageNamed('redirect').send(s, { target: address('ff0e::5'), destination: address('ff0e::5') }),
  },
  {
    rule: 'nd.redirect.size',
    play: (s) =>
      messageNamed('redirect').send(s, {
        options: [redirectedHeader(packetOf(s.b.global, s.router.global, udp({ data: new Uint8Array(1232) })))],
      }),
  },
  {
    rule: 'nd.redirect.cause',
    play: (s) =>
      messageNamed('redirect').send(s, { options: [redirectedHeader(packetOf(s.router.global, s.router.global, raw(data, 59)))] }),
  },
];
