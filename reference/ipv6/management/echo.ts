import { failed, ok, type Result } from '../../net/result.js';
import { echoRequest } from '../../wire/icmpv6.js';
import type { EchoAnswer, EchoClients } from '../echo-clients.js';
import { sendBy, type Outlet, type Sending } from './outlet.js';

/** One conversation of Echo Requests and what comes back. */
export interface EchoConversation {
  /** Sends a request; the text says why it could not leave. */
  send(request: EchoSending): Result<void, string>;
  close(): void;
}

export interface EchoSending extends Sending {
  readonly sequence: number;
  readonly data: Uint8Array;
}

export function converse(clients: EchoClients, outlet: Outlet, listen: (answer: EchoAnswer) => void): Result<EchoConversation, string> {
  const client = clients.open(listen);
  if (client === undefined) return failed('too many pings at a time');
  const { identifier } = client;
  return ok({
    send: ({ sequence, data, ...sending }) => sendBy(outlet, sending, [echoRequest({ identifier, sequence, data })]),
    close: () => client.close(),
  });
}
