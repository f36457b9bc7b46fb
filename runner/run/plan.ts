import { sum, ZERO, type Duration } from '../../reference/time.js';
import { asTyped } from '../../reports/typed-time.js';
import type { ActionKind } from '../../suites/kit/action.js';
import type { Profile, RegisteredTest } from '../../suites/kit/conformance.js';
import { misfitOfClaims } from '../../suites/kit/testbed.js';
import { inRoundFigures } from '../wall-time.js';
import { cost, partition } from './partition.js';

/** What is known of a run before its first frame. */
export interface Plan {
  readonly tests: readonly RegisteredTest[];
  /** Ids of tests that will SKIP, by reason: `not claimed: mldv2`. */
  readonly skips: ReadonlyMap<string, readonly string[]>;
  /** How long each test waits, by a rehearsal against the reference. */
  readonly estimates: ReadonlyMap<string, Duration>;
}

/** What decides over a SKIP before the device is asked. `actions` is undefined when only the device itself knows. */
export interface Abilities {
  readonly claims: ReadonlySet<string>;
  readonly actions: ReadonlySet<ActionKind> | undefined;
  readonly links: ReadonlySet<string> | undefined;
  readonly profile: Profile;
  /** Time passes as it does outside: tests that take longer than this are left out. */
  readonly realTime?: { readonly longest: Duration };
}

export function plan(tests: readonly RegisteredTest[], abilities: Abilities, estimates: ReadonlyMap<string, Duration>): Plan {
  const skips = new Map<string, string[]>();
  for (const test of tests) {
    const reason = skipReason(test, abilities);
    if (reason !== undefined) skips.set(reason, [...(skips.get(reason) ?? []), test.id]);
  }
  return { tests, skips, estimates };
}

/** The first reason for which a test cannot apply; undefined when it will run. */
export function skipReason(test: RegisteredTest, { claims, actions, links, profile, realTime }: Abilities): string | undefined {
  if (test.profiles !== undefined && !test.profiles.includes(profile)) return `not for profile ${profile}`;
  if (realTime && test.lasts !== undefined && test.lasts > realTime.longest) return tooLong(realTime.longest);
  const claim = test.claims?.find((name) => !claims.has(name));
  if (claim !== undefined) return `not claimed: ${claim}`;
  const link = test.testbed.links.find((name) => links?.has(name) === false);
  if (link !== undefined) return `no ${link}: testbed "${test.testbed.title}"`;
  const misfit = realTime ? misfitOfClaims(test.testbed, claims) : undefined;
  if (misfit !== undefined) return misfit;
  const action = test.actions?.find((kind) => actions?.has(kind) === false);
  return action === undefined ? undefined : `no action: ${action}`;
}

/** Who never heard of the option learns of it here. */
const tooLong = (longest: Duration): string =>
  longest === ZERO ? 'take minutes to days: --longest runs them' : `longer than --longest ${asTyped(longest)}`;

export const skippedIn = ({ skips }: Plan): ReadonlySet<string> => new Set([...skips.values()].flat());

/** Sum of the waiting of the tests that will run, and how long that takes with several at once. */
function waitingTime(planned: Plan, jobs: number): { readonly all: Duration; readonly atOnce: Duration } {
  const { tests, estimates } = planned;
  const skipped = skippedIn(planned);
  const running = tests.filter(({ id }) => !skipped.has(id));
  const waits = running.map(({ id }) => estimates.get(id) ?? ZERO);
  const parts = partition(running, jobs, ({ id }) => cost(estimates.get(id)));
  const perPart = parts.map((part) => sum(...part.map(({ id }) => estimates.get(id) ?? ZERO)));
  return { all: sum(...waits), atOnce: Math.max(0, ...perPart) as Duration };
}

/** `412 tests, 37 will skip (24 not claimed: ospfv3; 13 no action: set-mtu), 55 min of the RFCs' own timers`. */
export function planLine(planned: Plan, jobs: number): string {
  const skipping = [...planned.skips].map(([reason, ids]) => `${ids.length} ${reason}`);
  const count = [...planned.skips.values()].flat().length;
  const skips = count === 0 ? '' : `, ${count} will skip (${skipping.join('; ')})`;
  const { all, atOnce } = waitingTime(planned, jobs);
  const together = jobs > 1 ? `, ${inRoundFigures(atOnce)} with ${jobs} at once` : '';
  return `${planned.tests.length} ${planned.tests.length === 1 ? 'test' : 'tests'}${skips}, ${inRoundFigures(all)} of the RFCs' own timers${together}`;
}

const LONGEST_SHOWN = 5;

/** `run --plan`: the plan in lines, what skips and what waits longest. */
export function planText(planned: Plan, jobs: number): string {
  const skips = [...planned.skips].map(([reason, ids]) => `skip  ${String(ids.length).padStart(4)}  ${reason}`);
  const skipped = skippedIn(planned);
  const run = [...planned.estimates].filter(([id]) => !skipped.has(id));
  const waits = run.sort((a, b) => b[1] - a[1]).slice(0, LONGEST_SHOWN);
  const longest = waits.map(([id, wait]) => `wait  ${inRoundFigures(wait).padStart(10)}  ${id}`);
  return `${[planLine(planned, jobs), ...skips, ...longest].join('\n')}\n`;
}
