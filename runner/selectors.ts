import { Problem } from './exit-codes.js';
import { didYouMean } from './nearest.js';
import type { TestDescription, Verdict } from '../suites/kit/record.js';
import type { Role } from '../suites/kit/requirement.js';

/** What a selector is matched against: the description and further clauses of the requirement (`RFC4862:5.4.3`). */
export interface Selectable {
  readonly description: TestDescription;
  /** The part that the device plays in it. */
  readonly plays: Role;
  readonly also?: readonly string[];
}

/** The verdicts of an earlier run by test id; throws a `Problem` when there is no run in the directory. */
export type VerdictsOf = (directory: string) => ReadonlyMap<string, Verdict>;

/** One selector: which kind it is and whether it takes a test. */
interface Selector {
  readonly kind: 'name' | 'role' | 'level' | 'verdict';
  takes(test: Selectable): boolean;
}

export const SELECTOR_HELP = `Selectors:
  nd.dad                        tests whose id is or begins with it, at a dot; a suite's name
  RFC4861:7.2                   tests of a clause and its subsections; RFC4861 for all of them
  role:host  level:must         the part that the device plays, or node for tests of any; MUST, SHOULD or MAY
  verdict:fail@results/latest   tests by their verdict in an earlier run; several as fail,warn
Names and clauses add up, the others narrow down: "nd icmpv6 level:must" takes the MUSTs of both.`;

const VERDICTS: readonly Verdict[] = ['pass', 'fail', 'warn', 'skip', 'inconclusive', 'error'];
const KINDS = ['role', 'level', 'verdict'] as const;
const LATEST = 'results/latest';

/**
 * The tests that the selectors take, in the order given; all without a selector. Throws a `Problem` for a selector that
 * means nothing, with the nearest one that does.
 */
export function select<T extends Selectable>(tests: readonly T[], words: readonly string[], verdictsOf: VerdictsOf): readonly T[] {
  const selectors = words.map((word) => parseSelector(word, tests, verdictsOf));
  const kinds = new Set(selectors.map((selector) => selector.kind));
  return tests.filter((test) => [...kinds].every((kind) => selectors.some((selector) => selector.kind === kind && selector.takes(test))));
}

function parseSelector(word: string, tests: readonly Selectable[], verdictsOf: VerdictsOf): Selector {
  const clause = /^rfc(\d+)(?::([\w.]+))?$/i.exec(word);
  if (clause) return clauseSelector(word, Number(clause[1]), clause[2], tests);
  const [, kind, value] = /^(\w+):(.*)$/.exec(word) ?? [];
  if (kind === undefined || value === undefined) return nameSelector(word, tests);
  if (kind === 'role') return roleSelector(value, tests);
  if (kind === 'level') return levelSelector(value, tests);
  if (kind === 'verdict') return verdictSelector(value, verdictsOf);
  throw new Problem(
    `no selector "${word}".${didYouMean(kind, [...KINDS, 'RFC4861']) || ` Known: an id prefix, RFC4861:7.2, ${KINDS.map((known) => `${known}:`).join(', ')}.`}`,
  );
}

/** `nd.dad` takes `nd.dad.format`, and that one takes `nd.dad.format@router`. */
const isOrBeginsWith = (whole: string, part: string): boolean =>
  whole === part || whole.startsWith(`${part}.`) || whole.startsWith(`${part}@`);

function nameSelector(word: string, tests: readonly Selectable[]): Selector {
  const takes = ({ description }: Selectable): boolean => isOrBeginsWith(description.id, word) || description.suite === word;
  if (tests.some(takes)) return { kind: 'name', takes };
  const prefixes = new Set(tests.flatMap(({ description }) => prefixesOf(description.id)));
  const hint = didYouMean(word, prefixes) || ` Suites: ${[...new Set(tests.map(({ description }) => description.suite))].join(', ')}.`;
  throw new Problem(`no test or suite "${word}".${hint} "sixproof list" shows them all.`);
}

function prefixesOf(id: string): readonly string[] {
  const parts = id.split('.');
  return parts.map((_, i) => parts.slice(0, i + 1).join('.'));
}

function clauseSelector(word: string, rfc: number, section: string | undefined, tests: readonly Selectable[]): Selector {
  const inClause = (thisRfc: number, thisSection: string): boolean =>
    thisRfc === rfc && (section === undefined || isOrBeginsWith(thisSection.toLowerCase(), section.toLowerCase()));
  const takes = ({ description, also = [] }: Selectable): boolean =>
    inClause(description.rfc, description.section) ||
    also.some((place) => {
      const [, number, where = ''] = /^RFC(\d+)(?::(.*))?$/i.exec(place) ?? [];
      return number !== undefined && inClause(Number(number), where);
    });
  if (tests.some(takes)) return { kind: 'name', takes };
  const rfcs = [...new Set(tests.map(({ description }) => description.rfc))].sort((a, b) => a - b);
  const sections = [
    ...new Set(tests.filter(({ description }) => description.rfc === rfc).map(({ description }) => description.section)),
  ].sort(bySection);
  const known =
    sections.length > 0 ? ` Sections of RFC ${rfc} with tests: ${sections.join(', ')}.` : ` RFCs with tests: ${rfcs.join(', ')}.`;
  throw new Problem(`no test checks "${word}".${known}`);
}

const bySection = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });

function roleSelector(value: string, tests: readonly Selectable[]): Selector {
  const known = new Set(['host', 'router', 'node', ...tests.flatMap(({ description }) => description.roles)]);
  if (!known.has(value)) throw new Problem(`no role "${value}".${didYouMean(value, known)} Roles: ${[...known].join(', ')}.`);
  return { kind: 'role', takes: ({ plays, description }) => plays === value || (value === 'node' && description.roles.includes('node')) };
}

const normalLevel = (level: string): string => level.toLowerCase().replaceAll(' ', '-');

function levelSelector(value: string, tests: readonly Selectable[]): Selector {
  const known = new Set(['must', 'should', 'may', ...tests.map(({ description }) => normalLevel(description.level))]);
  const wanted = normalLevel(value);
  if (!known.has(wanted)) throw new Problem(`no level "${value}".${didYouMean(value, known)} Levels: ${[...known].join(', ')}.`);
  return { kind: 'level', takes: ({ description }) => normalLevel(description.level) === wanted };
}

function verdictSelector(value: string, verdictsOf: VerdictsOf): Selector {
  const [, names = '', directory = LATEST] = /^([^@]*)(?:@(.+))?$/.exec(value) ?? [];
  const wanted = new Set(names.toLowerCase().split(','));
  for (const name of wanted) {
    if (!(VERDICTS as readonly string[]).includes(name))
      throw new Problem(`no verdict "${name}".${didYouMean(name, VERDICTS)} Verdicts: ${VERDICTS.join(', ')}.`);
  }
  const verdicts = verdictsOf(directory);
  return { kind: 'verdict', takes: ({ description }) => wanted.has(verdicts.get(description.id) ?? 'not run') };
}
