import { address, addressFromOctets, ALL_MLDV2_ROUTERS, solicitedNodeMulticast, UNSPECIFIED } from '../../reference/net/address.js';
import { linkLayerAddress, multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { ethernet } from '../../reference/wire/ethernet.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { frame } from '../../reference/wire/frame.js';
import { routerAlert } from '../../reference/wire/ipv6-options.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { multicastListenerReport2 } from '../../reference/wire/mld.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { RECORD } from '../../suites/mld/constants.js';
import type { StampedFrame } from './traffic.js';

const STEP_US = 100;
const FRAMES = 3;
const SPREAD = 0x9e3779b1;

/** What one sender that nobody saw before or sees again says: that it listens, tests an address, and looks for a neighbour. */
function sayings(number: number): readonly Uint8Array[] {
  // An odd factor takes each number to another one.
  const scattered = Math.imul(number + 1, SPREAD) >>> 0;
  const tail = [scattered >>> 24, (scattered >>> 16) & 0xff, (scattered >>> 8) & 0xff, scattered & 0xff];
  const mac = linkLayerAddress([0x02, 0xfa, ...tail]);
  const own = Uint8Array.from(address('fe80::fa:0:0'));
  own.set(tail, 12);
  const linkLocal = addressFromOctets(own);
  const sought = address('fe80::1');
  const group = solicitedNodeMulticast(linkLocal);
  const to = (destination: typeof linkLocal, source: typeof linkLocal) =>
    [ethernet({ source: mac, destination: multicastLinkLayerAddress(destination) }), ipv6({ source, destination })] as const;
  return [
    frame(
      ...to(ALL_MLDV2_ROUTERS, UNSPECIFIED),
      hopByHop({ options: [routerAlert()] }),
      multicastListenerReport2({ records: [{ recordType: RECORD.toExclude, multicastAddress: group }] }),
    ).octets,
    frame(...to(group, UNSPECIFIED), neighborSolicitation({ target: linkLocal })).octets,
    frame(
      ...to(solicitedNodeMulticast(sought), linkLocal),
      neighborSolicitation({ target: sought, options: [sourceLinkLayerAddress(mac)] }),
    ).octets,
  ];
}

/** Frames of so many senders, each with addresses of its own: what a flood with forged addresses leaves in a capture. */
export function* forgedNodes(nodes: number): Generator<StampedFrame> {
  for (let number = 0; number < nodes; number++)
    for (const [index, octets] of sayings(number).entries()) yield { octets, atUs: (number * FRAMES + index) * STEP_US };
}
