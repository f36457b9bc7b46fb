import { Misread, readStatements, type Misreading } from '../../ipv6/misreading.js';
import type { Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import { quoted } from '../../net/quoted.js';
import { failed, ok, type Result } from '../../net/result.js';
import { hexadecimalTag, metric, metricAndTag, nextHop, once, prefixOfRoute, wholeNumber } from './hroute6d-arguments.js';
import { HORIZONS, ONE_HORIZON, INTERFACE_STATEMENTS, InterfacePart, type Hroute6dInterface } from './hroute6d-interface.js';
import { Words, type Word } from './hroute6d-words.js';
import { HEADER_OCTETS } from './response-messages.js';
import type { SplitHorizon } from './split-horizon.js';

/** `static PREFIX ADDRESS INTERFACE [metric M] [routetag T]`. */
export interface Hroute6dRoute {
  readonly prefix: Prefix;
  readonly gateway: Address;
  readonly interfaceName: Word;
  readonly metric?: number;
  readonly routeTag?: number;
}

/** What a file of KAME's hroute6d says. */
export interface Hroute6dConf {
  /** Where it is said. */
  readonly quiet?: Word;
  readonly isTraced: boolean;
  readonly splitHorizon: SplitHorizon;
  readonly defaultMetric: number;
  readonly headerOctets?: number;
  readonly namesOwnNextHop: boolean;
  readonly heedsNextHops: boolean;
  readonly routeTag: number;
  readonly isCompatible: boolean;
  readonly routes: readonly Hroute6dRoute[];
  readonly ignored: readonly Prefix[];
  readonly interfaces: readonly Hroute6dInterface[];
}

const GLOBAL = ['quiet', ...Object.keys(HORIZONS), 'trace', 'defaultmetric', 'headerlen', 'nexthop', 'routetag', 'compatible'];
const ROUTES = ['static', 'ignore'];
const PARTS = ['the whole', 'routes', 'interfaces'] as const;
const KNOWN = [GLOBAL, ROUTES, ['interface', ...INTERFACE_STATEMENTS]] as const;

/**
 * The file of KAME's hroute6d: statements of the whole, then those of routes, then those of interfaces. Each stands on one
 * line; a line may hold several, and a semicolon behind them does no harm.
 */
export function readHroute6dConf(text: string): Result<Hroute6dConf, readonly Misreading[]> {
  const words = new Words(text);
  const reader = new ConfReader(words);
  const misreadings = readStatements({
    name: 'statements',
    begin: () => words.begin(),
    read: (word) => reader.statement(word),
    skip: () => words.skipStatement(),
  });
  return misreadings.length === 0 ? ok(reader.conf()) : failed(misreadings);
}

class ConfReader {
  readonly #words: Words;
  readonly #said = new Map<string, Word>();
  readonly #routes: Hroute6dRoute[] = [];
  readonly #ignored: Prefix[] = [];
  readonly #interfaces: { readonly name: Word; readonly part: InterfacePart }[] = [];
  #underInterface = new InterfacePart();
  #part = 0;
  #splitHorizon: SplitHorizon = 'poisoned-reverse';
  #numbers: { readonly defaultMetric?: number; readonly headerOctets?: number; readonly routeTag?: number } = {};
  #isTraced = false;

  constructor(words: Words) {
    this.#words = words;
  }

  conf(): Hroute6dConf {
    const { defaultMetric = 1, headerOctets, routeTag = 0 } = this.#numbers;
    const quiet = this.#said.get('quiet');
    return {
      ...(quiet && { quiet }),
      isTraced: this.#isTraced,
      splitHorizon: this.#splitHorizon,
      defaultMetric,
      ...(headerOctets !== undefined && { headerOctets }),
      namesOwnNextHop: this.#said.has('nexthop out'),
      heedsNextHops: !this.#said.has('nexthop noin'),
      routeTag,
      isCompatible: this.#said.has('compatible'),
      routes: this.#routes,
      ignored: this.#ignored,
      interfaces: this.#interfaces.map(({ name, part }) => ({ name, ...part.settings() })),
    };
  }

  statement(word: Word): void {
    this.#part = this.#partOf(word);
    if (this.#part === 0) this.#global(word);
    else if (this.#part === 1) this.#route(word);
    else if (word.text === 'interface') this.#interface(word);
    else this.#underInterface.statement(word, this.#words);
  }

  /** The parts stand in their order; some words are of the first part and of the last. */
  #partOf({ text, place }: Word): number {
    const parts = KNOWN.flatMap((known, part) => (known.includes(text) ? [part] : []));
    const [first] = parts;
    if (first === undefined) {
      const known = this.#part === 2 ? KNOWN[2] : [...KNOWN.slice(this.#part, 2).flat(), 'interface'];
      throw new Misread(place, `${quoted(text)} is no statement; here may stand ${known.join(', ')}`);
    }
    if (this.#part < 2 && first === 2 && text !== 'interface') throw new Misread(place, `${text}: stands under "interface NAME"`);
    const part = parts.find((one) => one >= this.#part);
    if (part !== undefined && (part === first || this.#part === part)) return part;
    throw new Misread(place, `${text}: is about ${PARTS[first]}, and has to stand before what is about ${PARTS[first + 1]}`);
  }

  #once(key: string, word: Word): void {
    once(this.#said, key, word);
  }

  #global(word: Word): void {
    const words = this.#words;
    const { text } = word;
    if (text === 'nexthop') return this.#once(`nexthop ${this.#oneOf(word, ['out', 'noin'])}`, word);
    const horizon = HORIZONS[text];
    this.#once(horizon ? ONE_HORIZON : text, word);
    if (horizon) this.#splitHorizon = horizon;
    else if (text === 'trace') this.#isTraced = this.#oneOf(word, ['on', 'off']) === 'on';
    else if (text === 'defaultmetric') this.#numbers = { ...this.#numbers, defaultMetric: metric(words, word) };
    else if (text === 'headerlen')
      this.#numbers = { ...this.#numbers, headerOctets: wholeNumber(words, word, HEADER_OCTETS.least, HEADER_OCTETS.most) };
    else if (text === 'routetag') this.#numbers = { ...this.#numbers, routeTag: hexadecimalTag(words, word) };
  }

  #oneOf(word: Word, choices: readonly string[]): string {
    const wanted = choices.join(' or ');
    const { text, place } = this.#words.take(word, wanted);
    if (choices.includes(text)) return text;
    throw new Misread(place, `${word.text}: wanted ${wanted}, found ${quoted(text)}`);
  }

  #route(word: Word): void {
    const prefix = prefixOfRoute(this.#words, word);
    this.#once(`${word.text} ${prefix.text}`, word);
    if (word.text === 'ignore') return void this.#ignored.push(prefix.value);
    const gateway = nextHop(this.#words, word);
    const interfaceName = this.#words.take(word, 'an interface');
    this.#routes.push({ prefix: prefix.value, gateway, interfaceName, ...metricAndTag(this.#words, word) });
  }

  #interface(word: Word): void {
    // Whatever is wrong with its name, what stands under it belongs to no interface before it.
    this.#underInterface = new InterfacePart();
    const name = this.#words.take(word, 'the name of an interface');
    this.#once(`interface ${quoted(name.text)}`, name);
    this.#interfaces.push({ name, part: this.#underInterface });
  }
}
