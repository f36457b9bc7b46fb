import { withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import { ipv4FromOctets, type Ipv4Address, type Ipv4Prefix } from '../../reference/net/ipv4-address.js';
import { frame, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { icmpv4EchoRequest } from '../../reference/wire/icmpv4.js';
import { ipv4, type Ipv4Draft } from '../../reference/wire/ipv4.js';
import type { ActionKind } from '../kit/action.js';
import { present, type Match } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import type { AddIpv4Tunnel } from '../kit/tunnel-action.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { assignOnLink } from '../nd/routers.js';
import { COMING_UP, inner, NAME, type Inner, type InnerDetails } from './tunnels.js';

export const IPV4_TUNNEL_ACTIONS: readonly ActionKind[] = ['add-address', 'add-ipv4-address', 'add-tunnel'];

/** A tunnel of IPv4 packets from the device to a node that the tester plays, over the first link. */
export interface Ipv4Tunnel {
  readonly local: Ipv4Address;
  readonly exit: Ipv4Neighbor;
  /** The device's address on the tunnel, and a destination that is reached through it. */
  readonly inside: Address;
  readonly behind: Address;
}

export type Ipv4Neighbor = Neighbor & { readonly ipv4: Ipv4Address };

const LINK_PREFIX_LENGTH = 24;

/** Addresses of the link, out of the block for tests of networks (198.18.0.0/15). The third octet is the test's own. */
const thirdOctets = new WeakMap<TestContext, number>();
function onLink(t: TestContext, host: number): Ipv4Address {
  const third = thirdOctets.get(t) ?? t.random.octets(1)[0] ?? 0;
  thirdOctets.set(t, third);
  return ipv4FromOctets(Uint8Array.of(198, 18, third, host));
}

const DEVICE = 1;
const FIRST_NODE = 10;

/** The device has an IPv4 address on the link. */
export async function assignIpv4(t: TestContext): Promise<Ipv4Address> {
  const address = onLink(t, DEVICE);
  await t.do({ kind: 'add-ipv4-address', link: 'link0', address, prefixLength: LINK_PREFIX_LENGTH });
  return address;
}

const nodes = new WeakMap<TestContext, number>();

/** A node of the link with an IPv4 address. */
export function ipv4Neighbor(t: TestContext, name: string): Ipv4Neighbor {
  const count = (nodes.get(t) ?? 0) + 1;
  nodes.set(t, count);
  const address = onLink(t, FIRST_NODE + count);
  return Object.assign(t.neighbor({ name, ipv4: address }), { ipv4: address });
}

/** IPv4 addresses inside of tunnels: the device's, and a subnet that is reached through it. */
export interface Ipv4Inside {
  readonly device: Ipv4Prefix;
  readonly behind: Ipv4Prefix;
}

export function ipv4Inside(t: TestContext): Ipv4Inside {
  const [third = 0] = t.random.octets(1);
  const subnet = (host: number): Ipv4Prefix => ({ address: ipv4FromOctets(Uint8Array.of(198, 19, third, host)), length: 25 });
  return { device: subnet(1), behind: subnet(128) };
}

export type Ipv4TunnelSettings = Omit<Partial<AddIpv4Tunnel>, 'kind' | 'link' | 'family' | 'local' | 'remote'>;

export async function addIpv4Tunnel(t: TestContext, settings: Ipv4TunnelSettings = {}): Promise<Ipv4Tunnel> {
  await assignOnLink(t);
  const local = await assignIpv4(t);
  const exit = ipv4Neighbor(t, 'exit-point');
  const [prefix, beyond] = [t.prefixOn(NAME), t.prefixOn('beyond')];
  const inside = withInterfaceIdentifier(prefix.address, t.random.octets(8));
  await t.do({
    ...{ kind: 'add-tunnel', link: 'link0', name: NAME, family: 'ipv4', local, remote: exit.ipv4 },
    addresses: [{ address: inside, prefixLength: prefix.length }],
    routes: [beyond],
    ...settings,
  });
  await t.elapse(COMING_UP);
  return { local, exit, inside, behind: withInterfaceIdentifier(beyond.address, t.random.octets(8)) };
}

/** The header of what the device sends through the tunnel. */
export const throughIpv4 = ({ local, exit }: Ipv4Tunnel): Match => ({
  'ipv4.source': local,
  'ipv4.destination': exit.ipv4,
  'ipv6.version': present,
});

/** A packet of a node on the link, for a destination behind the tunnel. */
export const originalFor = (t: TestContext, { behind }: Ipv4Tunnel, details: InnerDetails = {}): Inner =>
  inner(t, t.tester.address, behind, details);

/** A packet of the tester for the far side of the tunnel; what the device makes of it must match. */
export async function expectInIpv4(t: TestContext, tunnel: Ipv4Tunnel, packet: Inner, fields: Match = {}): Promise<Received> {
  const sent = await t.send('packet for a destination behind the tunnel', packet.frame);
  return t.expect('the tunnel packet', { ...throughIpv4(tunnel), ...packet.request, ...fields }, { since: sent, within: ANSWER_TIME });
}

/** A tunnel packet of the exit-point, or of another node. */
export function sendInIpv4(
  t: TestContext,
  { local, exit }: Ipv4Tunnel,
  layers: readonly LayerDraft[],
  outer: { readonly header?: Ipv4Draft; readonly from?: Ipv4Neighbor } = {},
): Promise<Sent> {
  const { header = {}, from = exit } = outer;
  return t.send('tunnel packet', frame(ipv4({ source: from.ipv4, destination: local, ...header }), ...layers), { from });
}

/** An Echo Request of IPv4. */
export interface Ipv4Echo {
  readonly frame: FrameDraft;
  readonly request: Match;
  readonly reply: Match;
}

const IDENTIFIER = 0x7634;
const asked = new WeakMap<TestContext, number>();
const BEFORE_DATA = frame(ipv4(), icmpv4EchoRequest()).packet.length;

/** `octets`: of the whole packet. */
export function ipv4Echo(t: TestContext, header: Ipv4Draft, octets = 60): Ipv4Echo {
  const sequence = (asked.get(t) ?? 0) + 1;
  asked.set(t, sequence);
  const data = t.random.octets(octets - BEFORE_DATA);
  return {
    frame: frame(ipv4({ identification: sequence, ...header }), icmpv4EchoRequest({ identifier: IDENTIFIER, sequence, data })),
    request: { 'icmpv4EchoRequest.identifier': IDENTIFIER, 'icmpv4EchoRequest.sequence': sequence, 'icmpv4EchoRequest.data': data },
    reply: { 'icmpv4EchoReply.identifier': IDENTIFIER, 'icmpv4EchoReply.sequence': sequence, 'icmpv4EchoReply.data': data },
  };
}

/** The network that an address is in, an address of it by its last octet. */
export const hostIn = ({ address }: Ipv4Prefix, host: number): Ipv4Address =>
  ipv4FromOctets(address.map((octet, i) => (i === 3 ? octet + host : octet)));
