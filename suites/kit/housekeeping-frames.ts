import { ALL_NODES, isMulticast, isSolicitedNodeMulticast, isUnspecified, type Address } from '../../reference/net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { arp, ARP_REPLY, ARP_REQUEST, type Arp } from '../../reference/wire/arp.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { frame, type DecodedFrame, type FrameDraft, type Layer } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborAdvertisement, neighborSolicitation } from '../../reference/wire/nd.js';
import { sourceLinkLayerAddress, targetLinkLayerAddress } from '../../reference/wire/nd-options.js';

/** What the bench's own nodes say and hear: Neighbor Discovery and ARP for their addresses, echo as proof of life. */

interface Speaker {
  readonly linkLayerAddress: LinkLayerAddress;
  readonly router: boolean;
}

/** A Neighbor Solicitation that a node may answer, with the address that it came from at the link layer. */
export interface HeardSolicitation {
  readonly target: Address;
  readonly source: Address;
  /** From the option where there is one, else from the Ethernet header. */
  readonly from: LinkLayerAddress;
}

const ND_HOP_LIMIT = 255;

/** The solicitation in a frame, if it passes the checks of RFC 4861 section 7.1.1; what fails them is silently discarded. */
export function heardSolicitation(decoded: DecodedFrame): HeardSolicitation | undefined {
  const message = layerNamed(decoded, 'neighborSolicitation');
  const packet = layerNamed(decoded, 'ipv6');
  const link = layerNamed(decoded, 'ethernet');
  if (!message || !packet || !link || message.partial || decoded.stopped || message.checksum !== 'good') return undefined;
  const { code, target, options } = message.value as { code: number; target: Address; options: readonly OptionValue[] };
  const { hopLimit, source, destination } = packet.value as { hopLimit: number; source: Address; destination: Address };
  if (hopLimit !== ND_HOP_LIMIT || code !== 0 || isMulticast(target)) return undefined;
  const option = options.find((one) => one.kind === 'sourceLinkLayerAddress')?.linkLayerAddress;
  if (isUnspecified(source) && (option || !isSolicitedNodeMulticast(destination))) return undefined;
  const from = linkLayerAddress(option ?? (link.value as { source: Uint8Array }).source);
  return { target, source, from };
}

interface OptionValue {
  readonly kind: string;
  readonly linkLayerAddress?: Uint8Array;
}

export const layerNamed = (decoded: DecodedFrame, name: string): Layer | undefined => decoded.layers.find((layer) => layer.name === name);

/** The answer of RFC 4861 section 7.2.4: to the solicitor, or to all nodes where it has no address yet. */
export function answerTo(heard: HeardSolicitation, by: Speaker): FrameDraft {
  const anonymous = isUnspecified(heard.source);
  const destination = anonymous ? ALL_NODES : heard.source;
  return frame(
    ethernet({ destination: anonymous ? multicastLinkLayerAddress(ALL_NODES) : heard.from, source: by.linkLayerAddress }),
    ipv6({ source: heard.target, destination }),
    neighborAdvertisement({
      router: by.router,
      solicited: !anonymous,
      override: true,
      target: heard.target,
      options: [targetLinkLayerAddress(by.linkLayerAddress)],
    }),
  );
}

/** An ARP request that a node may answer. */
export const heardArpRequest = (decoded: DecodedFrame): Arp | undefined => {
  const message = layerNamed(decoded, 'arp');
  if (!message || message.partial) return undefined;
  const request = message.value as Arp;
  return request.operation === ARP_REQUEST ? request : undefined;
};

/** RFC 826: the reply goes to who asked. */
export const answerToArp = (heard: Arp, by: Speaker): FrameDraft =>
  frame(
    ethernet({ destination: heard.senderHardwareAddress, source: by.linkLayerAddress }),
    arp({
      operation: ARP_REPLY,
      senderHardwareAddress: by.linkLayerAddress,
      senderProtocolAddress: heard.targetProtocolAddress,
      targetHardwareAddress: heard.senderHardwareAddress,
      targetProtocolAddress: heard.senderProtocolAddress,
    }),
  );

export interface ProbePath {
  readonly fromLinkLayer: LinkLayerAddress;
  readonly from: Address;
  readonly toLinkLayer: LinkLayerAddress;
  readonly to: Address;
}

export const echoProbe = (path: ProbePath, identifier: number, sequence: number): FrameDraft =>
  frame(
    ethernet({ destination: path.toLinkLayer, source: path.fromLinkLayer }),
    ipv6({ source: path.from, destination: path.to }),
    echoRequest({ identifier, sequence }),
  );

export const solicitationProbe = (path: ProbePath): FrameDraft =>
  frame(
    ethernet({ destination: path.toLinkLayer, source: path.fromLinkLayer }),
    ipv6({ source: path.from, destination: path.to }),
    neighborSolicitation({ target: path.to, options: [sourceLinkLayerAddress(path.fromLinkLayer)] }),
  );
