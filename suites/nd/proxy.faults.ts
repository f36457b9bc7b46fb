import { ALL_NODES, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { decodeFrame, frame, withEthernet } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborAdvertisement } from '../../reference/wire/nd.js';
import { at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, rewrite } from '../kit/faults.js';

/** Whoever hears that the proxy joins a group hears of a node in it as well. */
const announcing = rewrite('out', () => (octets) => {
  const decoded = decodeFrame(octets);
  if (!has(decoded, 'multicastListenerReport2.type') && !has(decoded, 'multicastListenerReport.type')) return [{ octets }];
  const source = at<Address>(decoded, 'ipv6.source');
  const news = frame(ipv6({ source, destination: ALL_NODES, hopLimit: 255 }), neighborAdvertisement({ target: source, override: true }));
  const ends = { source: at<LinkLayerAddress>(decoded, 'ethernet.source'), destination: multicastLinkLayerAddress(ALL_NODES) };
  return [{ octets }, { octets: withEthernet(news, ends).octets }];
});

faults('nd.proxy', {
  delay: fault('answers for another node at once', configure({ features: { delayProxyAdvertisements: false } })),
  'at-once': fault('answers for another node after a random time', configure({ features: { delayProxyAdvertisements: true } })),
  unannounced: fault('announces the node that it answers for', announcing),
  'off-link': fault('answers for whomever it is told to', configure({ features: { proxyOffLink: true } })),
});
