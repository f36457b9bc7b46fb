import { address, ALL_MLDV2_ROUTERS, isMulticast, solicitedNodeMulticast, type Address } from '../../../reference/net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress, type LinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { ethernet } from '../../../reference/wire/ethernet.js';
import { frame, type LayerDraft } from '../../../reference/wire/frame.js';
import { hopByHop } from '../../../reference/wire/extension-headers.js';
import { ipv6, type Ipv6Draft } from '../../../reference/wire/ipv6.js';
import { routerAlert } from '../../../reference/wire/ipv6-options.js';
import { multicastListenerReport2 } from '../../../reference/wire/mld.js';
import { neighborAdvertisement, neighborSolicitation } from '../../../reference/wire/nd.js';
import { nonce, sourceLinkLayerAddress, targetLinkLayerAddress } from '../../../reference/wire/nd-options.js';
import { RECORD } from '../../../suites/mld/constants.js';
import type { PreparedFrame } from './prepared-source.js';

/** A node of a crafted conversation. */
export interface Actor {
  readonly mac: LinkLayerAddress;
  readonly linkLocal: Address;
  readonly global: Address;
}

/**
 * A link with three nodes, for conversations that are crafted frame by frame. Scenes of different numbers share no
 * address, so that many of them fit into one capture.
 */
export interface Scene {
  readonly a: Actor;
  readonly b: Actor;
  readonly router: Actor;
  /** Puts a packet on the link: octets from the sender's link-layer address to where its destination is to be found. */
  send(atMs: number, from: Actor, addresses: Ipv6Draft, ...layers: readonly LayerDraft[]): void;
  /** Puts a frame as it is. */
  put(atMs: number, ...layers: readonly LayerDraft[]): void;
  readonly frames: readonly PreparedFrame[];
}

const group = (n: number): string => n.toString(16);

function actor(scene: number, role: number): Actor {
  return {
    mac: linkLayerAddress([0x02, 0x51, 0x00, scene >> 8, scene & 0xff, role]),
    linkLocal: address(`fe80::${group(scene)}:${group(role)}`),
    global: address(`2001:db8:${group(scene)}::${group(role)}`),
  };
}

export function scene(number: number): Scene {
  const [a, b, router] = [actor(number, 1), actor(number, 2), actor(number, 3)] as const;
  const frames: PreparedFrame[] = [];
  const put = (atMs: number, ...layers: readonly LayerDraft[]): void => {
    frames.push({ octets: frame(...layers).octets, atUs: Math.round(atMs * 1_000) });
  };
  const holderOf = (wanted: Uint8Array | undefined): LinkLayerAddress => {
    const holder = [a, b, router].find(
      ({ linkLocal, global }) => wanted !== undefined && [linkLocal, global].some((own) => own.every((octet, i) => octet === wanted[i])),
    );
    return (holder ?? router).mac;
  };
  return {
    a,
    b,
    router,
    frames,
    put,
    send(atMs, from, addresses, ...layers) {
      const { destination } = addresses;
      const to = destination && isMulticast(destination) ? multicastLinkLayerAddress(destination as Address) : holderOf(destination);
      put(atMs, ethernet({ source: from.mac, destination: to }), ipv6(addresses), ...layers);
    },
  };
}

/** Usual messages, right in every respect. */
export const usual = {
  /** A multicast solicitation of `from` for an address. */
  solicitation: (s: Scene, atMs: number, from: Actor, target: Address, source: Address = from.linkLocal): void =>
    s.send(
      atMs,
      from,
      { source, destination: solicitedNodeMulticast(target) },
      neighborSolicitation({ target, options: [sourceLinkLayerAddress(from.mac)] }),
    ),
  probe: (s: Scene, atMs: number, from: Actor, target: Address, source: Address = from.linkLocal): void =>
    s.send(atMs, from, { source, destination: target }, neighborSolicitation({ target, options: [sourceLinkLayerAddress(from.mac)] })),
  /** A solicited advertisement. */
  answer: (s: Scene, atMs: number, from: Actor, target: Address, to: Address): void =>
    s.send(
      atMs,
      from,
      { source: target, destination: to },
      neighborAdvertisement({ solicited: true, override: true, target, options: [targetLinkLayerAddress(from.mac)] }),
    ),
  /** One finds the other: frames of both directions, so that what is missing later was not sent. */
  resolution: (s: Scene, atMs: number, asker: Actor, asked: Actor): void => {
    usual.solicitation(s, atMs, asker, asked.linkLocal);
    usual.answer(s, atMs + 1, asked, asked.linkLocal, asker.linkLocal);
  },
  /** A node comes up: report from ::, probe. */
  start: (s: Scene, atMs: number, node: Actor, target: Address = node.linkLocal): void => {
    usual.report(s, atMs, node, target, address('::'));
    usual.dad(s, atMs + 100, node, target);
  },
  dad: (s: Scene, atMs: number, node: Actor, target: Address): void =>
    s.send(
      atMs,
      node,
      { source: address('::'), destination: solicitedNodeMulticast(target) },
      neighborSolicitation({
        target,
        options: [nonce(Uint8Array.of(node.mac[4] ?? 0, node.mac[5] ?? 0, atMs >> 16, (atMs >> 8) & 0xff, atMs & 0xff, 7))],
      }),
    ),
  report: (s: Scene, atMs: number, node: Actor, target: Address, source: Address): void =>
    s.send(
      atMs,
      node,
      { source, destination: ALL_MLDV2_ROUTERS },
      hopByHop({ options: [routerAlert()] }),
      multicastListenerReport2({ records: [{ recordType: RECORD.toExclude, multicastAddress: solicitedNodeMulticast(target) }] }),
    ),
} as const;
