import { address, type Address } from '../../../reference/net/address.js';
import { multicastLinkLayerAddress, type LinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { ethernet, vlanTag } from '../../../reference/wire/ethernet.js';
import { fragment } from '../../../reference/wire/extension-headers.js';
import type { LayerDraft } from '../../../reference/wire/frame.js';
import { ipv6, type Ipv6Draft } from '../../../reference/wire/ipv6.js';
import { ripng, type RipngDraft, type RouteTableEntryDraft } from '../../../reference/wire/ripng.js';
import { udp, type UdpDraft } from '../../../reference/wire/udp.js';
import { lives, type CraftedViolation } from './messages.js';
import { usual, type Actor, type Scene } from './scene.js';

export const ALL_RIP_ROUTERS = address('ff02::9');
const RIPNG = { sourcePort: 521, destinationPort: 521 };
const REQUEST = 1;
const STATION_PORT = 40_000;

/** A route of the crafted routers, by a number. */
export const route = (n: number, metric = 1, more: RouteTableEntryDraft = {}): RouteTableEntryDraft => ({
  ...{ prefix: address(`2001:db8:${n.toString(16)}::`), prefixLength: 48, metric },
  ...more,
});

interface Unusual {
  readonly from?: Actor;
  readonly header?: Ipv6Draft;
  readonly ports?: UdpDraft;
  readonly message?: RipngDraft;
}

/** An update of node a, or of another one. */
export const update = (
  s: Scene,
  atMs: number,
  entries: readonly RouteTableEntryDraft[],
  { from = s.a, header, ports, message }: Unusual = {},
): void =>
  s.send(
    atMs,
    from,
    { source: from.linkLocal, destination: ALL_RIP_ROUTERS, hopLimit: 255, ...header },
    udp({ ...RIPNG, ...ports }),
    ripng({ command: 2, entries, ...message }),
  );

export const WHOLE_TABLE = [{ prefix: address('::'), routeTag: 0, prefixLength: 0, metric: 16 }] as const;

/** A router asks the others for everything. */
export const askAll = (s: Scene, atMs: number, from: Actor = s.a): void =>
  update(s, atMs, WHOLE_TABLE, { from, message: { command: REQUEST } });

/** Node b, from any port, asks node a. */
export const ask = (s: Scene, atMs: number, entries: readonly RouteTableEntryDraft[], to: Address = s.a.global): void =>
  s.send(
    atMs,
    s.b,
    { source: s.b.global, destination: to },
    udp({ sourcePort: STATION_PORT, destinationPort: 521 }),
    ripng({ command: REQUEST, entries }),
  );

/** Node a answers node b. */
export const answer = (
  s: Scene,
  atMs: number,
  entries: readonly RouteTableEntryDraft[],
  { header, ports }: Pick<Unusual, 'header' | 'ports'> = {},
): void =>
  s.send(
    atMs,
    s.a,
    { source: s.a.global, destination: s.b.global, ...header },
    udp({ sourcePort: 521, destinationPort: STATION_PORT, ...ports }),
    ripng({ command: 2, entries }),
  );

/** Node a, from its addresses, is known to be at hand. */
export const known = (s: Scene): void => {
  usual.answer(s, 0, s.a, s.a.global, s.b.linkLocal);
  lives(s, 1, s.a, s.a.global);
};

/** Updates of one router at these times, in seconds. */
export const regularly = (s: Scene, atS: readonly number[], entries: readonly RouteTableEntryDraft[], more: Unusual = {}): void => {
  for (const at of atS) update(s, at * 1_000, entries, more);
};

const inMessage = (rule: string, entries: readonly RouteTableEntryDraft[], more: Unusual = {}): CraftedViolation => ({
  rule: `ripng.${rule}`,
  play: (s) => update(s, 0, entries, more),
});

/** An update on a link of its own, of a router that has one link-layer address on all links. */
export const onVlan = (
  s: Scene,
  atS: number,
  [vlanIdentifier, mac]: readonly [number, LinkLayerAddress],
  entries: readonly RouteTableEntryDraft[],
): void => {
  const layers: readonly LayerDraft[] = [
    ethernet({ source: mac, destination: multicastLinkLayerAddress(ALL_RIP_ROUTERS) }),
    vlanTag({ vlanIdentifier }),
    ipv6({ source: mac === s.a.mac ? s.a.linkLocal : s.b.linkLocal, destination: ALL_RIP_ROUTERS, hopLimit: 255 }),
    udp(RIPNG),
    ripng({ command: 2, entries }),
  ];
  s.put(atS * 1_000, ...layers);
};

/** Node b tells router a of a route with tag 7 on one link, and a tells of it with a tag on the other. */
export const acrossLinks = (s: Scene, tag: number): void => {
  const [here, there] = [1_000 + (s.a.mac[4] ?? 0), 2_000 + (s.a.mac[4] ?? 0)];
  onVlan(s, 0, [there, s.a.mac], [route(0x51)]);
  for (const at of [60, 90]) {
    onVlan(s, at, [here, s.b.mac], [route(0x52, 1, { routeTag: 7 })]);
    onVlan(s, at + 10, [here, s.a.mac], [route(0x52, 16, { routeTag: 7 })]);
    onVlan(s, at + 10.01, [there, s.a.mac], [route(0x51), route(0x52, 2, { routeTag: tag })]);
  }
};

const messageViolations: readonly CraftedViolation[] = [
  inMessage('message.command', [route(1)], { message: { command: 3 } }),
  inMessage('message.version', [route(1)], { message: { version: 2 } }),
  inMessage('message.reserved', [route(1)], { message: { reserved: 1 } }),
  inMessage('message.length', [route(1)], { message: { surplus: new Uint8Array(7) } }),
  inMessage('message.checksum', [route(1)], { ports: { checksum: 0 } }),
  inMessage('update.destination', [route(1)], { header: { destination: address('ff02::1') } }),
  inMessage('update.source-port', [route(1)], { ports: { sourcePort: 522 } }),
  inMessage('update.destination-port', [route(1)], { ports: { destinationPort: 522 } }),
  { rule: 'ripng.update.source', play: (s) => update(s, 0, [route(1)], { header: { source: s.a.global } }) },
  inMessage('update.hop-limit', [route(1)], { header: { hopLimit: 64 } }),
  inMessage('route.metric', [route(1), route(2, 17)]),
  inMessage('route.prefix-length', [route(1), route(2, 1, { prefixLength: 129 })]),
  inMessage('route.not-link-local', [route(1), route(2, 1, { prefix: address('fe80::'), prefixLength: 64 })]),
  inMessage('route.not-multicast', [route(1), route(2, 1, { prefix: address('ff0e::'), prefixLength: 16 })]),
  inMessage('route.masked', [route(1), route(2, 1, { prefixLength: 40 }), route(0x123, 1, { prefixLength: 40 })]),
  inMessage('route.default', [route(1), route(2, 1, { prefixLength: 0 })]),
  inMessage('next-hop.zero-fields', [route(3, 0xff, { prefix: address('fe80::9'), prefixLength: 0, routeTag: 5 }), route(1)]),
  inMessage('next-hop.address', [route(3, 0xff, { prefix: address('2001:db8::9'), prefixLength: 0 }), route(1)]),
];

const conversationViolations: readonly CraftedViolation[] = [
  {
    rule: 'ripng.update.size',
    play: (s) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_RIP_ROUTERS, hopLimit: 255 },
        fragment({ moreFragments: true, identification: 3 }),
        udp({ ...RIPNG, length: 1_612, checksum: 0xbeef }),
        ripng({ command: 2, entries: Array.from({ length: 61 }, (_, n) => route(n)), surplus: new Uint8Array(8) }),
      ),
  },
  {
    rule: 'ripng.update.interval',
    play: (s) => {
      for (const at of [0, 30, 60, 90, 120, 150]) {
        update(s, at * 1_000, [route(2)], { from: s.b });
        if (at % 60 === 30 || at === 0) update(s, at * 1_000 + 500, [route(1)]);
      }
    },
  },
  {
    rule: 'ripng.request.at-start',
    play(s) {
      regularly(s, [0, 30, 60], [route(1)], { from: s.b });
      regularly(s, [70, 75, 95], [route(2)]);
    },
  },
  {
    rule: 'ripng.update.hold-off',
    play: (s) => [0, 200, 400, 600].forEach((at, i) => update(s, at, [route(1, 2 + i)])),
  },
  {
    rule: 'ripng.lost-route.told',
    play(s) {
      regularly(s, [0, 30], [route(0x31), route(0x32)]);
      regularly(s, [60], [route(0x31), route(0x32, 16)]);
      regularly(s, [90], [route(0x31)]);
    },
  },
  {
    rule: 'ripng.lost-route.removed',
    play(s) {
      regularly(s, [0, 30], [route(0x41), route(0x42)]);
      regularly(s, [60, 90, 120, 150, 180, 210], [route(0x41), route(0x42, 16)]);
    },
  },
  { rule: 'ripng.route.tag', play: (s) => acrossLinks(s, 8) },
  {
    rule: 'ripng.answer.source-port',
    play(s) {
      ask(s, 0, [route(1, 0)]);
      s.send(
        100,
        s.a,
        { source: s.a.global, destination: s.b.global },
        udp({ sourcePort: 522, destinationPort: STATION_PORT, data: Uint8Array.of(2, 1, 0, 0, ...new Uint8Array(20)) }),
      );
    },
  },
  {
    rule: 'ripng.answer.source',
    play(s) {
      usual.answer(s, 0, s.a, s.a.global, s.b.linkLocal);
      ask(s, 10, WHOLE_TABLE);
      answer(s, 100, [route(1)], { header: { source: s.a.linkLocal } });
    },
  },
  {
    rule: 'ripng.answer.entries',
    play(s) {
      ask(s, 0, [route(1, 0), route(2, 0)]);
      answer(s, 100, [route(2, 1), route(1, 1)]);
    },
  },
  {
    rule: 'ripng.answer.empty-request',
    play(s) {
      ask(s, 0, []);
      answer(s, 100, []);
    },
  },
  {
    rule: 'ripng.answer.to-port',
    play(s) {
      known(s);
      ask(s, 10, [route(1, 0)]);
      answer(s, 100, [route(1)], { ports: { destinationPort: 521 } });
      lives(s, 30_000, s.a, s.a.global);
      ask(s, 60_000, [route(1, 0)]);
    },
  },
];

/** Routers that run RIPng otherwise than RFC 2080 wants it. */
export const ripngViolations: readonly CraftedViolation[] = [...messageViolations, ...conversationViolations];
