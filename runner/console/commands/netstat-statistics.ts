import { discardRule, DISCARD_REASONS } from '../../../reference/ipv6/discard-reasons.js';
import {
  errorsByCode,
  ICMP6_STATISTICS,
  ICMP_STATISTICS,
  IP6_STATISTICS,
  IP_SYSTEM_STATISTICS,
  IPV4_SYSTEM_STATISTICS,
  messagesByType,
  UDP_STATISTICS,
  valuesOf,
  type Statistic,
} from '../../../reference/ipv6/management/statistics.js';
import type { Node } from '../../../reference/node.js';
import { didYouMean } from '../../nearest.js';
import { misused, type Answer } from '../command.js';

export const PROTOCOLS = ['ip6', 'icmp6', 'udp', 'rfc4293', 'discards'] as const;

/** What is shown when no protocol is named. */
const IN_KAMES_WORDS: ReadonlySet<string> = new Set(['ip6', 'icmp6', 'udp']);

type Counters = ReadonlyMap<string, number>;

/** `netstat -s`: KAME's words and names; `rfc4293` the names of the MIB, `discards` the node's own reasons. */
export function statisticsAnswer(node: Node, protocol: string | undefined, { withoutZeros }: { readonly withoutZeros: boolean }): Answer {
  const wanted = PROTOCOLS.filter((one) => protocol === undefined || one === protocol);
  if (wanted.length === 0)
    throw misused(`netstat: there is no protocol ${protocol}.${didYouMean(protocol ?? '', PROTOCOLS) || ` Known: ${PROTOCOLS.join(' ')}`}`);
  const counters = node.counters();
  const shown = protocol === undefined ? wanted.filter((one) => IN_KAMES_WORDS.has(one)) : wanted;
  const keep = ({ count }: { readonly count: number }): boolean => !withoutZeros || count > 0;
  return {
    lines: shown.flatMap((one) => sectionLines(one, counters, keep)),
    data: Object.fromEntries(wanted.map((one) => [one, SECTIONS[one].data(counters)])),
  };
}

interface Line {
  readonly count: number;
  readonly text: string;
  /** Belongs to the line before it. */
  readonly inner?: true;
}

const sectionLines = (protocol: (typeof PROTOCOLS)[number], counters: Counters, keep: (line: Line) => boolean): readonly string[] => [
  `${protocol}:`,
  ...SECTIONS[protocol]
    .lines(counters)
    .filter(keep)
    .map(({ text, inner }) => `${inner ? '\t\t' : '\t'}${text}`),
];

interface Section {
  lines(counters: Counters): readonly Line[];
  data(counters: Counters): unknown;
}

const inWords = (statistics: readonly Statistic[], counters: Counters): readonly Line[] => {
  const values = valuesOf(statistics, counters);
  return statistics.map(({ name, says = name }) => {
    const count = values.get(name) ?? 0;
    return { count, text: `${count} ${says}` };
  });
};

const asObject = (statistics: readonly Statistic[], counters: Counters): object => Object.fromEntries(valuesOf(statistics, counters));

function histogram(title: string, rows: readonly { readonly title: string; readonly count: number }[]): readonly Line[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ title: name, count }): Line => ({ count, text: `${name}: ${count}`, inner: true }));
  return [{ count: 1, text: title }, ...lines];
}

const SECTIONS: Readonly<Record<(typeof PROTOCOLS)[number], Section>> = {
  ip6: {
    lines: (counters) => inWords(IP6_STATISTICS, counters),
    data: (counters) => asObject(IP6_STATISTICS, counters),
  },
  icmp6: {
    lines: (counters) => [
      ...inWords(ICMP6_STATISTICS, counters),
      ...histogram('Output histogram:', messagesByType(counters, 'out')),
      ...histogram('Input histogram:', messagesByType(counters, 'in')),
      ...histogram(
        'Histogram of error messages to be generated:',
        errorsByCode(counters).map(({ kind, code, count }) => ({ title: `${kind} code ${code}`, count })),
      ),
    ],
    data: (counters) => ({
      ...asObject(ICMP6_STATISTICS, counters),
      outputHistogram: messagesByType(counters, 'out'),
      inputHistogram: messagesByType(counters, 'in'),
      errors: errorsByCode(counters),
    }),
  },
  udp: {
    lines: (counters) => inWords(UDP_STATISTICS, counters),
    data: (counters) => asObject(UDP_STATISTICS, counters),
  },
  rfc4293: {
    lines: (counters) => [
      ...[...valuesOf([...IP_SYSTEM_STATISTICS, ...ICMP_STATISTICS], counters)].map(([name, count]) => ({
        count,
        text: `${name} ${count}`,
      })),
      ...[...valuesOf(IPV4_SYSTEM_STATISTICS, counters)].map(([name, count]) => ({ count, text: `${name}.ipv4 ${count}` })),
      ...(['in', 'out'] as const).flatMap((direction) =>
        messagesByType(counters, direction).map(({ type, count }) => ({
          count,
          text: `icmpMsgStats${direction === 'in' ? 'In' : 'Out'}Pkts.ipv6.${type} ${count}`,
        })),
      ),
    ],
    data: (counters) => ({
      ...asObject([...IP_SYSTEM_STATISTICS, ...ICMP_STATISTICS], counters),
      ipv4: asObject(IPV4_SYSTEM_STATISTICS, counters),
      icmpMsgStatsInPkts: byType(counters, 'in'),
      icmpMsgStatsOutPkts: byType(counters, 'out'),
    }),
  },
  discards: {
    lines: (counters) =>
      DISCARD_REASONS.map((reason) => {
        const count = counters.get(`discard.${reason}`) ?? 0;
        const { says, cite } = discardRule(reason);
        return { count, text: `${count} ${reason}: ${says} (${cite.replace('RFC', 'RFC ').replace(':', ' section ')})` };
      }),
    data: (counters) => Object.fromEntries(DISCARD_REASONS.map((reason) => [reason, counters.get(`discard.${reason}`) ?? 0])),
  },
};

const byType = (counters: Counters, direction: 'in' | 'out'): object =>
  Object.fromEntries(messagesByType(counters, direction).map(({ type, count }) => [type, count]));
