import { ALL_NODES, isLinkLocal, linkLocalAddress, type Address } from '../../reference/net/address.js';
import type { Instant } from '../../reference/time.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import type { ActionKind } from '../kit/action.js';
import { absent, satisfies, type Match } from '../kit/match.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { addIpv4Tunnel, IPV4_TUNNEL_ACTIONS, sendInIpv4, throughIpv4 } from './ipv4-tunnels.js';
import { addTunnel, inner, outerLimit, throughTunnel, TUNNEL_ACTIONS, type TunnelSettings } from './tunnels.js';

/** A tunnel as a line to one other node, whichever packets carry it. */
export interface Line {
  /** Just before the device was told of it. */
  readonly since: Instant;
  /** The device's global address on it, and its link-local one. */
  readonly inside: Address;
  readonly linkLocal: Address;
  /** A link-local address of the node at the other end. */
  readonly peer: Address;
  /** By which everything that the device sends through it is known. */
  readonly through: Match;
  /** The form of the headers around the packet inside. */
  readonly header: Match;
  /** The layer of the packet inside. */
  readonly packet: 'ipv6' | 'ipv6[1]';
  /** The other node sends a packet. */
  send(label: string, ...layers: readonly LayerDraft[]): Promise<Sent>;
}

/** What carries the packets of a tunnel. */
export interface Carrier {
  readonly title: string;
  /** The ledger line of its header. */
  readonly requirement: string;
  readonly actions: readonly ActionKind[];
  open(t: TestContext): Promise<Line>;
}

const LIMIT = 4;
/** A fixed tunnel MTU, with which no packet says Don't Fragment. */
const STATIC_MTU = 1280;

const HEADER: Match = { 'ipv6.version': 6, 'ipv6.nextHeader': PROTOCOL.ipv6, destinationOptions: absent };
const LIMITED_HEADER: Match = { 'ipv6.version': 6, ...outerLimit(LIMIT) };
/** RFC 4213 section 3.5. */
const IPV4_HEADER: Match = {
  'ipv4.version': 4,
  'ipv4.headerLength': 5,
  'ipv4.typeOfService': 0,
  'ipv4.reserved': false,
  'ipv4.dontFragment': false,
  'ipv4.moreFragments': false,
  'ipv4.fragmentOffset': 0,
  'ipv4.protocol': PROTOCOL.ipv6,
};

const nodeOf = (t: TestContext): Address => linkLocalAddress(t.random.octets(8));

type Ends = Omit<Line, 'linkLocal' | 'peer'>;

/** The address that the device has formed on the tunnel by itself is what it speaks from to a link-local one. */
async function settled(t: TestContext, ends: Ends): Promise<Line> {
  const peer = nodeOf(t);
  const request = inner(t, nodeOf(t), ALL_NODES);
  const linkLocal = await t.given('the tunnel has a link-local address', async () => {
    const sent = await ends.send('Echo Request to all nodes', ...request.frame.layers);
    const wanted = { ...within(ends, { source: satisfies<Address>('a link-local address', isLinkLocal) }), ...request.reply };
    const reply = await t.expect('Echo Reply from it', wanted, { since: sent, within: ANSWER_TIME });
    return reply.get(`${ends.packet}.source`) as Address;
  });
  return { ...ends, linkLocal, peer };
}

export async function openLine(t: TestContext, settings: TunnelSettings = {}): Promise<Line> {
  const since = t.now();
  const tunnel = await addTunnel(t, settings);
  const { local, exit, inside } = tunnel;
  return settled(t, {
    since,
    inside,
    through: throughTunnel(tunnel),
    header: settings.encapsulationLimit === undefined ? HEADER : LIMITED_HEADER,
    packet: 'ipv6[1]',
    send: (label, ...layers) => t.send(label, frame(ipv6({ source: exit.address, destination: local }), ...layers), { from: exit }),
  });
}

async function openIpv4Line(t: TestContext): Promise<Line> {
  const since = t.now();
  const tunnel = await addIpv4Tunnel(t, { mtu: STATIC_MTU });
  return settled(t, {
    since,
    inside: tunnel.inside,
    through: throughIpv4(tunnel),
    header: IPV4_HEADER,
    packet: 'ipv6',
    send: (_label, ...layers) => sendInIpv4(t, tunnel, layers),
  });
}

export const CARRIERS: Readonly<Record<string, Carrier>> = {
  ipv6: { title: 'IPv6', requirement: 'tun-encap-format', actions: TUNNEL_ACTIONS, open: (t) => openLine(t) },
  limited: {
    title: 'IPv6 with a limit of encapsulations',
    requirement: 'tun-tel-insert',
    actions: TUNNEL_ACTIONS,
    open: (t) => openLine(t, { encapsulationLimit: LIMIT }),
  },
  ipv4: { title: 'IPv4', requirement: 'tun-4213-proto41', actions: IPV4_TUNNEL_ACTIONS, open: openIpv4Line },
};

/** Fields of the packet inside, by their names in its header. */
export const within = ({ packet, through }: Pick<Line, 'packet' | 'through'>, fields: Match): Match => ({
  ...through,
  ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${packet}.${name}`, value])),
});

/** The packet inside ends where the tunnel packet of IPv6 ends. */
export function requireWholeInside(t: TestContext, { header, packet }: Line, received: Received): void {
  if (header !== HEADER) throw new Error('only where there is nothing but an IPv6 header around the packet');
  const outside = received.get('ipv6.payloadLength') as number;
  t.require('length of the packet inside', received, { [`${packet}.payloadLength`]: outside - IPV6_HEADER_OCTETS });
}
