import { failed, ok, type Result } from '../../net/result.js';
import type { Interface } from '../interface.js';

/** Orders for the node as a whole. */
export type NodeOrder =
  /** The interfaces are taken down and up: what a host has learned is nothing that a router may use. */
  | { readonly kind: 'set-role'; readonly role: 'host' | 'router' }
  /** Where packets go that nothing else says anything about; none without `link`. */
  | { readonly kind: 'set-default-interface'; readonly link?: string };

/** What was chosen for the node as a whole. */
export interface NodeChoices {
  defaultInterface: string | undefined;
}

interface Ordered {
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly choices: NodeChoices;
}

export function obeyNodeOrder({ interfaces, choices }: Ordered, order: NodeOrder): Result<void, string> {
  if (order.kind === 'set-role') {
    for (const iface of interfaces.values()) setRole(iface, order.role === 'router');
    return ok(undefined);
  }
  if (order.link !== undefined && !interfaces.has(order.link))
    return failed(`there is no interface "${order.link}"; there is ${[...interfaces.keys()].join(', ')}`);
  choices.defaultInterface = order.link;
  return ok(undefined);
}

function setRole(iface: Interface, isRouter: boolean): void {
  if (iface.variables.isRouter === isRouter) return;
  const wasUp = iface.state !== 'down';
  iface.down();
  iface.manage({ isRouter });
  if (wasUp) iface.up();
}
