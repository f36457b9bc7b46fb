import { address, ALL_NODES, isMulticast, UNSPECIFIED, type Address } from '../../../reference/net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress } from '../../../reference/net/link-layer-address.js';
import { ethernet, vlanTag } from '../../../reference/wire/ethernet.js';
import { frame, type LayerDraft } from '../../../reference/wire/frame.js';
import { echoRequest, packetTooBig } from '../../../reference/wire/icmpv6.js';
import { ipv6, type Ipv6Draft } from '../../../reference/wire/ipv6.js';
import { routerAdvertisement } from '../../../reference/wire/nd.js';
import { sourceLinkLayerAddress } from '../../../reference/wire/nd-options.js';
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

const VLAN = 200;
const FAR_HOST = linkLayerAddress([0x02, 0x52, 0, 0, 0, 9]);
export const FAR = address('2001:db8:ffff::9');

/** The other link of the router, tagged: it has the same link-layer address there. */
const beyond = (s: Scene, atMs: number, destination: Uint8Array, header: Ipv6Draft, message: LayerDraft): void =>
  s.put(atMs, ethernet({ source: s.router.mac, destination }), vlanTag({ vlanIdentifier: VLAN }), ipv6(header), message);

/** The router advertises itself on both links. */
export const routes = (s: Scene): void => {
  const message = (): LayerDraft => routerAdvertisement({ options: [sourceLinkLayerAddress(s.router.mac)] });
  const header = { source: s.router.linkLocal, destination: ALL_NODES };
  s.send(0, s.router, header, message());
  beyond(s, 0, multicastLinkLayerAddress(ALL_NODES), header, message());
};

/** A request of node a, as it comes to the router and as it leaves it. */
export const forwards = (
  s: Scene,
  arrived: number,
  left: number,
  between: { readonly source?: Address; readonly destination?: Address } = {},
): void => {
  const { source = s.a.global, destination = FAR } = between;
  const sent = { source, destination };
  const to = isMulticast(destination) ? multicastLinkLayerAddress(destination) : FAR_HOST;
  s.send(100, s.a, { ...sent, hopLimit: arrived }, echo(100));
  beyond(s, 101, to, { ...sent, hopLimit: left }, echo(100));
};

const forwarding = (rule: string, play: (s: Scene) => void): CraftedViolation => ({
  rule: `forwarding.${rule}`,
  play(s) {
    routes(s);
    play(s);
  },
});

/** Of packets on their way. */
export const pathViolations: readonly CraftedViolation[] = [
  { rule: 'pmtu.packet-too-big.reduces', play: (s) => keepsOn(s, s.b.global) },
  { rule: 'pmtu.packet-too-big.reduces-link-local', play: (s) => keepsOn(s, s.b.linkLocal) },
  forwarding('hop-limit.decremented', (s) => forwards(s, 64, 64)),
  forwarding('hop-limit.used-up', (s) => forwards(s, 1, 0)),
  forwarding('source.not-link-local', (s) => forwards(s, 64, 63, { source: s.a.linkLocal })),
  forwarding('destination.not-link-local', (s) => forwards(s, 64, 63, { destination: address('fe80::99') })),
  forwarding('source.not-unspecified', (s) => forwards(s, 64, 63, { source: UNSPECIFIED })),
  forwarding('source.not-loopback', (s) => forwards(s, 64, 63, { source: address('::1') })),
  forwarding('source.not-multicast', (s) => forwards(s, 64, 63, { source: address('ff0e::6:7:8') })),
  forwarding('destination.not-loopback', (s) => forwards(s, 64, 63, { destination: address('::1') })),
  forwarding('group.not-link-local', (s) => forwards(s, 64, 63, { destination: ALL_NODES })),
];
