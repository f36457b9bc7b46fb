import type { RunDescription, TestDetails, TestRecord } from '../../suites/kit/record.js';
import type { PlacedRequirement } from '../coverage-model.js';
import { captionsOf, stepName } from '../ladder/captions.js';
import { ladderKey, type LadderKey } from '../ladder/key.js';
import { ladderView, type LadderView } from '../ladder/ladder-view.js';
import { clauseView, parseClause, type ClauseView } from './clause.js';
import { reasonWords } from './findings.js';
import { captureNumber, packetViews, type PacketView } from './packet-view.js';
import { partsOf } from './parts.js';
import { deviceName } from './run-view.js';
import { shownPart } from './shown-frames.js';
import { stepViews, type StepView } from './steps-view.js';
import { testbedPicture, type TestbedPicture } from './testbed-picture.js';
import { counted, duration, stamp } from './text.js';
import { favicon, verdictView, type VerdictView } from './verdicts.js';
import { waiverInWords } from './waiver-in-force.js';

/** The page of one test: what the RFC asks, what was done, what came back, why this verdict, how to repeat it. */
export interface TestView {
  readonly title: string;
  readonly root: string;
  readonly favicon: string;
  readonly device: string;
  readonly id: string;
  readonly testTitle: string;
  readonly verdict: VerdictView;
  readonly reason: string;
  readonly reasonWords: string;
  readonly level: string;
  readonly clause: ClauseView;
  readonly also: readonly ClauseView[];
  readonly slug: string;
  readonly requirement: string;
  readonly roles: string;
  readonly suite: string;
  readonly took: string;
  readonly earlier: { readonly word: string; readonly reason: string } | false;
  readonly waiver: string;
  readonly message: string;
  readonly repeat: string;
  readonly seed: number;
  readonly captureFilter: string;
  readonly captureRange: string;
  /** The frames that the verdict rests on, as `run.pcapng` numbers them. */
  readonly namedFrames: readonly { readonly ordinal: number; readonly captureFrame: number }[];
  readonly previous: Neighbour | false;
  readonly next: Neighbour | false;
  readonly recorded: RecordedView | false;
}

export interface Neighbour {
  readonly id: string;
  readonly file: string;
}

/** What only a test that ran has. */
interface RecordedView {
  readonly purpose: string;
  readonly testbed: string;
  readonly links: string;
  readonly picture: TestbedPicture | false;
  readonly nodes: readonly {
    readonly name: string;
    readonly link: string;
    readonly linkLayerAddress: string;
    readonly addresses: readonly string[];
  }[];
  readonly steps: readonly StepView[];
  readonly mismatches: readonly MismatchView[];
  readonly ladder: LadderView | false;
  /** With the background traffic; absent when there is none. */
  readonly fullLadder: LadderView | false;
  readonly key: LadderKey;
  readonly background: string;
  readonly packets: readonly PacketView[];
  readonly undrawnPackets: number;
  /** Some are not taken apart. */
  readonly barePackets: boolean;
  readonly events: readonly {
    readonly time: string;
    readonly name: string;
    readonly detail: string;
    readonly discard: string;
    readonly says: string;
  }[];
  readonly eventCount: string;
  readonly discards: readonly { readonly name: string; readonly says: string; readonly count: string }[];
  readonly uncertainty: string;
}

interface MismatchView {
  readonly number: number;
  readonly step: string;
  readonly label: string;
  readonly frame: number;
  /** Number of the frame in `run.pcapng`, 0 when it is not known. */
  readonly captureFrame: number;
  readonly rows: readonly { readonly path: string; readonly wanted: string; readonly got: string; readonly octets: string }[];
}

export interface TestContext {
  readonly run: RunDescription;
  readonly details: TestDetails | undefined;
  readonly requirement: PlacedRequirement | undefined;
  readonly repeat: string;
  /** The day by which a waiver holds or has expired. */
  readonly judgedOn: string;
  /** Number in `run.pcapng` of the test's first frame. */
  readonly firstCaptureFrame: number | undefined;
  readonly previous: Neighbour | undefined;
  readonly next: Neighbour | undefined;
}

export function testView(test: TestRecord, context: TestContext): TestView {
  const { run, details, requirement } = context;
  const verdict = verdictView(test.verdict);
  return {
    title: `${verdict.word} ${test.id} · ${deviceName(run)}`,
    root: '../',
    favicon: favicon(test.verdict),
    device: deviceName(run),
    id: test.id,
    testTitle: test.title,
    verdict,
    reason: test.reason.text,
    reasonWords: reasonWords[test.reason.code],
    level: test.level,
    clause: clauseView(test.rfc, test.section),
    also: (requirement?.also ?? []).flatMap((place) => parseClause(place) ?? []),
    slug: test.requirement,
    requirement: requirement?.text ?? '',
    roles: partsOf(test).join(', '),
    suite: test.suite,
    took:
      run.clock === 'real' ? duration(test.wallUs) : `${duration(test.protocolUs)} of protocol time, ${duration(test.wallUs)} on the clock`,
    earlier: test.earlier ? { word: verdictView(test.earlier.verdict).word, reason: test.earlier.reason.text } : false,
    waiver: waiverInWords(test.waiver, context.judgedOn),
    message: test.message ?? '',
    repeat: context.repeat,
    seed: test.seed,
    ...captureView(test, context),
    namedFrames: namedFrames(test, context),
    previous: context.previous ?? false,
    next: context.next ?? false,
    recorded: details ? recordedView(details, test, [test.title, requirement?.text ?? ''], context.firstCaptureFrame) : false,
  };
}

/** Where the frames are in `run.pcapng`: each carries the test's id as its comment. */
function captureView(test: TestRecord, { details, firstCaptureFrame }: TestContext): Pick<TestView, 'captureFilter' | 'captureRange'> {
  const count = details?.frames.length ?? 0;
  if (count === 0) return { captureFilter: '', captureRange: '' };
  const captureFilter = `frame.comment contains "${test.id.replace(/["\\]/g, '\\$&')}"`;
  return { captureFilter, captureRange: firstCaptureFrame === undefined ? '' : `${firstCaptureFrame} to ${firstCaptureFrame + count - 1}` };
}

/** More frames than this are not named with their numbers in `run.pcapng`. */
const MOST_NAMED = 8;

/** The frames that the reason and the bug report name. */
function namedFrames({ reason, message = '' }: TestRecord, { details, firstCaptureFrame }: TestContext): TestView['namedFrames'] {
  if (firstCaptureFrame === undefined || !details) return [];
  const named = new Set([...`${reason.text} ${message}`.matchAll(/\bframe (\d+)/g)].map(([, ordinal]) => Number(ordinal)));
  const known = details.frames.map(({ ordinal }) => ordinal).filter((ordinal) => named.has(ordinal));
  return known.slice(0, MOST_NAMED).map((ordinal) => ({ ordinal, captureFrame: captureNumber(ordinal, firstCaptureFrame) }));
}

/** More events than this are kept in the test's JSON file only. */
const MOST_EVENTS = 400;

/** `known`: sentences that the page says elsewhere. */
function recordedView(
  details: TestDetails,
  { verdict }: TestRecord,
  known: readonly string[],
  firstCaptureFrame: number | undefined,
): RecordedView {
  const shown = shownPart(details, verdict === 'pass');
  const foreground = shown.frames.filter((frame) => !frame.background);
  const backgroundCount = shown.frames.length - foreground.length;
  const captionOf = captionsOf(shown);
  const packets = packetViews(shown, verdict === 'pass', firstCaptureFrame, captionOf);
  const ladder = ladderView(shown, foreground, 'ladder', captionOf);
  const fullLadder = backgroundCount > 0 ? ladderView(shown, shown.frames, 'full', captionOf) : undefined;
  return {
    purpose: known.includes(details.purpose) ? '' : details.purpose,
    testbed: details.testbed.title,
    links: details.testbed.links.join(', '),
    picture: testbedPicture(details) ?? false,
    nodes: details.nodes,
    steps: stepViews(details, new Set(shown.frames.map(({ ordinal }) => ordinal))),
    mismatches: mismatchViews(details, firstCaptureFrame),
    ladder: ladder ?? false,
    fullLadder: fullLadder ?? false,
    key: ladderKey([ladder, fullLadder].filter((one) => one !== undefined)),
    background: backgroundCount > 0 ? counted(backgroundCount, 'frame') : '',
    packets,
    barePackets: packets.some(({ bare }) => bare),
    undrawnPackets: details.frames.length - shown.frames.length,
    events: details.events
      .slice(0, MOST_EVENTS)
      .map(({ atUs, name, detail, discard = '', says = '' }) => ({ time: stamp(atUs), name, detail, discard, says })),
    eventCount: counted(details.events.length, 'event'),
    discards: countDiscards(details),
    uncertainty: duration(details.uncertaintyUs),
  };
}

function mismatchViews(details: TestDetails, firstCaptureFrame: number | undefined): readonly MismatchView[] {
  return details.steps.flatMap((step) => {
    if (step.outcome === 'met' || !step.closest || step.closest.differences.length === 0) return [];
    const rows = step.closest.differences.map(({ path, wanted, got, octets }) => ({
      path,
      wanted,
      got,
      octets: octets ? octetRange(octets) : '',
    }));
    const { frame } = step.closest;
    const captureFrame = captureNumber(frame, firstCaptureFrame);
    return [{ number: step.index + 1, step: stepName(step), label: step.label, frame, captureFrame, rows }];
  });
}

/** `60` or `60-61`, counted from 0. */
const octetRange = ([first, count]: readonly [number, number]): string => (count <= 1 ? String(first) : `${first}-${first + count - 1}`);

function countDiscards(details: TestDetails): RecordedView['discards'] {
  const found = new Map<string, { readonly says: string; readonly count: number }>();
  for (const { discard, says = '' } of details.events)
    if (discard !== undefined) found.set(discard, { says, count: (found.get(discard)?.count ?? 0) + 1 });
  return [...found].map(([name, { says, count }]) => ({ name, says, count: counted(count, 'time') }));
}
