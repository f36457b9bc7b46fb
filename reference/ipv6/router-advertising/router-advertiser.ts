import { arm, disarm, event, send, stay, type Env, type Machine, type Output, type Step } from '../../engine/machine.js';
import { addressKey, sameAddress, type Address } from '../../net/address.js';
import { after, longest, ZERO, type Duration, type Instant } from '../../time.js';
import type { Ipv6Constants } from '../constants.js';
import type { AdvertisingVariables } from './advertising-configuration.js';

/**
 * When one interface of a router advertises: RFC 4861 sections 6.2.4 to 6.2.6 and 6.2.8. An advertisement whose options
 * do not fit one packet is sent in several parts; section 6.2.6 allows no two multicast packets closer than
 * MIN_DELAY_BETWEEN_RAS and makes no exception for them, so they follow each other at that distance.
 */
export type AdvertiserState = Silent | Advertising | Ceasing;

interface Common {
  /** When the last multicast advertisement was sent, of whatever kind. */
  readonly lastMulticast?: Instant | undefined;
}

interface Silent extends Common {
  readonly phase: 'silent';
}

interface Advertising extends Common {
  readonly phase: 'advertising';
  readonly source: Address;
  /** Somebody has been told that this is a router. */
  readonly hasAdvertised: boolean;
  /** Whole multicast advertisements since the interface became an advertising one, or since the configuration changed. */
  readonly sent: number;
  /** When the next multicast packet is scheduled. */
  readonly nextAt: Instant;
  readonly part: number;
  /** Parts that are still to be sent of the advertisement under way, and of the next one when none is. */
  readonly partsLeft: number;
  readonly answers: readonly PendingAnswer[];
}

interface Ceasing extends Common {
  readonly phase: 'ceasing';
  readonly source: Address;
  readonly left: number;
  /** The link-local address changed: it goes on with this one. */
  readonly successor?: Address | undefined;
}

/** A unicast answer that waits for its random delay. */
interface PendingAnswer {
  readonly to: Address;
}

/** A valid Router Solicitation; without a source when it came from the unspecified address. */
export interface Solicited {
  readonly source: Address | undefined;
}

export type AdvertiserCommand =
  /** The interface has become an advertising one; packets come from this link-local address. */
  | { readonly kind: 'begin'; readonly source: Address }
  /** What is advertised has changed (section 6.2.4, last paragraph). */
  | { readonly kind: 'changed' }
  | { readonly kind: 'cease' }
  /** The interface is about to go down: what can be said must be said now. */
  | { readonly kind: 'cease-at-once' };

export type AdvertiserSent =
  | { readonly kind: 'multicast'; readonly source: Address; readonly part: number }
  | { readonly kind: 'unicast'; readonly source: Address; readonly to: Address }
  | { readonly kind: 'final'; readonly source: Address };

export interface AdvertiserEvent {
  readonly name: 'advertising' | 'ceasing' | 'silent' | 'answers-overflow';
}

export interface AdvertiserVariables {
  readonly advertising: Pick<AdvertisingVariables, 'minRtrAdvInterval' | 'maxRtrAdvInterval' | 'advSolicitedUnicast'>;
  /** How many packets it takes to send all options. */
  readonly parts: number;
  readonly constants: Ipv6Constants;
}

type AdvertiserStep = Step<AdvertiserState, AdvertiserSent, AdvertiserEvent>;
type AdvertiserEnv = Env<AdvertiserVariables>;
type Out = Output<AdvertiserSent, AdvertiserEvent>;

const MULTICAST = 'multicast';
const UNICAST = 'unicast ';
const unicastTimer = (to: Address): string => `${UNICAST}${addressKey(to)}`;

export const routerAdvertiser = (options: {
  /** Of an earlier life of the interface. */
  readonly lastMulticast?: Instant | undefined;
}): Machine<AdvertiserState, Solicited, AdvertiserCommand, AdvertiserSent, AdvertiserEvent, AdvertiserVariables> => ({
  name: 'nd.router.advertiser',
  start: () => stay({ phase: 'silent', lastMulticast: options.lastMulticast }),

  step(state, input, env) {
    if (input.kind === 'frame') return state.phase === 'advertising' ? solicited(state, input.frame, env) : stay(state);
    if (input.kind === 'timer') return expire(state, input.id, env);
    switch (input.command.kind) {
      case 'begin':
        return begin(state, input.command.source, env);
      case 'changed':
        return state.phase === 'advertising' ? begin(state, state.source, env) : stay(state);
      case 'cease':
        return cease(state, env);
      case 'cease-at-once':
        return ceaseAtOnce(state, env);
    }
  },
});

/** Section 6.2.6: the earliest instant at which a multicast advertisement may follow the last one. */
function earliest({ lastMulticast }: Common, env: AdvertiserEnv): Instant {
  if (lastMulticast === undefined) return env.now;
  const limit = after(lastMulticast, env.variables.constants.MIN_DELAY_BETWEEN_RAS);
  return limit > env.now ? limit : env.now;
}

/** Sections 6.2.2 and 6.2.4: the first advertisement goes out as soon as the rate limit lets it. */
function begin(state: AdvertiserState, source: Address, env: AdvertiserEnv): AdvertiserStep {
  if (state.phase === 'ceasing' && !sameAddress(state.source, source)) return stay({ ...state, successor: source });
  const nextAt = earliest(state, env);
  const partsLeft = env.variables.parts;
  const begun: Advertising = {
    ...{ phase: 'advertising', source, sent: 0, nextAt, part: 0, partsLeft, lastMulticast: state.lastMulticast },
    answers: state.phase === 'advertising' ? state.answers : [],
    hasAdvertised: state.phase === 'advertising' ? state.hasAdvertised : state.phase === 'ceasing',
  };
  const news: readonly Out[] = state.phase === 'advertising' ? [] : [event({ name: 'advertising' })];
  if (nextAt > env.now) return { state: begun, outputs: [...news, arm(MULTICAST, nextAt)] };
  const first = multicast(begun, env);
  return { state: first.state, outputs: [...news, ...first.outputs] };
}

function expire(state: AdvertiserState, id: string, env: AdvertiserEnv): AdvertiserStep {
  if (state.phase === 'ceasing') return final(state, env);
  if (state.phase !== 'advertising') return stay(state);
  if (id === MULTICAST) return multicast(state, env);
  const answer = state.answers.find(({ to }) => unicastTimer(to) === id);
  if (answer === undefined) return stay(state);
  return {
    state: { ...state, hasAdvertised: true, answers: state.answers.filter((one) => one !== answer) },
    outputs: [send({ kind: 'unicast', source: state.source, to: answer.to })],
  };
}

/** Section 6.2.4: every multicast advertisement, solicited or not, draws the time of the next one. */
function multicast(state: Advertising, env: AdvertiserEnv): AdvertiserStep {
  const { MIN_DELAY_BETWEEN_RAS } = env.variables.constants;
  const { parts } = env.variables;
  const packet = send({ kind: 'multicast', source: state.source, part: state.part % parts } as const);
  const isWhole = state.partsLeft <= 1;
  const sent = state.sent + (isWhole ? 1 : 0);
  const nextAt = after(env.now, isWhole ? longest(interval(sent, env), MIN_DELAY_BETWEEN_RAS) : MIN_DELAY_BETWEEN_RAS);
  const part = isWhole ? 0 : (state.part + 1) % parts;
  const partsLeft = isWhole ? parts : state.partsLeft - 1;
  return {
    state: { ...state, hasAdvertised: true, sent, nextAt, part, partsLeft, lastMulticast: env.now },
    outputs: [packet, arm(MULTICAST, nextAt)],
  };
}

function interval(sent: number, { uniform, variables }: AdvertiserEnv): Duration {
  const { MAX_INITIAL_RTR_ADVERTISEMENTS, MAX_INITIAL_RTR_ADVERT_INTERVAL } = variables.constants;
  const drawn = uniform(variables.advertising.minRtrAdvInterval, variables.advertising.maxRtrAdvInterval);
  return sent < MAX_INITIAL_RTR_ADVERTISEMENTS && drawn > MAX_INITIAL_RTR_ADVERT_INTERVAL ? MAX_INITIAL_RTR_ADVERT_INTERVAL : drawn;
}

/** Section 6.2.6, in the way that it proposes. */
function solicited(state: Advertising, { source }: Solicited, env: AdvertiserEnv): AdvertiserStep {
  const { advertising, constants, parts } = env.variables;
  // Of an advertisement that is being sent in parts the solicitor has missed some: they come round again.
  if (state.partsLeft < parts) return stay({ ...state, partsLeft: parts });
  const delay = env.uniform(ZERO, constants.MAX_RA_DELAY_TIME);
  const at = after(env.now, delay);
  if (at >= state.nextAt) return stay(state);
  if (advertising.advSolicitedUnicast && source !== undefined) {
    if (state.answers.some(({ to }) => sameAddress(to, source))) return stay(state);
    if (state.answers.length < constants.PENDING_ANSWER_LIMIT)
      return { state: { ...state, answers: [...state.answers, { to: source }] }, outputs: [arm(unicastTimer(source), at)] };
    const together = answerToAll(state, at, delay, env);
    return { state: together.state, outputs: [event({ name: 'answers-overflow' }), ...together.outputs] };
  }
  return answerToAll(state, at, delay, env);
}

function answerToAll(state: Advertising, at: Instant, delay: Duration, env: AdvertiserEnv): AdvertiserStep {
  const limit = earliest(state, env);
  const nextAt = limit > env.now ? after(limit, delay) : at;
  return nextAt < state.nextAt ? { state: { ...state, nextAt }, outputs: [arm(MULTICAST, nextAt)] } : stay(state);
}

/** Section 6.2.5. Who has told nobody that he is a router has nothing to take back. */
function cease(state: AdvertiserState, env: AdvertiserEnv): AdvertiserStep {
  if (state.phase === 'ceasing') return stay({ ...state, successor: undefined });
  if (state.phase !== 'advertising') return stay(state);
  const { lastMulticast, source, answers } = state;
  const disarmed: readonly Out[] = [disarm(MULTICAST), ...answers.map(({ to }) => disarm(unicastTimer(to)))];
  if (!state.hasAdvertised) return fallSilent(state, disarmed);
  const ceasing: Ceasing = { phase: 'ceasing', source, left: env.variables.constants.MAX_FINAL_RTR_ADVERTISEMENTS, lastMulticast };
  const begun: readonly Out[] = [...disarmed, event({ name: 'ceasing' })];
  const at = earliest(state, env);
  if (at > env.now) return { state: ceasing, outputs: [...begun, arm(MULTICAST, at)] };
  const first = final(ceasing, env);
  return { state: first.state, outputs: [...begun, ...first.outputs] };
}

function final(state: Ceasing, env: AdvertiserEnv): AdvertiserStep {
  const packet = send({ kind: 'final', source: state.source } as const);
  const sent = { ...state, left: state.left - 1, lastMulticast: env.now };
  if (sent.left > 0)
    return { state: sent, outputs: [packet, arm(MULTICAST, after(env.now, env.variables.constants.MIN_DELAY_BETWEEN_RAS))] };
  const silent = fallSilent(sent, [packet]);
  if (state.successor === undefined) return silent;
  const next = begin(silent.state, state.successor, env);
  return { state: next.state, outputs: [...silent.outputs, ...next.outputs] };
}

/** One final advertisement, if the rate limit, which is a MUST, allows it: ceasing properly is a SHOULD. */
function ceaseAtOnce(state: AdvertiserState, env: AdvertiserEnv): AdvertiserStep {
  if (state.phase === 'silent') return stay(state);
  const hasAdvertised = state.phase === 'ceasing' || state.hasAdvertised;
  if (!hasAdvertised || earliest(state, env) > env.now) return fallSilent(state, [disarm(MULTICAST)]);
  return fallSilent({ lastMulticast: env.now }, [disarm(MULTICAST), send({ kind: 'final', source: state.source })]);
}

const fallSilent = ({ lastMulticast }: Common, outputs: readonly Out[]): AdvertiserStep => ({
  state: { phase: 'silent', lastMulticast },
  outputs: [...outputs, event({ name: 'silent' })],
});
