import { equalOctets } from '../../reference/net/octets.js';
import { formatLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { NdOption } from '../../reference/wire/nd-options.js';
import { describeDecodeError } from '../../reference/wire/presentation.js';
import {
  broken,
  ICMPV6,
  KEPT,
  NEIGHBOR_DISCOVERY,
  type FrameRule,
  type ObservedPacket,
  type Outcome,
  type PacketKind,
} from '../kit/rule.js';

const ND_HOP_LIMIT = 255;

/** The messages by the ledger line that says what they look like. */
const FORMATS: readonly { readonly name: string; readonly kind: PacketKind; readonly requirement: string }[] = [
  { name: 'router-solicitation', kind: 'router-solicitation', requirement: 'rs-format' },
  { name: 'router-advertisement', kind: 'router-advertisement', requirement: 'rtr-ra-format' },
  { name: 'dad-solicitation', kind: 'dad-solicitation', requirement: 'dad-ns-format' },
  { name: 'multicast-solicitation-link-local', kind: 'multicast-solicitation-link-local', requirement: 'ar-ns-format-ll' },
  { name: 'multicast-solicitation-global', kind: 'multicast-solicitation-global', requirement: 'ar-ns-format-gl' },
  { name: 'unicast-solicitation', kind: 'unicast-solicitation', requirement: 'nd-unicast-solicitation-format' },
  { name: 'neighbor-advertisement', kind: 'neighbor-advertisement', requirement: 'nd-advertisement-format' },
  { name: 'redirect', kind: 'redirect', requirement: 'rtr-redirect-format' },
];

interface CommonFields {
  readonly code: number;
  readonly reserved: number;
  readonly options: readonly NdOption[];
}

const fieldsOf = (packet: ObservedPacket): CommonFields => packet.message.value as CommonFields;
const nameOf = (packet: ObservedPacket): string => packet.message.name;

/** The header is right, and there is a message. */
function isAsUsual(packet: ObservedPacket): boolean {
  if (!packet.whole || packet.hasFragmentHeader || packet.ipv6.hopLimit !== ND_HOP_LIMIT) return false;
  const { code, reserved } = fieldsOf(packet);
  return code === 0 && reserved === 0;
}

/** RFC 4861 sections 4.1 to 4.5: hop limit, code and reserved field of every message. */
const headerRules = FORMATS.flatMap(({ name, kind, requirement }): FrameRule[] => [
  {
    id: `nd.${name}.hop-limit`,
    requirement,
    title: 'is sent with hop limit 255',
    on: [kind],
    reads: 'headers',
    usual: isAsUsual,
    check: ({ ipv6 }) => (ipv6.hopLimit === ND_HOP_LIMIT ? KEPT : broken(`hop limit ${ipv6.hopLimit}, wanted 255`, 'ipv6.hopLimit')),
  },
  {
    id: `nd.${name}.code`,
    requirement,
    title: 'has code 0',
    on: [kind],
    reads: 'message',
    usual: isAsUsual,
    check(packet) {
      const { code } = fieldsOf(packet);
      return code === 0 ? KEPT : broken(`code ${code}, wanted 0`, `${nameOf(packet)}.code`);
    },
  },
  {
    id: `nd.${name}.reserved`,
    requirement,
    title: 'has a reserved field of zero',
    on: [kind],
    reads: 'message',
    usual: isAsUsual,
    check(packet) {
      const { reserved } = fieldsOf(packet);
      return reserved === 0 ? KEPT : broken(`reserved bits 0x${reserved.toString(16)}, wanted 0`, `${nameOf(packet)}.reserved`);
    },
  },
]);

/** RFC 4861 sections 4.1 to 4.6: which options a message is defined with. Options that are not listed may appear anywhere. */
const PLACES: Readonly<Partial<Record<NdOption['kind'], readonly string[]>>> = {
  sourceLinkLayerAddress: ['routerSolicitation', 'routerAdvertisement', 'neighborSolicitation'],
  targetLinkLayerAddress: ['neighborAdvertisement', 'redirect'],
  prefixInformation: ['routerAdvertisement'],
  redirectedHeader: ['redirect'],
  mtu: ['routerAdvertisement'],
  advertisementInterval: ['routerAdvertisement'],
  homeAgentInformation: ['routerAdvertisement'],
  routeInformation: ['routerAdvertisement'],
  rdnss: ['routerAdvertisement'],
  dnssl: ['routerAdvertisement'],
  captivePortal: ['routerAdvertisement'],
  pref64: ['routerAdvertisement'],
};

function placement(packet: ObservedPacket): Outcome {
  const { options } = fieldsOf(packet);
  let outcome: Outcome;
  for (let at = 0; at < options.length; at++) {
    const option = options[at] as NdOption;
    const places = PLACES[option.kind];
    if (!places) continue;
    if (!places.includes(nameOf(packet)))
      return broken(`${option.kind} in a ${packet.message.message.title}`, `${nameOf(packet)}.options[${at}]`);
    outcome = KEPT;
  }
  return outcome;
}

const isLinkLayerOption = (option: NdOption): boolean => option.type === 1 || option.type === 2;

function linkLayerLength(packet: ObservedPacket): Outcome {
  if (!packet.segment.hasLinkLayer) return undefined;
  const { options } = fieldsOf(packet);
  let outcome: Outcome;
  for (let at = 0; at < options.length; at++) {
    const option = options[at] as NdOption;
    if (!isLinkLayerOption(option)) continue;
    if (option.length !== 1) return broken(`length ${option.length}, wanted 1`, `${nameOf(packet)}.options[${at}].length`);
    outcome = KEPT;
  }
  return outcome;
}

function namesItsSender(packet: ObservedPacket): Outcome {
  const { linkSource } = packet;
  if (!linkSource) return undefined;
  for (const option of fieldsOf(packet).options) {
    if (option.kind !== 'sourceLinkLayerAddress' || option.length !== 1) continue;
    return equalOctets(option.linkLayerAddress, linkSource)
      ? KEPT
      : broken(
          `names ${formatLinkLayerAddress(option.linkLayerAddress)}, the frame comes from ${formatLinkLayerAddress(linkSource)}`,
          `${nameOf(packet)}.options.sourceLinkLayerAddress.linkLayerAddress`,
        );
  }
  return undefined;
}

/** A message that could not be read to its end although the capture has all of it. */
function wellFormed(packet: ObservedPacket): Outcome {
  if (packet.whole) return KEPT;
  if (packet.cut || packet.fragment) return undefined;
  const { stopped } = packet.decoded;
  if (!stopped) return broken('the message is shorter than its format');
  return broken(`octet ${stopped.offset}: ${describeDecodeError(stopped)}`, stopped.path);
}

const isNd = (kind: PacketKind): boolean => (NEIGHBOR_DISCOVERY as readonly PacketKind[]).includes(kind);

export const messageFormatRules: readonly FrameRule[] = [
  ...headerRules,
  {
    id: 'nd.options.well-formed',
    requirement: 'nd-options-format',
    title: 'fills its messages with whole options, none of length zero',
    on: NEIGHBOR_DISCOVERY,
    reads: 'headers',
    usual: isAsUsual,
    check: wellFormed,
  },
  {
    id: 'icmpv6.message.well-formed',
    requirement: 'icmp-send-format',
    title: 'sends whole messages whose lengths agree with the packet',
    on: ICMPV6.filter((kind) => !isNd(kind)),
    reads: 'headers',
    check: wellFormed,
  },
  {
    id: 'nd.options.link-layer-length',
    requirement: 'eth-slla-length',
    title: 'gives link-layer address options the length 1',
    on: NEIGHBOR_DISCOVERY,
    reads: 'message',
    check: linkLayerLength,
  },
  {
    id: 'nd.options.placement',
    requirement: 'nd-option-placement',
    title: 'puts options into the messages that they are defined for',
    on: NEIGHBOR_DISCOVERY,
    reads: 'message',
    check: placement,
  },
  {
    id: 'nd.options.source-link-layer-address',
    requirement: 'nd-slla-is-sender',
    title: 'names the link-layer address that the frame comes from',
    on: NEIGHBOR_DISCOVERY,
    reads: 'message',
    check: namesItsSender,
  },
  {
    id: 'nd.message.unfragmented',
    requirement: 'nd-send-unfragmented',
    title: 'sends Neighbor Discovery messages without a Fragment header',
    on: NEIGHBOR_DISCOVERY,
    reads: 'headers',
    usual: isAsUsual,
    check: ({ hasFragmentHeader }) => (!hasFragmentHeader ? KEPT : broken('carries a Fragment header', 'fragment.nextHeader')),
  },
];
