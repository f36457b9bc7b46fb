import { arm, disarm, event, send, stay, type Env, type Machine, type Output, type Step } from '../engine/machine.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import { after } from '../time.js';
import type { Ipv4Constants } from './constants.js';
import type { Ipv4ToSend } from './services.js';

/** One entry of the address resolution cache: RFC 826, with the limits of RFC 1122 section 2.3.2. */
export type ArpState =
  | { readonly phase: 'none' }
  | { readonly phase: 'incomplete'; readonly queue: readonly Ipv4ToSend[]; readonly asked: number }
  | { readonly phase: 'resolved'; readonly linkLayerAddress: LinkLayerAddress };

export type ArpMessage = { readonly linkLayerAddress: LinkLayerAddress };
export type ArpCommand = { readonly kind: 'transmit'; readonly packet: Ipv4ToSend };
export type ArpSent =
  { readonly kind: 'request' } | { readonly kind: 'packet'; readonly packet: Ipv4ToSend; readonly to: LinkLayerAddress };
export type ArpEvent =
  | { readonly name: 'queue-overflow' }
  | { readonly name: 'forgotten' }
  | { readonly name: 'failed'; readonly packets: readonly Ipv4ToSend[] };

type Out = Output<ArpSent, ArpEvent>;
type ArpStep = Step<ArpState, ArpSent, ArpEvent>;
type ArpEnv = Env<Ipv4Constants>;

const TIMER = 'arp';

export const arpEntry: Machine<ArpState, ArpMessage, ArpCommand, ArpSent, ArpEvent, Ipv4Constants> = {
  name: 'ipv4.arp-entry',
  start: () => stay({ phase: 'none' }),
  step(state, input, env) {
    switch (input.kind) {
      case 'command':
        return transmit(state, input.command.packet, env);
      case 'frame':
        return resolved(state, input.frame.linkLayerAddress, env);
      case 'timer':
        return expired(state, env);
    }
  },
};

const ask = (env: ArpEnv): readonly Out[] => [send({ kind: 'request' }), arm(TIMER, after(env.now, env.variables.ARP_RETRANSMIT))];

function transmit(state: ArpState, packet: Ipv4ToSend, env: ArpEnv): ArpStep {
  switch (state.phase) {
    case 'none':
      return { state: { phase: 'incomplete', queue: [packet], asked: 1 }, outputs: ask(env) };
    case 'incomplete': {
      const queue = [...state.queue, packet].slice(-env.variables.ARP_QUEUE_LIMIT);
      const isFull = queue.length <= state.queue.length;
      return { state: { ...state, queue }, outputs: isFull ? [event({ name: 'queue-overflow' })] : [] };
    }
    case 'resolved':
      return { state, outputs: [send({ kind: 'packet', packet, to: state.linkLayerAddress })] };
  }
}

/** An address is believed for a while, and asked for again after that (RFC 1122 section 2.3.2.1). */
function resolved(state: ArpState, linkLayerAddress: LinkLayerAddress, env: ArpEnv): ArpStep {
  const waiting = state.phase === 'incomplete' ? state.queue : [];
  const packets = waiting.map((packet) => send({ kind: 'packet', packet, to: linkLayerAddress } as const));
  return { state: { phase: 'resolved', linkLayerAddress }, outputs: [...packets, arm(TIMER, after(env.now, env.variables.ARP_TIMEOUT))] };
}

function expired(state: ArpState, env: ArpEnv): ArpStep {
  if (state.phase !== 'incomplete') return { state: { phase: 'none' }, outputs: [disarm(TIMER), event({ name: 'forgotten' })] };
  if (state.asked < env.variables.ARP_TRIES) return { state: { ...state, asked: state.asked + 1 }, outputs: ask(env) };
  return { state: { phase: 'none' }, outputs: [event({ name: 'failed', packets: state.queue }), event({ name: 'forgotten' })] };
}
