import { ALL_NODES, address, type Address } from '../../reference/net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { commonPrefixLength } from '../../reference/net/prefix.js';
import { edit } from '../../reference/wire/edit.js';
import { decodeFrame, frame, withEthernet, type DecodedFrame } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { at, has } from '../icmpv6/rewriters.js';
import { rewrite, type Defect } from '../kit/faults.js';
import { quietAdvertisement } from '../nd/routers.js';
import { IDENTIFIER } from './probes.js';

/** A sender that nothing is wrong with, at the link-layer address that the packet came from. */
const ORDINARY_SENDER = address('fe80::5e2d');

const ALL_NODES_MAC = multicastLinkLayerAddress(ALL_NODES);

/** Octets of an Ethernet header's two addresses. */
const sourceOf = (octets: Uint8Array): LinkLayerAddress => linkLayerAddress(octets.subarray(6, 12));

/**
 * A device that takes in what it must discard: where the condition holds, an Echo Request with the same numbers reaches it
 * from an ordinary sender, whose link-layer address it learns from an advertisement.
 */
export const answering = (holds: (decoded: DecodedFrame, octets: Uint8Array) => boolean): Defect =>
  rewrite('in', () => (octets) => {
    const decoded = decodeFrame(octets);
    if (!holds(decoded, octets)) return [{ octets }];
    const link = { source: sourceOf(octets), destination: ALL_NODES_MAC };
    const numbers = has(decoded, 'echoRequest.sequence')
      ? { identifier: at<number>(decoded, 'echoRequest.identifier'), sequence: at<number>(decoded, 'echoRequest.sequence') }
      : { identifier: IDENTIFIER, sequence: 1 };
    return [
      quietAdvertisement(ORDINARY_SENDER, link.source),
      frame(ipv6({ source: ORDINARY_SENDER, destination: ALL_NODES }), echoRequest(numbers)),
    ].map((draft) => ({ octets: withEthernet(draft, link).octets }));
  });

const hasAddress = (decoded: DecodedFrame, holds: (address: Address) => boolean): boolean =>
  has(decoded, 'ipv6.destination') && (holds(at<Address>(decoded, 'ipv6.source')) || holds(at<Address>(decoded, 'ipv6.destination')));

/** A packet from or to ::ffff:a.b.c.d. */
export const hasMapped = (decoded: DecodedFrame): boolean => hasAddress(decoded, isMapped);

/** A packet from or to ::a.b.c.d of a network in use. */
export const hasCompatible = (decoded: DecodedFrame): boolean =>
  hasAddress(decoded, (address) => commonPrefixLength(address, COMPATIBLE) >= COMPATIBLE_LENGTH);

/** RFC 4291 section 2.5.5.2. */
const MAPPED = address('::ffff:0.0.0.0');
const MAPPED_LENGTH = 96;
/** RFC 4291 section 2.5.5.1; the tests use addresses of 10.0.0.0/8. */
const COMPATIBLE = address('::10.0.0.0');
const COMPATIBLE_LENGTH = 104;

/** For planted faults: a packet whose route leads where none may is led back to its source. */
export const sendingBack = (isForbidden: (next: Address) => boolean): Defect =>
  rewrite('in', () => (octets) => {
    const decoded = decodeFrame(octets);
    const [next] = has(decoded, 'routing0.addresses') ? at<readonly Address[]>(decoded, 'routing0.addresses') : [];
    if (next === undefined || !isForbidden(next)) return [{ octets }];
    return [{ octets: edit(octets, 'routing0.addresses', () => [at(decoded, 'ipv6.source')]) ?? octets }];
  });

export const isMapped = (next: Address): boolean => commonPrefixLength(next, MAPPED) >= MAPPED_LENGTH;
