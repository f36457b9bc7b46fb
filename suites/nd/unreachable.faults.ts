import { solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { hex } from '../../reference/net/octets.js';
import { seconds } from '../../reference/time.js';
import { edit } from '../../reference/wire/edit.js';
import { decodeFrame, frame, withEthernet, type DecodedFrame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, rewrite } from '../kit/faults.js';

/** Multicast solicitations that follow a probe long after, whether or not anybody talks to the neighbour. */
function afterthought(decoded: DecodedFrame): Uint8Array {
  const target = at<Address>(decoded, 'neighborSolicitation.target');
  const group = solicitedNodeMulticast(target);
  const source = at<LinkLayerAddress>(decoded, 'ethernet.source');
  const draft = frame(
    ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: group }),
    neighborSolicitation({ target, options: [sourceLinkLayerAddress(source)] }),
  );
  return withEthernet(draft, { source, destination: multicastLinkLayerAddress(group) }).octets;
}

const isMulticastSolicitation = (decoded: DecodedFrame): boolean =>
  has(decoded, 'neighborSolicitation.target') && at<Address>(decoded, 'ipv6.destination')[0] === 0xff;

/** A neighbour that was probed is never solicited by multicast again. */
const onlyUnicast = fault(
  'does not switch to multicast',
  rewrite('out', () => {
    const probed = new Set<string>();
    return (octets) => {
      const decoded = decodeFrame(octets);
      if (!has(decoded, 'neighborSolicitation.target')) return [{ octets }];
      const target = hex(at<Address>(decoded, 'neighborSolicitation.target'));
      if (isMulticastSolicitation(decoded)) return probed.has(target) ? [] : [{ octets }];
      probed.add(target);
      return [{ octets }];
    };
  }),
);

/** Answers to solicitations are heard with the link-layer address that is known already; announcements still tell of another. */
const neverMoved = fault(
  'keeps the old link-layer address',
  rewrite('in', () => {
    const knownOf = new Map<string, LinkLayerAddress>();
    const told = 'neighborAdvertisement.options.targetLinkLayerAddress.linkLayerAddress';
    return (octets) => {
      const decoded = decodeFrame(octets);
      if (!has(decoded, told)) return [{ octets }];
      const target = hex(at<Address>(decoded, 'neighborAdvertisement.target'));
      const isAnswer = at<boolean>(decoded, 'neighborAdvertisement.solicited');
      const known = (isAnswer ? knownOf.get(target) : undefined) ?? at<LinkLayerAddress>(decoded, told);
      knownOf.set(target, known);
      return [{ octets: edit(octets, told, () => known) ?? octets }];
    };
  }),
);

faults('nd.nud', {
  'multicast-within-60-s': onlyUnicast,
  'resumes-with-traffic': onlyUnicast,
  'moved-while-mute': [onlyUnicast, neverMoved],
  'back-off': fault('solicits an UNREACHABLE neighbor every second', configure({ constants: { BACKOFF_MULTIPLE: 1 } })),
  'idle-stops': fault(
    'goes on soliciting a neighbor that nobody talks to',
    rewrite('out', () => (octets) => {
      const decoded = decodeFrame(octets);
      const isProbe = has(decoded, 'neighborSolicitation.target') && !isMulticastSolicitation(decoded);
      return isProbe ? [{ octets }, { octets: afterthought(decoded), delay: seconds(20) }] : [{ octets }];
    }),
  ),
});
