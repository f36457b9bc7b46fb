import { before, elapsed, formatDuration, minutes, seconds, type Instant } from '../../reference/time.js';
import { broken, undecided, type RuleDeclaration, type RuleSink } from '../kit/rule.js';
import { LONGEST_INTERVAL, SHORTEST_INTERVAL } from './constants.js';
import {
  isAsBefore,
  isPast,
  isReachable,
  ROUTERS,
  type Holes,
  type RouterSeen,
  type RoutersSeen,
  type Update,
  type UpdateJudge,
} from './updates-seen.js';

/** Longer than any interval: a router that runs RIPng would have been heard by then. */
const SILENCE = minutes(1);
/** A starting router asks and tells in any order; by then both have happened. */
const STARTED = seconds(10);
/** RFC 2080 section 2.5.1: after a triggered update a timer of at least so much runs. */
const SHORTEST_HOLD_OFF = seconds(1);
/** One of them may be a regular update, and one may answer a request that came in between. */
const MOST_AT_ONCE = 3;

/** What these rules remember of a router. */
interface Rhythm {
  /** The last update that was a regular one, as it seems. */
  regularAt: Instant | undefined;
  late: number;
  /** Where the last updates began, the newest last. */
  begins: readonly { readonly at: Instant; readonly frame: number }[];
  /** The first update of a router that was not there before. */
  start: Update | undefined;
}

export const intervalRules = {
  interval: { id: 'ripng.update.interval', requirement: 'rip-regular-interval', title: 'sends an update every 15 to 45 s' },
  startUp: { id: 'ripng.request.at-start', requirement: 'rip-startup-request', title: 'asks for everything when it starts' },
  holdOff: {
    id: 'ripng.update.hold-off',
    requirement: 'rip-trig-holdoff',
    title: 'limits the frequency of triggered updates',
    spoiltByCopies: true,
  },
} as const satisfies Readonly<Record<string, RuleDeclaration>>;

type Sinks = Readonly<Record<keyof typeof intervalRules, RuleSink>>;

/** When routers send updates and requests (RFC 2080 sections 2.3, 2.4.1, 2.5.1). */
export class IntervalJudge implements UpdateJudge {
  private readonly rhythms = new Map<number, Rhythm>();

  constructor(
    private readonly sinks: Sinks,
    private readonly holes: Holes,
  ) {}

  update(update: Update, routers: RoutersSeen): void {
    const router = routers.get(update.node);
    const known = this.rhythms.get(update.node.id);
    if (!known && this.rhythms.size >= ROUTERS) return;
    const rhythm = known ?? { regularAt: undefined, late: 0, begins: [], start: startOf(update) };
    this.rhythms.set(update.node.id, rhythm);
    this.startUp(rhythm, update.at, routers);
    if (router) this.pause(rhythm, router, update, routers);
    if (router) this.regular(rhythm, router, update);
    this.holdOff(rhythm, update);
  }

  finish(end: Instant, routers: RoutersSeen): void {
    for (const rhythm of this.rhythms.values()) this.startUp(rhythm, end, routers);
    for (const { node, segment, lastAt, lastFrame } of routers.all())
      if (isPast(lastAt, LONGEST_INTERVAL, end, segment) && isPast(lastAt, LONGEST_INTERVAL, node.lastSeen, segment))
        this.sinks.interval.undecided(node, lastFrame, undecided('the router may have stopped RIPng'));
  }

  /** Decides about the start, when it is long enough ago. */
  private startUp(rhythm: Rhythm, now: Instant, routers: RoutersSeen): void {
    const { start } = rhythm;
    if (!start || !isPast(start.at, STARTED, now, start.segment)) return;
    rhythm.start = undefined;
    const request = routers.requestOf(start.node);
    if (request) return this.sinks.startUp.kept(start.node, request.frame);
    if (this.holes.since(before(start.node.firstSeen, SILENCE), start.segment)) return;
    this.sinks.startUp.missing(start.node, start.frame, broken('the first update of a router that has asked nobody'));
  }

  /** Whatever it sends, triggered or regular, a longer pause has no regular update in it. */
  private pause(rhythm: Rhythm, router: RouterSeen, { node, segment, at, frame }: Update, routers: RoutersSeen): void {
    if (!isPast(router.lastAt, LONGEST_INTERVAL, at, segment)) return;
    const request = routers.requestOf(node);
    // Who knows nothing that it may tell on this link tells nothing.
    if ((request && request.at >= router.lastAt) || !tellsSomething(router)) return;
    if (this.holes.since(router.lastAt, segment))
      return this.sinks.interval.undecided(node, frame, undecided('nothing at all was captured for as long'));
    rhythm.late += 1;
    // Once may be a daemon that was started again, or a link that was down.
    if (rhythm.late === 1) return this.sinks.interval.undecided(node, frame, undecided('the router may have stopped RIPng'));
    const text = `${formatDuration(elapsed(router.lastAt, at))} without an update, wanted 45 s at most`;
    this.sinks.interval.missing(node, frame, broken(text, undefined, [router.lastFrame]));
  }

  /** Triggered updates need have no route that has not changed: whoever tells of one again does so regularly. */
  private regular(rhythm: Rhythm, router: RouterSeen, { node, segment, at, frame, routes }: Update): void {
    if (![...routes].some(([key, told]) => isReachable(told) && isAsBefore(told, router.routes.get(key)))) return;
    const { regularAt } = rhythm;
    rhythm.regularAt = at;
    if (regularAt !== undefined && !isPast(regularAt, LONGEST_INTERVAL, at, segment)) this.sinks.interval.kept(node, frame);
  }

  private holdOff(rhythm: Rhythm, { node, segment, at, frame }: Update): void {
    const { begins } = rhythm;
    rhythm.begins = [...begins, { at, frame }].slice(-MOST_AT_ONCE);
    const [first, last] = [begins.at(-MOST_AT_ONCE), begins.at(-1)];
    if (last && at < last.at) return;
    if (first && at + segment.uncertainty < first.at + SHORTEST_HOLD_OFF) {
      const text = `${MOST_AT_ONCE + 1} updates of the same routes in ${formatDuration(elapsed(first.at, at))}`;
      return this.sinks.holdOff.broken(
        node,
        frame,
        broken(
          text,
          undefined,
          begins.map((one) => one.frame),
        ),
      );
    }
    if (last && at >= last.at + SHORTEST_HOLD_OFF && at < last.at + SHORTEST_INTERVAL) this.sinks.holdOff.kept(node, frame);
  }
}

const tellsSomething = ({ routes, lastAt }: RouterSeen): boolean => {
  for (const route of routes.values()) if (isReachable(route) && elapsed(route.at, lastAt) <= SILENCE) return true;
  return false;
};

/** An update is a start where nothing at all was heard of the router for longer than routers keep silent. */
function startOf(update: Update): Update | undefined {
  const { node, segment, at } = update;
  const isNew = isPast(segment.startedAt, SILENCE, node.firstSeen, segment) && !isPast(node.firstSeen, SILENCE, at, segment);
  return isNew ? update : undefined;
}
