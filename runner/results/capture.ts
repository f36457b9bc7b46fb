import { renameSync } from 'node:fs';
import { fromHex } from '../../reference/net/octets.js';
import type { FrameRecord, RunDescription, StepRecord, TestDetails, TestRecord } from '../../suites/kit/record.js';
import type { RecordedFrame, Recording } from '../bindings/replay.js';
import { EXIT, Problem } from '../exit-codes.js';
import type { FileFrame } from '../links/capture/capture-format.js';
import { openCapture } from '../links/capture/capture-source.js';
import { createPcapngWriter, type PcapngWriter } from '../links/pcapng-writer.js';
import type { Journal, JournalledTest } from './journal.js';
import { earlierAttempt, loadDetails, type RunDirectory } from './run-directory.js';

/** Numbers in `run.pcapng` of each test's first frame. */
export type FirstFrames = ReadonlyMap<string, number>;

/**
 * Writes `run.pcapng` anew from the details of every finished test, in the order in which they began. Frames of one test
 * stand together and carry a comment with test, ordinal, node and role; an earlier attempt says so.
 */
export function writeCapture(directory: RunDirectory, { header, tests, attempts }: Journal): FirstFrames {
  const temporary = `${directory.capture}.${process.pid}`;
  const writer = createPcapngWriter(temporary, `${header.run.tool} ${header.run.version}`);
  const interfaces = new Map<string, number>();
  const first = new Map<string, number>();
  const entries = [...attempts.map((entry) => ({ entry, isEarlier: true })), ...tests.map((entry) => ({ entry, isEarlier: false }))];
  for (const { entry, isEarlier } of entries.sort((a, b) => a.entry.startedUs - b.entry.startedUs)) {
    const id = entry.test.id;
    const details = loadDetails(directory, isEarlier ? earlierAttempt(id) : id);
    if (details === undefined) continue;
    const zeroUs = zeroOf(header.run, entry);
    const number = writeFrames(writer, interfaces, details, zeroUs, isEarlier ? `${id}${EARLIER}` : id);
    if (number !== undefined && !isEarlier) first.set(id, number);
  }
  writer.close();
  renameSync(temporary, directory.capture);
  return first;
}

const EARLIER = ' (earlier attempt)';

/** Microseconds since 1970 of a test's zero. */
const zeroOf = (run: RunDescription, { startedUs }: JournalledTest): number => Date.parse(run.startedAt) * 1_000 + startedUs;

function writeFrames(
  writer: PcapngWriter,
  interfaces: Map<string, number>,
  details: TestDetails,
  zeroUs: number,
  name: string,
): number | undefined {
  let first: number | undefined;
  const steps = new Map(details.steps.map((step) => [step.index, step]));
  for (const frame of details.frames) {
    const interfaceId = interfaces.get(frame.link) ?? writer.addInterface(frame.link);
    interfaces.set(frame.link, interfaceId);
    const number = writer.write({
      interfaceId,
      epochUs: zeroUs + frame.atUs,
      direction: frame.direction,
      octets: fromHex(frame.octets),
      comments: [comment(name, frame, steps)],
    });
    first ??= number;
  }
  return first;
}

/** What a frame has to do with a step that counts it. */
const KINDS: Readonly<Record<StepRecord['kind'], string>> = {
  send: 'sent as',
  expect: 'taken for',
  'expect-none': 'must not come:',
  elapse: 'during',
  action: 'during the action',
  given: 'prepares',
  'proof-of-life': 'sign of life:',
  note: 'see the note',
};

/** `nd.dad.ns-format frame 3 from the device on link0: taken for "the first probe"`. */
function comment(name: string, frame: FrameRecord, steps: ReadonlyMap<number, StepRecord>): string {
  const used = frame.steps.flatMap((index) => steps.get(index) ?? []);
  const others = frame.background ? 'of the testbed, not of the test' : 'not asked for';
  const roles = used.map(({ kind, label }) => `${KINDS[kind]} "${label}"`).join(', ') || others;
  const node = frame.node === 'dut' ? 'the device' : frame.node;
  return `${name} frame ${frame.ordinal} ${frame.direction === 'in' ? 'from' : 'sent by'} ${node} on ${frame.link}: ${roles}`;
}

/** A journalled test with what is needed to judge it again. */
export interface RecordedTest {
  readonly test: TestRecord;
  readonly recording: Recording;
}

/**
 * The recorded tests of a run, one at a time: octets and stamps out of `run.pcapng`, waits and answers out of the details.
 * Throws a `Problem` when the capture is damaged or lacks frames.
 */
export async function* recordings(directory: RunDirectory, { header, tests }: Journal): AsyncGenerator<RecordedTest> {
  const byId = new Map(tests.map((entry) => [entry.test.id, entry]));
  const source = openCapture(directory.capture, { zeroEpochUs: 0 });
  const damaged = (what: string): Problem =>
    new Problem(`${directory.capture}: ${what}. "sixproof report ${directory.path}" writes it anew.`, EXIT.usage);
  let gathered: CapturedTest | undefined;
  for await (const batch of source.batches()) {
    for (const frame of batch) {
      const [, id, ordinal] = /^(\S+) frame (\d+) /.exec(frame.comments[0] ?? '') ?? [];
      const entry = byId.get(id ?? '');
      if (entry === undefined) continue;
      if (gathered?.entry !== entry) {
        if (gathered !== undefined) yield recorded(directory, header.run, gathered, damaged);
        gathered = { entry, frames: new Map() };
      }
      gathered.frames.set(Number(ordinal), { ...frame, octets: frame.octets.slice() });
    }
  }
  const problem = source.problem();
  if (problem !== undefined) throw damaged(problem.detail);
  if (gathered !== undefined) yield recorded(directory, header.run, gathered, damaged);
}

interface CapturedTest {
  readonly entry: JournalledTest;
  readonly frames: Map<number, FileFrame>;
}

function recorded(
  directory: RunDirectory,
  run: RunDescription,
  { entry, frames }: CapturedTest,
  damaged: (what: string) => Problem,
): RecordedTest {
  const { id } = entry.test;
  const details = loadDetails(directory, id);
  if (details === undefined) throw new Problem(`${directory.details(id)} is missing or damaged.`, EXIT.usage);
  const zeroUs = zeroOf(run, entry);
  const replayed = details.frames.map(({ ordinal, link, direction, spreadUs }): RecordedFrame => {
    const frame = frames.get(ordinal);
    if (frame === undefined) throw damaged(`frame ${ordinal} of ${id} is missing`);
    return { ordinal, link, direction, atUs: frame.at - zeroUs, octets: frame.octets, ...(spreadUs !== undefined && { spreadUs }) };
  });
  return {
    test: entry.test,
    recording: { tape: details.tape, frames: replayed, uncertaintyUs: details.uncertaintyUs, events: details.events },
  };
}
