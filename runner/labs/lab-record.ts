import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { dayOf } from '../../reports/view/waiver-in-force.js';
import type { RunResult, TestRecord, Verdict } from '../../suites/kit/record.js';
import { findings, type DocumentedDeviation } from './documented-deviations.js';

const verdict = z.enum(['pass', 'fail', 'warn', 'skip', 'inconclusive', 'error']);

/** What is kept of a run of all suites against a device, beside the findings about it. */
const labRecord = z.strictObject({
  date: z.iso.date(),
  device: z.string(),
  kernel: z.string(),
  processors: z.int(),
  tool: z.string(),
  profile: z.string(),
  seed: z.int(),
  jobs: z.int(),
  durationS: z.int(),
  tests: z.int(),
  totals: z.record(verdict, z.int()),
  /** Every FAIL and WARN; ERROR and INCONCLUSIVE if there are any. */
  notPassed: z.array(
    z.strictObject({
      test: z.string(),
      verdict,
      level: z.string(),
      clause: z.string(),
      saw: z.string(),
      /** Heading in the findings. */
      finding: z.string().optional(),
    }),
  ),
  skipped: z.array(z.strictObject({ reason: z.string(), tests: z.array(z.string()) })),
  /** Tests that were INCONCLUSIVE at first and ran once more. */
  repeated: z.array(z.strictObject({ test: z.string(), first: z.string(), then: verdict })),
});

export type LabRecord = z.infer<typeof labRecord>;

const UNREMARKABLE: ReadonlySet<Verdict> = new Set(['pass', 'skip']);

export function labRecordOf(
  device: string,
  { run, totals, tests }: RunResult,
  jobs: number,
  documented: readonly DocumentedDeviation[],
): LabRecord {
  const findingOf = new Map(documented.map(({ test, finding }) => [test, finding]));
  return {
    date: dayOf(run),
    device,
    kernel: /^[\d.]+\d/.exec(release())?.[0] ?? release(),
    processors: cpus().length,
    tool: `${run.tool} ${run.version}`,
    profile: run.profile,
    seed: run.seed,
    jobs,
    durationS: Math.round(run.wallUs / 1e6),
    tests: tests.length,
    totals: { ...totals },
    notPassed: tests.filter((test) => !UNREMARKABLE.has(test.verdict)).map((test) => notPassed(test, findingOf.get(test.id))),
    skipped: skipped(tests),
    repeated: tests.flatMap(({ id, earlier, verdict: then }) => (earlier ? [{ test: id, first: earlier.reason.text, then }] : [])),
  };
}

const notPassed = (test: TestRecord, finding: string | undefined): LabRecord['notPassed'][number] => ({
  test: test.id,
  verdict: test.verdict,
  level: test.level,
  clause: `RFC ${test.rfc} ${test.section}`,
  saw: test.reason.text,
  ...(finding !== undefined && { finding }),
});

function skipped(tests: readonly TestRecord[]): LabRecord['skipped'] {
  const byReason = new Map<string, string[]>();
  for (const { id, reason } of tests.filter((test) => test.verdict === 'skip'))
    byReason.set(reason.text, [...(byReason.get(reason.text) ?? []), id]);
  return [...byReason].map(([reason, ids]) => ({ reason, tests: ids }));
}

/** Returns the path of the record of its day. */
export function writeLabRecord(name: string, record: LabRecord): string {
  const path = join(findings(), `${name}-${record.date}.json`);
  writeFileSync(path, `${JSON.stringify(record, undefined, 2)}\n`);
  return path;
}

/** The latest record that is kept. */
export function latestLabRecord(name: string): LabRecord | undefined {
  const [latest] = readdirSync(findings())
    .filter((file) => file.startsWith(`${name}-`) && DATED.test(file))
    .sort()
    .reverse();
  return latest === undefined ? undefined : labRecord.parse(JSON.parse(readFileSync(join(findings(), latest), 'utf8')));
}

const DATED = /-\d{4}-\d\d-\d\d\.json$/;
