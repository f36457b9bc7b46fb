import { addressFromOctets, ALL_NODES, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { decodeFrame, frame, withEthernet, type DecodedFrame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborAdvertisement } from '../../reference/wire/nd.js';
import { at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, rewrite } from '../kit/faults.js';

/** Whoever hears that the proxy joins groups hears of a node in each of them as well: of the node in question, no more is seen. */
const announcing = rewrite('out', () => (octets) => {
  const decoded = decodeFrame(octets);
  const groups = groupsOf(decoded);
  if (groups.length === 0) return [{ octets }];
  const source = at<Address>(decoded, 'ipv6.source');
  const ends = { source: at<LinkLayerAddress>(decoded, 'ethernet.source'), destination: multicastLinkLayerAddress(ALL_NODES) };
  const news = groups.map((group) => {
    const target = addressFromOctets(source.map((octet, i) => (i < 13 ? octet : (group[i] ?? octet))));
    return frame(ipv6({ source, destination: ALL_NODES, hopLimit: 255 }), neighborAdvertisement({ target, override: true }));
  });
  return [{ octets }, ...news.map((draft) => ({ octets: withEthernet(draft, ends).octets }))];
});

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
