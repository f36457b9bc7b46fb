import type { Result } from '../../reference/net/result.js';
import type { Action, ActionError, ActionKind, InterfaceState } from '../../suites/kit/action.js';
import type { BindError } from '../../suites/kit/bench.js';
import type { Role } from '../../suites/kit/requirement.js';
import type { Testbed } from '../../suites/kit/testbed.js';
import type { NicPlace } from '../links/nic/capture-process.js';

/**
 * How a device is reached: what it can be asked to do, and where the tester's ends of its links are. One adapter serves
 * a whole run; tests use it one after the other.
 */
export interface Adapter {
  readonly name: string;
  /** Actions that the adapter has; the others give SKIP before a test starts. */
  readonly actions: ReadonlySet<ActionKind>;
  /** Makes what has to be made and asks for the canary action. */
  prepare(): Promise<Result<void, BindError>>;
  /** The tester's end of each link that exists, by the testbed's name; complete once prepared. */
  links(): ReadonlyMap<string, NicPlace>;
  /** Gives the device the shape that a testbed asks for, and the part, where the adapter can; what it cannot, the test finds out. */
  arrange?(testbed: Testbed, plays: Role): Promise<Result<void, string>>;
  do(action: Action): Promise<Result<void, ActionError>>;
  state(link: string): Promise<Result<InterfaceState, ActionError>>;
  /** Brings the device back to where it was before the test and verifies it; the text says what could not be undone. */
  cleanUp(): Promise<Result<void, string>>;
  /** Undoes `prepare`; twice is fine. */
  close(): Promise<void>;
}

export const unsupported = (action: ActionKind, detail: string): { readonly ok: false; readonly error: ActionError } => ({
  ok: false,
  error: { kind: 'unsupported', action, detail },
});

export const actionFailed = (action: ActionKind, detail: string): { readonly ok: false; readonly error: ActionError } => ({
  ok: false,
  error: { kind: 'failed', action, detail },
});

/** An adapter that does not refuse an action that exists nowhere is not to be trusted with the others. */
export async function refusesCanary(adapter: Pick<Adapter, 'name' | 'do'>, link: string): Promise<string | undefined> {
  const answer = await adapter.do({ kind: 'canary', link });
  if (!answer.ok && answer.error.kind === 'unsupported') return undefined;
  const got = answer.ok ? 'reported success' : `failed (${answer.error.detail})`;
  return `adapter ${adapter.name} ${got} when asked for the action "canary", which does not exist: it must answer unsupported (exit code 127 for a program)`;
}
