import type { AnyMessage, DecodeError, Value } from './kit/message.js';

export type ChecksumState = 'good' | 'bad' | 'unverifiable';

/** What the first fragment holds of a message. */
export interface FirstPart {
  readonly octets: number;
  /** Of the whole message, where its own header says. */
  readonly of?: number;
}

export interface Layer<V = unknown> {
  readonly message: AnyMessage;
  readonly name: string;
  /** The fields; octet strings and addresses are views of the frame. */
  readonly value: V;
  readonly offset: number;
  /** Octets of the layer that were understood. */
  readonly length: number;
  /** For messages with a checksum; unverifiable when the packet is not whole. */
  readonly checksum?: ChecksumState | undefined;
  /** With a bad checksum: the right one. */
  readonly expectedChecksum?: number | undefined;
  /** The value holds only the fields before the error, or those that are in the first fragment. */
  readonly partial: boolean;
  /** The message begins in this fragment, and goes on in others. */
  readonly firstPart?: FirstPart | undefined;
  /** The packet that this message quotes; its offsets count from its own first octet. */
  readonly nested?: DecodedFrame | undefined;
}

export interface DecodedFrame {
  readonly octets: Uint8Array;
  readonly layers: readonly Layer[];
  /**
   * Why the walk ended before the end of the packet; normal for a quoted packet, which is usually cut. That a message is
   * longer than the first fragment of its packet is no reason.
   */
  readonly stopped?: DecodeError | undefined;
  /** What follows the last layer: link padding, or octets that were not understood. */
  readonly rest: Uint8Array;
  /** Of the IPv6 header that follows the link's, -1 if there is none: an IPv4 packet, whatever it carries, is not meant. */
  readonly packetOffset: number;
  /** Where that packet ends by its own length; octets of `rest` before it belong to the packet. The end of the octets when there is no packet. */
  readonly packetEnd: number;
}

/** The first layer of that message, complete or partial. */
export function layer<M extends AnyMessage>(decoded: DecodedFrame, message: M): Value<M> | undefined {
  for (const candidate of decoded.layers) if (candidate.message === message) return candidate.value as Value<M>;
  return undefined;
}
