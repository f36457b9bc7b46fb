import { arm, send, stay, type Env, type Machine, type Step } from '../../engine/machine.js';
import type { Address } from '../../net/address.js';
import { after, milliseconds, ZERO } from '../../time.js';
import type { MatchReportDraft, RouterRenumberingCommand } from '../../wire/router-renumbering.js';
import type { Ipv6Constants } from '../constants.js';

/** RFC 2894 section 3.1: what a Result repeats of the header of its Command. */
export type CommandHeader = Omit<
  RouterRenumberingCommand,
  'type' | 'code' | 'checksum' | 'reservedFlags' | 'reserved' | 'operations' | 'processedPreviously'
>;

/** Whom a Result goes to, and what his message was addressed to. */
export interface Correspondent {
  readonly link: string;
  readonly source: Address;
  readonly destination: Address;
}

/** A message that passed the header check of section 4.1. */
export interface Accepted {
  /** A Command that was performed, or simulated; one that was performed before; a Sequence Number Reset. */
  readonly kind: 'command' | 'duplicate' | 'reset';
  readonly header: CommandHeader;
  readonly from: Correspondent;
  /** What the Command gave. */
  readonly reports: readonly MatchReportDraft[];
}

export interface Result {
  readonly header: CommandHeader;
  readonly processedPreviously: boolean;
  readonly reports: readonly MatchReportDraft[];
  readonly to: Correspondent;
}

export interface CommandRecord {
  readonly recordedSequenceNumber: number;
  /** The segments processed under that number, with the reports of those Results that are kept for duplicates. */
  readonly processed: ReadonlyMap<number, readonly MatchReportDraft[] | undefined>;
  /** Results that wait for their random delay, by timer. */
  readonly waiting: ReadonlyMap<string, Result>;
  /** Results scheduled so far: each has a timer of its own. */
  readonly scheduled: number;
}

export interface RecordEvent {
  readonly name: 'sequence-recorded' | 'sequence-reset' | 'results-overflow';
}

type RecordStep = Step<CommandRecord, Result, RecordEvent>;
type RecordEnv = Env<Ipv6Constants>;

/** RFC 2894 section 4.1: a router that has accepted nothing yet has recorded zero. */
const NOTHING_ACCEPTED = { recordedSequenceNumber: 0, processed: new Map() } as const;

/**
 * Section 4.1, the checks of SequenceNumber and SegmentNumber. A Test command is never a duplicate; numbers are compared
 * "as unsigned integers, not as DNS-style serial numbers".
 */
export function standingOf(
  { sequenceNumber, segmentNumber, test }: CommandHeader,
  { recordedSequenceNumber, processed }: CommandRecord,
): 'old' | 'duplicate' | 'new' {
  if (sequenceNumber < recordedSequenceNumber) return 'old';
  if (sequenceNumber > recordedSequenceNumber || test) return 'new';
  return processed.has(segmentNumber) ? 'duplicate' : 'new';
}

/**
 * What a router remembers of the Commands that it has processed, and the Results that it owes (RFC 2894 sections 4.1 to 4.3
 * and 5). Of an earlier life it knows the Recorded Sequence Number.
 */
export const commandRecord = (
  recordedSequenceNumber: number = NOTHING_ACCEPTED.recordedSequenceNumber,
): Machine<CommandRecord, Accepted, never, Result, RecordEvent, Ipv6Constants> => ({
  name: 'router-renumbering.command-record',
  start: () => stay({ ...NOTHING_ACCEPTED, recordedSequenceNumber, waiting: new Map(), scheduled: 0 }),

  step(state, input, env) {
    if (input.kind === 'timer') return expire(state, input.id);
    if (input.kind === 'command') return stay(state);
    const { kind, header, reports } = input.frame;
    if (kind === 'duplicate') return scheduleResult(state, input.frame, state.processed.get(header.segmentNumber) ?? [], env);
    if (kind === 'reset') return withEvent('sequence-reset', scheduleResult({ ...state, ...NOTHING_ACCEPTED }, input.frame, [], env));
    const isHigher = header.sequenceNumber > state.recordedSequenceNumber;
    const next = scheduleResult(recorded(state, input.frame, env), input.frame, reports, env);
    return isHigher ? withEvent('sequence-recorded', next) : next;
  },
});

/** Section 4.2: a higher SequenceNumber clears the list; section 4.3: the segment is recorded, a copy of the Result MAY be saved. */
function recorded(state: CommandRecord, { header, reports }: Accepted, { variables }: RecordEnv): CommandRecord {
  const before = header.sequenceNumber > state.recordedSequenceNumber ? NOTHING_ACCEPTED.processed : state.processed;
  const saved = [...before.values()].filter((one) => one !== undefined).length;
  const isSaved = header.resultRequested && saved < variables.SAVED_RESULT_LIMIT;
  const processed = new Map(before).set(header.segmentNumber, isSaved ? reports : undefined);
  return { ...state, recordedSequenceNumber: Math.max(state.recordedSequenceNumber, header.sequenceNumber), processed };
}

/** Section 4.3: "after a random time interval uniformly distributed between 0 and MaxDelay milliseconds". */
function scheduleResult(state: CommandRecord, { kind, header, from }: Accepted, reports: Result['reports'], env: RecordEnv): RecordStep {
  if (!header.resultRequested) return stay(state);
  const result: Result = { header, processedPreviously: kind === 'duplicate', reports, to: from };
  if (header.maxDelay === 0) return { state, outputs: [send(result)] };
  if (state.waiting.size >= env.variables.PENDING_RESULT_LIMIT) return withEvent('results-overflow', stay(state));
  const id = `result ${state.scheduled}`;
  return {
    state: { ...state, waiting: new Map(state.waiting).set(id, result), scheduled: state.scheduled + 1 },
    outputs: [arm(id, after(env.now, env.uniform(ZERO, milliseconds(header.maxDelay))))],
  };
}

function expire(state: CommandRecord, id: string): RecordStep {
  const result = state.waiting.get(id);
  if (result === undefined) return stay(state);
  const waiting = new Map(state.waiting);
  waiting.delete(id);
  return { state: { ...state, waiting }, outputs: [send(result)] };
}

const withEvent = (name: RecordEvent['name'], { state, outputs }: RecordStep): RecordStep => ({
  state,
  outputs: [{ kind: 'event', event: { name } }, ...outputs],
});
