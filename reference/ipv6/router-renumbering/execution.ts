import { sameAddress, withInterfaceIdentifier, type Address } from '../../net/address.js';
import { prefixContains, prefixOf, type Prefix } from '../../net/prefix.js';
import type { DefinedOperation, MatchReportDraft, UsePrefixPart } from '../../wire/router-renumbering.js';
import type { CheckedOperation } from './bounds-check.js';
import { advertisedAs, isOfGlobalScope, newPrefix, withinAddress } from './new-prefix.js';
import type { ConfiguredPrefix, PrefixConfiguration } from './prefix-configuration.js';

export interface ExecutionOptions {
  /** ipv6IfIndex of the interface (RFC 2894 section 3.3). */
  readonly interfaceIndex: number;
  /** The interface identifier of an address that the interface would have in a prefix. */
  identifierIn(prefix: Prefix): Uint8Array | undefined;
  /** Whether a New Prefix must not be configured (section 4.3). */
  forbids(prefix: Prefix): boolean;
  /** Prefixes that the interface can have. */
  readonly prefixLimit: number;
}

export interface Execution {
  /** The same object when nothing has changed. */
  readonly configuration: PrefixConfiguration;
  readonly reports: readonly MatchReportDraft[];
  /** New Prefixes that found no room. */
  readonly refused: number;
}

/** RFC 2894 section 4.3: what the operations of a Command make of the configuration of one interface, in their order. */
export function execute(operations: readonly CheckedOperation[], before: PrefixConfiguration, options: ExecutionOptions): Execution {
  return operations.reduce<Execution>(
    (done, checked) => {
      if (checked.kind === 'out-of-bounds') return done;
      const next = perform(checked.operation, done.configuration, options);
      return {
        configuration: next.configuration,
        reports: [...done.reports, ...next.reports],
        refused: done.refused + next.refused,
      };
    },
    { configuration: before, reports: [], refused: 0 },
  );
}

/** Every prefix that the interface had before is tested once, unless it is gone by then; what the operation makes is not. */
function perform(operation: DefinedOperation, before: PrefixConfiguration, options: ExecutionOptions): Execution {
  const reports: MatchReportDraft[] = [];
  let refused = 0;
  let configuration = before;
  for (const { prefix } of before.prefixes) {
    const matched = configuration.prefixes.find((one) => isSame(one.prefix, prefix));
    const match = matched && matchOf(operation, matched, configuration.addresses);
    if (match === undefined) continue;
    const effect = renumber(operation, match, configuration, options);
    configuration = effect.configuration;
    refused += effect.refused;
    reports.push({
      ordinal: operation.ordinal,
      matchedLen: prefix.length,
      interfaceIndex: options.interfaceIndex,
      matchedPrefix: prefix.address,
      forbidden: effect.forbidden,
    });
  }
  return { configuration, reports, refused };
}

/** The Matched Prefix, and the prefix or address that bits are kept of. */
interface Match {
  readonly matched: ConfiguredPrefix;
  readonly keptOf: Address;
}

/**
 * Section 2.1: a prefix matches another that is no longer, and whose bits it begins with. A Match-Prefix that is longer
 * than a prefix of the interface, and begins with it, is compared with the addresses of that prefix instead (section 4.3).
 */
function matchOf(operation: DefinedOperation, matched: ConfiguredPrefix, addresses: PrefixConfiguration['addresses']): Match | undefined {
  const { prefix } = matched;
  if (prefix.length < operation.minLen || prefix.length > operation.maxLen) return undefined;
  const wanted = prefixOf(operation.matchPrefix, withinAddress(operation.matchLen));
  if (prefix.length >= wanted.length) return prefixContains(wanted, prefix.address) ? { matched, keptOf: prefix.address } : undefined;
  const found = addresses.find(({ address }) => prefixContains(prefix, address) && prefixContains(wanted, address));
  return found && { matched, keptOf: found.address };
}

interface Effect {
  readonly configuration: PrefixConfiguration;
  readonly forbidden: boolean;
  readonly refused: number;
}

/** What an operation does on an interface for one Matched Prefix. */
function renumber(operation: DefinedOperation, { matched, keptOf }: Match, before: PrefixConfiguration, options: ExecutionOptions): Effect {
  const formed = operation.usePrefixes.map((part) => ({ part, prefix: newPrefix(part, keptOf), matched }));
  const wanted = formed.filter(({ prefix }) => !options.forbids(prefix));
  const isKept = ({ prefix }: ConfiguredPrefix): boolean =>
    !isMarked(operation, matched.prefix, prefix) || wanted.some((one) => isSame(one.prefix, prefix));
  let after = before;
  let refused = 0;
  for (const made of wanted) {
    if (after.prefixes.some((one) => isSame(one.prefix, made.prefix))) after = withUpdate(after, made);
    else if (after.prefixes.filter(isKept).length < options.prefixLimit) after = withPrefix(after, made, options);
    else refused++;
  }
  const left = after.prefixes.every(isKept) ? after : withoutPrefixes(after, isKept);
  return { configuration: left, forbidden: wanted.length < formed.length, refused };
}

/** Marked for deletion, unless a New Prefix unmarks it. */
function isMarked({ kind }: DefinedOperation, matched: Prefix, prefix: Prefix): boolean {
  if (kind === 'changeOperation') return isSame(prefix, matched);
  return kind === 'setGlobalOperation' && isOfGlobalScope(prefix);
}

const isSame = (a: Prefix, b: Prefix): boolean => a.length === b.length && sameAddress(a.address, b.address);

interface NewPrefix {
  readonly part: UsePrefixPart;
  readonly prefix: Prefix;
  readonly matched: ConfiguredPrefix;
}

const withUpdate = (of: PrefixConfiguration, { part, prefix, matched }: NewPrefix): PrefixConfiguration => ({
  ...of,
  prefixes: of.prefixes.map((one) => (isSame(one.prefix, prefix) ? { ...one, ...advertisedAs(part, matched), isAdvertised: true } : one)),
});

/** RFC 4291 section 2.5.1: where an address is formed. */
const SUBNET_BITS = 64;

/** The prefix is added "and, if appropriate, [...] an address with that prefix". */
function withPrefix(of: PrefixConfiguration, { part, prefix, matched }: NewPrefix, options: ExecutionOptions): PrefixConfiguration {
  const identifier = prefix.length === SUBNET_BITS ? options.identifierIn(prefix) : undefined;
  const prefixes = [...of.prefixes, { prefix, ...advertisedAs(part, matched), isAdvertised: true }];
  const address = identifier && withInterfaceIdentifier(prefix.address, identifier);
  if (address === undefined || of.addresses.some((one) => sameAddress(one.address, address))) return { ...of, prefixes };
  return { prefixes, addresses: [...of.addresses, { address, prefixLength: prefix.length }] };
}

/** Addresses go "which match those prefixes but do not match any prefix which is not marked for deletion". */
function withoutPrefixes(of: PrefixConfiguration, isKept: (prefix: ConfiguredPrefix) => boolean): PrefixConfiguration {
  const prefixes = of.prefixes.filter(isKept);
  const holds = (all: readonly ConfiguredPrefix[], address: Address): boolean => all.some(({ prefix }) => prefixContains(prefix, address));
  const gone = of.prefixes.filter((one) => !isKept(one));
  return { prefixes, addresses: of.addresses.filter(({ address }) => !holds(gone, address) || holds(prefixes, address)) };
}
