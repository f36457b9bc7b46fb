import type { Outcome } from '../adapters/run-program.js';
import type { NicPlace } from '../links/nic/capture-process.js';
import { labNamespaces } from './lab-namespaces.js';

export { eventually, pause } from './lab-namespaces.js';

/** Two namespaces joined by one link: `ours`, where the kernel speaks no IPv6, and `kernel`, where it does. */
export interface TwoNamespaces {
  readonly ours: NicPlace & { readonly namespace: string };
  readonly kernel: NicPlace & { readonly namespace: string };
  /** Runs a program inside one of them. */
  inside(place: { readonly namespace: string }, ...command: readonly string[]): Promise<Outcome>;
  /** The kernel's link-local address, once it is its own; and its MAC. */
  kernelAddress(): Promise<{ readonly address: string; readonly linkLayerAddress: string }>;
  /** Processes that live in one of them. */
  processes(place: { readonly namespace: string }): Promise<readonly number[]>;
  remove(): Promise<void>;
}

const NAME = 'link0';

export async function twoNamespaces(): Promise<TwoNamespaces> {
  const lab = await labNamespaces(
    [
      { name: 'ours', silent: true },
      { name: 'kernel', silent: false },
    ],
    [{ name: NAME, between: ['ours', 'kernel'] }],
  );
  const ours = { interface: NAME, namespace: lab.fullName('ours') };
  const kernel = { interface: NAME, namespace: lab.fullName('kernel') };
  const nameOf = ({ namespace }: { readonly namespace: string }): string => (namespace === ours.namespace ? 'ours' : 'kernel');
  return {
    ...{ ours, kernel },
    inside: (place, ...command) => lab.inside(nameOf(place), ...command),
    kernelAddress: () => lab.kernelAddress('kernel', NAME),
    processes: (place) => lab.processes(nameOf(place)),
    remove: () => lab.remove(),
  };
}
