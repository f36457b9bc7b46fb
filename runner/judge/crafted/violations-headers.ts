import { destinationOptions, fragment, hopByHop, routing0, type FragmentDraft } from '../../../reference/wire/extension-headers.js';
import { raw, type LayerDraft } from '../../../reference/wire/frame.js';
import type { Ipv6Draft } from '../../../reference/wire/ipv6.js';
import { jumboPayload, pad1, padN, routerAlert, type Ipv6OptionDraft } from '../../../reference/wire/ipv6-options.js';
import { udp } from '../../../reference/wire/udp.js';
import { data, type CraftedViolation } from './messages.js';
import type { Scene } from './scene.js';

const NO_NEXT_HEADER = 59;
/** More than the 16 bits that a translator takes from an IPv4 packet. */
export const IDENTIFICATION = 0x5100_0000;

/** A packet of node a to node b. */
export const carry = (s: Scene, layers: readonly LayerDraft[], header: Ipv6Draft = {}, atMs = 0): void =>
  s.send(atMs, s.a, { source: s.a.global, destination: s.b.global, ...header }, ...layers);

/** A fragment of node a to node b: what is in it begins with no header that anybody knows, unless told otherwise. */
export const sendFragment = (s: Scene, fields: FragmentDraft, payload: LayerDraft | Uint8Array, atMs = 0): void =>
  carry(
    s,
    [fragment({ identification: IDENTIFICATION, ...fields }), payload instanceof Uint8Array ? raw(payload, NO_NEXT_HEADER) : payload],
    {},
    atMs,
  );

/** A packet of node a in two fragments, full of one octet. */
export const inFragments = (s: Scene, identification: number, content: number, atMs = 0, octets = 64): void => {
  const half = new Uint8Array(octets).fill(content);
  sendFragment(s, { identification, moreFragments: true }, half, atMs);
  sendFragment(s, { identification, fragmentOffset: octets / 8 }, half, atMs);
};

const padded = (...options: readonly Ipv6OptionDraft[]): LayerDraft => destinationOptions({ options });
const jumbo = (length: number): LayerDraft => hopByHop({ options: [jumboPayload(length)] });
const JUMBO = 70_000;

/** Of extension headers, and of fragments each by itself. */
export const headerViolations: readonly CraftedViolation[] = [
  { rule: 'ipv6.hop-by-hop.first', play: (s) => carry(s, [destinationOptions(), hopByHop(), udp({ data })]) },
  {
    rule: 'ipv6.extension-headers.order',
    play: (s) => carry(s, [fragment({ identification: IDENTIFICATION, moreFragments: true }), routing0(), udp({ data })]),
  },
  { rule: 'ipv6.routing-header.not-type-0', play: (s) => carry(s, [routing0(), udp({ data })]) },
  { rule: 'ipv6.options.padding', play: (s) => carry(s, [padded(pad1(), pad1(), padN(4)), udp({ data })]) },
  {
    rule: 'ipv6.router-alert.single',
    play: (s) => carry(s, [hopByHop({ options: [routerAlert(), routerAlert(1)] }), udp({ data })]),
  },
  {
    rule: 'ipv6.fragment.multiple-of-8',
    play: (s) => sendFragment(s, { moreFragments: true, fragmentOffset: 2 }, new Uint8Array(100)),
  },
  { rule: 'ipv6.fragment.within-packet', play: (s) => sendFragment(s, { fragmentOffset: 8_191 }, new Uint8Array(16)) },
  { rule: 'ipv6.fragment.reserved', play: (s) => sendFragment(s, { fragmentOffset: 1, reserved2: 1 }, new Uint8Array(16)) },
  {
    rule: 'ipv6.fragment.whole-chain',
    play: (s) => carry(s, [fragment({ identification: IDENTIFICATION, moreFragments: true }), destinationOptions({ nextHeader: 17 })]),
  },
  { rule: 'ipv6.fragment.not-atomic', play: (s) => sendFragment(s, {}, udp({ data })) },
  {
    rule: 'ipv6.fragment.no-overlap',
    play(s) {
      sendFragment(s, { moreFragments: true }, new Uint8Array(64));
      sendFragment(s, { moreFragments: true, fragmentOffset: 7 }, new Uint8Array(64), 1);
    },
  },
  {
    rule: 'ipv6.fragment.identification',
    play: (s) => [1, 2, 3].forEach((n) => inFragments(s, IDENTIFICATION, n, n * 2_000)),
  },
  { rule: 'jumbograms.payload-length.zero', play: (s) => carry(s, [jumbo(JUMBO), udp({ data })]) },
  {
    rule: 'jumbograms.fragment-header.absent',
    play: (s) => carry(s, [jumbo(JUMBO), fragment({ identification: IDENTIFICATION }), udp({ data })], { payloadLength: 0 }),
  },
  { rule: 'jumbograms.option.length', play: (s) => carry(s, [jumbo(65_535), udp({ data })], { payloadLength: 0 }) },
];
