import { after, seconds, type Instant } from '../time.js';
import type { Until } from './lifetime-table.js';

/** All one bits stand for infinity: RFC 4861 section 4.6.2, RFC 4191 section 2.3, RFC 8106 sections 5.1 and 5.2. */
export const INFINITE_LIFETIME = 0xffff_ffff;

/** The end of what is advertised now, for a lifetime in seconds; zero takes it back. */
export function endOf(now: Instant, lifetime: number): Until | 'withdrawn' {
  if (lifetime === 0) return 'withdrawn';
  return lifetime === INFINITE_LIFETIME ? 'never' : after(now, seconds(lifetime));
}
