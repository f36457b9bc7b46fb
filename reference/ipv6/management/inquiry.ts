import type { Random } from '../../engine/random.js';
import type { Address } from '../../net/address.js';
import type { Result } from '../../net/result.js';
import { writeNodeNames } from '../../wire/domain-names.js';
import type { LayerDraft } from '../../wire/layer-draft.js';
import { nodeInformationQuery, QTYPE, SUPPORTED_QTYPES } from '../../wire/node-information.js';
import type { InformationAnswer, InformationClients } from '../information-clients.js';
import type { NodeName } from '../node-name.js';
import { sendBy, type Outlet, type Sending } from './outlet.js';

/** RFC 4620 section 6.3: which addresses a Node Addresses query asks for. */
export type AddressKinds = Readonly<Partial<Record<'all' | 'compatible' | 'globalScope' | 'siteLocal' | 'linkLocal', boolean>>>;

/** `subject`: the node is asked by its name, whatever its addresses are. */
export type Question = (
  { readonly about: 'name' } | { readonly about: 'addresses'; readonly kinds: AddressKinds } | { readonly about: 'qtypes' }
) & { readonly subject?: NodeName };

/** One conversation of Node Information Queries and what comes back. */
export interface Inquiry {
  /** Sends a query; the text says why it could not leave. */
  send(query: InquirySending): Result<void, string>;
  close(): void;
}

export interface InquirySending extends Sending {
  readonly sequence: number;
  readonly question: Question;
}

const NONCE_OCTETS = 8;
/** RFC 4620 section 4: what the Subject is. */
const SUBJECT_CODE = { address: 0, name: 1 } as const;

/** Section 5: the Subject "will normally be used as the IPv6 destination address of the Query", and the nonce is random. */
export function inquire(clients: InformationClients, outlet: Outlet, random: Random, listen: (answer: InformationAnswer) => void): Inquiry {
  const client = clients.open(listen);
  return {
    send({ sequence, question, ...sending }) {
      const nonce = random.octets(NONCE_OCTETS);
      client.asks(nonce, sequence);
      const query = queryOf(question, sending.destination, nonce);
      return sendBy(outlet, sending, [query]);
    },
    close: () => client.close(),
  };
}

function queryOf(question: Question, destination: Address, nonce: Uint8Array): LayerDraft {
  // An older document than RFC 4620 had this Qtype, without a Subject; the flag says that a compressed answer will do.
  if (question.about === 'qtypes')
    return nodeInformationQuery({ nonce, code: SUBJECT_CODE.name, qtype: SUPPORTED_QTYPES, truncated: true });
  const { subject } = question;
  const asked =
    subject === undefined
      ? { nonce, code: SUBJECT_CODE.address, data: destination }
      : { nonce, code: SUBJECT_CODE.name, data: writeNodeNames([subject]) };
  return question.about === 'name'
    ? nodeInformationQuery({ ...asked, qtype: QTYPE.nodeName })
    : nodeInformationQuery({ ...asked, qtype: QTYPE.nodeAddresses, ...question.kinds });
}
