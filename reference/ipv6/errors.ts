import { formatAddress, isMulticast, isUnspecified } from '../net/address.js';
import { destinationUnreachable, packetTooBig, parameterProblem, timeExceeded } from '../wire/icmpv6.js';
import { frame, type DecodedFrame, type Layer } from '../wire/frame.js';
import { Ipv6, ipv6 } from '../wire/ipv6.js';
import type { LayerDraft } from '../wire/layer-draft.js';
import { Redirect } from '../wire/nd.js';
import { perSecondLimiter, rateLimiter } from './error-limiter.js';
import { FIRST_INFORMATIONAL_TYPE } from './error-input.js';
import { answerSource } from './output.js';
import type { ErrorMessage, ErrorService, Ipv6Interface, ReceivedPacket } from './services.js';

/** Octets of an error before the quoted packet: the IPv6 header and the fixed part of the message. */
const BEFORE_QUOTE = frame(ipv6(), destinationUnreachable()).packet.length;

/** ICMPv6 errors that the node originates on one interface: RFC 4443 sections 2.2, 2.4(c), (e) and (f). */
export function errors(iface: Ipv6Interface): ErrorService {
  const { context, name } = iface;
  const { constants, features } = iface.variables;
  const limiter = features.countErrorsBySecond
    ? perSecondLimiter(constants.ERRORS_PER_SECOND, context.now)
    : rateLimiter({ capacity: constants.ERROR_BUCKET, perSecond: constants.ERRORS_PER_SECOND }, context.now);

  return {
    report(packet, error) {
      context.count('icmpv6.error.attempted');
      if (isForbidden(packet, error)) return;
      if (!limiter.take() && context.refuse('error-rate', name)) return;
      const quote = packet.octets.subarray(0, constants.MINIMUM_MTU - BEFORE_QUOTE);
      const source = answerSource(iface, packet);
      context.count('icmpv6.error.generated');
      context.count(`icmpv6.error.${error.kind}.${'code' in error ? error.code : 0}`);
      iface.output.send({ destination: packet.source, ...(source && { source }), layers: [errorMessage(error, quote)] });
    },
  };
}

function errorMessage(error: ErrorMessage, invokingPacket: Uint8Array): LayerDraft {
  switch (error.kind) {
    case 'destination-unreachable':
      return destinationUnreachable({ code: error.code, invokingPacket });
    case 'packet-too-big':
      return packetTooBig({ mtu: error.mtu, invokingPacket });
    case 'time-exceeded':
      return timeExceeded({ code: error.code, invokingPacket });
    case 'parameter-problem':
      return parameterProblem({ code: error.code, pointer: error.pointer, invokingPacket });
  }
}

/** Section 2.4(e): the packets that must not cause an error. */
function isForbidden(packet: ReceivedPacket, error: ErrorMessage): boolean {
  const { context, name } = packet.iface;
  const carried = icmpv6In(packet.decoded);
  if (carried !== undefined && isError(carried) && context.refuse('error-about-error', name, carried.name)) return true;
  if (carried?.message === Redirect && context.refuse('error-about-redirect', name)) return true;
  if (namesNoSingleNode(packet) && context.refuse('error-source', name, formatAddress(packet.source))) return true;
  // The exceptions from (e.3) that (e.4) and (e.5) share: path MTU discovery for groups, and an option whose type says
  // "report even to multicast".
  if (error.kind === 'packet-too-big') return false;
  if (error.kind === 'parameter-problem' && error.evenToMulticast) return false;
  if (isMulticast(packet.destination) && context.refuse('error-multicast-destination', name, formatAddress(packet.destination)))
    return true;
  if (packet.linkLayerDestination === 'multicast' && !isMulticast(packet.destination) && context.refuse('error-link-layer-multicast', name))
    return true;
  return packet.linkLayerDestination === 'broadcast' && context.refuse('error-link-layer-broadcast', name);
}

/** (e.6): unspecified, multicast, or known to be anycast, which are those that the node has itself. */
const namesNoSingleNode = ({ iface, source }: ReceivedPacket): boolean =>
  isUnspecified(source) ||
  isMulticast(source) ||
  ((iface.context.routing.holder(source) ?? iface).addresses.find(source)?.anycast ?? false);

const isError = (layer: Layer): boolean =>
  ((layer.value as { readonly type?: number }).type ?? FIRST_INFORMATIONAL_TYPE) < FIRST_INFORMATIONAL_TYPE;

/** The ICMPv6 message that a packet carries, behind whatever headers; not one inside a tunnelled packet. */
function icmpv6In(decoded: DecodedFrame): Layer | undefined {
  const tunnelled = decoded.layers.findIndex(
    ({ message }, index) => message === Ipv6 && index > decoded.layers.findIndex((outer) => outer.message === Ipv6),
  );
  return decoded.layers.slice(0, tunnelled < 0 ? undefined : tunnelled).find(({ message }) => message.family === 'icmpv6');
}
