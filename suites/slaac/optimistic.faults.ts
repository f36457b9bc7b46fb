import { isLinkLocal, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { edit } from '../../reference/wire/edit.js';
import { decodeFrame, frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { accompanying, at, has, isDetection } from '../icmpv6/rewriters.js';
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
const resolvesToo: Defect = accompanying((decoded) => {
  if (!has(decoded, 'echoReply.identifier')) return [];
  const target = at<Address>(decoded, 'ipv6.destination');
  const destination = solicitedNodeMulticast(target);
  const draft = frame(ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination }), neighborSolicitation({ target }));
  return [{ draft, to: multicastLinkLayerAddress(destination) }];
});

faults('slaac.optimistic', {
  'no-resolution': fault('resolves the neighbor', resolvesToo),
  'conflict-ns': fault('does not hear another node test its address', deaf('neighborSolicitation', isDetection)),
  'conflict-na': fault('does not hear another node claim its address', deaf('neighborAdvertisement')),
  'probe-source': fault('solicits from the address', solicitsFromTested),
});
