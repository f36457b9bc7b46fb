import { formatAddress, isMulticast, isUnspecified, LINK_LOCAL_SCOPE, multicastScope, type Address } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import { equalOctets } from '../net/octets.js';
import { after, ZERO } from '../time.js';
import type { Layer } from '../wire/frame.js';
import { frame } from '../wire/frame.js';
import { ipv6 } from '../wire/ipv6.js';
import type { LayerDraft } from '../wire/layer-draft.js';
import {
  NodeAddress,
  nodeAddressesReply,
  nodeInformationReply,
  nodeNameReply,
  QTYPE,
  type NodeInformationQuery,
} from '../wire/node-information.js';
import { isAssigned } from './address-table.js';
import type { Features } from './behaviour.js';
import { rateLimiter } from './error-limiter.js';
import type { AnyInformationReply } from './information-clients.js';
import { addressesAskedFor, isPrivate, kindOf } from './node-addresses.js';
import { isNamed, nodeInformationGroup } from './node-name.js';
import { answerSource } from './output.js';
import type { Ipv6Interface, NodeInformationService, ReceivedPacket } from './services.js';

/** RFC 4620 section 4. */
const SUBJECT_CODE = { address: 0, name: 1 } as const;
const REPLY_CODE = { successful: 0, refused: 1, unknownQtype: 2 } as const;

const KNOWN: ReadonlySet<number> = new Set(Object.values(QTYPE));
const ADDRESS_OCTETS = 16;

/** How many addresses fit into a packet that every link carries. */
const roomFor = (mtu: number): number =>
  Math.floor((mtu - frame(ipv6(), nodeAddressesReply()).packet.length) / NodeAddress.encode({}).length);

/** The responder of RFC 4620 on one interface. */
export function nodeInformation(iface: Ipv6Interface): NodeInformationService {
  const { context, name } = iface;
  const { constants } = iface.variables;
  const limiter = rateLimiter(
    { capacity: constants.NODE_INFORMATION_BUCKET, perSecond: constants.NODE_INFORMATION_PER_SECOND },
    context.now,
  );
  const pending = new Set<() => void>();
  let hasJoined = false;

  /** Section 5: a multicast query is answered after a random time, so that the nodes of a link do not answer at once. */
  const send = (packet: ReceivedPacket, reply: LayerDraft): void => {
    if (!limiter.take() && context.refuse('ni-rate', name)) return;
    const transmit = (): void => {
      const source = answerSource(iface, packet);
      const destination = packet.source;
      // Only a careless node answers the unspecified address: nothing but the frame's source says where that could be.
      const to = isUnspecified(destination) ? { linkLayerDestination: packet.linkLayerSource as LinkLayerAddress } : {};
      iface.output.send({ destination, ...(source && { source }), layers: [reply], ...to });
    };
    if (!isMulticast(packet.destination)) return transmit();
    if (pending.size >= constants.NODE_INFORMATION_LIMIT) return context.count('node-information.refused');
    const wait = context.environment.random.uniform(ZERO, constants.QUERY_RESPONSE_INTERVAL);
    const cancel = context.environment.schedule(after(context.now(), wait), () => {
      pending.delete(cancel);
      transmit();
    });
    pending.add(cancel);
  };

  return {
    begin() {
      const { nodeInformation: takesPart } = iface.variables.features;
      if (context.nodeName === undefined || takesPart === hasJoined) return;
      hasJoined = takesPart;
      const group = nodeInformationGroup(context.nodeName);
      if (takesPart) iface.groups.join(group);
      else iface.groups.leave(group);
    },
    receive(packet, query) {
      if (isUnspecified(packet.source) && context.refuse('ni-source-unspecified', name)) return;
      if (!isAddressed(packet) && context.refuse('ni-destination', name, formatAddress(packet.destination))) return;
      if (!isAbout(packet, query) && context.refuse('ni-subject', name, `code ${query.code}`)) return;
      if (isAboutPrivateAddress(packet, query) && context.refuse('ni-privacy', name)) return;
      const { qtype, nonce } = query;
      if (!KNOWN.has(qtype)) return send(packet, nodeInformationReply({ code: REPLY_CODE.unknownQtype, qtype, nonce }));
      const { features } = iface.variables;
      if (kindOf(packet.source) === 'globalScope' && !features.nodeInformationForAll && context.refuse('ni-global-source', name))
        return send(packet, nodeInformationReply({ code: REPLY_CODE.refused, qtype, nonce }));
      if (isWithheld(qtype, features)) return send(packet, nodeInformationReply({ code: REPLY_CODE.refused, qtype, nonce }));
      send(packet, answerTo(packet, query));
    },
    stop() {
      for (const cancel of pending) cancel();
      pending.clear();
      hasJoined = false;
    },
  };
}

/** Section 5: "the Responder should decide whether to refuse an answer, based on local policy". */
function isWithheld(qtype: number, { nodeInformationNames, nodeInformationAddresses }: Features): boolean {
  if (qtype === QTYPE.nodeName) return !nodeInformationNames;
  return !nodeInformationAddresses && (qtype === QTYPE.nodeAddresses || qtype === QTYPE.ipv4Addresses);
}

/** Section 5: to an address of the node, or to a group of the link that it has joined. */
const isAddressed = ({ destination }: ReceivedPacket): boolean =>
  !isMulticast(destination) || multicastScope(destination) === LINK_LOCAL_SCOPE;

/** The Subject is the group to which the query was sent, as KAME's `ping6 -w ff02::1` asks: whoever joined that group is meant. */
const isAboutGroup = ({ destination }: ReceivedPacket, { code, data }: NodeInformationQuery): boolean =>
  code === SUBJECT_CODE.address && isMulticast(destination) && equalOctets(data, destination);

/** Section 5: the Subject belongs to the node. A NOOP has none (section 6.1). */
function isAbout(packet: ReceivedPacket, query: NodeInformationQuery): boolean {
  const { context } = packet.iface;
  const { qtype, code, data } = query;
  if (qtype === QTYPE.noop || isAboutGroup(packet, query)) return true;
  if (code === SUBJECT_CODE.name) return context.nodeName !== undefined && isNamed(context.nodeName, data);
  if (code !== SUBJECT_CODE.address || data.length !== ADDRESS_OCTETS) return false;
  return [...context.interfaces()].some(({ addresses }) => isAssigned(addresses.find(data as Address)));
}

/** Section 8: asked at a temporary address or about it, the node says nothing that would link it to others. */
const isAboutPrivateAddress = ({ iface, destination }: ReceivedPacket, { qtype, code, data }: NodeInformationQuery): boolean =>
  qtype !== QTYPE.noop &&
  (isPrivate(iface.context.interfaces(), destination) ||
    (code === SUBJECT_CODE.address && isPrivate(iface.context.interfaces(), data as Address)));

/** Sections 6.1 to 6.4. Flags go back only where the Qtype says so; there are no IPv4 addresses. */
function answerTo(packet: ReceivedPacket, query: NodeInformationQuery): LayerDraft {
  const { iface } = packet;
  const { qtype, nonce, globalScope, siteLocal, linkLocal, compatible, all, code, data } = query;
  const { context, variables } = iface;
  switch (qtype) {
    case QTYPE.nodeName:
      return nodeNameReply({ nonce, names: context.nodeName === undefined ? [] : [context.nodeName] });
    case QTYPE.nodeAddresses: {
      const subject = code === SUBJECT_CODE.address ? (data as Address) : undefined;
      const asked =
        isAboutGroup(packet, query) && !all
          ? addressesAskedFor([iface], query, undefined)
          : addressesAskedFor(context.interfaces(), query, subject);
      const told = asked.slice(0, roomFor(variables.constants.MINIMUM_MTU));
      const addresses = told.map((address) => ({ timeToLive: 0, address }));
      return nodeAddressesReply({
        nonce,
        globalScope,
        siteLocal,
        linkLocal,
        compatible,
        all,
        truncated: told.length < asked.length,
        addresses,
      });
    }
    case QTYPE.ipv4Addresses:
      return nodeInformationReply({ code: REPLY_CODE.successful, qtype, nonce, all });
    default:
      return nodeInformationReply({ code: REPLY_CODE.successful, qtype, nonce });
  }
}

export function receiveNodeInformationQuery(packet: ReceivedPacket, layer: Layer): void {
  packet.iface.nodeInformation.receive(packet, layer.value as NodeInformationQuery);
}

/** Section 5: whoever asked checks the nonce; "extraneous Replies" are ignored. */
export function receiveNodeInformationReply({ iface, source, hopLimit }: ReceivedPacket, layer: Layer): void {
  const { context, name } = iface;
  const reply = layer.value as AnyInformationReply;
  if (!context.information.isAwaited(reply.nonce)) return void context.refuse('ni-reply-unasked', name, formatAddress(source));
  const told = { kind: 'reply', link: name, source, hopLimit, octets: layer.length, reply } as const;
  context.information.answered(reply.nonce, (sequence) => ({ ...told, sequence }));
}
