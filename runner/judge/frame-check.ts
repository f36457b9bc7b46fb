import { KEPT, type FrameRule, type Outcome, type Undecided } from '../../suites/kit/rule.js';
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

/** Runs a rule on a packet and scores what comes out. */
export function runCheck(packet: Observed, { index, needsMessage, check }: FrameCheck): Outcome {
  if (needsMessage && !packet.whole) {
    unreadable(packet, index);
    return undefined;
  }
  const outcome = check(packet);
  if (outcome === undefined) return undefined;
  const { scores } = packet.sender;
  if (outcome === KEPT) scores.addKept(index, packet.frame);
  else if (outcome.outcome === 'broken') addBroken(scores.at(index), packet.frame, outcome);
  else addUndecided(scores.at(index), packet.frame, outcome);
  return outcome;
}

/** A rule about the fields of a message cannot be asked about one that is not all there. */
function unreadable(packet: Observed, index: number): void {
  if (packet.fragment) addUndecided(packet.sender.scores.at(index), packet.frame, FRAGMENTED);
  else if (packet.cut) addUndecided(packet.sender.scores.at(index), packet.frame, CUT);
}
