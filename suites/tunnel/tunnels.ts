import { withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { frame, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { sameOctets } from '../kit/check.js';
import { present, type Match } from '../kit/match.js';
import type { ActionKind } from '../kit/action.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import type { AddIpv6Tunnel } from '../kit/tunnel-action.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { assignOnLink } from '../nd/routers.js';

export const TUNNEL_ACTIONS: readonly ActionKind[] = ['add-address', 'add-tunnel'];

/** A tunnel from the device to a node that the tester plays, over the first link. */
export interface Tunnel {
  /** The entry-point, an address of the device, and the exit-point. */
  readonly local: Address;
  readonly exit: Neighbor;
  /** The device's address on the tunnel. */
  readonly inside: Address;
  /** The prefix of the tunnel. */
  readonly prefix: Prefix;
  /** A destination that is reached through it. */
  readonly behind: Address;
}

/** The settings of a tunnel, and further prefixes that lead into it. */
export type TunnelSettings = Omit<Partial<AddIpv6Tunnel>, 'kind' | 'link' | 'family' | 'local' | 'remote' | 'encapsulationLimit'> & {
  /** `unsaid` leaves it to the device. */
  readonly encapsulationLimit?: number | 'none' | 'unsaid';
};

export const NAME = 'tunnel0';

/** Long enough for the addresses of the tunnel to be tested for duplicates. */
export const COMING_UP = seconds(4);

/** The device gets a tunnel, without a limit of encapsulations unless the settings name one. */
export async function addTunnel(t: TestContext, settings: TunnelSettings | ((exit: Neighbor) => TunnelSettings) = {}): Promise<Tunnel> {
  const local = await assignOnLink(t);
  const exit = t.neighbor({ name: 'exit-point' });
  const [prefix, beyond] = [t.prefixOn(NAME), t.prefixOn('beyond')];
  const inside = withInterfaceIdentifier(prefix.address, t.random.octets(8));
  const { routes = [], encapsulationLimit = 'none', ...given } = typeof settings === 'function' ? settings(exit) : settings;
  await t.do({
    ...{ kind: 'add-tunnel', link: 'link0', name: NAME, family: 'ipv6', local, remote: exit.address },
    addresses: [{ address: inside, prefixLength: prefix.length }],
    routes: [beyond, ...routes],
    ...(encapsulationLimit !== 'unsaid' && { encapsulationLimit }),
    ...given,
  });
  await t.elapse(COMING_UP);
  return { local, exit, inside, prefix, behind: withInterfaceIdentifier(beyond.address, t.random.octets(8)) };
}

const IDENTIFIER = 0x7475;
const asked = new WeakMap<TestContext, number>();

function nextSequence(t: TestContext): number {
  const sequence = (asked.get(t) ?? 0) + 1;
  asked.set(t, sequence);
  return sequence;
}

/** An Echo Request that is to go into a tunnel, or that comes out of one. */
export interface Inner {
  readonly source: Address;
  readonly frame: FrameDraft;
  /** What it is known by where it is the only packet of a frame; in a tunnel packet it is the second. */
  readonly request: Match;
  readonly reply: Match;
}

export interface InnerDetails {
  readonly header?: Ipv6Draft;
  readonly before?: readonly LayerDraft[];
  /** Octets of the whole packet. */
  readonly octets?: number;
}

/** Octets of an Echo Request without data, IPv6 header included. */
const EMPTY_ECHO = frame(ipv6(), echoRequest()).packet.length;

export function inner(t: TestContext, source: Address, destination: Address, details: InnerDetails = {}): Inner {
  const { header = {}, before = [], octets } = details;
  const sequence = nextSequence(t);
  const taken = frame(ipv6(), ...before, echoRequest()).packet.length;
  const data = t.random.octets(Math.max(0, (octets ?? EMPTY_ECHO + DATA_OCTETS) - taken));
  return {
    source,
    frame: frame(ipv6({ source, destination, ...header }), ...before, echoRequest({ identifier: IDENTIFIER, sequence, data })),
    request: { 'echoRequest.identifier': IDENTIFIER, 'echoRequest.sequence': sequence, 'echoRequest.data': data },
    reply: { 'echoReply.identifier': IDENTIFIER, 'echoReply.sequence': sequence, 'echoReply.data': data },
  };
}

const DATA_OCTETS = 24;

/** A packet of a node on the link, for a destination behind the tunnel. */
export const original = (t: TestContext, { behind }: Tunnel, details: InnerDetails = {}): Inner =>
  inner(t, t.tester.address, behind, details);

/** The outer header of what the device sends through the tunnel; any second IPv6 header makes it a tunnel packet. */
export const throughTunnel = ({ local, exit }: Tunnel): Match => ({
  'ipv6.source': local,
  'ipv6.destination': exit.address,
  'ipv6[1].version': present,
});

/** RFC 2473 section 5.1: the outer header with a limit of encapsulations, in a header of its own before the packet inside. */
export const outerLimit = (limit: number, inside: number = PROTOCOL.ipv6): Match => ({
  'ipv6.nextHeader': PROTOCOL.destinationOptions,
  'destinationOptions.nextHeader': inside,
  'destinationOptions.hdrExtLen': 0,
  'destinationOptions.options.tunnelEncapsulationLimit.type': 4,
  'destinationOptions.options.tunnelEncapsulationLimit.length': 1,
  'destinationOptions.options.tunnelEncapsulationLimit.limit': limit,
});

export const INSIDE_UNCHANGED = 'the tunnel packet carries the packet inside unchanged, but for its Hop Limit';

/** The packet inside is that one, octet for octet but for its hop limit. */
export function requireVerbatim(t: TestContext, received: Received, { frame: { packet } }: Inner, hopLimit: number): void {
  const { decoded } = received;
  const inside = decoded.layers.filter(({ name }) => name === 'ipv6')[1];
  const wanted = Uint8Array.from(packet, (octet, i) => (i === HOP_LIMIT_AT ? hopLimit : octet));
  const got = inside ? decoded.octets.slice(inside.offset, decoded.packetEnd) : new Uint8Array();
  t.check(INSIDE_UNCHANGED, sameOctets(got, wanted, [received]));
}

/** Octet of the IPv6 header (RFC 8200 section 3). */
export const HOP_LIMIT_AT = 7;

/** A packet of the tester for the far side of the tunnel; what the device makes of it must match. */
export async function expectCarried(t: TestContext, tunnel: Tunnel, packet: Inner, fields: Match = {}): Promise<Received> {
  const sent = await t.send('packet for a destination behind the tunnel', packet.frame);
  const wanted = { ...throughTunnel(tunnel), ...packet.request, ...fields };
  return t.expect('the tunnel packet', wanted, { since: sent, within: ANSWER_TIME });
}

/** A tunnel packet of the exit-point, whose own packets are from behind it: `headers` stand between the two IPv6 headers. */
export function sendThrough(
  t: TestContext,
  { local, exit }: Tunnel,
  packet: Inner,
  outer: { readonly header?: Ipv6Draft; readonly headers?: readonly LayerDraft[]; readonly from?: Neighbor } = {},
): Promise<Sent> {
  const { header = {}, headers = [], from = exit } = outer;
  const draft = frame(ipv6({ source: from.address, destination: local, ...header }), ...headers, ...packet.frame.layers);
  return t.send('tunnel packet', draft, { from });
}

/** An Echo Request from behind the tunnel for the device itself. */
export const question = (t: TestContext, { inside, behind }: Tunnel, details: InnerDetails = {}): Inner =>
  inner(t, behind, inside, details);

/** The device answers through the tunnel. */
export async function expectAnswered(t: TestContext, tunnel: Tunnel, packet: Inner, sent: Sent, fields: Match = {}): Promise<Received> {
  const wanted = {
    ...throughTunnel(tunnel),
    'ipv6[1].source': tunnel.inside,
    'ipv6[1].destination': packet.source,
    ...packet.reply,
    ...fields,
  };
  return t.expect('Echo Reply through the tunnel', wanted, { since: sent, within: ANSWER_TIME });
}
