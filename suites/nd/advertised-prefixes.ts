import { formatPrefix, prefixOf } from '../../reference/net/prefix.js';
import { inSeconds, type Duration } from '../../reference/time.js';
import type { NdOption } from '../../reference/wire/nd-options.js';
import { between, satisfies, type Matcher } from '../kit/match.js';
import type { Received } from '../kit/test-context.js';

export const OPTIONS = 'routerAdvertisement.options';

export type PrefixInformation = Extract<NdOption, { kind: 'prefixInformation' }>;

export const prefixesIn = (options: readonly NdOption[]): readonly PrefixInformation[] =>
  options.filter((option): option is PrefixInformation => option.kind === 'prefixInformation');

export const prefixesOf = (received: Received): readonly PrefixInformation[] => prefixesIn(received.get(OPTIONS) as readonly NdOption[]);

export const inText = ({ prefix, prefixLength }: PrefixInformation): string => formatPrefix(prefixOf(prefix, Math.min(prefixLength, 128)));

/** Each of the prefixes in one option, and no other. */
export const exactly = (wanted: readonly string[]): Matcher =>
  satisfies<readonly NdOption[]>(
    `one Prefix Information option for each of ${wanted.join(', ')}`,
    (options) => prefixesIn(options).map(inText).sort().join() === [...wanted].sort().join(),
  );

/** A lifetime that has run down since it was told; both are whole seconds, rounded in whatever way. */
export function lessBy(passed: Duration, lifetime: number): Matcher {
  const left = lifetime - inSeconds(passed);
  return between(Math.floor(left) - 1, Math.ceil(left) + 1);
}
