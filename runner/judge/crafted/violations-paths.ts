import type { Address } from '../../../reference/net/address.js';
import { frame } from '../../../reference/wire/frame.js';
import { echoRequest, packetTooBig } from '../../../reference/wire/icmpv6.js';
import { ipv6, type Ipv6Draft } from '../../../reference/wire/ipv6.js';
import type { CraftedViolation } from './messages.js';
import type { Scene } from './scene.js';

/** Octets of an Echo Request without its data. */
const HEADERS = 48;

const addresses = (s: Scene, destination: Address): Ipv6Draft => ({
  source: destination === s.b.linkLocal ? s.a.linkLocal : s.a.global,
  destination,
});
const echo = (octets: number) => echoRequest({ identifier: 5, data: new Uint8Array(octets - HEADERS) });

/** An Echo Request of node a with so many octets in all. */
export const large = (s: Scene, atMs: number, octets: number, destination: Address = s.b.global, header: Ipv6Draft = {}): void =>
  s.send(atMs, s.a, { ...addresses(s, destination), ...header }, echo(octets));

/** The router tells node a that this request was too big. */
export const tooBig = (s: Scene, atMs: number, octets: number, mtu: number, destination: Address = s.b.global): void => {
  const { source } = addresses(s, destination);
  const quote = frame(ipv6({ ...addresses(s, destination) }), echo(octets)).octets.subarray(0, 1_232);
  s.send(atMs, s.router, { source: s.router.linkLocal, destination: source }, packetTooBig({ mtu, invokingPacket: quote }));
};

const keepsOn = (s: Scene, destination: Address): void => {
  for (const at of [0, 2_000]) {
    large(s, at, 1_500, destination);
    tooBig(s, at + 10, 1_500, 1_400, destination);
  }
  large(s, 4_000, 1_450, destination);
};

/** Of packets on their way. */
export const pathViolations: readonly CraftedViolation[] = [
  { rule: 'pmtu.packet-too-big.reduces', play: (s) => keepsOn(s, s.b.global) },
  { rule: 'pmtu.packet-too-big.reduces-link-local', play: (s) => keepsOn(s, s.b.linkLocal) },
];
