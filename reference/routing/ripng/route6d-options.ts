import type { Behaviour } from '../../ipv6/behaviour.js';
import { parseAddress } from '../../net/address.js';
import { prefixOf, type Prefix } from '../../net/prefix.js';
import { quoted } from '../../net/quoted.js';
import { failed, ok, type Result } from '../../net/result.js';
import { RIPNG_CONSTANTS } from './constants.js';
import { RIPNG_FEATURES, RIPNG_INTERFACE } from './defaults.js';
import type { RipngFeatures } from './features.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';

/** The options of KAME's route6d as getopt(3) has them: a colon stands behind those with a value. */
const OPTIONS = 'A:N:O:R:T:L:t:adDhlnqsS';
/** route6d has room for as many values of -A, -L, -N, -O and -T. */
const MAX_FILTERS = 40;

interface Option {
  readonly letter: string;
  readonly value: string;
}

interface Filter {
  readonly prefix: Prefix;
  readonly interfaces: readonly string[];
}

/** What is wrong with the options; thrown while they are read. */
class Misuse extends Error {}

/**
 * What the command line of KAME's route6d says for a router with these interfaces. The error tells what route6d would not
 * start with. A metric of an interface, which route6d asks its kernel for, is none of its options: all cost 1. What the options do
 * not speak of is the behaviour's.
 */
export function route6dOptions(
  words: readonly string[],
  interfaces: readonly string[],
  behaviour: Behaviour,
): Result<RipngSettings, string> {
  try {
    return ok(settingsOf(optionsIn(words), interfaces, RIPNG_FEATURES[behaviour]));
  } catch (error) {
    if (error instanceof Misuse) return failed(error.message);
    throw error;
  }
}

/** Letters may stand together, and a value with its letter or behind it. */
function optionsIn(words: readonly string[]): readonly Option[] {
  const found: Option[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!/^-./.test(word)) throw new Misuse(`route6d takes options alone, not ${quoted(word)}`);
    for (let i = 1; i < word.length; i++) {
      const letter = word[i] ?? '';
      const place = letter === ':' ? -1 : OPTIONS.indexOf(letter);
      if (place < 0) throw new Misuse(`route6d has no option ${quoted(`-${letter}`)}; it has -${OPTIONS.replaceAll(':', '')}`);
      if (OPTIONS[place + 1] !== ':') {
        found.push({ letter, value: '' });
        continue;
      }
      const value = word.slice(i + 1) || words[++at];
      if (value === undefined) throw new Misuse(`-${letter} wants a value`);
      found.push({ letter, value });
      break;
    }
  }
  return found;
}

function settingsOf(options: readonly Option[], known: readonly string[], byDefault: RipngFeatures): RipngSettings {
  const has = (letter: string): boolean => options.some((one) => one.letter === letter);
  const values = (letter: string): readonly string[] => options.filter((one) => one.letter === letter).map(({ value }) => value);
  const listed = (letter: string): readonly string[] => values(letter).flatMap((value) => interfacesIn(letter, value, known));
  const filters = (letter: string): readonly Filter[] => values(letter).map((value) => filterIn(letter, value, known));
  const count = options.filter(({ letter }) => 'ALNOT'.includes(letter)).length;
  if (count > MAX_FILTERS) throw new Misuse(`${count} filters are more than ${MAX_FILTERS}`);

  const routeTag = values('t').map(routeTagIn).at(-1) ?? 0;
  const unused = listed('N');
  const defaultOnly = listed('T');
  const [incoming, outgoing, aggregates] = [filters('L'), filters('O'), filters('A')];
  const isListener = has('q');
  const common: RipngInterfaceSettings = {
    ...RIPNG_INTERFACE.kame,
    ...(has('h') && { splitHorizon: 'off' }),
    tellsOwnSubnets: has('h'),
    staticRoutes: staticRoutes(has),
    ...(isListener && { speaks: false, asks: true }),
  };
  const ofInterface = (name: string): RipngInterfaceSettings => {
    const on = (all: readonly Filter[]): readonly Prefix[] =>
      all.filter(({ interfaces }) => interfaces.includes(name)).map(({ prefix }) => prefix);
    const [accepts, advertises, summed] = [on(incoming), on(outgoing), on(aggregates)];
    return {
      ...common,
      // Of -L alone ::/0 means nothing but the default route.
      ...(accepts.length > 0 && { accepts: accepts.map((prefix) => ({ prefix, ...(prefix.length === 0 && { isExact: true }) })) }),
      ...(advertises.length > 0 && { advertises: advertises.map((prefix) => ({ prefix })) }),
      ...(summed.length > 0 && { aggregates: summed.map((prefix) => ({ prefix, metric: 1, routeTag })) }),
      ...(defaultOnly.includes(name) && { defaultRouteOnly: common.cost }),
    };
  };
  const log = values('R').at(-1);
  return {
    constants: RIPNG_CONSTANTS,
    features: { ...byDefault, exchangeSiteLocal: has('l'), installRoutes: !has('n'), ageStaticRoutes: has('a') },
    routeTag,
    interfaces: new Map(known.filter((name) => !unused.includes(name)).map((name) => [name, ofInterface(name)])),
    ...((has('d') || has('D')) && { trace: has('D') ? 'entries' : 'messages' }),
    ...(log !== undefined && { routeLog: log }),
  };
}

/** -S has them told everywhere, -s with split horizon; with neither they are the router's own affair. */
function staticRoutes(has: (letter: string) => boolean): 'all' | 'elsewhere' | 'none' {
  if (has('S') || (has('s') && has('h'))) return 'all';
  return has('s') ? 'elsewhere' : 'none';
}

/** `2001:db8::/32,eth1,eth2`; bits beyond the length do not count. */
function filterIn(letter: string, value: string, known: readonly string[]): Filter {
  const comma = value.indexOf(',');
  const text = comma < 0 ? value : value.slice(0, comma);
  const [prefix = '', length, ...more] = text.split('/');
  if (length === undefined || more.length > 0)
    throw new Misuse(`-${letter} wants PREFIX/LENGTH,INTERFACE..., and ${quoted(text)} has no prefix length`);
  if (!/^\d{1,3}$/.test(length) || Number(length) > 128) throw new Misuse(`-${letter}: a prefix length is 0 to 128, not ${quoted(length)}`);
  const parsed = parseAddress(prefix);
  if (!parsed.ok) throw new Misuse(`-${letter}: ${parsed.error}`);
  if (comma < 0) throw new Misuse(`-${letter}: on which interfaces? Say -${letter} ${value},${known[0] ?? 'INTERFACE'}`);
  return { prefix: prefixOf(parsed.value, Number(length)), interfaces: interfacesIn(letter, value.slice(comma + 1), known) };
}

function interfacesIn(letter: string, value: string, known: readonly string[]): readonly string[] {
  const names = value.split(',');
  for (const name of names)
    if (!known.includes(name)) throw new Misuse(`-${letter}: there is no interface ${quoted(name)}; there is ${known.join(', ')}`);
  return names;
}

/** As strtoul(3) reads it: decimal, octal behind 0, hexadecimal behind 0x. */
function routeTagIn(value: string): number {
  const tag = /^0[0-7]*$/.test(value) ? parseInt(value, 8) : /^(0x[0-9a-f]+|[1-9]\d*)$/i.test(value) ? Number(value) : NaN;
  if (tag <= 0xffff) return tag;
  throw new Misuse(`-t: a route tag is 0 to 65535 (0xffff), not ${quoted(value)}`);
}
