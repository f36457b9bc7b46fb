import type { Surroundings } from '../engine/run-machine.js';
import type { InterfaceVariables } from './interface-variables.js';
import type { Ipv6Interface } from './services.js';

/** What every machine of an interface runs in: the node's clock and dice, and the interface's variables. */
export function machineSurroundings(
  iface: Ipv6Interface,
): Pick<Surroundings<never, never, InterfaceVariables>, 'now' | 'schedule' | 'random' | 'variables'> {
  const { environment } = iface.context;
  return {
    now: () => environment.now(),
    schedule: (at, action) => environment.schedule(at, action),
    random: environment.random,
    variables: () => iface.variables,
  };
}
