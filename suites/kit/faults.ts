import type { Duration } from '../../reference/time.js';
import { registry } from './registry.js';

/** A defect of a device, as data: the runner applies it to the embedded reference. */
export type Defect =
  /**
   * A field of every sent frame that has it (and carries `message`) is changed; lengths and checksums are made right again,
   * unless they are the field. A change that gives undefined takes an option out.
   */
  | { readonly kind: 'edit'; readonly path: string; readonly message?: string; readonly change: (value: never) => unknown }
  /** The node goes on although it found this reason to discard a packet. */
  | { readonly kind: 'ignoring'; readonly reasons: readonly string[] }
  /** Messages of a type (or those for which `which` holds) never leave, leave `copies` times, or leave late. */
  | { readonly kind: 'suppress'; readonly message: string; readonly which?: WhichFrame }
  | { readonly kind: 'duplicate'; readonly message: string; readonly copies: number; readonly which?: WhichFrame }
  | { readonly kind: 'delay'; readonly message: string; readonly by: Duration; readonly which?: WhichFrame }
  /** Messages of a type never reach the node. */
  | { readonly kind: 'deaf'; readonly message: string; readonly which?: WhichFrame }
  /** Any other change of the traffic: each frame becomes none, one or several. A new rewriter is made for each test. */
  | { readonly kind: 'rewrite'; readonly direction: 'out' | 'in'; readonly rewriter: () => Rewriter }
  /** The node is configured differently: a constant with another value, another behaviour set. */
  | { readonly kind: 'configure'; readonly settings: Readonly<Record<string, unknown>> };

/** Tells frames of one message type apart: `count` is 1 for the first of the type in this test. */
export type WhichFrame = (octets: Uint8Array, count: number) => boolean;
export type Rewriter = (octets: Uint8Array, atUs: number) => readonly { readonly octets: Uint8Array; readonly delay?: Duration }[];

export interface Fault {
  readonly title: string;
  readonly defects: readonly Defect[];
}

export interface FaultDeclaration extends Fault {
  /** Id of the test that must fail on it. */
  readonly target: string;
}

/**
 * Plants faults next to a suite: for each case, the defects on which the test `<idPrefix>.<case>` must fail. An empty
 * case name stands for the id itself.
 */
export function faults(idPrefix: string, cases: Readonly<Record<string, Fault | readonly Fault[]>>): void {
  for (const [name, planted] of Object.entries(cases)) {
    const target = name === '' ? idPrefix : `${idPrefix}.${name}`;
    for (const one of [planted].flat()) registry().addFault({ ...one, target });
  }
}

/** Every fault planted so far. */
export const registeredFaults = (): readonly FaultDeclaration[] => registry().faults();

export const fault = (title: string, ...defects: readonly Defect[]): Fault => ({ title, defects });

export const edit = <V = never>(path: string, change: (value: V) => unknown, message?: string): Defect => ({
  kind: 'edit',
  path,
  ...(message !== undefined && { message }),
  change,
});
export const ignoring = (...reasons: readonly string[]): Defect => ({ kind: 'ignoring', reasons });
export const suppress = (message: string, which?: WhichFrame): Defect => ({ kind: 'suppress', message, ...(which && { which }) });
export const duplicate = (message: string, copies = 2, which?: WhichFrame): Defect => ({
  kind: 'duplicate',
  message,
  copies,
  ...(which && { which }),
});
export const delay = (message: string, by: Duration, which?: WhichFrame): Defect => ({
  kind: 'delay',
  message,
  by,
  ...(which && { which }),
});
export const deaf = (message: string, which?: WhichFrame): Defect => ({ kind: 'deaf', message, ...(which && { which }) });
export const rewrite = (direction: 'out' | 'in', rewriter: () => Rewriter): Defect => ({ kind: 'rewrite', direction, rewriter });
export const configure = (settings: Readonly<Record<string, unknown>>): Defect => ({ kind: 'configure', settings });
