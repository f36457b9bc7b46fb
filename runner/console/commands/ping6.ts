import { formatAddress, isMulticast, parseAddress, type Address } from '../../../reference/net/address.js';
import type { EchoAnswer, EchoConversation } from '../../../reference/node.js';
import { elapsed, inMilliseconds, milliseconds, after, type Duration, type Instant } from '../../../reference/time.js';
import { misused, refused, type Answer, type ConsoleCommand, type Session } from '../command.js';
import { interfaceNamed, namedAddress, zoned, type Named } from '../names.js';
import { parseOptions, wholeNumber, type OptionSpec } from '../options.js';
import { errorInWords, PingTally } from './ping6-tally.js';

const OPTIONS: readonly OptionSpec[] = [
  { flag: 'a', value: 'TYPES', about: 'node addresses query (RFC 4620): not spoken by this node' },
  { flag: 'b', value: 'OCTETS', about: 'size of the socket buffer, which nothing here has' },
  { flag: 'c', value: 'COUNT', about: 'how many requests (default: until interrupted)' },
  { flag: 'h', value: 'HOPS', about: 'the hop limit' },
  { flag: 'i', value: 'SECONDS', about: 'the time between requests (default 1)' },
  { flag: 'I', value: 'INTERFACE', about: 'the interface to leave by' },
  { flag: 'n', about: 'numbers for addresses, as always here' },
  { flag: 'q', about: 'nothing but the sums' },
  { flag: 's', value: 'OCTETS', about: 'octets of data (default 56)' },
  { flag: 'S', value: 'ADDRESS', about: 'the source' },
  { flag: 'w', about: 'node name query (RFC 4620): not spoken by this node' },
];

/** Octets of the IPv6 and the ICMPv6 header. */
const HEADERS = 40 + 8;
/** As many octets of data as other ping programs send. */
const DATA_OCTETS = 56;
/** RFC 8200 section 3: a Payload Length of 16 bits, with an ICMPv6 header of eight octets. */
const MOST_DATA_OCTETS = 65_535 - 8;
const MOST_REQUESTS = 100_000;
const SECOND_MS = 1_000;
const SHORTEST_INTERVAL_MS = 10;
const LONGEST_INTERVAL_MS = 3_600_000;
/** How long an answer is waited for when none has come yet. */
const PATIENCE = milliseconds(10_000);
const SHORT_PATIENCE = milliseconds(1_000);
const SEQUENCES = 0x1_0000;

export const ping6: ConsoleCommand = {
  name: 'ping6',
  summary: 'sends Echo Requests and shows what comes back',
  usage: ['[-nq] [-c COUNT] [-s OCTETS] [-i SECONDS] [-h HOPS] [-I INTERFACE] [-S ADDRESS] ADDRESS'],
  options: OPTIONS,
  examples: ['ping6 -c 3 fe80::1%eth1', 'ping6 -I eth1 ff02::1', 'ping6 -c 1 -s 3000 2001:db8::1'],
  async run(words, session) {
    const wanted = readPing(words, session);
    const tally = new PingTally();
    const pinging = new Pinging(wanted, tally, session);
    try {
      await pinging.run();
    } finally {
      pinging.close();
    }
    return summary(pinging.destination, tally);
  },
};

interface Wanted {
  readonly target: Named;
  readonly count: number;
  readonly octets: number;
  readonly interval: Duration;
  readonly hopLimit?: number;
  readonly source?: Address;
  readonly quiet: boolean;
}

function readPing(words: readonly string[], { node, wantsData }: Session): Wanted {
  const options = parseOptions('ping6', OPTIONS, words);
  for (const flag of ['a', 'w'])
    if (options.has(flag)) throw refused(`ping6: -${flag} asks with node information queries (RFC 4620), which this node does not speak`);
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
  return {
    target: targetOf(options.value('I'), namedAddress(node, text), node),
    count: count ?? Infinity,
    octets: number('s', 0, MOST_DATA_OCTETS) ?? DATA_OCTETS,
    interval: intervalOf(options.value('i')),
    quiet: options.has('q'),
    ...(hopLimit !== undefined && { hopLimit }),
    ...(source !== undefined && { source: sourceOf(source) }),
  };
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

class Pinging {
  readonly #wanted: Wanted;
  readonly #tally: PingTally;
  readonly #session: Session;
  readonly #conversation: EchoConversation;
  readonly #sentAt = new Map<number, Instant>();
  #finish: () => void = () => undefined;
  #cancel: () => void = () => undefined;
  #link = '';

  constructor(wanted: Wanted, tally: PingTally, session: Session) {
    this.#wanted = wanted;
    this.#tally = tally;
    this.#session = session;
    const opened = session.node.ping((answer) => this.#hear(answer));
    if (!opened.ok) throw refused(`ping6: ${opened.error}`);
    this.#conversation = opened.value;
  }

  get destination(): string {
    return zoned(this.#wanted.target.address, this.#link);
  }

  async run(): Promise<void> {
    const { target, octets, source } = this.#wanted;
    const way = this.#session.node.way(target.address, target.link);
    if (way === undefined) throw refused('ping6: no route to host');
    this.#link = way.link;
    const from = source ?? way.source;
    this.#session.say(
      `PING6(${HEADERS + octets}=40+8+${octets} bytes) ${from === undefined ? '::' : zoned(from, way.link)} --> ${this.destination}`,
    );
    await new Promise<void>((resolve, reject) => {
      this.#finish = resolve;
      this.#session.signal.addEventListener('abort', () => resolve());
      const failure = this.#sendNext();
      if (failure !== undefined) reject(refused(`ping6: ${failure}`));
    });
  }

  close(): void {
    this.#cancel();
    this.#conversation.close();
  }

  /** Sends a request and sees to the next one; the text says why this one could not leave. */
  #sendNext(): string | undefined {
    const { target, octets, source, hopLimit, count, interval } = this.#wanted;
    const sequence = this.#tally.attempts % SEQUENCES;
    const sent = this.#conversation.send({
      ...{ destination: target.address, sequence, data: pattern(octets), link: this.#link },
      ...(source !== undefined && { source }),
      ...(hopLimit !== undefined && { hopLimit }),
    });
    this.#sentAt.set(sequence, this.#session.now());
    if (sent.ok) this.#tally.begin(sequence);
    else this.#tally.unsent++;
    const isLast = this.#tally.attempts >= count;
    this.#cancel = this.#session.schedule(after(this.#session.now(), isLast ? this.#patience() : interval), () => {
      if (isLast) return this.#finish();
      const failure = this.#sendNext();
      if (failure !== undefined) this.#say(`ping6: sendmsg: ${failure}`);
    });
    return sent.ok ? undefined : sent.error;
  }

  /** For a group the last answers are waited for as long as for the first. */
  #patience(): Duration {
    return this.#tally.received > 0 || isMulticast(this.#wanted.target.address) ? SHORT_PATIENCE : PATIENCE;
  }

  #hear(answer: EchoAnswer): void {
    const sentAt = this.#sentAt.get(answer.sequence);
    if (sentAt === undefined) return;
    if (answer.kind === 'reply') this.#hearReply(answer, inMilliseconds(elapsed(sentAt, this.#session.now())));
    else {
      this.#tally.errors++;
      this.#say(errorInWords(answer, this.#link));
    }
    const { attempts, received, errors, sent } = this.#tally;
    const isComplete = attempts >= this.#wanted.count && received + errors >= sent;
    if (isComplete && !isMulticast(this.#wanted.target.address)) this.#finish();
  }

  #hearReply({ source, link, sequence, hopLimit, data }: Extract<EchoAnswer, { kind: 'reply' }>, ms: number): void {
    const isDuplicate = this.#tally.reply({ sequence, source: formatAddress(source), hopLimit, ms });
    this.#say(
      `${data.length + 8} bytes from ${zoned(source, link)}, icmp_seq=${sequence} hlim=${hopLimit} time=${ms.toFixed(3)} ms` +
        (isDuplicate ? '(DUP!)' : ''),
    );
  }

  #say(line: string): void {
    if (!this.#wanted.quiet) this.#session.say(line);
  }
}

/** The octets count up, as in other ping programs. */
const pattern = (octets: number): Uint8Array => Uint8Array.from({ length: octets }, (_, i) => i & 0xff);

function summary(destination: string, tally: PingTally): Answer {
  const { sent, received, duplicates, errors } = tally;
  const loss = sent === 0 ? 0 : ((sent - received) / sent) * 100;
  const counts = [
    `${sent} packets transmitted`,
    `${received} packets received`,
    ...(duplicates > 0 ? [`+${duplicates} duplicates`] : []),
    ...(errors > 0 ? [`+${errors} errors`] : []),
    `${loss.toFixed(1)}% packet loss`,
  ];
  const trip = tally.roundTrip();
  return {
    lines: [
      '',
      `--- ${destination} ping6 statistics ---`,
      counts.join(', '),
      ...(trip === undefined
        ? []
        : [
            `round-trip min/avg/max/std-dev = ${[trip.min, trip.average, trip.max, trip.deviation].map((ms) => ms.toFixed(3)).join('/')} ms`,
          ]),
    ],
    data: {
      destination,
      sent,
      received,
      duplicates,
      errors,
      replies: tally.replies,
      roundTripMs: trip ?? null,
    },
    ...(received === 0 && { failed: true as const }),
  };
}
