import type { Random } from '../../engine/random.js';
import type { Result } from '../../net/result.js';
import { nodeInformationQuery, QTYPE } from '../../wire/node-information.js';
import type { InformationAnswer, InformationClients } from '../information-clients.js';
import { sendBy, type Outlet, type Sending } from './outlet.js';

/** RFC 4620 section 6.3: which addresses a Node Addresses query asks for. */
export type AddressKinds = Readonly<Partial<Record<'all' | 'compatible' | 'globalScope' | 'siteLocal' | 'linkLocal', boolean>>>;

export type Question = { readonly about: 'name' } | { readonly about: 'addresses'; readonly kinds: AddressKinds };

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
/** RFC 4620 section 4: the Subject is an IPv6 address. */
const ABOUT_AN_ADDRESS = 0;

/** Section 5: the Subject "will normally be used as the IPv6 destination address of the Query", and the nonce is random. */
export function inquire(clients: InformationClients, outlet: Outlet, random: Random, listen: (answer: InformationAnswer) => void): Inquiry {
  const client = clients.open(listen);
  return {
    send({ sequence, question, ...sending }) {
      const nonce = random.octets(NONCE_OCTETS);
      client.asks(nonce, sequence);
      const asked = { code: ABOUT_AN_ADDRESS, nonce, data: sending.destination };
      const query =
        question.about === 'name'
          ? nodeInformationQuery({ ...asked, qtype: QTYPE.nodeName })
          : nodeInformationQuery({ ...asked, qtype: QTYPE.nodeAddresses, ...question.kinds });
      return sendBy(outlet, sending, [query]);
    },
    close: () => client.close(),
  };
}
