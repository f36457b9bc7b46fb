import { parseAddress, type Address } from '../../../reference/net/address.js';
import type { AddressKinds, Question } from '../../../reference/node.js';
import { milliseconds, type Duration } from '../../../reference/time.js';
import { misused, type Session } from '../command.js';
import { interfaceNamed, namedAddress, type Named } from '../names.js';
import { parseOptions, wholeNumber, type OptionSpec, type ParsedOptions } from '../options.js';

export const PING_OPTIONS: readonly OptionSpec[] = [
  {
    flag: 'a',
    value: 'TYPES',
    about: 'asks for addresses (RFC 4620), those of: g global scope, s site-local, l link-local, c IPv4 inside, a all interfaces',
  },
  { flag: 'b', value: 'OCTETS', about: 'size of the socket buffer, which nothing here has' },
  { flag: 'c', value: 'COUNT', about: 'how many requests (default: until interrupted)' },
  { flag: 'h', value: 'HOPS', about: 'the hop limit' },
  { flag: 'i', value: 'SECONDS', about: 'the time between requests (default 1)' },
  { flag: 'I', value: 'INTERFACE', about: 'the interface to leave by' },
  { flag: 'n', about: 'numbers for addresses, as always here' },
  { flag: 'q', about: 'nothing but the sums' },
  { flag: 's', value: 'OCTETS', about: 'octets of data (default 56); of no effect with -a and -w' },
  { flag: 'S', value: 'ADDRESS', about: 'the source' },
  { flag: 'w', about: 'asks for the name (RFC 4620)' },
];

/** As many octets of data as other ping programs send. */
const DATA_OCTETS = 56;
/** What RFC 2675 permits is four gigabytes; a link that carries this much has yet to be made. */
const MOST_DATA_OCTETS = 1_000_000;
const MOST_REQUESTS = 100_000;
const SECOND_MS = 1_000;
const SHORTEST_INTERVAL_MS = 10;
const LONGEST_INTERVAL_MS = 3_600_000;

export interface Wanted {
  readonly target: Named;
  readonly count: number;
  readonly octets: number;
  /** Node Information Queries in place of Echo Requests. */
  readonly question?: Question;
  readonly interval: Duration;
  readonly hopLimit?: number;
  readonly source?: Address;
  readonly quiet: boolean;
}

export function readPing(words: readonly string[], { node, wantsData }: Session): Wanted {
  const options = parseOptions('ping6', PING_OPTIONS, words);
  const [text, ...more] = options.operands;
  if (text === undefined || more.length > 0) throw misused('ping6: wanted one address');
  const number = (flag: string, from: number, to: number): number | undefined => {
    const value = options.value(flag);
    return value === undefined ? undefined : wholeNumber('ping6', `-${flag}`, value, from, to);
  };
  const count = number('c', 1, MOST_REQUESTS);
  if (count === undefined && wantsData) throw misused('ping6: data comes at the end: say how many requests with -c');
  const hopLimit = number('h', 0, 255);
  const source = options.value('S');
  const question = questionOf(options);
  return {
    target: targetOf(options.value('I'), namedAddress(node, text), node),
    count: count ?? Infinity,
    octets: number('s', 0, MOST_DATA_OCTETS) ?? DATA_OCTETS,
    interval: intervalOf(options.value('i')),
    quiet: options.has('q'),
    ...(question !== undefined && { question }),
    ...(hopLimit !== undefined && { hopLimit }),
    ...(source !== undefined && { source: sourceOf(source) }),
  };
}

/** KAME's letters for the flags of RFC 4620 section 6.3. */
const KINDS: Readonly<Record<string, keyof AddressKinds>> = {
  a: 'all',
  c: 'compatible',
  g: 'globalScope',
  s: 'siteLocal',
  l: 'linkLocal',
};

function questionOf(options: ParsedOptions): Question | undefined {
  const types = options.value('a');
  if (types === undefined) return options.has('w') ? { about: 'name' } : undefined;
  if (options.has('w')) throw misused('ping6: -a and -w ask for different things');
  const kinds = [...types].map((letter) => KINDS[letter] ?? badType(letter));
  return { about: 'addresses', kinds: Object.fromEntries(kinds.map((kind) => [kind, true])) };
}

function badType(letter: string): never {
  if (letter === 'A') throw misused('ping6: -a A, for anycast addresses, has no flag in RFC 4620');
  throw misused(`ping6: -a is made of ${Object.keys(KINDS).join(', ')}, not "${letter}"`);
}

function targetOf(named: string | undefined, target: Named, node: Session['node']): Named {
  if (named === undefined) return target;
  const link = interfaceNamed(node, named).name;
  if (target.link !== undefined && target.link !== link) throw misused(`ping6: the address is on ${target.link}, but -I says ${link}`);
  return { address: target.address, link };
}

function sourceOf(text: string): Address {
  const parsed = parseAddress(text.replace(/%.*$/, ''));
  if (!parsed.ok) throw misused(`ping6: ${parsed.error}`);
  return parsed.value;
}

function intervalOf(text = '1'): Duration {
  const ms = Number(text) * SECOND_MS;
  if (/^\d*\.?\d+$/.test(text) && ms >= SHORTEST_INTERVAL_MS && ms <= LONGEST_INTERVAL_MS) return milliseconds(ms);
  throw misused(`ping6: -i is a number of seconds from 0.01 to 3600, not "${text}"`);
}
