import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import type { TestContext } from '../kit/test-context.js';
import { DEFAULT_ROUTE } from '../nd/routers.js';
import { destination } from './ground.js';

/** RFC 2080 section 2.2: the way to everything that is not listed, and a worse one. */
export const UPLINK = { prefix: DEFAULT_ROUTE, metric: 1 };
export const BACKUP = { prefix: DEFAULT_ROUTE, metric: 5 };

/** The /56 that the destinations 1 to 255 are in; one outside of it, and its /56; one in neither. */
export const region = (t: TestContext): Prefix => prefixOf(destination(t, 1).address, 56);
export const outside = (t: TestContext): Prefix => destination(t, 0x101);
export const otherRegion = (t: TestContext): Prefix => prefixOf(outside(t).address, 56);
export const faraway = (t: TestContext): Prefix => destination(t, 0x800);
