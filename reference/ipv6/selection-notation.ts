import { address, formatAddress, type Address } from '../net/address.js';
import { parsePrefix, type Prefix } from '../net/prefix.js';
import { orderDestinations } from './destination-selection.js';
import { DEFAULT_POLICY_TABLE, type PolicyRow } from './policy-table.js';
import { selectSource, type CandidateSource, type SelectionContext } from './source-selection.js';

/** RFC 6724 with its default table. */
export const STANDARD: SelectionContext = { table: DEFAULT_POLICY_TABLE.current, prefers: 'temporary', countsWithinPrefix: true };

/** The address of a literal; an IPv4 address as an IPv4-mapped one. */
export const anyAddress = (text: string): Address => address(/^\d+(\.\d+){3}$/.test(text) ? `::ffff:${text}` : text);

const isV4 = (text: string): boolean => /^\d+\./.test(text);

/** `2001:db8::1`, with a length other than 64 as in `2001:db8::1/48`, and words of the RFC's examples behind it. */
export function candidate(text: string): CandidateSource {
  const [whole = '', ...words] = text.split(' ');
  const [literal = '', length] = whole.split('/');
  const [isHome, isCareOf] = [words.includes('home'), words.includes('care-of')];
  return {
    address: anyAddress(literal),
    prefixLength: Number(length ?? (isV4(literal) ? 128 : 64)),
    deprecated: words.includes('deprecated'),
    temporary: words.includes('temporary'),
    elsewhere: words.includes('elsewhere'),
    ...((isHome || isCareOf) && { mobility: isHome && isCareOf ? 'home and care-of' : isHome ? 'home' : 'care-of' }),
  };
}

/** The source that is chosen, as text. */
export function chosen(from: readonly string[], to: string, context: Partial<SelectionContext> = {}): string | undefined {
  const source = selectSource(from.map(candidate), anyAddress(to), { ...STANDARD, ...context });
  return source && formatAddress(source.address);
}

/** Rows added to the default table, `2001:db8:1aaa::/48 43 6`; one for a prefix that is there takes its place. */
export function tableWith(...rows: readonly string[]): readonly PolicyRow[] {
  const added = rows.map((text) => {
    const [prefix = '', precedence, label] = text.split(' ');
    return { prefix: prefixFrom(prefix), precedence: Number(precedence), label: Number(label) };
  });
  const isReplaced = ({ prefix }: PolicyRow): boolean =>
    added.some((one) => one.prefix.length === prefix.length && formatAddress(one.prefix.address) === formatAddress(prefix.address));
  return [...DEFAULT_POLICY_TABLE.current.filter((row) => !isReplaced(row)), ...added];
}

function prefixFrom(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}

/** Destinations in the order in which they are tried, each with its source: `2001:db8:1::1 from 2001:db8:1::2`. */
export function inOrder(from: readonly string[], to: readonly string[], context: Partial<SelectionContext> = {}): readonly string[] {
  const whole = { ...STANDARD, ...context };
  const destinations = to.map((text) => {
    // Which IPv4 source goes with an IPv4 destination is not for RFC 6724 to say: there is one here.
    const family = from.filter((source) => isV4(source) === isV4(text)).map(candidate);
    return { address: anyAddress(text), source: selectSource(family, anyAddress(text), whole) };
  });
  return orderDestinations(destinations, whole).map(
    ({ address: at, source }) => `${inText(at)} from ${source ? inText(source.address) : 'nothing'}`,
  );
}

const inText = (octets: Uint8Array): string => formatAddress(octets).replace(/^::ffff:(?=\d+\.)/, '');
