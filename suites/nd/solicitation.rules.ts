import {
  ALL_ROUTERS,
  formatAddress,
  isMulticast,
  isSolicitedNodeMulticast,
  sameAddress,
  solicitedNodeMulticast,
} from '../../reference/net/address.js';
import type { NeighborSolicitation } from '../../reference/wire/nd.js';
import { broken, KEPT, type FrameRule, type ObservedPacket, type Outcome, type PacketKind } from '../kit/rule.js';
import { carriesSource } from './source-option.js';

const solicitationOf = (packet: ObservedPacket): NeighborSolicitation => packet.message.value as NeighborSolicitation;

/** RFC 4861 section 4.3: the group that belongs to the target, or the target itself. */
function goesToTarget(packet: ObservedPacket): Outcome {
  const { target } = solicitationOf(packet);
  const { destination } = packet;
  const toGroup = isMulticast(destination) || packet.fromUnspecified;
  if (toGroup ? isGroupOf(destination, target) : sameAddress(destination, target)) return KEPT;
  const wanted = toGroup ? solicitedNodeMulticast(target) : target;
  return broken(`goes to ${formatAddress(destination)}, wanted ${formatAddress(wanted)}`, 'ipv6.destination');
}

const isGroupOf = (group: Uint8Array, target: Uint8Array): boolean =>
  group[13] === target[13] && group[14] === target[14] && group[15] === target[15] && isSolicitedNodeMulticast(group);

const targetIsUnicast = (packet: ObservedPacket): Outcome => {
  const { target } = solicitationOf(packet);
  return !isMulticast(target) ? KEPT : broken(`asks for the multicast address ${formatAddress(target)}`, 'neighborSolicitation.target');
};

const SLLA = 'neighborSolicitation.options.sourceLinkLayerAddress';

function hasSourceLinkLayer(packet: ObservedPacket): Outcome {
  if (!packet.segment.hasLinkLayer) return undefined;
  return carriesSource(packet) ? KEPT : broken('has no source link-layer address option', SLLA);
}

const KINDS: readonly { readonly name: string; readonly kind: PacketKind; readonly requirement: string }[] = [
  { name: 'dad-solicitation', kind: 'dad-solicitation', requirement: 'dad-ns-format' },
  { name: 'multicast-solicitation-link-local', kind: 'multicast-solicitation-link-local', requirement: 'ar-ns-format-ll' },
  { name: 'multicast-solicitation-global', kind: 'multicast-solicitation-global', requirement: 'ar-ns-format-gl' },
  { name: 'unicast-solicitation', kind: 'unicast-solicitation', requirement: 'nd-unicast-solicitation-format' },
];

const addressRules = KINDS.flatMap(({ name, kind, requirement }): FrameRule[] => [
  {
    id: `nd.${name}.destination`,
    requirement,
    title: 'goes where the target is to be found',
    on: [kind],
    reads: 'message',
    check: goesToTarget,
  },
  // The kind of a solicitation for a link-local address says already that the target is unicast.
  ...(kind === 'multicast-solicitation-link-local'
    ? []
    : [
        {
          id: `nd.${name}.target`,
          requirement,
          title: 'asks for a unicast address',
          on: [kind],
          reads: 'message',
          check: targetIsUnicast,
        } as const,
      ]),
]);

const sourceOptionRules = KINDS.filter(({ name }) => name.startsWith('multicast')).map(({ name, kind, requirement }): FrameRule => ({
  id: `nd.${name}.source-link-layer-address`,
  requirement,
  title: 'carries the source link-layer address option',
  on: [kind],
  reads: 'message',
  check: hasSourceLinkLayer,
}));

const routerSolicitationRules: readonly FrameRule[] = [
  {
    id: 'nd.router-solicitation.destination',
    requirement: 'rs-format',
    title: 'goes to ff02::2',
    on: ['router-solicitation'],
    reads: 'headers',
    // Section 4.1 says "typically"; a host that knows its router may ask it alone.
    check: ({ destination }) =>
      isMulticast(destination)
        ? sameAddress(destination, ALL_ROUTERS)
          ? KEPT
          : broken(`goes to ${formatAddress(destination)}, wanted ff02::2`, 'ipv6.destination')
        : undefined,
  },
  {
    id: 'nd.router-solicitation.no-link-layer-address',
    requirement: 'rs-no-slla-unspec',
    title: 'carries no source link-layer address option when it comes from ::',
    on: ['router-solicitation'],
    reads: 'message',
    check: (packet) =>
      packet.fromUnspecified
        ? !carriesSource(packet)
          ? KEPT
          : broken('carries a source link-layer address option', 'routerSolicitation.options.sourceLinkLayerAddress')
        : undefined,
  },
];

export const solicitationRules: readonly FrameRule[] = [
  ...addressRules,
  ...sourceOptionRules,
  ...routerSolicitationRules,
  {
    id: 'nd.dad-solicitation.no-link-layer-address',
    requirement: 'dad-ns-format',
    title: 'carries no source link-layer address option',
    on: ['dad-solicitation'],
    reads: 'message',
    check: (packet) => (!carriesSource(packet) ? KEPT : broken('carries a source link-layer address option', SLLA)),
  },
  {
    id: 'nd.unicast-solicitation.source-link-layer-address',
    requirement: 'nud-probe-slla',
    title: 'carries the source link-layer address option',
    on: ['unicast-solicitation'],
    reads: 'message',
    check: hasSourceLinkLayer,
  },
  {
    id: 'nd.neighbor-solicitation.source',
    requirement: 'addr-multicast-never-source',
    title: 'asks from an address of its own',
    on: ['multicast-solicitation-link-local', 'multicast-solicitation-global', 'unicast-solicitation'],
    reads: 'headers',
    check: ({ source }) => (isMulticast(source) ? broken(`comes from ${formatAddress(source)}`, 'ipv6.source') : KEPT),
  },
];
