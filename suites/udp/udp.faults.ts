import { ALL_NODES, isMulticast, type Address } from '../../reference/net/address.js';
import { frame, layer, type DecodedFrame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { Udp, udp, type UdpDraft } from '../../reference/wire/udp.js';
import { at, delivering, erroneous, has } from '../icmpv6/rewriters.js';
import { fault, faults } from '../kit/faults.js';

const isDatagram = (decoded: DecodedFrame, holds: (fields: Udp) => boolean): boolean => {
  const fields = layer(decoded, Udp);
  return fields !== undefined && has(decoded, 'udp.data') && holds(fields);
};

/** The same data between the same ports, to all nodes, who all get it. */
const toAllNodes = (decoded: DecodedFrame) => {
  const { sourcePort, destinationPort, data }: UdpDraft = layer(decoded, Udp) ?? {};
  return frame(ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: ALL_NODES }), udp({ sourcePort, destinationPort, data }));
};

faults('udp.echo', {
  'source-port-zero': fault(
    'takes the source port 0 for an error, and reports it',
    delivering((decoded) => (isDatagram(decoded, ({ sourcePort }) => sourcePort === 0) ? [erroneous(decoded)] : undefined)),
  ),
});

faults('udp.refused', {
  'group-not-joined': fault(
    'takes in what goes to any group',
    delivering((decoded) =>
      isDatagram(decoded, () => isMulticast(at<Address>(decoded, 'ipv6.destination'))) ? [toAllNodes(decoded)] : undefined,
    ),
  ),
});

faults('udp.length', {
  zero: fault(
    'reports a length of zero',
    delivering((decoded) => (isDatagram(decoded, ({ length }) => length === 0) ? [erroneous(decoded)] : undefined)),
  ),
});
