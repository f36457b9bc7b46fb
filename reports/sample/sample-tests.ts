import { fromHex } from '../../reference/net/octets.js';
import { decodeFrame, notation } from '../../reference/wire/index.js';
import type { FrameRecord, StepRecord, TestDetails, TestRecord, Verdict } from '../../suites/kit/record.js';

/** One made-up test: its record and what happened in it. */
export interface SampleTest {
  readonly record: TestRecord;
  readonly details: TestDetails | undefined;
}

type FrameDraft = Pick<FrameRecord, 'atUs' | 'octets'> & Partial<FrameRecord>;
type StepDraft = Pick<StepRecord, 'kind' | 'label' | 'atUs'> & Partial<StepRecord>;

export interface SampleDraft {
  readonly id: string;
  readonly title: string;
  readonly verdict: Verdict;
  readonly requirement: string;
  readonly section?: string;
  readonly rfc?: number;
  readonly record?: Partial<TestRecord>;
  readonly frames?: readonly FrameDraft[];
  readonly steps?: readonly StepDraft[];
  readonly details?: Partial<TestDetails>;
}

/** Fills a draft up: frames get ordinals and notation, steps indices, both are tied together as a real run ties them. */
export function sampleTest(draft: SampleDraft): SampleTest {
  const steps = (draft.steps ?? []).map((step, index): StepRecord => ({ index, outcome: 'met', ...step }));
  const frames = (draft.frames ?? []).map((frame, i) => frameRecord(frame, i + 1, steps));
  const record: TestRecord = {
    id: draft.id,
    title: draft.title,
    suite: draft.id.slice(0, draft.id.indexOf('.')),
    requirement: draft.requirement,
    rfc: draft.rfc ?? 4861,
    section: draft.section ?? '7.2.4',
    level: 'MUST',
    roles: ['host'],
    verdict: draft.verdict,
    reason: { code: 'as-expected', text: 'everything expected was seen' },
    seed: 3_735_928_559,
    wallUs: 850,
    protocolUs: frames.at(-1)?.atUs ?? 0,
    ...draft.record,
  };
  if (frames.length === 0 && steps.length === 0) return { record, details: undefined };
  return { record, details: { ...EMPTY, id: draft.id, steps, frames, ...draft.details } };
}

function frameRecord(draft: FrameDraft, ordinal: number, steps: readonly StepRecord[]): FrameRecord {
  const fromTester = draft.octets.slice(12, 24) === '4252cb7ea675';
  return {
    ordinal,
    link: 'link0',
    direction: fromTester ? 'out' : 'in',
    node: fromTester ? 'tester' : 'dut',
    notation: notation(decodeFrame(fromHex(draft.octets))),
    steps: steps.filter((step) => step.frames?.includes(ordinal)).map((step) => step.index),
    background: false,
    ...draft,
  };
}

const EMPTY: TestDetails = {
  id: '',
  purpose: 'The tester asks for the link-layer address of the device, as a neighbour does that wants to talk to it.',
  testbed: { title: 'one link', links: ['link0'] },
  nodes: [
    { name: 'tester', link: 'link0', linkLayerAddress: '42:52:cb:7e:a6:75', addresses: ['fe80::4052:cbff:fe7e:a675', '2001:db8:1::1'] },
    { name: 'dut', link: 'link0', linkLayerAddress: '6e:ce:10:27:12:f6', addresses: ['fe80::6cce:10ff:fe27:12f6', '2001:db8:1::2'] },
  ],
  steps: [],
  frames: [],
  events: [],
  uncertaintyUs: 50_000,
  tape: [],
};
