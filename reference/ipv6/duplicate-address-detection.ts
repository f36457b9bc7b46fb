import { arm, event, send, stay, type Env, type Machine, type Step } from '../engine/machine.js';
import { equalOctets } from '../net/octets.js';
import { after, ZERO } from '../time.js';
import type { InterfaceVariables } from './interface-variables.js';

/**
 * Duplicate Address Detection of one tentative address: RFC 4862 section 5.4, with the nonces of RFC 7527 when the
 * feature is on.
 */
export type DadState =
  /** The random delay before the group is joined; packets to the address's groups are processed already. */
  | { readonly phase: 'delaying' }
  | {
      readonly phase: 'probing';
      readonly sent: number;
      /** Probes of this round: DupAddrDetectTransmits, then MAX_MULTICAST_SOLICIT for each round that saw a loop. */
      readonly round: number;
      readonly nonces: readonly Uint8Array[];
      /** RFC 7527 section 4.1: a probe came back after the last one of the round was sent. */
      readonly looped: boolean;
    }
  | { readonly phase: 'unique' | 'duplicate' };

/** A valid message whose Target is the tentative address. */
export type DadMessage =
  | { readonly kind: 'advertisement' }
  /** A Neighbor Solicitation from the unspecified address. */
  | { readonly kind: 'probe'; readonly nonce?: Uint8Array; readonly fromOwnLinkLayerAddress: boolean };

export interface DadProbe {
  readonly kind: 'probe';
  readonly nonce?: Uint8Array;
}

export type DadEvent =
  /** Section 5.4.2: before the first probe the solicited-node group is joined; its report goes out first. */
  | { readonly name: 'join' }
  | { readonly name: 'unique' }
  | { readonly name: 'duplicate'; readonly evidence: 'probe' | 'advertisement' }
  | { readonly name: 'looped-back' };

type DadStep = Step<DadState, DadProbe, DadEvent>;
type DadEnv = Env<InterfaceVariables>;
type Probing = Extract<DadState, { phase: 'probing' }>;
type Undecided = Exclude<DadState, { phase: 'unique' | 'duplicate' }>;

const DELAY = 'delay';
const RETRANSMIT = 'retransmit';

/** RFC 7527 section 4.2 compares with any stored nonce; a link that loops for ever must not make the store grow for ever. */
const REMEMBERED_NONCES = 16;

/** With `delayed` the join and the first probe wait up to MAX_RTR_SOLICITATION_DELAY (section 5.4.2). */
export const duplicateAddressDetection = (options: {
  readonly delayed: boolean;
}): Machine<DadState, DadMessage, never, DadProbe, DadEvent, InterfaceVariables> => ({
  name: 'addrconf.duplicate-address-detection',

  start(env) {
    // Without detection the address is there at once, and can be the source of the report that joins its group.
    if (env.variables.dupAddrDetectTransmits === 0)
      return { state: { phase: 'unique' }, outputs: [event({ name: 'unique' }), event({ name: 'join' })] };
    if (!options.delayed) return begin(env);
    const wait = env.uniform(ZERO, env.variables.constants.MAX_RTR_SOLICITATION_DELAY);
    return { state: { phase: 'delaying' }, outputs: [arm(DELAY, after(env.now, wait))] };
  },

  step(state, input, env) {
    if (isDecided(state)) return stay(state);
    if (input.kind === 'frame') return input.frame.kind === 'advertisement' ? duplicate('advertisement') : probed(state, input.frame);
    if (input.kind !== 'timer') return stay(state);
    return state.phase === 'delaying' ? begin(env) : waited(state, env);
  },
});

const isDecided = (state: DadState): state is Exclude<DadState, Undecided> => state.phase === 'unique' || state.phase === 'duplicate';

function begin(env: DadEnv): DadStep {
  const round = env.variables.dupAddrDetectTransmits;
  const first = probe({ phase: 'probing', sent: 0, round, nonces: [], looped: false }, env);
  return { state: first.state, outputs: [event({ name: 'join' }), ...first.outputs] };
}

/** Each probe carries a nonce of its own (RFC 7527 section 4.1). */
function probe(state: Probing, env: DadEnv): DadStep {
  const nonce = env.variables.features.enhancedDad ? env.octets(env.variables.constants.NONCE_OCTETS) : undefined;
  return {
    state: {
      ...state,
      sent: state.sent + 1,
      nonces: nonce === undefined ? state.nonces : [...state.nonces, nonce].slice(-REMEMBERED_NONCES),
    },
    outputs: [
      send(nonce === undefined ? { kind: 'probe' } : { kind: 'probe', nonce }),
      arm(RETRANSMIT, after(env.now, env.variables.retransTimer)),
    ],
  };
}

/** Section 5.4: unique when nothing was heard within RetransTimer after the last probe. */
function waited(state: Probing, env: DadEnv): DadStep {
  if (state.sent < state.round) return probe(state, env);
  if (state.looped) return probe({ ...state, sent: 0, round: env.variables.constants.MAX_MULTICAST_SOLICIT, looped: false }, env);
  return { state: { phase: 'unique' }, outputs: [event({ name: 'unique' })] };
}

/**
 * Sections 5.4.3 and RFC 7527 section 4.2. A nonce tells own from foreign; without one the link-layer source does, as in
 * RFC 4862 appendix A.
 */
function probed(state: Undecided, message: Extract<DadMessage, { kind: 'probe' }>): DadStep {
  const { nonce } = message;
  if (state.phase === 'probing' && nonce !== undefined && state.nonces.some((own) => equalOctets(own, nonce)))
    return { state: { ...state, looped: state.looped || state.sent === state.round }, outputs: [event({ name: 'looped-back' })] };
  const own = message.fromOwnLinkLayerAddress && nonce === undefined;
  return own ? { state, outputs: [event({ name: 'looped-back' })] } : duplicate('probe');
}

const duplicate = (evidence: 'probe' | 'advertisement'): DadStep => ({
  state: { phase: 'duplicate' },
  outputs: [event({ name: 'duplicate', evidence })],
});
