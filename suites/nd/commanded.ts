import { elapsed, sum, type Duration, type Instant } from '../../reference/time.js';
import type { TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from './constants.js';

/**
 * The window of what a device was told to do, called when it has been told: no RFC says how soon a command takes effect, and
 * the program that carries it out takes its own time.
 */
export const begunSince = (t: TestContext, since: Instant): { readonly since: Instant; readonly within: Duration } => ({
  since,
  within: sum(elapsed(since, t.now()), ANSWER_TIME),
});
