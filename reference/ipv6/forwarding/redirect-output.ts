import { formatAddress, isLinkLocal, sameAddress, type Address } from '../../net/address.js';
import { frame } from '../../wire/frame.js';
import { ipv6 } from '../../wire/ipv6.js';
import { redirect } from '../../wire/nd.js';
import { redirectedHeader, targetLinkLayerAddress, type NdOptionDraft } from '../../wire/nd-options.js';
import type { Ipv6Interface, ReceivedPacket } from '../services.js';

/** RFC 4861 section 4.6: options are counted in units of eight octets. */
const OPTION_UNIT = 8;

/**
 * A packet leaves where it came from: its sender could have sent it to the next hop itself, and is told so, where RFC 4861
 * section 8.2 says. The packet is forwarded all the same.
 */
export function considerRedirect(packet: ReceivedPacket, nextHop: Address): void {
  const { iface, source, destination } = packet;
  const { context, name } = iface;
  if (!iface.variables.features.sendRedirects) return;
  if (!iface.routes.isOnLink(source) && context.refuse('redirect-to-remote', name, formatAddress(source))) return;
  const isToRouter = !sameAddress(nextHop, destination);
  // A router that is not known by its link-local address cannot be named as the target.
  if (isToRouter && !isLinkLocal(nextHop) && context.refuse('redirect-target-unknown', name, formatAddress(nextHop))) return;
  if (!iface.redirectLimiter.take() && context.refuse('redirect-rate', name)) return;
  sendRedirect(packet, nextHop);
}

function sendRedirect(packet: ReceivedPacket, target: Address): void {
  const { iface, source, destination } = packet;
  const from = iface.addresses.linkLocal();
  if (from === undefined) return;
  const known = linkLayerAddressOf(iface, target);
  const before = known === undefined ? [] : [targetLinkLayerAddress(known)];
  const taken = (options: readonly NdOptionDraft[]): number =>
    frame(ipv6({ source: from, destination: source }), redirect({ target, destination, options })).packet.length;
  const room = iface.variables.constants.MINIMUM_MTU - taken([...before, redirectedHeader(new Uint8Array())]);
  // What is quoted ends where the option must end; a packet that fits whole is padded by the option.
  const fits = room - (room % OPTION_UNIT);
  const options = [...before, redirectedHeader(packet.octets.subarray(0, fits))];
  iface.context.count('redirect.sent');
  iface.output.send({ source: from, destination: source, layers: [redirect({ target, destination, options })] });
}

function linkLayerAddressOf(iface: Ipv6Interface, target: Address) {
  const state = iface.neighbors.state(target);
  return 'linkLayerAddress' in state ? state.linkLayerAddress : undefined;
}
