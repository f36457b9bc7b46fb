import type { RunDescription, TestDetails, TestRecord } from '../../suites/kit/record.js';
import type { RunToCompare } from '../compare/compare.js';
import { measurementsOf } from '../timing/measurements.js';
import { sampleRun, type SampleRun } from './sample-run.js';
import type { SampleTest } from './sample-tests.js';
import { failing } from './failing-tests.js';
import { other } from './other-tests.js';

/** What the later firmware does otherwise. */
type Change = (test: SampleTest) => SampleTest | undefined;

const passes = ({ record, details }: SampleTest): SampleTest => {
  const rest: TestRecord = { ...record, verdict: 'pass', reason: { code: 'as-expected', text: 'everything expected was seen' } };
  delete (rest as { message?: string }).message;
  delete (rest as { waiver?: unknown }).waiver;
  return { record: rest, details };
};

const as =
  (record: Partial<TestRecord>): Change =>
  (test) => ({ ...test, record: { ...test.record, ...record } });

const laterBy =
  (us: number): Change =>
  ({ record, details }) => ({ record, details: details && shifted(details, us) });

const shifted = (details: TestDetails, us: number): TestDetails => ({
  ...details,
  frames: details.frames.map((frame) => (frame.direction === 'in' ? { ...frame, atUs: frame.atUs + us } : frame)),
});

const CHANGES: Readonly<Record<string, Change>> = {
  'nd.address-resolution.na-hop-limit': passes,
  'nd.address-resolution.na-solicited-flag': as({ reason: { code: 'not-seen', text: 'Neighbor Advertisement: not seen' } }),
  'icmpv6.echo.reply-large': as({
    verdict: 'fail',
    reason: { code: 'mismatch', text: 'the data of the reply is cut at 1,280 octets <b>' },
    message: 'FAIL  icmpv6.echo.reply-large  MUST  RFC 4443 4.2\n  wanted   the same data',
  }),
  'nd.redirect.accepted': passes,
  'nd.redirect.refused': () => undefined,
  'nd.ra.router-lifetime': as({ verdict: 'fail', reason: { code: 'forbidden-seen', text: 'a packet to the router that left' } }),
  'nd.nud.reply-in-time': laterBy(420_000),
  'nd.validation.ns-hop-limit': as({ verdict: 'inconclusive', reason: { code: 'frames-lost', text: '2 frames lost on link0' } }),
};

const later = (run: Partial<RunDescription>, changes: Readonly<Record<string, Change>>): SampleRun => {
  const tests = [...failing, ...other].flatMap((test) => (changes[test.record.id] ?? ((one) => one))(test) ?? []);
  const sample = sampleRun(tests);
  return { ...sample, result: { ...sample.result, run: { ...sample.result.run, ...run } } };
};

/** The sample device with its next firmware, where two tests are fixed and one is broken; and another device. */
export const sampleRuns = (): readonly SampleRun[] => [
  later({ suites: 'a81c0f52' }, {}),
  later({ suites: 'b77d1e09', firmware: '4.3.0', seed: 8, startedAt: '2026-12-02T08:10:00.000Z' }, CHANGES),
  later(
    { suites: 'b77d1e09', dut: 'BX-1', firmware: '1.0' },
    { 'icmpv6.echo.reply': as({ verdict: 'fail', reason: { code: 'not-seen', text: 'Echo Reply: not seen' } }) },
  ),
];

export const comparable = ({ result, details }: SampleRun, path: string): RunToCompare => ({
  path,
  result,
  measurements: (id) => {
    const found = details(id);
    return found ? measurementsOf(found) : [];
  },
});
