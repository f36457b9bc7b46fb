import type { Address } from '../net/address.js';

/** What came back for an Echo Request. */
export type EchoAnswer =
  | {
      readonly kind: 'reply';
      readonly link: string;
      readonly source: Address;
      readonly destination: Address;
      readonly hopLimit: number;
      readonly sequence: number;
      readonly data: Uint8Array;
    }
  /** An ICMPv6 error that quotes the request. `mtu` with a Packet Too Big. */
  | {
      readonly kind: 'error';
      readonly source: Address;
      readonly sequence: number;
      readonly type: number;
      readonly code: number;
      readonly mtu?: number;
    }
  /** The next hop did not answer (RFC 4861 section 7.2.2). */
  | { readonly kind: 'unreachable'; readonly sequence: number };

/** Somebody who sends Echo Requests and waits for what comes back; the identifier tells whose an answer is (RFC 4443 section 4.1). */
export interface EchoClient {
  readonly identifier: number;
  close(): void;
}

export const ECHO_CLIENT_LIMIT = 64;

/** Pings that nobody waits for have the numbers below. */
const FIRST_IDENTIFIER = 0x8000;
const IDENTIFIERS = 0x1_0000;

/** Who waits for Echo Replies, by identifier; bounded. */
export class EchoClients {
  readonly #waiting = new Map<number, (answer: EchoAnswer) => void>();
  #last = FIRST_IDENTIFIER - 1;

  /** Undefined when there are too many. */
  open(listen: (answer: EchoAnswer) => void): EchoClient | undefined {
    if (this.#waiting.size >= ECHO_CLIENT_LIMIT) return undefined;
    do this.#last = this.#last + 1 < IDENTIFIERS ? this.#last + 1 : FIRST_IDENTIFIER;
    while (this.#waiting.has(this.#last));
    const identifier = this.#last;
    this.#waiting.set(identifier, listen);
    return { identifier, close: () => void this.#waiting.delete(identifier) };
  }

  answered(identifier: number, answer: EchoAnswer): void {
    this.#waiting.get(identifier)?.(answer);
  }
}
