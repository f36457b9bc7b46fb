import type { AnyMessage, Draft, Message } from './kit/message.js';
import { message } from './kit/message.js';
import { rest, type Fields } from './kit/field.js';

/** One layer of a frame to be built: a message and the fields that are given. */
export interface LayerDraft {
  readonly message: AnyMessage;
  readonly values: Readonly<Record<string, unknown>>;
  /** What the layer before announces it as: a protocol number or an EtherType. */
  readonly announcedAs?: number;
  /** Only that many octets of the layer are sent. */
  readonly sent?: number;
  /** Octets after the packet that no length counts. */
  readonly outside?: boolean;
}

/** The builder of a message's layers: `ipv6({ source, destination })`. */
export function builder<N extends string, F extends Fields>(described: Message<N, F>): (values?: Draft<F>) => LayerDraft {
  const announcedAs = described.traits.nextHeader ?? described.traits.etherType;
  return (values = {}) => ({ message: described, values, ...(announcedAs !== undefined && { announcedAs }) });
}

const RawOctets = message('rawOctets', '', { data: rest() }, { title: 'Octets' });

/** Octets as they are; the layer before announces them as `announcedAs` (a protocol number, or an EtherType after Ethernet). */
export const raw = (octets: Uint8Array, announcedAs: number): LayerDraft => ({ message: RawOctets, values: { data: octets }, announcedAs });

/** Octets after the packet, as an Ethernet driver pads short frames: counted by no length and no checksum. */
export const linkPadding = (octets: Uint8Array): LayerDraft => ({ message: RawOctets, values: { data: octets }, outside: true });

/** The layer with only its first octets sent; lengths and checksums are right for what is sent. */
export const cut = (layer: LayerDraft, octets: number): LayerDraft => ({ ...layer, sent: octets });
