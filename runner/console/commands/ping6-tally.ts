import { DestinationUnreachable, PacketTooBig, ParameterProblem, TimeExceeded } from '../../../reference/wire/icmpv6.js';
import type { EchoAnswer } from '../../../reference/node.js';
import { QTYPE, SUPPORTED_QTYPES } from '../../../reference/wire/node-information.js';
import { zoned } from '../names.js';

/** What a Node Information Reply tells (RFC 4620 section 4). */
export interface Told {
  readonly outcome: string;
  readonly names?: readonly string[];
  readonly addresses?: readonly { readonly address: string; readonly timeToLive: number }[];
  /** What the node understands, by number. */
  readonly qtypes?: readonly number[];
  /** There are more addresses than fit. */
  readonly truncated?: boolean;
}

export interface PingReply extends Partial<Told> {
  readonly sequence: number;
  readonly source: string;
  readonly hopLimit: number;
  readonly ms: number;
}

/** A group may answer without end: no more replies than this are kept one by one. */
const MOST_REPLIES = 100_000;

/** What came of some Echo Requests. */
export class PingTally {
  /** Requests that left, and those that could not. */
  sent = 0;
  unsent = 0;
  /** Requests that a reply came for. */
  received = 0;
  duplicates = 0;
  errors = 0;
  readonly replies: PingReply[] = [];
  readonly #answered = new Set<number>();
  #min = Infinity;
  #max = 0;
  #sum = 0;
  #squares = 0;

  /** Requests that were tried. */
  get attempts(): number {
    return this.sent + this.unsent;
  }

  /** A request leaves; its sequence number may have been in use long ago. */
  begin(sequence: number): void {
    this.sent++;
    this.#answered.delete(sequence);
  }

  /** True for a second reply to one request: a group answers with many. */
  reply(reply: PingReply): boolean {
    const isDuplicate = this.#answered.has(reply.sequence);
    if (isDuplicate) this.duplicates++;
    else this.received++;
    this.#answered.add(reply.sequence);
    if (this.replies.length < MOST_REPLIES) this.replies.push(reply);
    this.#min = Math.min(this.#min, reply.ms);
    this.#max = Math.max(this.#max, reply.ms);
    this.#sum += reply.ms;
    this.#squares += reply.ms ** 2;
    return isDuplicate;
  }

  roundTrip(): { readonly min: number; readonly average: number; readonly max: number; readonly deviation: number } | undefined {
    const count = this.received + this.duplicates;
    if (count === 0) return undefined;
    const average = this.#sum / count;
    return { min: this.#min, average, max: this.#max, deviation: Math.sqrt(Math.max(0, this.#squares / count - average ** 2)) };
  }
}

const ERRORS = new Map(
  [DestinationUnreachable, PacketTooBig, TimeExceeded, ParameterProblem].map((message) => [message.fields.type.initial, message] as const),
);

/** `from fe80::1%eth1, icmp_seq=0: Destination Unreachable (no route to destination)`. */
export function errorInWords(answer: Exclude<EchoAnswer, { kind: 'reply' }>, link: string): string {
  if (answer.kind === 'unreachable') return `icmp_seq=${answer.sequence}: the next hop does not answer Neighbor Solicitations`;
  const { source, sequence, type, code, mtu } = answer;
  const message = ERRORS.get(type);
  const what = message?.title ?? `ICMPv6 error of type ${type}`;
  const words = message?.fields.code.show.words?.[code];
  const detail = mtu !== undefined ? `mtu = ${mtu}` : (words ?? `code ${code}`);
  return `from ${zoned(source, link)}, icmp_seq=${sequence}: ${what} (${detail})`;
}

/** `36 bytes from fe80::b%eth1: peer.example`; addresses stand in lines of their own. */
export function toldInWords(from: string, { outcome, names, addresses, qtypes, truncated = false }: Told): readonly string[] {
  if (names !== undefined) return [`${from}: ${names.length === 0 ? 'no name' : names.join(' ')}`];
  if (qtypes !== undefined) return [`${from}: ${qtypes.length === 0 ? 'no Qtype' : qtypes.map(qtypeInWords).join(', ')}`];
  if (addresses === undefined) return [`${from}: ${outcome === 'told' ? 'nothing' : outcome}`];
  const rows = addresses.map(({ address, timeToLive }) => `  ${address}${timeToLive === 0 ? '' : `(TTL=${timeToLive})`}`);
  return [`${from}:${truncated ? ' truncated' : ''}`, ...(rows.length === 0 ? ['  no address'] : rows)];
}

const QTYPES = new Map<number, string>([
  [QTYPE.noop, 'NOOP'],
  [SUPPORTED_QTYPES, 'Supported Qtypes'],
  [QTYPE.nodeName, 'Node Name'],
  [QTYPE.nodeAddresses, 'Node Addresses'],
  [QTYPE.ipv4Addresses, 'IPv4 Addresses'],
]);

const qtypeInWords = (qtype: number): string => QTYPES.get(qtype) ?? `Qtype ${qtype}`;
