import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { packetTooBig } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { QUOTE_ROOM } from '../ipv6/outcomes.js';
import type { Profile } from '../kit/conformance.js';
import type { Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { expectCarried, original, type Inner, type InnerDetails, type Tunnel } from './tunnels.js';

/** The behaviour sets whose tunnels pass errors on: a gif of KAME keeps what it hears to itself. */
export const RELAYING: readonly Profile[] = ['current', 'book'];

/** A packet that the device has sent through the tunnel. */
export interface Carried {
  readonly inner: Inner;
  /** The tunnel packet, from its first header on. */
  readonly packet: Uint8Array;
}

const packetOf = ({ decoded }: Received): Uint8Array => decoded.octets.slice(decoded.packetOffset, decoded.packetEnd);

/** Has the device carry a packet. */
export async function carry(t: TestContext, tunnel: Tunnel, details: InnerDetails = {}): Promise<Carried> {
  const packet = original(t, tunnel, details);
  return { inner: packet, packet: packetOf(await expectCarried(t, tunnel, packet)) };
}

/** A node inside the tunnel complains about a tunnel packet. */
export function complain(
  t: TestContext,
  tunnel: Tunnel,
  { packet }: Pick<Carried, 'packet'>,
  build: (invokingPacket: Uint8Array) => LayerDraft,
): Promise<Sent> {
  const node = t.neighbor({ name: 'node inside the tunnel' });
  const error = frame(ipv6({ source: node.address, destination: tunnel.local }), build(packet.slice(0, QUOTE_ROOM)));
  return t.send('error from inside the tunnel', error, { from: node });
}

/** The path to the exit-point becomes shorter: the device learns it from an error about a packet that nobody is told of. */
export async function lowerPathMtu(t: TestContext, tunnel: Tunnel, mtu: number): Promise<void> {
  const carried = await t.given('the device carries a packet', () => carry(t, tunnel));
  await complain(t, tunnel, carried, (invokingPacket) => packetTooBig({ mtu, invokingPacket }));
  await t.elapse(ANSWER_TIME);
}
