import type { RegisteredTest } from './conformance.js';

const ROUTER = '@router';

/**
 * The tests as a run takes them, each in the part that the device plays: hosts first, then routers. A test for any node
 * stands there twice, and the second time its id says so.
 */
export function inEachPart<T extends RegisteredTest>(tests: readonly T[]): readonly T[] {
  const again = tests.filter(({ role }) => role === 'node').map(asRouter);
  return [...tests.filter(({ plays }) => plays !== 'router'), ...tests.filter(({ plays }) => plays === 'router'), ...again];
}

function asRouter<T extends RegisteredTest>(test: T): T {
  const id = idAsRouter(test);
  return { ...test, id, plays: 'router', description: { ...test.description, id, plays: 'router' } };
}

/** The id of a test for any node where the device plays a router. */
export const idAsRouter = ({ id }: { readonly id: string }): string => `${id}${ROUTER}`;

/** The id of the test, whichever part the device plays in it. */
export const idWithoutPart = (id: string): string => (id.endsWith(ROUTER) ? id.slice(0, -ROUTER.length) : id);

/** Whether a test stands in the list a second time, for another part. */
export const isRepeatedPart = ({ id }: { readonly id: string }): boolean => id.endsWith(ROUTER);
