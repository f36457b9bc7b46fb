import { ALL_NODES, ALL_ROUTERS, type Address, UNSPECIFIED, solicitedNodeMulticast } from '../../../reference/net/address.js';
import { type LayerDraft, frame } from '../../../reference/wire/frame.js';
import { destinationUnreachable, echoReply, echoRequest } from '../../../reference/wire/icmpv6.js';
import { ipv6 } from '../../../reference/wire/ipv6.js';
import {
  neighborAdvertisement,
  neighborSolicitation,
  redirect,
  routerAdvertisement,
  routerSolicitation,
} from '../../../reference/wire/nd.js';
import { sourceLinkLayerAddress, targetLinkLayerAddress } from '../../../reference/wire/nd-options.js';
import { type Actor, type Scene, usual } from './scene.js';

/** A conversation in which one node breaks one rule; other rules may be broken by the way. */
export interface CraftedViolation {
  readonly rule: string;
  play(s: Scene): void;
}

export const data = new Uint8Array(8);

type Build<F> = (fields: F) => LayerDraft;
export type Fields = Readonly<Record<string, unknown>>;
export interface MessageKind {
  readonly name: string;
  send(s: Scene, fields: Fields, hopLimit?: number): void;
}

export const options = (s: Scene): readonly [ReturnType<typeof sourceLinkLayerAddress>] => [sourceLinkLayerAddress(s.a.mac)];
const solicit = (s: Scene, source: Address, destination: Address, target: Address, fields: Fields, hopLimit: number | undefined): void =>
  s.send(
    0,
    s.a,
    { source, destination, ...(hopLimit !== undefined && { hopLimit }) },
    (neighborSolicitation as Build<Fields>)({ target, ...fields }),
  );

/** Each Neighbor Discovery message, right but for the fields given. */
export const MESSAGES: readonly MessageKind[] = [
  {
    name: 'router-solicitation',
    send: (s, fields, hopLimit) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_ROUTERS, ...(hopLimit !== undefined && { hopLimit }) },
        (routerSolicitation as Build<Fields>)({ options: options(s), ...fields }),
      ),
  },
  {
    name: 'router-advertisement',
    send: (s, fields, hopLimit) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_NODES, ...(hopLimit !== undefined && { hopLimit }) },
        (routerAdvertisement as Build<Fields>)({ options: options(s), ...fields }),
      ),
  },
  {
    name: 'dad-solicitation',
    send: (s, fields, hopLimit) => solicit(s, UNSPECIFIED, solicitedNodeMulticast(s.a.linkLocal), s.a.linkLocal, fields, hopLimit),
  },
  {
    name: 'multicast-solicitation-link-local',
    send: (s, fields, hopLimit) =>
      solicit(s, s.a.linkLocal, solicitedNodeMulticast(s.b.linkLocal), s.b.linkLocal, { options: options(s), ...fields }, hopLimit),
  },
  {
    name: 'multicast-solicitation-global',
    send: (s, fields, hopLimit) =>
      solicit(s, s.a.global, solicitedNodeMulticast(s.b.global), s.b.global, { options: options(s), ...fields }, hopLimit),
  },
  {
    name: 'unicast-solicitation',
    send: (s, fields, hopLimit) => solicit(s, s.a.linkLocal, s.b.linkLocal, s.b.linkLocal, { options: options(s), ...fields }, hopLimit),
  },
  {
    name: 'neighbor-advertisement',
    send: (s, fields, hopLimit) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: ALL_NODES, ...(hopLimit !== undefined && { hopLimit }) },
        (neighborAdvertisement as Build<Fields>)({
          target: s.a.linkLocal,
          override: true,
          options: [targetLinkLayerAddress(s.a.mac)],
          ...fields,
        }),
      ),
  },
  {
    name: 'redirect',
    send: (s, fields, hopLimit) =>
      s.send(
        0,
        s.a,
        { source: s.a.linkLocal, destination: s.b.global, ...(hopLimit !== undefined && { hopLimit }) },
        (redirect as Build<Fields>)({
          target: s.router.global,
          destination: s.router.global,
          options: [targetLinkLayerAddress(s.router.mac)],
          ...fields,
        }),
      ),
  },
];

export const messageNamed = (name: string): MessageKind => MESSAGES.find((message) => message.name === name) as MessageKind;

export const advertise = (s: Scene, fields: Fields, atMs = 0): void =>
  s.send(
    atMs,
    s.a,
    { source: s.a.linkLocal, destination: ALL_NODES },
    (routerAdvertisement as Build<Fields>)({ options: options(s), ...fields }),
  );

/** A router tells all nodes which RetransTimer to use, so that what comes sooner is known to come too soon. */
export const tellTimers = (s: Scene, atMs = 0, retransTimer = 1_000): void =>
  s.send(
    atMs,
    s.router,
    { source: s.router.linkLocal, destination: ALL_NODES },
    routerAdvertisement({ retransTimer, options: [sourceLinkLayerAddress(s.router.mac)] }),
  );

export const withOptions = (rule: string, list: (s: Scene) => readonly object[], fields: Fields = {}): CraftedViolation => ({
  rule: `nd.router-advertisement.${rule}`,
  play: (s) => advertise(s, { ...fields, options: list(s) }),
});

export const packetOf = (source: Address, destination: Address, ...layers: readonly LayerDraft[]): Uint8Array =>
  frame(ipv6({ source, destination }), ...layers).octets;

/** An error of node a to node b about a packet of b. */
export const report = (s: Scene, packet: Uint8Array, to: Address = s.b.global): void =>
  s.send(0, s.a, { source: s.a.global, destination: to }, destinationUnreachable({ code: 4, invokingPacket: packet }));

/** Both nodes are seen to hold their link-local addresses, and one resolves the other. */
export function meet(s: Scene, atMs = 0): void {
  usual.solicitation(s, atMs, s.a, s.b.linkLocal);
  usual.answer(s, atMs + 1, s.b, s.b.linkLocal, s.a.linkLocal);
  usual.probe(s, atMs + 2, s.b, s.a.linkLocal);
  usual.answer(s, atMs + 3, s.a, s.a.linkLocal, s.b.linkLocal);
}

export const ping = (s: Scene, atMs: number, from: Actor, to: Address, fields: Fields = {}): void =>
  s.send(
    atMs,
    from,
    { source: from.linkLocal, destination: to },
    (echoRequest as Build<Fields>)({ identifier: 7, sequence: 1, data, ...fields }),
  );
export const pong = (s: Scene, atMs: number, source: Address, fields: Fields = {}): void =>
  s.send(atMs, s.b, { source, destination: s.a.linkLocal }, (echoReply as Build<Fields>)({ identifier: 7, sequence: 1, data, ...fields }));

export const advertiseTo = (s: Scene, atMs: number, from: Actor, target: Address, destination: Address, fields: Fields): void =>
  s.send(
    atMs,
    from,
    { source: target, destination },
    (neighborAdvertisement as Build<Fields>)({
      target,
      solicited: true,
      override: true,
      options: [targetLinkLayerAddress(from.mac)],
      ...fields,
    }),
  );

/** Later sign of life, with the address that was asked for. */
export const lives = (s: Scene, atMs: number, node: Actor, source: Address): void =>
  s.send(
    atMs,
    node,
    { source, destination: s.router.linkLocal },
    neighborSolicitation({ target: s.router.linkLocal, options: [sourceLinkLayerAddress(node.mac)] }),
  );
