import { layer, type DecodedFrame } from '../wire/frame.js';
import { EchoRequest } from '../wire/icmpv6.js';
import { NodeInformationQuery } from '../wire/node-information.js';
import type { EchoAnswer } from './echo-clients.js';
import type { NodeContext } from './services.js';

type Failure = Exclude<EchoAnswer, { readonly kind: 'reply' }>;
/** Why no reply is to be expected, beside the number of the request. */
type Cause = Failure extends infer F ? (F extends Failure ? Omit<F, 'sequence'> : never) : never;

/** Whoever waits for a reply to the packet is told what became of it. A quote may end before it says whose it was. */
export function tellAsker({ echo, information }: NodeContext, packet: DecodedFrame, cause: Cause): void {
  const request = layer(packet, EchoRequest);
  if (request?.identifier !== undefined) echo.answered(request.identifier, { ...cause, sequence: request.sequence ?? 0 });
  const query = layer(packet, NodeInformationQuery);
  if (query?.nonce !== undefined) information.answered(query.nonce, (sequence) => ({ ...cause, sequence }));
}
