import { addPiece, completed, EMPTY_BUFFER, type FragmentBuffer } from '../ipv6/fragment-buffer.js';
import type { NodeContext } from '../ipv6/services.js';
import { hex } from '../net/octets.js';
import { after } from '../time.js';
import { frame, raw } from '../wire/frame.js';
import { ipv4 } from '../wire/ipv4.js';
import type { Ipv4Constants } from './constants.js';
import type { ReceivedIpv4 } from './services.js';

const UNIT = 8;
/** What a total length can say. */
const LARGEST_PACKET = 65_535;

interface Pending {
  readonly buffer: FragmentBuffer;
  readonly cancel: () => void;
}

/**
 * Puts fragments together (RFC 791 section 3.2, RFC 1122 section 3.3.2), of any size that IPv4 has: RFC 4213 section 3.6
 * asks for the largest interface MTU at least. Fragments that overlap are discarded with all others of their packet.
 */
export class Ipv4Reassembly {
  readonly #context: NodeContext;
  readonly #constants: Ipv4Constants;
  readonly #pending = new Map<string, Pending>();

  constructor(context: NodeContext, constants: Ipv4Constants) {
    this.#context = context;
    this.#constants = constants;
  }

  /** The whole packet, once its last missing fragment has come. */
  take({ iface, header, octets }: ReceivedIpv4): Uint8Array | undefined {
    const { source, destination, identification, protocol } = header;
    const key = `${hex(source)}${hex(destination)}${identification}/${protocol}`;
    const start = header.fragmentOffset * UNIT;
    const piece = { start, octets: octets.slice(header.headerLength * 4), last: !header.moreFragments };
    const isOdd = header.moreFragments && (piece.octets.length % UNIT !== 0 || piece.octets.length === 0);
    if (isOdd || start + piece.octets.length > LARGEST_PACKET) return void this.#context.refuse('ipv4-fragment', iface.name);
    const known = this.#pending.get(key) ?? this.#begin(key, iface.name);
    if (known === undefined) return undefined;
    const added = addPiece(known.buffer, piece);
    if (added.kind === 'repeated') return undefined;
    if (added.kind === 'overlap' || added.buffer.pieces.length > this.#constants.FRAGMENTS_PER_PACKET_LIMIT) {
      this.#context.refuse('ipv4-fragment', iface.name);
      return void this.#drop(key);
    }
    this.#pending.set(key, { ...known, buffer: added.buffer });
    const payload = completed(added.buffer);
    if (payload === undefined) return undefined;
    this.#drop(key);
    this.#context.count('ipv4.reassembled');
    const { typeOfService, timeToLive } = header;
    return frame(ipv4({ source, destination, identification, typeOfService, timeToLive }), raw(payload, protocol)).packet;
  }

  #begin(key: string, port: string): Pending | undefined {
    if (this.#pending.size >= this.#constants.REASSEMBLY_LIMIT) return void this.#context.refuse('ipv4-reassembly-limit', port);
    const at = after(this.#context.now(), this.#constants.REASSEMBLY_TIMEOUT);
    const cancel = this.#context.environment.schedule(at, () => {
      this.#pending.delete(key);
      this.#context.refuse('ipv4-reassembly-timeout', port);
    });
    const pending: Pending = { buffer: EMPTY_BUFFER, cancel };
    this.#pending.set(key, pending);
    return pending;
  }

  #drop(key: string): void {
    this.#pending.get(key)?.cancel();
    this.#pending.delete(key);
  }
}
