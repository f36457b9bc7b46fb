import { addressFromOctets, ALL_NODES, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { frame, type DecodedFrame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborAdvertisement } from '../../reference/wire/nd.js';
import { accompanying, at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults } from '../kit/faults.js';

/** Whoever hears that the proxy joins groups hears of a node in each of them as well: of the node in question, no more is seen. */
const announcing = accompanying((decoded) =>
  groupsOf(decoded).map((group) => {
    const source = at<Address>(decoded, 'ipv6.source');
    const target = addressFromOctets(source.map((octet, i) => (i < 13 ? octet : (group[i] ?? octet))));
    const draft = frame(ipv6({ source, destination: ALL_NODES, hopLimit: 255 }), neighborAdvertisement({ target, override: true }));
    return { draft, to: multicastLinkLayerAddress(ALL_NODES) };
  }),
);

function groupsOf(decoded: DecodedFrame): readonly Uint8Array[] {
  if (has(decoded, 'multicastListenerReport.type')) return [at<Uint8Array>(decoded, 'multicastListenerReport.multicastAddress')];
  if (!has(decoded, 'multicastListenerReport2.type')) return [];
  const records = at<readonly { readonly multicastAddress: Uint8Array }[]>(decoded, 'multicastListenerReport2.records');
  return records.map(({ multicastAddress }) => multicastAddress);
}

faults('nd.proxy', {
  delay: fault('answers for another node at once', configure({ features: { delayProxyAdvertisements: false } })),
  'at-once': fault('answers for another node after a random time', configure({ features: { delayProxyAdvertisements: true } })),
  unannounced: fault('announces the node that it answers for', announcing),
  'off-link': fault('answers for whomever it is told to', configure({ features: { proxyOffLink: true } })),
});
