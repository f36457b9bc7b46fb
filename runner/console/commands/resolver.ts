import type { InterfaceView } from '../../../reference/node.js';
import type { Instant } from '../../../reference/time.js';
import { misused, type Answer, type ConsoleCommand } from '../command.js';
import { interfaceNamed, leftUntil, secondsUntil, zoned } from '../names.js';
import { parseOptions, type OptionSpec } from '../options.js';
import { table } from '../table.js';

const OPTIONS: readonly OptionSpec[] = [{ flag: 'L', about: 'a table, with what is left of the lifetime of each' }];

/** What a resolver may look for; anybody on the link sends the rest, line ends included, in the hope that some file takes it. */
const NAME = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/i;

interface Told {
  readonly kind: 'nameserver' | 'search';
  readonly value: string;
  readonly interface: string;
  readonly until: Instant | 'never';
}

export const resolver: ConsoleCommand = {
  name: 'resolver',
  summary: 'the DNS servers and search domains that routers tell of (RFC 8106), as resolv.conf has them',
  usage: ['[-L] [INTERFACE]'],
  options: OPTIONS,
  examples: ['resolver', 'resolver -L eth1'],
  run(words, { node, now }) {
    const { operands, has } = parseOptions('resolver', OPTIONS, words);
    const [name, ...more] = operands;
    if (more.length > 0) throw misused(`resolver: "${more[0]}" after the interface is not understood`);
    const told = (name === undefined ? node.interfaces() : [interfaceNamed(node, name)]).flatMap(toldOn);
    const usable = told.filter(({ kind, value }) => kind === 'nameserver' || NAME.test(value));
    const odd = told.length - usable.length;
    return {
      lines: [
        ...(has('L') ? lifetimes(usable, now()) : resolvConf(usable)),
        ...(odd > 0 ? [`# left out: ${odd} of no use as a name`] : []),
      ],
      data: usable.map(({ until, ...one }) => ({ ...one, expireSeconds: secondsUntil(now(), until) })),
    } satisfies Answer;
  },
};

/** A link-local server is on the link that told of it (RFC 8106 section 5.1). */
const toldOn = ({ name, resolver: { serverEntries, searchEntries } }: InterfaceView): readonly Told[] => [
  ...serverEntries.map(({ value, until }): Told => ({ kind: 'nameserver', value: zoned(value, name), interface: name, until })),
  ...searchEntries.map(({ value, until }): Told => ({ kind: 'search', value, interface: name, until })),
];

/** Of several `search` lines the last one would count alone: they are one. What two links tell of is named once. */
function resolvConf(told: readonly Told[]): readonly string[] {
  const valuesOf = (wanted: Told['kind']): readonly string[] => [
    ...new Set(told.flatMap(({ kind, value }) => (kind === wanted ? [value] : []))),
  ];
  const domains = valuesOf('search');
  const lines = [
    ...(domains.length > 0 ? [`search ${domains.join(' ')}`] : []),
    ...valuesOf('nameserver').map((server) => `nameserver ${server}`),
  ];
  return lines.length > 0 ? lines : ['# no router tells of a DNS server or a search domain'];
}

const lifetimes = (told: readonly Told[], now: Instant): readonly string[] =>
  table(
    ['Kind', 'Value', 'Netif', 'Expire'],
    told.map((one) => [one.kind, one.value, one.interface, leftUntil(now, one.until)]),
  );
