import { formatAddress, type Address } from '../../../reference/net/address.js';
import type { Result } from '../../../reference/net/result.js';
import type { EchoAnswer, InformationAnswer, Node, Question } from '../../../reference/node.js';
import { QTYPE } from '../../../reference/wire/node-information.js';
import { refused } from '../command.js';
import type { Told } from './ping6-tally.js';
import type { Wanted } from './ping6-words.js';

export type HeardReply = Pick<Extract<EchoAnswer, { kind: 'reply' }>, 'kind' | 'link' | 'source' | 'hopLimit' | 'sequence'> & {
  /** Of the ICMPv6 message. */
  readonly octets: number;
  /** By a Node Information Reply. */
  readonly told?: Told;
};
export type Heard = HeardReply | Exclude<EchoAnswer, { kind: 'reply' }>;

/** What is asked again and again. */
export interface Probing {
  /** Of one request, behind the first eight octets of the ICMPv6 message. */
  readonly octets: number;
  /** Sends a request; the text says why it could not leave. */
  send(sequence: number, link: string): Result<void, string>;
  close(): void;
}

export function probing(node: Node, wanted: Wanted, hear: (heard: Heard) => void): Probing {
  const { target, source, hopLimit, question } = wanted;
  const ends = { destination: target.address, ...(source !== undefined && { source }), ...(hopLimit !== undefined && { hopLimit }) };
  return question === undefined ? echoes(node, ends, wanted.octets, hear) : inquiries(node, ends, question, hear);
}

interface Ends {
  readonly destination: Address;
  readonly source?: Address;
  readonly hopLimit?: number;
}

/** Of an Echo message, before its data. */
const ECHO_HEADER = 8;

function echoes(node: Node, ends: Ends, octets: number, hear: (heard: Heard) => void): Probing {
  const opened = node.ping((answer) => hear(answer.kind === 'reply' ? { ...answer, octets: answer.data.length + ECHO_HEADER } : answer));
  if (!opened.ok) throw refused(`ping6: ${opened.error}`);
  const conversation = opened.value;
  return {
    octets,
    send: (sequence, link) => conversation.send({ ...ends, link, sequence, data: pattern(octets) }),
    close: () => conversation.close(),
  };
}

/** The octets count up, as in other ping programs. */
const pattern = (octets: number): Uint8Array => Uint8Array.from({ length: octets }, (_, i) => i & 0xff);

/** RFC 4620 section 4: the nonce, and an address as the Subject. */
const QUERY_OCTETS = 8 + 16;

function inquiries(node: Node, ends: Ends, question: Question, hear: (heard: Heard) => void): Probing {
  const inquiry = node.inquire((answer) => hear(answer.kind === 'reply' ? { ...answer, told: toldIn(answer.reply) } : answer));
  return {
    octets: QUERY_OCTETS,
    send: (sequence, link) => inquiry.send({ ...ends, link, sequence, question }),
    close: () => inquiry.close(),
  };
}

/** RFC 4620 section 4, in KAME's words. */
const SUCCESSFUL = 0;
const OUTCOMES = ['told', 'refused', 'unknown'] as const;

/** A reply is what its Qtype and its code make of it, whatever was asked. */
function toldIn(reply: Extract<InformationAnswer, { kind: 'reply' }>['reply']): Told {
  const outcome = OUTCOMES[reply.code] ?? `code ${reply.code}`;
  const { qtype, code, truncated } = reply;
  if (code !== SUCCESSFUL) return { outcome };
  if (qtype === QTYPE.nodeName) return { outcome, names: 'names' in reply ? reply.names : [] };
  if (qtype !== QTYPE.nodeAddresses) return { outcome };
  const addresses = ('addresses' in reply ? reply.addresses : []).map(({ address, timeToLive }) => ({
    address: formatAddress(address),
    timeToLive,
  }));
  return { outcome, addresses, truncated };
}
