import { DestinationOptions, Fragment, HopByHop } from '../../reference/wire/extension-headers.js';
import type { Layer } from '../../reference/wire/frame.js';
import type { Ipv6Option } from '../../reference/wire/ipv6-options.js';
import type { ObservedPacket } from '../kit/rule.js';

const IPV6_HEADER = 40;

export const isExtensionHeader = ({ message }: Layer): boolean =>
  message === HopByHop || message === DestinationOptions || message === Fragment || message.family === 'routing';

/** The IPv6 header with what follows it. */
const fromHeader = ({ decoded: { layers }, ipv6 }: ObservedPacket): readonly Layer[] =>
  layers.slice(layers.findIndex(({ value }) => value === ipv6));

/** The extension headers of a packet, as far as they were captured. */
export function extensionHeadersOf(packet: ObservedPacket): readonly Layer[] {
  const [, ...behind] = fromHeader(packet);
  const end = behind.findIndex((one) => !isExtensionHeader(one));
  return end < 0 ? behind : behind.slice(0, end);
}

/** The options of a header, none where it is cut. */
export const optionsOf = ({ value, partial }: Layer): readonly Ipv6Option[] =>
  partial ? [] : ((value as { readonly options?: readonly Ipv6Option[] }).options ?? []);

/** What a packet with a Fragment header says of the packet that it is a part of. */
export interface FragmentSeen {
  readonly header: Fragment;
  /** Octets of the extension headers before the Fragment header. */
  readonly before: number;
  /** First octet of the Fragmentable Part that is in this fragment, and how many there are. */
  readonly start: number;
  readonly octets: number;
  /** These octets in the frame; `endsAt` counts by the Payload Length, whether all was captured or not. */
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Undefined where there is no whole Fragment header, or where the lengths contradict each other. */
export function fragmentOf(packet: ObservedPacket): FragmentSeen | undefined {
  const [ipv6Layer, ...behind] = fromHeader(packet);
  const layer = behind.find(({ message }) => message === Fragment);
  if (!ipv6Layer || !layer || layer.partial) return undefined;
  const header = layer.value as Fragment;
  const payloadAt = ipv6Layer.offset + IPV6_HEADER;
  const startsAt = layer.offset + layer.length;
  const endsAt = payloadAt + packet.ipv6.payloadLength;
  if (endsAt < startsAt) return undefined;
  const seen = { header, before: layer.offset - payloadAt, start: header.fragmentOffset * 8, octets: endsAt - startsAt };
  return { ...seen, startsAt, endsAt };
}
