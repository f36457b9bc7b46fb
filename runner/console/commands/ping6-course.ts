import { formatAddress, isMulticast } from '../../../reference/net/address.js';
import { after, elapsed, inMilliseconds, milliseconds, type Duration, type Instant } from '../../../reference/time.js';
import { IPV6_HEADER_OCTETS } from '../../../reference/wire/ipv6.js';
import { refused, type Session } from '../command.js';
import { zoned } from '../names.js';
import { probing, type Heard, type HeardReply, type Probing } from './ping6-probes.js';
import { errorInWords, toldInWords, type PingTally } from './ping6-tally.js';
import type { Wanted } from './ping6-words.js';

/** How long an answer is waited for when none has come yet. */
const PATIENCE = milliseconds(10_000);
const SHORT_PATIENCE = milliseconds(1_000);
/** RFC 4620 section 5: members of a group answer within the Query Response Interval, ten seconds by RFC 3810 section 9.3. */
const QUERY_PATIENCE = milliseconds(11_000);
/** Octets of the first header, and the first ones of every request. */
const HEADERS = IPV6_HEADER_OCTETS + 8;
const SEQUENCES = 0x1_0000;

/** The requests of one command, one after the other, and what comes back. */
export class Pinging {
  readonly #wanted: Wanted;
  readonly #tally: PingTally;
  readonly #session: Session;
  readonly #probing: Probing;
  readonly #sentAt = new Map<number, Instant>();
  #finish: () => void = () => undefined;
  #cancel: () => void = () => undefined;
  #link = '';

  constructor(wanted: Wanted, tally: PingTally, session: Session) {
    this.#wanted = wanted;
    this.#tally = tally;
    this.#session = session;
    this.#probing = probing(session.node, wanted, (heard) => this.#hear(heard));
  }

  get destination(): string {
    return zoned(this.#wanted.target.address, this.#link);
  }

  async run(): Promise<void> {
    const { target, source } = this.#wanted;
    const { octets } = this.#probing;
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
      const failure = this.#sendFirst();
      if (failure !== undefined) reject(refused(`ping6: ${failure}`));
    });
  }

  close(): void {
    this.#cancel();
    this.#probing.close();
  }

  /** As many as go at once, but for the last one of them, which is as any later one. */
  #sendFirst(): string | undefined {
    const { count, preload } = this.#wanted;
    for (let left = Math.min(count, preload); left > 1; left--) {
      const failure = this.#send();
      if (failure !== undefined) return failure;
    }
    return this.#sendNext();
  }

  /** Sends a request; the text says why it could not leave. */
  #send(): string | undefined {
    const sequence = this.#tally.attempts % SEQUENCES;
    const sent = this.#probing.send(sequence, this.#link);
    this.#sentAt.set(sequence, this.#session.now());
    if (sent.ok) this.#tally.begin(sequence);
    else this.#tally.unsent++;
    return sent.ok ? undefined : sent.error;
  }

  /** Sends a request and sees to the next one. */
  #sendNext(): string | undefined {
    const { count, interval } = this.#wanted;
    const failed = this.#send();
    const isLast = this.#tally.attempts >= count;
    this.#cancel = this.#session.schedule(after(this.#session.now(), isLast ? this.#patience() : interval), () => {
      if (isLast) return this.#finish();
      const failure = this.#sendNext();
      if (failure !== undefined) this.#say(`ping6: sendmsg: ${failure}`);
    });
    return failed;
  }

  /** For a group the last answers are waited for as long as for the first. */
  #patience(): Duration {
    const { target, question } = this.#wanted;
    if (question !== undefined && isMulticast(target.address)) return QUERY_PATIENCE;
    return this.#tally.received > 0 || isMulticast(target.address) ? SHORT_PATIENCE : PATIENCE;
  }

  #hear(answer: Heard): void {
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

  #hearReply({ source, link, sequence, hopLimit, octets, told }: HeardReply, ms: number): void {
    const isDuplicate = this.#tally.reply({ sequence, source: formatAddress(source), hopLimit, ms, ...told });
    const from = `${octets} bytes from ${zoned(source, link)}`;
    const trip = `${from}, icmp_seq=${sequence} hlim=${hopLimit} time=${ms.toFixed(3)} ms${isDuplicate ? '(DUP!)' : ''}`;
    for (const line of told === undefined ? [trip] : toldInWords(from, told)) this.#say(line);
  }

  #say(line: string): void {
    if (!this.#wanted.quiet) this.#session.say(line);
  }
}
