import { isLinkLocal, type Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seconds, type Duration } from '../../reference/time.js';
import { decodeFrame, frame, withEthernet, type DecodedFrame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { at, has } from '../icmpv6/rewriters.js';
import { fault, faults, rewrite } from '../kit/faults.js';

/** A probe that follows every packet to a neighbour, whatever became of its entry. */
function probeOf(decoded: DecodedFrame): Uint8Array {
  const target = at<Address>(decoded, 'ipv6.destination');
  const source = at<LinkLayerAddress>(decoded, 'ethernet.source');
  const draft = frame(
    ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: target }),
    neighborSolicitation({ target, options: [sourceLinkLayerAddress(source)] }),
  );
  return withEthernet(draft, { source, destination: at<LinkLayerAddress>(decoded, 'ethernet.destination') }).octets;
}

const probesLater = (title: string, delay: Duration) =>
  fault(
    title,
    rewrite('out', () => (octets) => {
      const decoded = decodeFrame(octets);
      return has(decoded, 'echoReply.type') ? [{ octets }, { octets: probeOf(decoded), delay }] : [{ octets }];
    }),
  );

/** The first hop of the first packet to an off-link node is that of all. */
const faithful = fault(
  'stays with its router whether it is reachable or not',
  rewrite('out', () => {
    let first: LinkLayerAddress | undefined;
    return (octets) => {
      const decoded = decodeFrame(octets);
      if (!has(decoded, 'echoReply.type') || isLinkLocal(at<Address>(decoded, 'ipv6.destination'))) return [{ octets }];
      first ??= at<LinkLayerAddress>(decoded, 'ethernet.destination');
      const sent = octets.slice();
      sent.set(first, 0);
      return [{ octets: sent }];
    };
  }),
);

faults('nd.nud', {
  'router-switch': faithful,
  'router-not-chosen': faithful,
  'idle-after-reachable': probesLater('probes a neighbor when its Reachable Time has ended', seconds(17)),
  'reachable-to-stale': probesLater('goes from REACHABLE to DELAY when a packet was sent lately', seconds(8)),
});
