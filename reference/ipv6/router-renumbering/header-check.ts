import { ALL_ROUTERS, address, formatAddress, sameAddress } from '../../net/address.js';
import type { Layer } from '../../wire/frame.js';
import {
  RouterRenumberingResult,
  SequenceNumberReset,
  type PrefixControlOperation,
  type RouterRenumberingCommand,
} from '../../wire/router-renumbering.js';
import { beyondTheEnd } from '../nd-validation.js';
import type { ReceivedPacket } from '../services.js';
import type { CommandHeader } from './command-record.js';

/** A Command or a Sequence Number Reset, as far as it could be read. */
export interface RenumberingMessage {
  readonly kind: 'command' | 'reset';
  readonly header: CommandHeader;
  readonly operations: readonly PrefixControlOperation[];
  /** Octets behind the last operation that could be read: one whose OpLength leads out of the message. */
  readonly rest?: Uint8Array;
}

/** RFC 2894 section 4.1: "less than 16 octets". */
const HEADER_OCTETS = 16;

/** RFC 4291 section 2.7.1: "All Routers", in each scope that it has. */
const ALL_ROUTERS_GROUPS = [address('ff01::2'), ALL_ROUTERS, address('ff05::2')];

/** RFC 2894 section 4.1: the length and the code. The checksum has been verified. */
export function validated(packet: ReceivedPacket, layer: Layer): RenumberingMessage | undefined {
  const { iface, decoded } = packet;
  const { context, name } = iface;
  const size = decoded.packetEnd - layer.offset;
  const isShort = size < HEADER_OCTETS;
  if (isShort && context.refuse('renumbering-length', name, `${size} octets`)) return undefined;
  // This router is not a source of Commands.
  if (layer.message === RouterRenumberingResult && context.refuse('renumbering-result', name)) return undefined;
  const value = (isShort ? beyondTheEnd(packet, layer, layer.message) : layer.value) as Partial<RouterRenumberingCommand> | undefined;
  if (value?.maxDelay === undefined) return undefined;
  const rest = decoded.octets.subarray(layer.offset + layer.length, decoded.packetEnd);
  return {
    kind: layer.message === SequenceNumberReset ? 'reset' : 'command',
    header: headerOf(value as RouterRenumberingCommand),
    operations: value.operations ?? [],
    ...(layer.partial && rest.length > 0 && { rest }),
  };
}

const headerOf = ({
  sequenceNumber,
  segmentNumber,
  test,
  resultRequested,
  allInterfaces,
  siteSpecific,
  maxDelay,
}: RouterRenumberingCommand): CommandHeader => ({
  ...{ sequenceNumber, segmentNumber, test, resultRequested, allInterfaces, siteSpecific, maxDelay },
});

/** RFC 2894 section 4.1: "an All Routers multicast address" or "one of the receiving router's unicast addresses". */
export function isAddressed({ iface, destination }: ReceivedPacket): boolean {
  const { context, name, addresses } = iface;
  const own = (context.routing.holder(destination) ?? iface).addresses.find(destination) ?? addresses.find(destination);
  const isUnicast = own !== undefined && !own.anycast;
  if (isUnicast || ALL_ROUTERS_GROUPS.some((group) => sameAddress(group, destination))) return true;
  return !context.refuse('renumbering-destination', name, formatAddress(destination));
}
