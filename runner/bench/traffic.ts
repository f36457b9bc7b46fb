import {
  ALL_MLDV2_ROUTERS,
  ALL_NODES,
  address,
  addressFromOctets,
  solicitedNodeMulticast,
  type Address,
} from '../../reference/net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { destinationOptions, fragment, hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { destinationUnreachable, echoReply, echoRequest, timeExceeded } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { padN, routerAlert } from '../../reference/wire/ipv6-options.js';
import { multicastListenerReport2 } from '../../reference/wire/mld.js';
import { neighborAdvertisement, neighborSolicitation, routerAdvertisement } from '../../reference/wire/nd.js';
import { mtu, prefixInformation, sourceLinkLayerAddress, targetLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { udp } from '../../reference/wire/udp.js';
import { RECORD } from '../../suites/mld/constants.js';

export interface StampedFrame {
  readonly octets: Uint8Array;
  readonly atUs: number;
}

const HOSTS = 200;
const ROUND_US = 50_000;

interface Host {
  readonly mac: LinkLayerAddress;
  readonly linkLocal: Address;
  readonly global: Address;
}

function host(number: number): Host {
  const octets = (prefix: string): Address => {
    const own = Uint8Array.from(address(prefix));
    own.set([number >> 8, number & 0xff], 14);
    return addressFromOctets(own);
  };
  return {
    mac: linkLayerAddress([0x02, 0xbe, 0, 0, number >> 8, number & 0xff]),
    linkLocal: octets('fe80::be:0'),
    global: octets('2001:db8:be::'),
  };
}

const ROUTER = host(0xffff);
const hosts = Array.from({ length: HOSTS }, (_, number) => host(number + 1));
const payload = Uint8Array.from({ length: 56 }, (_, i) => i);

const to = (from: Host, receiver: Host, source: Address, destination: Address, ...layers: readonly LayerDraft[]): Uint8Array =>
  frame(ethernet({ source: from.mac, destination: receiver.mac }), ipv6({ source, destination }), ...layers).octets;
const toGroup = (from: Host, source: Address, group: Address, ...layers: readonly LayerDraft[]): Uint8Array =>
  frame(ethernet({ source: from.mac, destination: multicastLinkLayerAddress(group) }), ipv6({ source, destination: group }), ...layers)
    .octets;

const advertisement = (by: Host): Uint8Array =>
  toGroup(
    by,
    by.linkLocal,
    ALL_NODES,
    routerAdvertisement({ options: [sourceLinkLayerAddress(by.mac), mtu(1500), prefixInformation({ prefix: address('2001:db8:be::') })] }),
  );

/** What one router does in its turn: advertise itself, find a neighbour, ping it, report groups, talk, run into errors. */
function round(number: number): readonly Uint8Array[] {
  const a = hosts[number % HOSTS] as Host;
  const b = hosts[(number + 1) % HOSTS] as Host;
  const echo = { identifier: number & 0xffff, sequence: (number >> 4) & 0xffff, data: payload };
  const datagram = udp({ sourcePort: 40_000 + (number % 1_000), destinationPort: 4_242, data: payload });
  const lost = frame(ipv6({ source: a.global, destination: b.global }), datagram).octets;
  return [
    advertisement(a),
    toGroup(
      a,
      a.linkLocal,
      solicitedNodeMulticast(b.linkLocal),
      neighborSolicitation({ target: b.linkLocal, options: [sourceLinkLayerAddress(a.mac)] }),
    ),
    to(
      b,
      a,
      b.linkLocal,
      a.linkLocal,
      neighborAdvertisement({
        router: true,
        solicited: true,
        override: true,
        target: b.linkLocal,
        options: [targetLinkLayerAddress(b.mac)],
      }),
    ),
    to(a, b, a.linkLocal, b.linkLocal, echoRequest(echo)),
    to(b, a, b.linkLocal, a.linkLocal, echoReply(echo)),
    toGroup(
      a,
      a.linkLocal,
      ALL_MLDV2_ROUTERS,
      hopByHop({ options: [routerAlert()] }),
      multicastListenerReport2({
        records: [a.linkLocal, a.global].map((own) => ({ recordType: RECORD.isExclude, multicastAddress: solicitedNodeMulticast(own) })),
      }),
    ),
    to(a, b, a.global, b.global, datagram),
    to(b, a, b.global, a.global, destinationUnreachable({ code: 4, invokingPacket: lost })),
    to(a, ROUTER, a.global, address('2001:db8:f::1'), destinationOptions({ options: [padN(6)] }), datagram),
    to(ROUTER, a, ROUTER.global, a.global, timeExceeded({ invokingPacket: lost })),
    to(a, b, a.global, b.global, fragment({ identification: number }), datagram),
  ];
}

/** A mixed capture of that many frames, the same at each call: what routers say to each other on one link. */
export function* mixedTraffic(frames: number): Generator<StampedFrame, undefined> {
  let left = frames;
  for (let number = 0; left > 0; number++) {
    for (const [index, octets] of round(number).entries()) {
      if (left-- <= 0) return undefined;
      yield { octets, atUs: number * ROUND_US + index * 1_000 };
    }
  }
}
