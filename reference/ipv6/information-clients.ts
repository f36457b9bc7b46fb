import type { Address } from '../net/address.js';
import { hex } from '../net/octets.js';
import type { NodeAddressesReply, NodeInformationReply, NodeNameReply } from '../wire/node-information.js';
import type { EchoAnswer } from './echo-clients.js';

/** What came back for a Node Information Query. */
export type InformationAnswer =
  | {
      readonly kind: 'reply';
      readonly link: string;
      readonly source: Address;
      readonly hopLimit: number;
      readonly sequence: number;
      /** Of the ICMPv6 message. */
      readonly octets: number;
      readonly reply: AnyInformationReply;
    }
  | Exclude<EchoAnswer, { readonly kind: 'reply' }>;

export type AnyInformationReply = NodeInformationReply | NodeNameReply | NodeAddressesReply;

/** Somebody who sends Node Information Queries. */
export interface InformationClient {
  /** The nonce of a query that leaves, and the number under which its answers are told. */
  asks(nonce: Uint8Array, sequence: number): void;
  close(): void;
}

interface Asked {
  readonly client: object;
  readonly listen: (answer: InformationAnswer) => void;
  readonly sequence: number;
}

/** How many queries are waited for at a time, whoever sent them. */
export const INFORMATION_QUERY_LIMIT = 1_024;

/** Who waits for Node Information Replies, by nonce (RFC 4620 section 5); bounded: the oldest query is given up for a new one. */
export class InformationClients {
  readonly #waiting = new Map<string, Asked>();

  open(listen: (answer: InformationAnswer) => void): InformationClient {
    const client = {};
    return {
      asks: (nonce, sequence) => this.#add(hex(nonce), { client, listen, sequence }),
      close: () => {
        for (const [nonce, asked] of this.#waiting) if (asked.client === client) this.#waiting.delete(nonce);
      },
    };
  }

  isAwaited(nonce: Uint8Array): boolean {
    return this.#waiting.has(hex(nonce));
  }

  /** The same query may be answered by many: it was asked of a group. */
  answered(nonce: Uint8Array, answer: (sequence: number) => InformationAnswer): void {
    const asked = this.#waiting.get(hex(nonce));
    asked?.listen(answer(asked.sequence));
  }

  #add(nonce: string, asked: Asked): void {
    this.#waiting.delete(nonce);
    const [oldest] = this.#waiting.keys();
    if (oldest !== undefined && this.#waiting.size >= INFORMATION_QUERY_LIMIT) this.#waiting.delete(oldest);
    this.#waiting.set(nonce, asked);
  }
}
