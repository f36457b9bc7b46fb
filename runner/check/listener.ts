import { addressKey, formatAddress, isUnspecified, linkLocalAddress, type Address } from '../../reference/net/address.js';
import { formatLinkLayerAddress, linkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seededRandom, type Random } from '../../reference/engine/random.js';
import { decodeFrame, type DecodedFrame } from '../../reference/wire/frame.js';
import type { Link } from '../../suites/kit/bench.js';
import type { Instant } from '../../reference/time.js';
import { answerTo, heardSolicitation, layerNamed } from '../../suites/kit/housekeeping-frames.js';

/** A Router Advertisement that came by. */
export interface HeardRouter {
  readonly source: string;
  readonly linkLayerAddress: string;
}

/** The tester's own node during the preflight: it answers for its address and remembers whom it heard. */
export interface Listener {
  readonly linkLocal: Address;
  readonly linkLayerAddress: LinkLayerAddress;
  /** Echo replies by sequence number, with their stamps. */
  readonly replies: ReadonlyMap<number, Instant>;
  readonly routers: readonly HeardRouter[];
  /** MAC -> an IPv6 address that it used. */
  readonly nodes: ReadonlyMap<string, string>;
  /** Link-layer sources, of whatever protocol: to see the frames of another link's listener. */
  readonly sources: ReadonlySet<string>;
}

export const ECHO_IDENTIFIER = 0x6c0e;

export function listenOn(link: Link, random: Random = seededRandom(Date.now() >>> 0)): Listener {
  const mac = linkLayerAddress([0x02, ...random.octets(5)]);
  const linkLocal = linkLocalAddress(random.octets(8));
  const replies = new Map<number, Instant>();
  const routers: HeardRouter[] = [];
  const nodes = new Map<string, string>();
  const sources = new Set<string>();
  link.onFrames((batch) => {
    for (const { octets, at } of batch) {
      const decoded = decodeFrame(octets);
      const heard = speakerOf(decoded);
      if (heard === undefined) continue;
      sources.add(heard.mac);
      if (heard.address !== undefined && !isUnspecified(heard.address)) nodes.set(heard.mac, formatAddress(heard.address));
      const solicitation = heardSolicitation(decoded);
      if (solicitation && addressKey(solicitation.target) === addressKey(linkLocal)) {
        link.transmit(answerTo(solicitation, { linkLayerAddress: mac, router: false }).octets);
      }
      if (layerNamed(decoded, 'routerAdvertisement'))
        routers.push({ source: heard.address ? formatAddress(heard.address) : '?', linkLayerAddress: heard.mac });
      const reply = layerNamed(decoded, 'echoReply')?.value as { identifier: number; sequence: number } | undefined;
      if (reply?.identifier === ECHO_IDENTIFIER && !replies.has(reply.sequence)) replies.set(reply.sequence, at);
    }
  });
  return { linkLocal, linkLayerAddress: mac, replies, routers, nodes, sources };
}

function speakerOf(decoded: DecodedFrame): { readonly mac: string; readonly address: Address | undefined } | undefined {
  const link = layerNamed(decoded, 'ethernet')?.value as { source: Uint8Array } | undefined;
  if (link === undefined) return undefined;
  const packet = layerNamed(decoded, 'ipv6')?.value as { source: Address } | undefined;
  return { mac: formatLinkLayerAddress(link.source), address: packet?.source };
}
