import type { Address } from '../../net/address.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { LayerDraft } from '../../wire/layer-draft.js';
import { isAssigned } from '../address-table.js';
import type { Ipv6Interface } from '../services.js';

/** How a request of system management leaves. */
export interface Sending {
  readonly destination: Address;
  /** The interface to leave by; chosen when left out. */
  readonly link?: string;
  readonly source?: Address;
  readonly hopLimit?: number;
}

/** What a request needs of the node. */
export interface Outlet {
  readonly interfaces: ReadonlyMap<string, Ipv6Interface>;
  outgoing(destination: Address): Ipv6Interface | undefined;
}

/** The text says why it could not leave. */
export function sendBy(outlet: Outlet, sending: Sending, layers: readonly LayerDraft[]): Result<void, string> {
  const { destination, link, source, hopLimit } = sending;
  const iface = link === undefined ? outlet.outgoing(destination) : outlet.interfaces.get(link);
  if (iface === undefined) return failed('no route to host');
  if (iface.state !== 'up') return failed(`${iface.name} is down`);
  if (source !== undefined && !holds(outlet, source)) return failed("can't assign requested address");
  const hasLeft = iface.output.send({
    ...{ destination, layers },
    ...(source !== undefined && { source }),
    ...(hopLimit !== undefined && { hopLimit }),
  });
  return hasLeft ? ok(undefined) : failed('no route to host');
}

const holds = ({ interfaces }: Outlet, source: Address): boolean =>
  [...interfaces.values()].some(({ addresses }) => isAssigned(addresses.find(source)));
