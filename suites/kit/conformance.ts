import type { Duration } from '../../reference/time.js';
import type { ActionKind } from './action.js';
import type { TestDescription } from './record.js';
import type { Requirement, Role } from './requirement.js';
import { registry } from './registry.js';
import type { TestContext } from './test-context.js';
import type { Testbed } from './testbed.js';

/** The behaviour sets of the reference: today's RFCs, the generation of the KAME book, documented KAME deviations. */
export type Profile = 'current' | 'book' | 'kame';

/** The declaration of a test is data: what it is about and needs can be told without running it. */
export interface ConformanceTest {
  /** `protocol.subject.case`, never changed and never counted: `nd.address-resolution.ns-format`. */
  readonly id: string;
  readonly title: string;
  /** A slug of the requirement ledger. */
  readonly requirement: string;
  /** The part that the device plays. */
  readonly role: Role;
  readonly testbed: Testbed;
  /** What the device must be able to do on command; a device that cannot makes the test SKIP before it starts. */
  readonly actions?: readonly ActionKind[];
  /** Features that the device must claim. */
  readonly claims?: readonly string[];
  /** The behaviour sets for which the expectation holds; all of them when left out. */
  readonly profiles?: readonly Profile[];
  /** Protocol time that the test takes, where few would wait for it: on a real clock such a test runs for those who say so. */
  readonly lasts?: Duration;
  run(t: TestContext): Promise<void>;
}

export interface RegisteredTest extends ConformanceTest {
  /** Titles of the surrounding suites, outermost first. */
  readonly titles: readonly string[];
  readonly ledgerLine: Requirement;
  /** Another line of the same ledger; throws for an unknown slug. */
  requirementOf(slug: string): Requirement;
  /** The part that the device plays when the test is run: the test's role, or each part in turn for any node. */
  readonly plays: Role;
  readonly description: TestDescription;
}

/** Groups tests under a title; may be nested. */
export function suite(title: string, define: () => void): void {
  registry().group(title, define);
}

/** Registers a test; nothing runs. Throws at load for a malformed or doubled id and for a slug that the ledger lacks. */
export function conformance(test: ConformanceTest): void {
  registry().add(test);
}

/** Every test registered so far, in the order of declaration. */
export const registeredTests = (): readonly RegisteredTest[] => registry().tests();
