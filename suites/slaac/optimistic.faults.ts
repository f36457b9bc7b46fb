import { isLinkLocal, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { edit } from '../../reference/wire/edit.js';
import { decodeFrame, frame, withEthernet } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { at, has, isDetection } from '../icmpv6/rewriters.js';
import { deaf, fault, faults, rewrite, type Defect } from '../kit/faults.js';

/** The device solicits from the address that it tested last. */
const solicitsFromTested: Defect = rewrite('out', () => {
  let tested: Address | undefined;
  return (octets) => {
    const decoded = decodeFrame(octets);
    if (!has(decoded, 'neighborSolicitation.target')) return [{ octets }];
    if (!isDetection(octets)) return [{ octets: (tested && edit(octets, 'ipv6.source', () => tested)) ?? octets }];
    const target = at<Address>(decoded, 'neighborSolicitation.target');
    if (!isLinkLocal(target)) tested = target;
    return [{ octets }];
  };
});

/** Each Echo Reply is accompanied by a question for its destination. */
const resolvesToo: Defect = rewrite('out', () => (octets) => {
  const decoded = decodeFrame(octets);
  if (!has(decoded, 'echoReply.identifier')) return [{ octets }];
  const target = at<Address>(decoded, 'ipv6.destination');
  const destination = solicitedNodeMulticast(target);
  const draft = frame(ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination }), neighborSolicitation({ target }));
  const link = { source: at<LinkLayerAddress>(decoded, 'ethernet.source'), destination: multicastLinkLayerAddress(destination) };
  return [{ octets }, { octets: withEthernet(draft, link).octets }];
});

faults('slaac.optimistic', {
  'no-resolution': fault('resolves the neighbour', resolvesToo),
  'conflict-ns': fault('does not hear another node test its address', deaf('neighborSolicitation', isDetection)),
  'conflict-na': fault('does not hear another node claim its address', deaf('neighborAdvertisement')),
  'probe-source': fault('solicits from the address', solicitsFromTested),
});
