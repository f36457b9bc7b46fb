import type { Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { isAssigned } from '../address-table.js';
import type { EchoAnswer, EchoClients } from '../echo-clients.js';
import type { Ipv6Interface } from '../services.js';

/** One conversation of Echo Requests and what comes back. */
export interface EchoConversation {
  /** Sends a request; the text says why it could not leave. */
  send(request: EchoSending): Result<void, string>;
  close(): void;
}

export interface EchoSending {
  readonly destination: Address;
  readonly sequence: number;
  readonly data: Uint8Array;
  /** The interface to leave by; chosen when left out. */
  readonly link?: string;
  readonly source?: Address;
  readonly hopLimit?: number;
}

/** What a conversation needs of the node. */
export interface EchoOutlet {
  readonly interfaces: ReadonlyMap<string, Ipv6Interface>;
  outgoing(destination: Address): Ipv6Interface | undefined;
}

export function converse(clients: EchoClients, outlet: EchoOutlet, listen: (answer: EchoAnswer) => void): Result<EchoConversation, string> {
  const client = clients.open(listen);
  if (client === undefined) return failed('too many pings at a time');
  return ok({
    send(request) {
      const { destination, source, hopLimit, sequence, data, link } = request;
      const iface = link === undefined ? outlet.outgoing(destination) : outlet.interfaces.get(link);
      if (iface === undefined) return failed('no route to host');
      if (iface.state !== 'up') return failed(`${iface.name} is down`);
      if (source !== undefined && !holds(outlet, source)) return failed("can't assign requested address");
      const layers = [echoRequest({ identifier: client.identifier, sequence, data })];
      const hasLeft = iface.output.send({
        ...{ destination, layers },
        ...(source !== undefined && { source }),
        ...(hopLimit !== undefined && { hopLimit }),
      });
      return hasLeft ? ok(undefined) : failed('no route to host');
    },
    close: () => client.close(),
  });
}

const holds = ({ interfaces }: EchoOutlet, source: Address): boolean =>
  [...interfaces.values()].some(({ addresses }) => isAssigned(addresses.find(source)));
