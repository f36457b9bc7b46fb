import { Misread } from '../../ipv6/misreading.js';
import { formatAddress, type Address } from '../../net/address.js';
import type { Prefix } from '../../net/prefix.js';
import { metricAndTag, neighbor, once, prefixOfRoute } from './hroute6d-arguments.js';
import type { Word, Words } from './hroute6d-words.js';
import type { SplitHorizon } from './split-horizon.js';

export const HORIZONS: Readonly<Record<string, SplitHorizon>> = {
  poison: 'poisoned-reverse',
  horizon: 'split-horizon',
  nohorizon: 'off',
};
/** As they are called together, where one of them is said already. */
export const ONE_HORIZON = 'one of poison, horizon and nohorizon';

export const INTERFACE_STATEMENTS: readonly string[] = [...Object.keys(HORIZONS), 'in', 'noin', 'out', 'noout', 'aggregate'];

/** What stands under `interface NAME`; what does not is as for all. */
export interface Hroute6dInterface {
  readonly name: Word;
  readonly splitHorizon?: SplitHorizon;
  readonly listens: boolean;
  readonly speaks: boolean;
  /** The statement that has it speak, if there is one. */
  readonly out?: Word;
  readonly acceptsFrom?: readonly Address[];
  readonly refusesFrom?: readonly Address[];
  readonly tellsTo?: readonly Address[];
  readonly aggregates: readonly { readonly prefix: Prefix; readonly metric?: number; readonly routeTag?: number }[];
}

type Direction = 'in' | 'noin' | 'out' | 'noout';

/** What goes with a statement of one direction; others of that direction contradict it. */
const GOES_WITH: Readonly<Record<string, readonly string[]>> = {
  in: ['noin of some'],
  'in of some': ['in of some', 'noin of some'],
  noin: [],
  'noin of some': ['in', 'in of some', 'noin of some'],
  out: [],
  'out of some': ['out of some'],
  noout: [],
};
const OF_INPUT: readonly string[] = ['in', 'noin'];

/** Gathers the statements under one `interface`. */
export class InterfacePart {
  readonly #said = new Map<string, Word>();
  readonly #directions: { readonly kind: string; readonly word: Word }[] = [];
  readonly #neighbors: Readonly<Record<'in' | 'noin' | 'out', Address[]>> = { in: [], noin: [], out: [] };
  readonly #aggregates: Hroute6dInterface['aggregates'][number][] = [];
  #splitHorizon: SplitHorizon | undefined;

  statement(word: Word, words: Words): void {
    const horizon = HORIZONS[word.text];
    if (horizon) {
      once(this.#said, ONE_HORIZON, word);
      this.#splitHorizon = horizon;
    } else if (word.text === 'aggregate') this.#aggregate(word, words);
    else this.#direction(word, words);
  }

  settings(): Omit<Hroute6dInterface, 'name'> {
    const { in: acceptsFrom, noin: refusesFrom, out: tellsTo } = this.#neighbors;
    const first = (kinds: readonly string[]): Word | undefined => this.#directions.find(({ kind }) => kinds.includes(kind))?.word;
    const out = first(['out', 'out of some']);
    return {
      ...(this.#splitHorizon && { splitHorizon: this.#splitHorizon }),
      listens: first(['noin']) === undefined,
      speaks: first(['noout']) === undefined,
      ...(out && { out }),
      ...(acceptsFrom.length > 0 && { acceptsFrom }),
      ...(refusesFrom.length > 0 && { refusesFrom }),
      ...(tellsTo.length > 0 && { tellsTo }),
      aggregates: this.#aggregates,
    };
  }

  #aggregate(word: Word, words: Words): void {
    const { value: prefix, text } = prefixOfRoute(words, word);
    once(this.#said, `aggregate ${text}`, word);
    this.#aggregates.push({ prefix, ...metricAndTag(words, word) });
  }

  #direction(word: Word, words: Words): void {
    const text = word.text as Direction;
    const next = words.peek();
    const isAddressed = text !== 'noout' && next !== undefined && !INTERFACE_STATEMENTS.includes(next.text) && next.text !== 'interface';
    const address = isAddressed ? neighbor(words, word) : undefined;
    this.#checkContradiction(word, address ? `${text} of some` : text);
    if (address === undefined || text === 'noout') return;
    once(this.#said, `${text} ${formatAddress(address)}`, word);
    if (text !== 'out') once(this.#said, `in or noin ${formatAddress(address)}`, word);
    this.#neighbors[text].push(address);
  }

  #checkContradiction(word: Word, kind: string): void {
    const isInput = OF_INPUT.includes(word.text);
    for (const before of this.#directions)
      if (OF_INPUT.includes(before.word.text) === isInput && !GOES_WITH[kind]?.includes(before.kind))
        throw new Misread(word.place, `${word.text}: does not go with ${before.word.text} on line ${before.word.place.line}`);
    this.#directions.push({ kind, word });
  }
}
