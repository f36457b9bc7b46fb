import { arm, disarm, send, stay, type Env, type Output, type Step } from '../engine/machine.js';
import { after, longest, shortest, times, type Duration } from '../time.js';
import type { InterfaceVariables } from './interface-variables.js';
import type { NeighborEvent, NeighborSent, NeighborState, PendingPacket, Probe, Unreachable } from './neighbor-state.js';

type Env7048 = Env<InterfaceVariables>;
type Out = Output<NeighborSent, NeighborEvent>;
type UnreachableStep = Step<NeighborState, NeighborSent, NeighborEvent>;

/**
 * The UNREACHABLE state of RFC 7048 section 3. Packets go on being sent to the cached link-layer address; solicitations
 * go to the group, so that a new link-layer address is found, and wait longer after each.
 */
export function becomeUnreachable(timer: string, { source, ...known }: Probe, env: Env7048, before: readonly Out[]): UnreachableStep {
  const { isRouter, linkLayerAddress } = known;
  const backOff = increased(env.variables.retransTimer, env);
  return solicit(timer, { phase: 'unreachable', isRouter, linkLayerAddress, source, backOff, use: 'none' }, env, before);
}

/** The first packet after the solicitations have stopped starts them again. */
export function sendToUnreachable(timer: string, state: Unreachable, packet: PendingPacket, env: Env7048): UnreachableStep {
  const sent = send({ kind: 'packet', packet, to: state.linkLayerAddress } as const);
  if (state.use !== 'idle') return { state: { ...state, use: 'some' }, outputs: [sent] };
  return solicit(timer, { ...state, source: packet.source }, env, [sent]);
}

/** "If there is no IPv6 packet sent using the UNREACHABLE NCE, then it is RECOMMENDED to stop the retransmits". */
export const solicitWhileUsed = (timer: string, state: Unreachable, env: Env7048): UnreachableStep =>
  state.use === 'some' ? solicit(timer, state, env, []) : { state: { ...state, use: 'idle' }, outputs: [disarm(timer)] };

/** One solicitation apart from the use of the entry, as long as none was sent lately. */
export function inquireUnreachable(state: Unreachable, env: Env7048): UnreachableStep {
  const last = state.solicitedAt;
  if (last !== undefined && env.now < after(last, env.variables.constants.ROUTER_PROBE_INTERVAL)) return stay(state);
  return { state: { ...state, solicitedAt: env.now }, outputs: [send({ kind: 'solicitation', source: state.source })] };
}

function solicit(timer: string, state: Unreachable, env: Env7048, before: readonly Out[]): UnreachableStep {
  const next: Unreachable = { ...state, solicitedAt: env.now, backOff: increased(state.backOff, env), use: 'none' };
  const again = arm(timer, after(env.now, jittered(state.backOff, env)));
  return { state: next, outputs: [...before, send({ kind: 'solicitation', source: state.source }), again] };
}

/** Section 4; the clamp of section 3 gives way to a RetransTimer that is longer (RFC 4861 section 7.3.3). */
const increased = (wait: Duration, { variables }: Env7048): Duration =>
  clamped(times(wait, variables.constants.BACKOFF_MULTIPLE), variables);

function jittered(wait: Duration, env: Env7048): Duration {
  const { MIN_RANDOM_FACTOR, MAX_RANDOM_FACTOR } = env.variables.constants;
  return clamped(env.uniform(times(wait, MIN_RANDOM_FACTOR), times(wait, MAX_RANDOM_FACTOR)), env.variables);
}

const clamped = (wait: Duration, { constants, retransTimer }: InterfaceVariables): Duration =>
  longest(shortest(wait, constants.MAX_RETRANS_TIMER), retransTimer);
