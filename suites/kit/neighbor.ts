import { addressKey, linkLocalAddress, withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import { linkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { hex } from '../../reference/net/octets.js';
import type { Neighbor, NeighborOptions, RandomSource } from './test-context.js';

/** Addresses that no other node of the test has. Their last three octets differ too, so that no solicited-node group is shared. */
export class FreshAddresses {
  readonly #random: RandomSource;
  readonly #taken = new Set<string>();

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** Keeps off the solicited-node group of an address that is in use. */
  avoid(address: Uint8Array): void {
    this.#taken.add(hex(address.subarray(13, 16)));
  }

  /** A locally administered unicast MAC. */
  linkLayerAddress(): LinkLayerAddress {
    return linkLayerAddress([0x02, ...this.#random.octets(5)]);
  }

  /** Unrelated to any MAC: a device that computes one from the other is found out. */
  interfaceIdentifier(): Uint8Array {
    for (;;) {
      const identifier = this.#random.octets(8);
      const tail = hex(identifier.subarray(5));
      if (this.#taken.has(tail)) continue;
      this.#taken.add(tail);
      return identifier;
    }
  }
}

export interface SimulatedNode extends Neighbor {
  /** Answers Neighbor Solicitations for its addresses. */
  answers: boolean;
  holds(address: Address): boolean;
}

export interface Surroundings {
  readonly fresh: FreshAddresses;
  readonly prefix: Prefix;
  readonly link: string;
  readonly name: string;
}

export function simulatedNode(options: NeighborOptions, { fresh, prefix, link, name }: Surroundings): SimulatedNode {
  const identifier = fresh.interfaceIdentifier();
  const linkLocal = options.linkLocal ?? linkLocalAddress(identifier);
  const others = options.addresses ?? [withInterfaceIdentifier(prefix.address, identifier)];
  const addresses = [linkLocal, ...others];
  const held = new Set(addresses.map(addressKey));
  const node: SimulatedNode & { linkLayerAddress: LinkLayerAddress } = {
    name,
    link,
    linkLayerAddress: options.linkLayerAddress ?? fresh.linkLayerAddress(),
    linkLocal,
    address: others[0] ?? linkLocal,
    addresses,
    ...(options.ipv4 && { ipv4: options.ipv4 }),
    router: options.router ?? false,
    moveTo(linkLayer) {
      node.linkLayerAddress = linkLayer;
    },
    answers: true,
    holds: (address) => held.has(addressKey(address)),
  };
  return node;
}
