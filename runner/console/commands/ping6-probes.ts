import { formatAddress, type Address } from '../../../reference/net/address.js';
import type { Result } from '../../../reference/net/result.js';
import type { EchoAnswer, InformationAnswer, Node, Question } from '../../../reference/node.js';
import { QTYPE, SUPPORTED_QTYPES } from '../../../reference/wire/node-information.js';
import { writeNodeNames } from '../../../reference/wire/domain-names.js';
import { refused } from '../command.js';
import { qtypesIn } from './ping6-qtypes.js';
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
  const { target, source, hopLimit, question, pattern } = wanted;
  const ends = { destination: target.address, ...(source !== undefined && { source }), ...(hopLimit !== undefined && { hopLimit }) };
  return question === undefined ? echoes(node, ends, dataOf(wanted.octets, pattern), hear) : inquiries(node, ends, question, hear);
}

interface Ends {
  readonly destination: Address;
  readonly source?: Address;
  readonly hopLimit?: number;
}

/** Of an Echo message, before its data. */
const ECHO_HEADER = 8;

function echoes(node: Node, ends: Ends, data: Uint8Array, hear: (heard: Heard) => void): Probing {
  const opened = node.ping((answer) => hear(answer.kind === 'reply' ? { ...answer, octets: answer.data.length + ECHO_HEADER } : answer));
  if (!opened.ok) throw refused(`ping6: ${opened.error}`);
  const conversation = opened.value;
  return {
    octets: data.length,
    send: (sequence, link) => conversation.send({ ...ends, link, sequence, data }),
    close: () => conversation.close(),
  };
}

/** The octets repeat what was asked for, or count up as in other ping programs. */
const dataOf = (octets: number, pattern: Uint8Array | undefined): Uint8Array =>
  Uint8Array.from({ length: octets }, (_, i) => (pattern === undefined ? i & 0xff : (pattern[i % pattern.length] ?? 0)));

const NONCE_OCTETS = 8;
const ADDRESS_OCTETS = 16;

/** RFC 4620 section 4: the nonce and the Subject. */
const queryOctets = ({ about, subject }: Question): number =>
  NONCE_OCTETS + (about === 'qtypes' ? 0 : subject === undefined ? ADDRESS_OCTETS : writeNodeNames([subject]).length);

function inquiries(node: Node, ends: Ends, question: Question, hear: (heard: Heard) => void): Probing {
  const inquiry = node.inquire((answer) => hear(answer.kind === 'reply' ? { ...answer, told: toldIn(answer.reply) } : answer));
  return {
    octets: queryOctets(question),
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
  if (qtype === SUPPORTED_QTYPES) return { outcome, qtypes: 'data' in reply ? qtypesIn(reply.data, truncated) : [] };
  if (qtype !== QTYPE.nodeAddresses) return { outcome };
  const addresses = ('addresses' in reply ? reply.addresses : []).map(({ address, timeToLive }) => ({
    address: formatAddress(address),
    timeToLive,
  }));
  return { outcome, addresses, truncated };
}
