import { formatPrefix } from '../../net/prefix.js';
import { after, ZERO, type Duration, type Instant } from '../../time.js';
import type { PrefixVariables } from './advertising-configuration.js';

interface Withdrawn {
  readonly entry: PrefixVariables;
  readonly until: Instant;
}

/**
 * Prefixes that were taken out of AdvPrefixList, as they are advertised for a while yet: with lifetimes of zero, so that
 * hosts cease to use them. RFC 4861 leaves that to management; KAME's rtadvd does it by itself.
 */
export class WithdrawnPrefixes {
  #entries: readonly Withdrawn[] = [];
  #list: readonly PrefixVariables[] = [];

  /** Those of the former list that are not in the new one are withdrawn from now on. What is back is as good as any. */
  change(former: readonly PrefixVariables[], current: readonly PrefixVariables[], times: { now: Instant; time: Duration }): void {
    const keys = new Set(current.map(keyOf));
    const gone = new Set(former.map(keyOf).filter((key) => !keys.has(key)));
    const kept = this.#entries.filter(({ entry }) => !keys.has(keyOf(entry)) && !gone.has(keyOf(entry)));
    const until = after(times.now, times.time);
    this.#keep([...kept, ...former.filter((entry) => gone.has(keyOf(entry))).map((entry) => ({ entry: withoutLifetimes(entry), until }))]);
  }

  /** The same list until one of them has been withdrawn for long enough. */
  list(now: Instant): readonly PrefixVariables[] {
    if (this.#entries.some(({ until }) => now >= until)) this.#keep(this.#entries.filter(({ until }) => now < until));
    return this.#list;
  }

  #keep(entries: readonly Withdrawn[]): void {
    this.#entries = entries;
    this.#list = entries.map(({ entry }) => entry);
  }
}

const keyOf = ({ prefix }: PrefixVariables): string => formatPrefix(prefix);

/** Without the router's address (RFC 6275 section 7.2) too: the prefix is not one of a home link any more. */
function withoutLifetimes({ routerAddress: _, ...entry }: PrefixVariables): PrefixVariables {
  return { ...entry, advValidLifetime: ZERO, advPreferredLifetime: ZERO, validDecrements: false, preferredDecrements: false };
}
