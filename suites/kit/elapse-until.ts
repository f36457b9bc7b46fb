import { after, elapsed, type Duration, type Instant } from '../../reference/time.js';
import type { TestContext } from './test-context.js';

/** Lets time pass until so long after an instant, whatever of it the steps in between took. */
export const elapseUntil = (t: TestContext, from: Instant, wait: Duration): Promise<void> => t.elapse(elapsed(t.now(), after(from, wait)));
