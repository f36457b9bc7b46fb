import { nodeInformationGroup, nodeName, type NodeName } from '../../../reference/ipv6/node-name.js';
import { parseAddress, type Address } from '../../../reference/net/address.js';
import { fromHex } from '../../../reference/net/octets.js';
import type { AddressKinds, Question } from '../../../reference/node.js';
import { milliseconds, type Duration } from '../../../reference/time.js';
import { misused, type Session } from '../command.js';
import { interfaceNamed, namedAddress, onLinkNamed, type Named } from '../names.js';
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
  { flag: 'l', value: 'COUNT', about: 'how many requests go at once to begin with (default 1)' },
  { flag: 'n', about: 'numbers for addresses, as always here' },
  { flag: 'N', about: 'asks the group of the nodes whose name is NAME (RFC 4620 section 5) in place of an address' },
  { flag: 'p', value: 'PATTERN', about: 'up to 16 octets in hexadecimal that fill the data; of no effect with -a, -t and -w' },
  { flag: 'q', about: 'nothing but the sums' },
  { flag: 's', value: 'OCTETS', about: 'octets of data (default 56); of no effect with -a, -t and -w' },
  { flag: 'S', value: 'ADDRESS', about: 'the source' },
  { flag: 't', about: 'asks which Qtypes the node supports, as KAME did before RFC 4620' },
  { flag: 'w', about: 'asks for the name (RFC 4620)' },
];

/** As many octets of data as other ping programs send. */
const DATA_OCTETS = 56;
/** What RFC 2675 permits is four gigabytes; a link that carries this much has yet to be made. */
const MOST_DATA_OCTETS = 1_000_000;
const MOST_REQUESTS = 100_000;
const MOST_AT_ONCE = 1_000;
const SECOND_MS = 1_000;
const SHORTEST_INTERVAL_MS = 10;
const LONGEST_INTERVAL_MS = 3_600_000;

export interface Wanted {
  readonly target: Named;
  readonly count: number;
  readonly octets: number;
  /** Fills the data, again and again. */
  readonly pattern?: Uint8Array;
  /** Requests that go at once to begin with. */
  readonly preload: number;
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
  if (text === undefined || more.length > 0) throw misused(`ping6: wanted one ${options.has('N') ? 'name' : 'address'}`);
  const number = (flag: string, from: number, to: number): number | undefined => {
    const value = options.value(flag);
    return value === undefined ? undefined : wholeNumber('ping6', `-${flag}`, value, from, to);
  };
  const count = number('c', 1, MOST_REQUESTS);
  if (count === undefined && wantsData) throw misused('ping6: data comes at the end: say how many requests with -c');
  const hopLimit = number('h', 0, 255);
  const source = options.value('S');
  const name = options.has('N') ? nameOf(text) : undefined;
  const question = questionOf(options, name);
  const pattern = options.value('p');
  return {
    target: onLinkNamed('ping6', node, name === undefined ? namedAddress(node, text) : groupOf(node, text, name), options.value('I')),
    count: count ?? Infinity,
    octets: number('s', 0, MOST_DATA_OCTETS) ?? DATA_OCTETS,
    preload: number('l', 1, MOST_AT_ONCE) ?? 1,
    ...(pattern !== undefined && { pattern: patternOf(pattern) }),
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

function questionOf(options: ParsedOptions, subject: NodeName | undefined): Question | undefined {
  const types = options.value('a');
  const asked = ['a', 't', 'w'].filter((flag) => options.has(flag));
  if (asked.length > 1) throw misused(`ping6: -${asked.join(' and -')} ask for different things`);
  const about = subject === undefined ? {} : { subject };
  if (options.has('t')) return { about: 'qtypes' };
  if (types === undefined) return options.has('w') ? { about: 'name', ...about } : undefined;
  const kinds = [...types].map((letter) => KINDS[letter] ?? badType(letter));
  return { about: 'addresses', kinds: Object.fromEntries(kinds.map((kind) => [kind, true])), ...about };
}

/** `NAME`, `NAME%INTERFACE`. */
function nameOf(text: string): NodeName {
  const [written = ''] = text.split('%', 1);
  const parsed = parseAddress(written).ok ? undefined : nodeName(written);
  return parsed ?? misusedName(written);
}

function misusedName(text: string): never {
  throw misused(`ping6: "${text}" is not the name of a node, as -N wants it`);
}

/** The group that every node of the name is in, on the link that is said. */
function groupOf(node: Session['node'], text: string, name: NodeName): Named {
  const at = text.indexOf('%');
  const address = nodeInformationGroup(name);
  return at < 0 ? { address } : { address, link: interfaceNamed(node, text.slice(at + 1)).name };
}

const PATTERN = /^(?:[0-9a-f]{2}){1,16}$/i;

function patternOf(text: string): Uint8Array {
  if (!PATTERN.test(text)) throw misused(`ping6: -p is one to 16 octets in hexadecimal, not "${text}"`);
  return fromHex(text);
}

function badType(letter: string): never {
  if (letter === 'A') throw misused('ping6: -a A, for anycast addresses, has no flag in RFC 4620');
  throw misused(`ping6: -a is made of ${Object.keys(KINDS).join(', ')}, not "${letter}"`);
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
