import type { Address } from '../../reference/net/address.js';
import { frame, raw } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { at, delivering, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults } from '../kit/faults.js';

/** Assigned to nothing: a node answers it with Parameter Problem code 1. */
const UNASSIGNED_NEXT_HEADER = 200;
const QUOTED_SOURCE = 'packetTooBig.invokingPacket.ipv6[1].source';

/** The source of the packet that a Packet Too Big quotes seems to have sent something wrong itself. */
const tellingAnyway = delivering((decoded) => {
  if (!has(decoded, QUOTED_SOURCE)) return undefined;
  const ends = { source: at<Address>(decoded, QUOTED_SOURCE), destination: at<Address>(decoded, 'ipv6.destination') };
  return [frame(ipv6(ends), raw(new Uint8Array(8), UNASSIGNED_NEXT_HEADER))];
}, 'too');

const relaying = fault('tells the original source', configure({ features: { relayTunnelErrors: true } }));

faults('tunnel.error', {
  'too-big-small-packet': fault('the source of a small packet is told as well', tellingAnyway),
  kept: relaying,
  'too-big-kept': relaying,
});
