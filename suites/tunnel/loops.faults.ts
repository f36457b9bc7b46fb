import { decodeFrame, frame, raw, withEthernet } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import type { Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { at, has } from '../icmpv6/rewriters.js';
import { fault, faults, rewrite } from '../kit/faults.js';

/** Every tunnel packet is packed once more, between the same ends. */
const packingTwice = rewrite('out', () => (octets) => {
  const decoded = decodeFrame(octets);
  if (!has(decoded, 'ipv6[1].version')) return [{ octets }];
  const ends = { source: at<Address>(decoded, 'ipv6.source'), destination: at<Address>(decoded, 'ipv6.destination') };
  const link = {
    source: at<LinkLayerAddress>(decoded, 'ethernet.source'),
    destination: at<LinkLayerAddress>(decoded, 'ethernet.destination'),
  };
  const inside = raw(octets.slice(decoded.packetOffset, decoded.packetEnd), PROTOCOL.ipv6);
  return [{ octets: withEthernet(frame(ipv6(ends), inside), link).octets }];
});

faults('tunnel.loop', { 'own-route': fault('a tunnel packet enters its tunnel again', packingTwice) });
