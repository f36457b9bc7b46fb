import { solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { accompanying, at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, ignoring } from '../kit/faults.js';

/** Each Echo Request is preceded by a question for the address that it comes from. */
const resolvingItself = accompanying((decoded) => {
  if (!has(decoded, 'echoRequest.type')) return [];
  const target = at<Address>(decoded, 'ipv6.source');
  const group = solicitedNodeMulticast(target);
  const draft = frame(ipv6({ source: target, destination: group, hopLimit: 255 }), neighborSolicitation({ target }));
  return [{ draft, to: multicastLinkLayerAddress(group) }];
}, 'before');

faults('nd.next-hop', {
  'own-address': fault('resolves its own address before it sends', resolvingItself),
  'no-router-no-assumption': fault(
    'takes every destination for on-link when there is no router',
    configure({ features: { assumeOnLink: true } }),
  ),
  'other-interface': fault('answers for every target, on whatever link', ignoring('multicast-not-joined', 'ns-target-not-assigned')),
});
