import { addressFromOctets, type Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { addressIn, assignAll } from '../nd/device-addresses.js';

/** A subnet that the device routes for: its own address, and that of a node. */
export interface Subnet {
  readonly prefix: Prefix;
  readonly device: Address;
  readonly node: Address;
}

/** One of the links between which the device forwards. */
export interface Side extends Subnet {
  readonly link: string;
  /** The node; `node` is its address. */
  readonly neighbor: Neighbor;
}

/** The router under test between two links. Packets come from the near one, where nothing else is said. */
export interface Topology {
  readonly near: Side;
  readonly far: Side;
}

/** Two addresses in a prefix that nobody has. */
export const subnetIn = (t: TestContext, prefix: Prefix): Subnet => ({ prefix, device: addressIn(t, prefix), node: addressIn(t, prefix) });

/** The two addresses of a subnet that has no more: the node's is the lower one, whose bits behind the prefix are zero. */
export function pairIn({ address }: Prefix): Subnet {
  const node = addressFromOctets(address.map((octet, i) => (i === 15 ? octet & 0xfe : octet)));
  return {
    prefix: { address: node, length: 127 },
    node,
    device: addressFromOctets(node.map((octet, i) => (i === 15 ? octet | 1 : octet))),
  };
}

/** Gives the device an address on each of two links, and puts a node beside it. */
export async function betweenLinks(t: TestContext, subnets: { readonly near?: Subnet; readonly far?: Subnet } = {}): Promise<Topology> {
  const near = subnets.near ?? subnetIn(t, t.prefixOn('link0'));
  const far = subnets.far ?? subnetIn(t, t.prefixOn('link1'));
  const sides = [
    { link: 'link0', ...near },
    { link: 'link1', ...far },
  ];
  await assignAll(
    t,
    sides.map(({ link, device, prefix }) => ({ link, address: device, prefixLength: prefix.length })),
  );
  const neighbor = (link: string, address: Address): Neighbor => t.neighbor({ name: `node on ${link}`, link, addresses: [address] });
  return {
    near: { link: 'link0', ...near, neighbor: neighbor('link0', near.node) },
    far: { link: 'link1', ...far, neighbor: neighbor('link1', far.node) },
  };
}

/** The other way round. */
export const reversed = ({ near, far }: Topology): Topology => ({ near: far, far: near });

/** The unicast addresses of the device, on whichever link. */
export const routerAddresses = (t: TestContext, { near, far }: Topology): readonly Address[] => [
  ...t.dut.on(near.link).addresses,
  ...t.dut.on(far.link).addresses,
];
