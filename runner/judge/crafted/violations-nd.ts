import { ALL_NODES, ALL_ROUTERS, UNSPECIFIED, address, solicitedNodeMulticast } from '../../../reference/net/address.js';
import { ethernet } from '../../../reference/wire/ethernet.js';
import { fragment } from '../../../reference/wire/extension-headers.js';
import { cut } from '../../../reference/wire/frame.js';
import { echoRequest } from '../../../reference/wire/icmpv6.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { neighborSolicitation, routerSolicitation } from '../../../reference/wire/nd.js';
import { mtu, nonce, sourceLinkLayerAddress, unknownOption } from '../../../reference/wire/nd-options.js';
import { type Scene, usual } from './scene.js';
import { type CraftedViolation, MESSAGES, advertise, advertiseTo, data, meet, messageNamed, options, tellTimers } from './messages.js';

const headerViolations = MESSAGES.flatMap(({ name, send }): CraftedViolation[] => [
  { rule: `nd.${name}.hop-limit`, play: (s) => send(s, {}, 64) },
  { rule: `nd.${name}.code`, play: (s) => send(s, { code: 1 }) },
  { rule: `nd.${name}.reserved`, play: (s) => send(s, { reserved: 1 }) },
]);

const solicitationViolations = [
  'dad-solicitation',
  'multicast-solicitation-link-local',
  'multicast-solicitation-global',
  'unicast-solicitation',
].flatMap((name): CraftedViolation[] => [
  {
    rule: `nd.${name}.destination`,
    play: (s) => messageNamed(name).send(s, { target: name.endsWith('global') ? s.router.global : s.router.linkLocal }),
  },
  ...(name.endsWith('link-local')
    ? []
    : [{ rule: `nd.${name}.target`, play: (s: Scene) => messageNamed(name).send(s, { target: address('ff02::1') }) }]),
]);

export const neighborViolations: readonly CraftedViolation[] = [
  ...headerViolations,
  {
    rule: 'nd.options.well-formed',
    play: (s) =>
      messageNamed('router-solicitation').send(s, { options: [unknownOption({ type: 200, length: 0, data: new Uint8Array(6) })] }),
  },
  {
    rule: 'icmpv6.message.well-formed',
    play: (s) => s.send(0, s.a, { source: s.a.linkLocal, destination: s.b.linkLocal }, cut(echoRequest({ data }), 6)),
  },
  {
    rule: 'nd.options.link-layer-length',
    play: (s) => messageNamed('router-solicitation').send(s, { options: [sourceLinkLayerAddress(new Uint8Array(14))] }),
  },
  { rule: 'nd.options.placement', play: (s) => messageNamed('router-solicitation').send(s, { options: [...options(s), mtu(1500)] }) },
  {
    rule: 'nd.options.source-link-layer-address',
    play: (s) => messageNamed('router-solicitation').send(s, { options: [sourceLinkLayerAddress(s.b.mac)] }),
  },
  {
    rule: 'nd.message.unfragmented',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_ROUTERS, hopLimit: 255 },
        fragment({ identification: 5 }),
        routerSolicitation({ options: options(s) }),
      ),
  },

  ...solicitationViolations,
  {
    rule: 'nd.multicast-solicitation-link-local.source-link-layer-address',
    play: (s) => messageNamed('multicast-solicitation-link-local').send(s, { options: [] }),
  },
  {
    rule: 'nd.multicast-solicitation-global.source-link-layer-address',
    play: (s) => messageNamed('multicast-solicitation-global').send(s, { options: [] }),
  },
  { rule: 'nd.unicast-solicitation.source-link-layer-address', play: (s) => messageNamed('unicast-solicitation').send(s, { options: [] }) },
  { rule: 'nd.dad-solicitation.no-link-layer-address', play: (s) => messageNamed('dad-solicitation').send(s, { options: options(s) }) },
  {
    rule: 'nd.neighbor-solicitation.source',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: address('ff02::9'), destination: s.b.linkLocal },
        neighborSolicitation({ target: s.b.linkLocal, options: options(s) }),
      ),
  },
  {
    rule: 'nd.router-solicitation.destination',
    play: (s) => s.send(0, s.a, { source: s.a.linkLocal, destination: ALL_NODES }, routerSolicitation({ options: options(s) })),
  },
  {
    rule: 'nd.router-solicitation.no-link-layer-address',
    play: (s) => s.send(0, s.a, { source: UNSPECIFIED, destination: ALL_ROUTERS }, routerSolicitation({ options: options(s) })),
  },
  {
    rule: 'nd.router-solicitation.source-link-layer-address',
    play(s) {
      usual.solicitation(s, 0, s.a, s.b.linkLocal);
      s.send(10_000, s.a, { source: s.a.linkLocal, destination: ALL_ROUTERS }, routerSolicitation({ options: [] }));
    },
  },

  { rule: 'nd.neighbor-advertisement.target', play: (s) => messageNamed('neighbor-advertisement').send(s, { target: address('ff02::9') }) },
  {
    rule: 'nd.neighbor-advertisement.source',
    play: (s) => advertiseTo(s, 0, s.a, UNSPECIFIED, ALL_NODES, { solicited: false, target: s.a.linkLocal }),
  },
  {
    rule: 'nd.neighbor-advertisement.multicast-unsolicited',
    play: (s) => messageNamed('neighbor-advertisement').send(s, { solicited: true }),
  },
  {
    rule: 'nd.neighbor-advertisement.router-flag',
    play(s) {
      advertise(s, {});
      usual.probe(s, 1_000, s.b, s.a.linkLocal);
      usual.answer(s, 1_001, s.a, s.a.linkLocal, s.b.linkLocal);
    },
  },
  {
    rule: 'nd.solicited.answer-to-multicast',
    play(s) {
      usual.solicitation(s, 0, s.a, s.b.linkLocal);
      advertiseTo(s, 1, s.b, s.b.linkLocal, s.a.linkLocal, { override: false, options: [] });
    },
  },
  {
    rule: 'nd.solicited.answer-to-unicast',
    play(s) {
      usual.probe(s, 0, s.a, s.b.linkLocal);
      advertiseTo(s, 1, s.b, s.b.linkLocal, s.a.linkLocal, { solicited: false });
    },
  },
  {
    rule: 'nd.solicited.answer-to-dad',
    play(s) {
      usual.start(s, 0, s.a, s.b.global);
      advertiseTo(s, 101, s.b, s.b.global, ALL_NODES, {});
    },
  },
  {
    rule: 'nd.solicited.only-when-asked',
    play(s) {
      meet(s);
      advertiseTo(s, 20_000, s.b, s.b.linkLocal, s.a.linkLocal, {});
    },
  },
  {
    rule: 'nd.solicited.override',
    play(s) {
      meet(s);
      usual.probe(s, 10_000, s.a, s.b.linkLocal);
      advertiseTo(s, 10_001, s.b, s.b.linkLocal, s.a.linkLocal, { override: false });
    },
  },
  {
    rule: 'nd.unicast-solicitation.known-neighbor',
    play(s) {
      meet(s);
      usual.resolution(s, 5_000, s.a, s.router);
      s.put(
        10_000,
        ethernet({ source: s.a.mac, destination: s.router.mac }),
        ipv6({ source: s.a.linkLocal, destination: s.b.linkLocal }),
        neighborSolicitation({ target: s.b.linkLocal, options: options(s) }),
      );
    },
  },
  {
    rule: 'nd.address-resolution.interval',
    play(s) {
      tellTimers(s);
      meet(s, 5_000);
      usual.solicitation(s, 20_000, s.a, s.b.linkLocal);
      usual.solicitation(s, 20_200, s.a, s.b.linkLocal);
    },
  },
  {
    rule: 'nd.unreachability-detection.interval',
    play(s) {
      tellTimers(s);
      meet(s, 5_000);
      usual.probe(s, 20_000, s.a, s.b.linkLocal);
      usual.probe(s, 20_200, s.a, s.b.linkLocal);
    },
  },
  {
    rule: 'nd.unreachability-detection.count',
    play(s) {
      meet(s);
      for (let n = 0; n < 5; n++) usual.probe(s, 10_000 + 1_000 * n, s.a, s.b.linkLocal);
      usual.probe(s, 60_000, s.router, s.a.linkLocal);
    },
  },
  {
    rule: 'nd.unsolicited-advertisement.interval',
    play(s) {
      tellTimers(s);
      advertiseTo(s, 5_000, s.a, s.a.linkLocal, ALL_NODES, { solicited: false });
      advertiseTo(s, 5_100, s.a, s.a.linkLocal, ALL_NODES, { solicited: false });
    },
  },
  {
    rule: 'nd.dad-solicitation.interval',
    play(s) {
      tellTimers(s);
      usual.start(s, 5_000, s.a);
      usual.dad(s, 5_400, s.a, s.a.linkLocal);
    },
  },
  {
    rule: 'nd.dad-solicitation.nonce',
    play(s) {
      messageNamed('dad-solicitation').send(s, { options: [nonce(Uint8Array.of(1, 2, 3, 4, 5, 6))] });
      s.send(
        1_000,
        s.a,
        { source: UNSPECIFIED, destination: solicitedNodeMulticast(s.a.linkLocal) },
        neighborSolicitation({ target: s.a.linkLocal, options: [nonce(Uint8Array.of(1, 2, 3, 4, 5, 6))] }),
      );
    },
  },
  {
    rule: 'nd.dad.tentative-source',
    play(s) {
      tellTimers(s);
      usual.start(s, 5_000, s.a);
      usual.solicitation(s, 5_400, s.a, s.b.linkLocal);
    },
  },
  {
    rule: 'nd.dad.wait',
    play(s) {
      tellTimers(s);
      usual.start(s, 5_000, s.a);
      advertiseTo(s, 5_400, s.a, s.a.linkLocal, ALL_NODES, { solicited: false });
    },
  },
  {
    rule: 'nd.dad.every-address',
    play(s) {
      usual.start(s, 0, s.a);
      usual.solicitation(s, 5_000, s.a, s.b.global, s.a.global);
    },
  },
  {
    rule: 'nd.dad.join-before',
    play(s) {
      usual.report(s, 0, s.b, s.b.linkLocal, s.b.linkLocal);
      usual.report(s, 5_000, s.a, s.b.linkLocal, UNSPECIFIED);
      usual.dad(s, 5_100, s.a, s.a.linkLocal);
    },
  },
];
