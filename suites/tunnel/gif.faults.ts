import type { Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { decodeFrame, frame, withEthernet } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, rewrite } from '../kit/faults.js';
import { DELAY_FIRST_PROBE_TIME } from '../nd/constants.js';

/** Five seconds after each reply that goes into a tunnel the other end is probed, whoever forbids it. */
const probing = rewrite('out', () => (octets) => {
  const decoded = decodeFrame(octets);
  if (!has(decoded, 'echoReply.type') || !has(decoded, 'ipv6[1].source')) return [{ octets }];
  const [source, target] = [at<Address>(decoded, 'ipv6[1].source'), at<Address>(decoded, 'ipv6[1].destination')];
  const probe = frame(
    ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: at<Address>(decoded, 'ipv6.destination') }),
    ipv6({ source, destination: target, hopLimit: 255 }),
    neighborSolicitation({ target }),
  );
  const ends = {
    source: at<LinkLayerAddress>(decoded, 'ethernet.source'),
    destination: at<LinkLayerAddress>(decoded, 'ethernet.destination'),
  };
  return [{ octets }, { octets: withEthernet(probe, ends).octets, delay: DELAY_FIRST_PROBE_TIME }];
});

faults('tunnel.limit', {
  unknown: fault('limits encapsulations as RFC 2473 has it', configure({ features: { limitEncapsulation: true } })),
});

faults('tunnel.nd', {
  'probe-switch': fault('probes whatever it is told', probing),
  'borrowed-identifier': fault('makes an identifier of its own', configure({ features: { borrowInterfaceIdentifiers: false } })),
});
