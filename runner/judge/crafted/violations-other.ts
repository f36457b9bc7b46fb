import { address } from '../../../reference/net/address.js';
import { destinationOptions, fragment } from '../../../reference/wire/extension-headers.js';
import { raw, type LayerDraft } from '../../../reference/wire/frame.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import { tunnelEncapsulationLimit } from '../../../reference/wire/ipv6-options.js';
import {
  nodeAddressesReply,
  nodeInformationQuery,
  nodeInformationReply,
  nodeNameReply,
  QTYPE,
} from '../../../reference/wire/node-information.js';
import {
  routerRenumberingCommand,
  routerRenumberingResult,
  type RouterRenumberingCommandDraft,
  type RouterRenumberingResultDraft,
} from '../../../reference/wire/router-renumbering.js';
import { udp } from '../../../reference/wire/udp.js';
import { data, type CraftedViolation } from './messages.js';
import type { Scene } from './scene.js';

const NONCE = new Uint8Array(8).fill(9);

const ask = (s: Scene, atMs: number): void =>
  s.send(
    atMs,
    s.a,
    { source: s.a.linkLocal, destination: s.b.linkLocal },
    nodeInformationQuery({ code: 0, qtype: QTYPE.nodeAddresses, globalScope: true, nonce: NONCE, data: s.b.linkLocal }),
  );
const tell = (s: Scene, atMs: number, reply: LayerDraft): void =>
  s.send(atMs, s.b, { source: s.b.linkLocal, destination: s.a.linkLocal }, reply);
const addresses = (s: Scene, flags: object = { globalScope: true }): LayerDraft =>
  nodeAddressesReply({ ...flags, nonce: NONCE, addresses: [{ timeToLive: 0, address: s.b.global }] });

/** A Command of node a to the router, and its Result. */
export const renumbering = {
  command: (s: Scene, atMs: number, fields: RouterRenumberingCommandDraft): void =>
    s.send(
      atMs,
      s.a,
      { source: s.a.linkLocal, destination: s.router.linkLocal },
      routerRenumberingCommand({ sequenceNumber: 7, maxDelay: 500, ...fields }),
    ),
  result: (s: Scene, atMs: number, fields: RouterRenumberingResultDraft): void =>
    s.send(
      atMs,
      s.router,
      { source: s.router.linkLocal, destination: s.a.linkLocal },
      routerRenumberingResult({ sequenceNumber: 7, maxDelay: 500, ...fields }),
    ),
} as const;

const WANTED = { resultRequested: true } as const;

/** A packet of node a in a tunnel to node b. */
export const tunnelled = (s: Scene, ...layers: readonly LayerDraft[]): void =>
  s.send(0, s.a, { source: s.a.global, destination: s.b.global }, ...layers);

const limited = (limit: number): LayerDraft => destinationOptions({ options: [tunnelEncapsulationLimit(limit)] });
const inside = ipv6({ source: address('2001:db8:a::1'), destination: address('2001:db8:b::1') });

export const otherViolations: readonly CraftedViolation[] = [
  {
    rule: 'icmpv6.node-information.once',
    play(s) {
      ask(s, 0);
      tell(s, 10, addresses(s));
      tell(s, 40, addresses(s));
    },
  },
  {
    rule: 'icmpv6.node-information.flags',
    play(s) {
      ask(s, 0);
      tell(s, 10, addresses(s, { linkLocal: true }));
    },
  },
  {
    rule: 'icmpv6.node-information.undefined-flags',
    play: (s) => tell(s, 0, nodeInformationReply({ qtype: QTYPE.noop, all: true, nonce: NONCE })),
  },
  {
    rule: 'icmpv6.node-information.time-to-live',
    play: (s) => tell(s, 0, nodeNameReply({ nonce: NONCE, timeToLive: 60, names: ['host.example.'] })),
  },
  {
    rule: 'renumbering.result.flags',
    play(s) {
      renumbering.command(s, 0, { ...WANTED, test: true });
      renumbering.result(s, 100, WANTED);
    },
  },
  {
    rule: 'renumbering.result.unasked',
    play(s) {
      renumbering.command(s, 0, {});
      renumbering.result(s, 100, {});
    },
  },
  {
    rule: 'renumbering.result.delay',
    play(s) {
      renumbering.command(s, 0, WANTED);
      renumbering.result(s, 900, WANTED);
    },
  },
  {
    rule: 'renumbering.result.reserved',
    play: (s) => renumbering.result(s, 0, { reserved: 1 }),
  },
  { rule: 'tunnel.limit.goes-down', play: (s) => tunnelled(s, limited(2), inside, limited(2), udp({ data })) },
  { rule: 'tunnel.limit.not-used-up', play: (s) => tunnelled(s, inside, limited(0), udp({ data })) },
  {
    rule: 'tunnel.packet.not-between-ends',
    play: (s) => tunnelled(s, ipv6({ source: s.a.global, destination: s.b.global }), udp({ data })),
  },
  {
    rule: 'tunnel.fragments.small-packets',
    play: (s) =>
      tunnelled(
        s,
        fragment({ moreFragments: true, identification: 1 }),
        ipv6({ source: address('2001:db8:a::1'), destination: address('2001:db8:b::1'), payloadLength: 1_300 }),
        raw(new Uint8Array(1_200), 59),
      ),
  },
  {
    rule: 'udp.message.checksum',
    play: (s) => s.send(0, s.a, { source: s.a.global, destination: s.b.global }, udp({ checksum: 0xdead, data })),
  },
  {
    rule: 'udp.message.checksum-never-zero',
    play: (s) => s.send(0, s.a, { source: s.a.global, destination: s.b.global }, udp({ destinationPort: 53, checksum: 0, data })),
  },
];
