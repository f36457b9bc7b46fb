import { arm, disarm, event, send, stay, type Env, type Machine, type Output, type Step } from '../engine/machine.js';
import type { Address } from '../net/address.js';
import { equalOctets } from '../net/octets.js';
import { after, longest, elapsed } from '../time.js';
import type { InterfaceVariables } from './interface-variables.js';
import type {
  Common,
  Incomplete,
  Known,
  NeighborCommand,
  NeighborEvent,
  NeighborMessage,
  NeighborPhase,
  NeighborSent,
  NeighborState,
  PendingPacket,
  Probe,
  Resolved,
  Stale,
} from './neighbor-state.js';
import { becomeUnreachable, inquireUnreachable, sendToUnreachable, solicitWhileUsed } from './unreachable-neighbor.js';

type Out = Output<NeighborSent, NeighborEvent>;
type NeighborStep = Step<NeighborState, NeighborSent, NeighborEvent>;
type NeighborEnv = Env<InterfaceVariables>;

const TIMER = 'neighbor';

export const neighborEntry: Machine<NeighborState, NeighborMessage, NeighborCommand, NeighborSent, NeighborEvent, InterfaceVariables> = {
  name: 'nd.neighbor-entry',
  start: () => stay({ phase: 'none' }),
  step(state, input, env) {
    if (input.kind === 'timer') return expire(state, env);
    if (input.kind === 'frame')
      return input.frame.kind === 'advertisement' ? advertised(state, input.frame, env) : learned(state, input.frame, env);
    const { command } = input;
    if (command.kind === 'transmit') return transmit(state, command.packet, command.isRouter ?? false, env);
    if (command.kind === 'is-router') return state.phase === 'none' ? stay(state) : stay({ ...state, isRouter: command.isRouter });
    if (command.kind === 'inquire') return inquire(state, command.source, env);
    // Section 7.3.3: upper-layer advice has no effect on an INCOMPLETE entry.
    return state.phase === 'none' || state.phase === 'incomplete' ? stay(state) : enterReachable(state, state, env, []);
  },
};

function transmit(state: NeighborState, packet: PendingPacket, isRouter: boolean, env: NeighborEnv): NeighborStep {
  switch (state.phase) {
    case 'none':
      return {
        state: { phase: 'incomplete', isRouter, queue: [packet], solicited: 1, source: packet.source, solicitedAt: env.now },
        outputs: [phase('none', 'incomplete'), send({ kind: 'solicitation', source: packet.source }), armRetransmission(env)],
      };
    case 'incomplete':
      return enqueue(state, packet, env);
    case 'stale':
      return enterDelay(state, packet, env, []);
    case 'unreachable':
      return sendToUnreachable(TIMER, state, packet, env);
    default:
      return { state, outputs: [send({ kind: 'packet', packet, to: state.linkLayerAddress })] };
  }
}

/** RFC 4191 section 3.5: one solicitation, of which nothing is left when no answer comes before the retransmission. */
function inquire(state: NeighborState, source: Address, env: NeighborEnv): NeighborStep {
  if (state.phase === 'unreachable') return inquireUnreachable(state, env);
  if (state.phase !== 'none') return stay(state);
  const solicited = env.variables.constants.MAX_MULTICAST_SOLICIT;
  return {
    state: { phase: 'incomplete', isRouter: true, queue: [], solicited, source, solicitedAt: env.now },
    outputs: [phase('none', 'incomplete'), send({ kind: 'solicitation', source }), armRetransmission(env)],
  };
}

/** Section 7.2.2: the queue is small, and a new arrival replaces the oldest. The first one makes a resolution of an inquiry. */
function enqueue(state: Incomplete, packet: PendingPacket, env: NeighborEnv): NeighborStep {
  if (state.queue.length === 0) return stay({ ...state, queue: [packet], solicited: 1, source: packet.source });
  const queue = [...state.queue, packet];
  const surplus = queue.splice(0, Math.max(0, queue.length - env.variables.constants.RESOLUTION_QUEUE_LIMIT));
  return { state: { ...state, queue }, outputs: surplus.map((lost) => event({ name: 'queue-overflow', packet: lost })) };
}

function expire(state: NeighborState, env: NeighborEnv): NeighborStep {
  switch (state.phase) {
    case 'incomplete':
      return retrySolicitation(state, env);
    case 'reachable':
      return { state: { ...state, phase: 'stale' }, outputs: [phase('reachable', 'stale')] };
    case 'delay':
      if (!env.variables.features.unreachabilityDetection) return enterStale(state, state, []);
      return probe({ solicited: 1, ...state, phase: 'probe' }, env, [phase('delay', 'probe')]);
    case 'probe':
      if (state.solicited < env.variables.constants.MAX_UNICAST_SOLICIT)
        return probe({ ...state, solicited: state.solicited + 1 }, env, []);
      return giveUp(state, env);
    case 'unreachable':
      return solicitWhileUsed(TIMER, state, env);
    default:
      return stay(state);
  }
}

function retrySolicitation(state: Incomplete, env: NeighborEnv): NeighborStep {
  if (state.solicited >= env.variables.constants.MAX_MULTICAST_SOLICIT)
    return { state: { phase: 'none' }, outputs: [phase('incomplete', 'none'), event({ name: 'resolution-failed', packets: state.queue })] };
  return {
    state: { ...state, solicited: state.solicited + 1, solicitedAt: env.now },
    outputs: [send({ kind: 'solicitation', source: state.source }), armRetransmission(env)],
  };
}

function probe(state: Probe, env: NeighborEnv, first: readonly Out[]): NeighborStep {
  const solicitation = send({ kind: 'solicitation', source: state.source, to: state.linkLayerAddress } as const);
  return { state: { ...state, solicitedAt: env.now }, outputs: [...first, solicitation, armRetransmission(env)] };
}

/** RFC 4861 section 7.3.3 deletes the entry, RFC 7048 section 3 keeps it. */
function giveUp(state: Probe, env: NeighborEnv): NeighborStep {
  const failed = event({ name: 'unreachable' } as const);
  if (!env.variables.features.unreachableState) return { state: { phase: 'none' }, outputs: [phase('probe', 'none'), failed] };
  return becomeUnreachable(TIMER, state, env, [phase('probe', 'unreachable'), failed]);
}

/** Section 7.2.5. */
function advertised(state: NeighborState, message: Extract<NeighborMessage, { kind: 'advertisement' }>, env: NeighborEnv): NeighborStep {
  if (state.phase === 'none') return stay(state);
  const supplied = message.linkLayerAddress;
  if (state.phase === 'incomplete') {
    if (supplied === undefined) return stay(state);
    return resolve(state, { linkLayerAddress: supplied, ...common(state), isRouter: message.router }, message.solicited, env);
  }
  const differs = supplied !== undefined && !equalOctets(supplied, state.linkLayerAddress);
  if (!message.override && differs) return state.phase === 'reachable' ? enterStale(state, state, []) : stay(state);
  const updated: Resolved = { linkLayerAddress: supplied ?? state.linkLayerAddress, ...common(state), isRouter: message.router };
  const news: readonly Out[] = state.isRouter && !message.router ? [event({ name: 'router-became-host' })] : [];
  if (message.solicited) return enterReachable(state, updated, env, news);
  if (differs) return enterStale(state, updated, news);
  return { state: { ...state, isRouter: message.router }, outputs: news };
}

/** Sections 6.3.4, 7.2.3 and 8.3, and the second table of Appendix C. */
function learned(state: NeighborState, message: Extract<NeighborMessage, { kind: 'other' }>, env: NeighborEnv): NeighborStep {
  const { linkLayerAddress } = message;
  if (state.phase === 'none')
    return { state: { phase: 'stale', linkLayerAddress, isRouter: message.isRouter ?? false }, outputs: [phase('none', 'stale')] };
  const isRouter = message.isRouter ?? state.isRouter;
  if (state.phase === 'incomplete') return resolve(state, { linkLayerAddress, ...common(state), isRouter }, false, env);
  if (equalOctets(linkLayerAddress, state.linkLayerAddress)) return stay({ ...state, isRouter });
  return enterStale(state, { linkLayerAddress, ...common(state), isRouter }, []);
}

/** Leaves INCOMPLETE: the queued packets go out, in their order, which to a STALE neighbour is the first packet sent. */
function resolve(state: Incomplete, known: Resolved, reachable: boolean, env: NeighborEnv): NeighborStep {
  const resolved: Resolved = { linkLayerAddress: known.linkLayerAddress, ...common(known) };
  const flush = state.queue.map((packet) => send({ kind: 'packet', packet, to: known.linkLayerAddress } as const));
  const news: readonly Out[] = state.isRouter && !known.isRouter ? [event({ name: 'router-became-host' })] : [];
  if (reachable) return enterReachable(state, resolved, env, [...news, ...flush]);
  const last = state.queue.at(-1);
  const stale = enterStale(state, resolved, news);
  if (last === undefined) return stale;
  const delay = enterDelay({ phase: 'stale', ...resolved }, last, env, flush.slice(0, -1));
  return { state: delay.state, outputs: [...stale.outputs, ...delay.outputs] };
}

function enterReachable(from: NeighborState, known: Resolved, env: NeighborEnv, outputs: readonly Out[]): NeighborStep {
  const changed = from.phase === 'reachable' ? [] : [phase(from.phase, 'reachable')];
  const next: Known = { phase: 'reachable', linkLayerAddress: known.linkLayerAddress, ...common(known) };
  return { state: next, outputs: [...changed, ...outputs, arm(TIMER, after(env.now, env.variables.reachableTime))] };
}

function enterStale(from: NeighborState, known: Resolved, outputs: readonly Out[]): NeighborStep {
  const changed = from.phase === 'stale' ? [] : [phase(from.phase, 'stale')];
  const next: Known = { phase: 'stale', linkLayerAddress: known.linkLayerAddress, ...common(known) };
  return { state: next, outputs: [...changed, ...outputs, disarm(TIMER)] };
}

/** Section 7.3.3: the first packet to a STALE neighbour. A long RetransTimer may make the probe wait longer. */
function enterDelay(state: Stale, packet: PendingPacket, env: NeighborEnv, before: readonly Out[]): NeighborStep {
  const { constants, retransTimer } = env.variables;
  const spacing =
    state.solicitedAt === undefined ? constants.DELAY_FIRST_PROBE_TIME : elapsed(env.now, after(state.solicitedAt, retransTimer));
  const probeAt = after(env.now, longest(constants.DELAY_FIRST_PROBE_TIME, spacing));
  return {
    state: { source: packet.source, ...state, phase: 'delay' },
    outputs: [...before, phase('stale', 'delay'), send({ kind: 'packet', packet, to: state.linkLayerAddress }), arm(TIMER, probeAt)],
  };
}

const phase = (from: NeighborPhase, to: NeighborPhase): Out => event({ name: 'phase', from, to });

const armRetransmission = (env: NeighborEnv): Out => arm(TIMER, after(env.now, env.variables.retransTimer));

/** What every state but "none" carries on. */
const common = (state: Common): Common =>
  state.solicitedAt === undefined ? { isRouter: state.isRouter } : { isRouter: state.isRouter, solicitedAt: state.solicitedAt };
