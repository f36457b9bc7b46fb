import type { RunDescription, TestDetails, TestRecord, Verdict } from '../../suites/kit/record.js';
import type { JournalledTest, RunHeader } from './journal.js';

/** Records for the tests of this folder. */
export const madeUpTest = (id: string, verdict: Verdict = 'pass', more: Partial<TestRecord> = {}): TestRecord => ({
  id,
  title: `title of ${id}`,
  suite: id.split('.')[0] ?? '',
  requirement: id.replaceAll('.', '-'),
  rfc: 4861,
  section: '7.2.3',
  level: verdict === 'warn' ? 'SHOULD' : 'MUST',
  roles: ['node'],
  verdict,
  reason: { code: verdict === 'pass' ? 'as-expected' : 'mismatch', text: 'made up' },
  seed: 1,
  wallUs: 1_000,
  protocolUs: 2_000_000,
  ...more,
});

export const madeUpEntry = (id: string, verdict: Verdict = 'pass', startedUs = 0): JournalledTest => ({
  test: madeUpTest(id, verdict),
  startedUs,
  uncertaintyUs: 0,
});

export const madeUpRun = (more: Partial<RunDescription> = {}): RunDescription => ({
  tool: 'sixproof',
  version: '0.1.0',
  dut: 'reference',
  adapter: 'reference',
  profile: 'current',
  seed: 1,
  startedAt: '2026-11-21T23:00:00.000Z',
  wallUs: 0,
  protocolUs: 0,
  clock: 'virtual',
  uncertaintyUs: 0,
  selectors: [],
  interrupted: true,
  ...more,
});

export const madeUpHeader = (selected: readonly string[], more: Partial<RunDescription> = {}): RunHeader => ({
  run: madeUpRun(more),
  selected,
  configuration: {},
});

export const madeUpDetails = (id: string): TestDetails => ({
  id,
  purpose: 'made up',
  testbed: { title: 'one link', links: ['link0'] },
  nodes: [],
  steps: [],
  frames: [],
  events: [],
  uncertaintyUs: 0,
  tape: [],
});
