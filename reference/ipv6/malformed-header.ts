import { DestinationOptions } from '../wire/extension-headers.js';
import { PadN } from '../wire/ipv6-options.js';
import type { ReceivedPacket } from './services.js';

/** RFC 4443 section 3.4: the code of Parameter Problem. */
export const ERRONEOUS_FIELD = 0;

/** An extension header or an option that runs past its end: RFC 4443 section 3.4. Never passes. */
export function malformed(packet: ReceivedPacket): false {
  const { stopped, packetOffset } = packet.decoded;
  const { context, name } = packet.iface;
  const isOption = stopped?.path.includes('.options') ?? false;
  context.refuse(isOption ? 'option-malformed' : 'header-truncated', name, stopped?.path);
  const start = (stopped?.offset ?? packetOffset) - packetOffset;
  packet.iface.errors.report(packet, {
    kind: 'parameter-problem',
    code: ERRONEOUS_FIELD,
    pointer: start + lengthOffset(stopped?.path ?? ''),
  });
  return false;
}

/** What is wrong with a structure that does not fit is the field with its length. */
function lengthOffset(path: string): number {
  const field = path.endsWith(']')
    ? PadN.compiled.layout.offsets.get('length')
    : path.includes('.')
      ? undefined
      : DestinationOptions.compiled.layout.offsets.get('hdrExtLen');
  return field?.offset ?? 0;
}
