import type { Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seconds } from '../../reference/time.js';
import { question } from '../icmpv6/questions.js';
import type { Match } from '../kit/match.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { about, ANSWER_TIME, DELAY_FIRST_PROBE_TIME } from './constants.js';
import { advertisement, answer, multicastSolicitationFor, solicitationFor } from './messages.js';

/** The states of RFC 4861 section 7.3.2, and no entry at all. */
export type CacheState = 'none' | 'incomplete' | 'reachable' | 'stale' | 'delay' | 'probe';

/** A neighbour played by the tester, and what the test made of its entry in the device's neighbour cache. */
export interface PrimedNeighbor {
  readonly node: Neighbor;
  readonly address: Address;
  /** The device's address that the neighbour talks to. */
  readonly device: Address;
  readonly state: CacheState;
  /** What the cache holds; what the neighbour would announce when there is no address in the cache yet. */
  readonly cached: LinkLayerAddress;
  /** A link-layer address that the device never heard of. */
  readonly other: LinkLayerAddress;
  /** What the entry held before it was made STALE: frames to it mean that it was not. */
  readonly former?: LinkLayerAddress;
  /** The frame of the device that started the state's timer: the first solicitation, the packet that began DELAY. */
  readonly started?: Received;
  /** INCOMPLETE: the packet that waits for the resolution. */
  readonly waiting?: Match;
}

export interface Priming {
  readonly node?: Neighbor;
  readonly address?: Address;
  readonly device?: Address;
  /** Sets the R flag of the advertisements. */
  readonly router?: boolean;
}

/** The neighbour answers nothing by itself from here on. What the device must do on the way is a precondition of the test. */
export async function prime(t: TestContext, state: CacheState, priming: Priming = {}): Promise<PrimedNeighbor> {
  const node = priming.node ?? t.neighbor({ name: 'neighbour' });
  t.takeOver('neighbor-discovery', node);
  const fresh: PrimedNeighbor = {
    node,
    address: priming.address ?? node.linkLocal,
    device: priming.device ?? t.dut.linkLocal,
    state: 'none',
    cached: node.linkLayerAddress,
    other: freshLinkLayerAddress(t),
  };
  if (state === 'none') return fresh;
  return t.given(`the neighbor's entry is ${state.toUpperCase()}`, async () => {
    const incomplete = await becomeIncomplete(t, fresh);
    if (state === 'incomplete') return incomplete;
    const reachable = await becomeReachable(t, incomplete, priming.router ?? false);
    if (state === 'reachable') return reachable;
    const stale = await becomeStale(t, reachable, priming.router ?? false);
    if (state === 'stale') return stale;
    const delaying = await becomeDelaying(t, stale);
    return state === 'delay' ? later(t, delaying) : becomeProbing(t, delaying);
  });
}

/** A MAC that no simulated node has: nothing is said about it until the test does. */
export const freshLinkLayerAddress = (t: TestContext): LinkLayerAddress => t.neighbor({ name: 'spare interface' }).linkLayerAddress;

async function becomeIncomplete(t: TestContext, neighbor: PrimedNeighbor): Promise<PrimedNeighbor> {
  const ask = question(t, neighbor.address, neighbor.device);
  const sent = await t.send('Echo Request of an unknown neighbor', ask.frame, { from: neighbor.node });
  const started = await t.expect('Neighbor Solicitation for it', multicastSolicitationFor(neighbor.address), {
    since: sent,
    within: ANSWER_TIME,
  });
  return { ...neighbor, state: 'incomplete', started, waiting: ask.reply };
}

async function becomeReachable(t: TestContext, neighbor: PrimedNeighbor, router: boolean): Promise<PrimedNeighbor> {
  const { started, waiting, ...rest } = neighbor;
  if (!started || !waiting) throw new Error('only an INCOMPLETE entry becomes REACHABLE by the answer to its solicitation');
  const sent = await t.send('solicited advertisement', answer(started, rest.address, rest.cached, router), { from: rest.node });
  await t.expect('the waiting Echo Reply', { ...waiting, 'ethernet.destination': rest.cached }, { since: sent, within: ANSWER_TIME });
  return { ...rest, state: 'reachable' };
}

/**
 * An unsolicited advertisement with the Override flag and another link-layer address makes the entry STALE (RFC 4861
 * section 7.2.5), and calls for no answer: a packet of the device to the neighbour would begin DELAY at once.
 */
async function becomeStale(t: TestContext, neighbor: PrimedNeighbor, router: boolean): Promise<PrimedNeighbor> {
  const cached = freshLinkLayerAddress(t);
  neighbor.node.moveTo(cached);
  const news = advertisement({ target: neighbor.address, source: neighbor.node.linkLocal, router, override: true, linkLayer: cached });
  await t.send('unsolicited advertisement of a new link-layer address', news, { from: neighbor.node });
  return { ...neighbor, state: 'stale', former: neighbor.cached, cached };
}

async function becomeDelaying(t: TestContext, neighbor: PrimedNeighbor): Promise<PrimedNeighbor> {
  const { former: _, ...rest } = neighbor;
  const ask = question(t, rest.address, rest.device);
  const sent = await t.send('Echo Request of the STALE neighbor', ask.frame, { from: rest.node });
  const started = await t.expect(
    'Echo Reply to the cached address',
    { ...ask.reply, 'ethernet.destination': rest.cached },
    { since: sent, within: ANSWER_TIME },
  );
  return { ...rest, state: 'delay', started };
}

/** Lets a second of DELAY pass, so that a delay that was begun anew shows as a late probe. */
async function later(t: TestContext, neighbor: PrimedNeighbor): Promise<PrimedNeighbor> {
  await t.elapse(seconds(1));
  return neighbor;
}

async function becomeProbing(t: TestContext, neighbor: PrimedNeighbor): Promise<PrimedNeighbor> {
  if (!neighbor.started) throw new Error('PROBE follows DELAY');
  const probe = { ...solicitationFor(neighbor.address), 'ipv6.destination': neighbor.address, 'ethernet.destination': neighbor.cached };
  const started = await t.expect('first probe', probe, { since: neighbor.started, between: about(DELAY_FIRST_PROBE_TIME) });
  return { ...neighbor, state: 'probe', started };
}

/** A link-layer address option compared with the cache: not there, the cached address, another one. */
export type Announced = 'none' | 'same' | 'diff';
export const ANNOUNCED: readonly Announced[] = ['none', 'same', 'diff'];

/** The states in which there is a cached address to compare with. */
export const SETTLED_STATES = ['reachable', 'stale', 'delay', 'probe'] as const satisfies readonly CacheState[];

/** What a message may announce of an entry in these states; of one that has no address yet nothing is the same. */
export const rowsByState = (settled: readonly CacheState[]): readonly { readonly state: CacheState; readonly announced: Announced }[] => [
  ...(['none', 'incomplete'] as const).flatMap((state) => (['none', 'diff'] as const).map((announced) => ({ state, announced }))),
  ...settled.flatMap((state) => ANNOUNCED.map((announced) => ({ state, announced }))),
];

/** The option's address; from now on the neighbour really has the one that it announces. */
export function announce(neighbor: PrimedNeighbor, announced: Announced): LinkLayerAddress | undefined {
  if (announced === 'none') return undefined;
  if (announced === 'same') return neighbor.cached;
  neighbor.node.moveTo(neighbor.other);
  return neighbor.other;
}

/** As a title says it behind the neighbour: `in DELAY`. */
export const stateInWords = (state: CacheState): string => (state === 'none' ? 'without an entry' : `in ${state.toUpperCase()}`);

export const inWords: Readonly<Record<Announced, string>> = {
  none: 'no link-layer address',
  same: 'the cached link-layer address',
  diff: 'another link-layer address',
};

/** The same of an entry in a state: one that holds no address yet learns its first. */
export const addressInWords = (announced: Announced, state: CacheState): string =>
  announced === 'diff' && (state === 'none' || state === 'incomplete') ? 'a link-layer address' : inWords[announced];
