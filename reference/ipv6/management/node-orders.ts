import { failed, ok, type Result } from '../../net/result.js';
import type { Interface } from '../interface.js';

/** Orders for the node as a whole. */
export interface NodeOrder {
  /** Where packets go that nothing else says anything about; none without `link`. */
  readonly kind: 'set-default-interface';
  readonly link?: string;
}

/** What was chosen for the node as a whole. */
export interface NodeChoices {
  defaultInterface: string | undefined;
}

interface Ordered {
  readonly interfaces: ReadonlyMap<string, Interface>;
  readonly choices: NodeChoices;
}

export function obeyNodeOrder({ interfaces, choices }: Ordered, order: NodeOrder): Result<void, string> {
  if (order.link !== undefined && !interfaces.has(order.link))
    return failed(`there is no interface "${order.link}"; there is ${[...interfaces.keys()].join(', ')}`);
  choices.defaultInterface = order.link;
  return ok(undefined);
}
