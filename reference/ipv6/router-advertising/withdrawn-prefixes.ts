import { prefixKey } from '../../net/prefix.js';
import { after, ZERO, type Duration, type Instant } from '../../time.js';
import type { PrefixVariables } from './advertising-configuration.js';

interface Withdrawn {
  readonly entry: PrefixVariables;
  readonly until: Instant;
}

interface WithdrawalBounds {
  readonly now: Instant;
  readonly time: Duration;
  readonly limit: number;
}

/**
 * Prefixes that were taken out of AdvPrefixList, as they are advertised for a while yet: with lifetimes of zero, so that
 * hosts cease to use them. RFC 4861 leaves that to management; KAME's rtadvd does it by itself.
 */
export class WithdrawnPrefixes {
  #entries: readonly Withdrawn[] = [];
  #list: readonly PrefixVariables[] = [];
  readonly #evicted: () => void;

  /** Told of each that is forgotten before its time. */
  constructor(evicted: () => void) {
    this.#evicted = evicted;
  }

  /**
   * Those of the former list that are not in the new one are withdrawn from now on, at most so many: the oldest go first.
   * What is back is as good as any.
   */
  change(former: readonly PrefixVariables[], current: readonly PrefixVariables[], bounds: WithdrawalBounds): void {
    if (former === current) return;
    const keys = new Set(current.map(keyOf));
    const gone = new Set(former.map(keyOf).filter((key) => !keys.has(key)));
    const kept = this.#entries.filter(({ entry }) => !keys.has(keyOf(entry)) && !gone.has(keyOf(entry)));
    const until = after(bounds.now, bounds.time);
    const added = former.filter((entry) => gone.has(keyOf(entry))).map((entry) => ({ entry: withoutLifetimes(entry), until }));
    const all = [...kept, ...added];
    const surplus = Math.max(all.length - bounds.limit, 0);
    for (let i = 0; i < surplus; i++) this.#evicted();
    if (all.length > 0 || this.#entries.length > 0) this.#keep(all.slice(surplus));
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

const keyOf = ({ prefix }: PrefixVariables): string => prefixKey(prefix);

/** Without the router's address (RFC 6275 section 7.2) too: the prefix is not one of a home link any more. */
function withoutLifetimes({ routerAddress: _, ...entry }: PrefixVariables): PrefixVariables {
  return { ...entry, advValidLifetime: ZERO, advPreferredLifetime: ZERO, validDecrements: false, preferredDecrements: false };
}
