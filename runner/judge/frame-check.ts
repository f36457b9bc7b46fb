import { KEPT, type FrameRule, type Undecided, type Violation } from '../../suites/kit/rule.js';
import type { Observed } from './observe.js';
import { addBroken, addUndecided } from './tally.js';

const CUT: Undecided = { outcome: 'undecided', why: 'the capture has not all of the message' };
const FRAGMENTED: Undecided = { outcome: 'undecided', why: 'the message came in fragments' };

/** A rule that one packet alone decides, ready to run. */
export interface FrameCheck {
  /** Of the declaration. */
  readonly index: number;
  readonly needsMessage: boolean;
  readonly check: FrameRule['check'];
}

/** Rules of which nearly every packet keeps all, and what tells that it does. */
export interface UsualChecks {
  readonly usual: NonNullable<FrameRule['usual']>;
  readonly checks: readonly FrameCheck[];
}

export function runUsual(packet: Observed, { usual, checks }: UsualChecks): void {
  if (!usual(packet)) return runChecks(packet, checks);
  const { scores } = packet.sender;
  for (let i = 0; i < checks.length; i++) scores.addKept((checks[i] as FrameCheck).index, packet.frame);
}

/** Runs rules on a packet and scores what comes out: nearly always that they are kept. */
export function runChecks(packet: Observed, checks: readonly FrameCheck[]): void {
  const { whole, frame } = packet;
  const { scores } = packet.sender;
  for (let i = 0; i < checks.length; i++) {
    const one = checks[i] as FrameCheck;
    if (!whole && one.needsMessage) unreadable(packet, one.index);
    else {
      const outcome = one.check(packet);
      if (outcome === KEPT) scores.addKept(one.index, frame);
      else if (outcome !== undefined) exception(packet, one.index, outcome);
    }
  }
}

function exception({ sender: { scores }, frame }: Observed, index: number, outcome: Violation | Undecided): void {
  if (outcome.outcome === 'broken') addBroken(scores.at(index), frame, outcome);
  else addUndecided(scores.at(index), frame, outcome);
}

/** A rule about the fields of a message cannot be asked about one that is not all there. */
function unreadable(packet: Observed, index: number): void {
  if (packet.fragment) addUndecided(packet.sender.scores.at(index), packet.frame, FRAGMENTED);
  else if (packet.cut) addUndecided(packet.sender.scores.at(index), packet.frame, CUT);
}
