import { Fragment } from '../../reference/wire/extension-headers.js';
import type { Layer } from '../../reference/wire/frame.js';
import type { Ipv6Option } from '../../reference/wire/ipv6-options.js';
import type { ObservedPacket } from '../kit/rule.js';

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

export function fragmentHeaderOf({ extensionHeaders }: ObservedPacket): Layer | undefined {
  for (let i = 0; i < extensionHeaders.length; i++) {
    const header = extensionHeaders[i] as Layer;
    if (header.message === Fragment) return header.partial ? undefined : header;
  }
  return undefined;
}

/** Undefined where there is no whole Fragment header, or where the lengths contradict each other. */
export function fragmentOf(packet: ObservedPacket): FragmentSeen | undefined {
  const [first] = packet.extensionHeaders;
  const layer = fragmentHeaderOf(packet);
  if (!first || !layer) return undefined;
  const header = layer.value as Fragment;
  const startsAt = layer.offset + layer.length;
  const endsAt = first.offset + packet.ipv6.payloadLength;
  if (endsAt < startsAt) return undefined;
  return {
    header,
    before: layer.offset - first.offset,
    start: header.fragmentOffset * 8,
    octets: endsAt - startsAt,
    startsAt,
    endsAt,
  };
}
