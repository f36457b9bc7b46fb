import { isMulticast } from '../net/address.js';
import { HopByHop } from '../wire/extension-headers.js';
import type { Layer } from '../wire/frame.js';
import { Ipv6 } from '../wire/ipv6.js';
import type { Ipv6Option } from '../wire/ipv6-options.js';
import { mayHaveJumboOption, understandsJumbograms } from './jumbograms.js';
import { malformed } from './malformed-header.js';
import { pointerTo } from './pointers.js';
import type { ReceivedPacket } from './services.js';

/** RFC 4443 section 3.4: the code of Parameter Problem. */
const UNRECOGNIZED_OPTION = 2;

/** What a router looks at in a packet for somebody else, where it is configured to: its Hop-by-Hop Options (RFC 8200 section 4.3). */
export function hopByHopPasses(packet: ReceivedPacket): boolean {
  const { layers } = packet.decoded;
  const next = layers[layers.findIndex(({ message }) => message === Ipv6) + 1];
  return next?.message !== HopByHop || optionsPass(packet, next, `${next.name}[0]`);
}

/** Whether processing goes on behind Hop-by-Hop or Destination Options. */
export function optionsPass(packet: ReceivedPacket, layer: Layer, name: string): boolean {
  const { options = [] } = layer.value as { readonly options?: readonly Ipv6Option[] };
  for (const [index, option] of options.entries()) if (!optionPasses(packet, layer, option, `${name}.options[${index}].type`)) return false;
  return !layer.partial || malformed(packet);
}

/** Options that have a meaning in both headers; the limit of RFC 2473 concerns tunnel entries only, and its type says "skip" anyway. */
const UNDERSTOOD: ReadonlySet<string> = new Set(['pad1', 'padN']);

function optionPasses(packet: ReceivedPacket, { message }: Layer, { kind, type }: Ipv6Option, path: string): boolean {
  if (UNDERSTOOD.has(kind) || (message === HopByHop && kind === 'routerAlert')) return true;
  const isLength = message === HopByHop && kind === 'jumboPayload' && understandsJumbograms(packet.iface);
  return isLength ? mayHaveJumboOption(packet, pointerTo(packet, path)) : mayPass(packet, type, path);
}

/** RFC 8200 section 4.2: what the two highest bits of an unrecognized option's type want done. */
function mayPass(packet: ReceivedPacket, type: number, path: string): boolean {
  const { context, name } = packet.iface;
  const detail = `type 0x${type.toString(16)}`;
  const report = (evenToMulticast: boolean): void =>
    packet.iface.errors.report(packet, {
      kind: 'parameter-problem',
      code: UNRECOGNIZED_OPTION,
      pointer: pointerTo(packet, path),
      evenToMulticast,
    });
  switch (type >> 6) {
    case 0:
      return true;
    case 1:
      return !context.refuse('option-discard', name, detail);
    case 2:
      if (!context.refuse('option-report', name, detail)) return true;
      report(true);
      return false;
    default:
      if (!context.refuse('option-report-unicast', name, detail)) return true;
      if (!isMulticast(packet.destination) || !context.refuse('error-multicast-destination', name)) report(false);
      return false;
  }
}
