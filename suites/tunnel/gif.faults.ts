import type { Address } from '../../reference/net/address.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { accompanying, at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults } from '../kit/faults.js';
import { DELAY_FIRST_PROBE_TIME } from '../nd/constants.js';

/** Five seconds after each reply that goes into a tunnel the other end is probed, whoever forbids it. */
const probing = accompanying((decoded) => {
  if (!has(decoded, 'echoReply.type') || !has(decoded, 'ipv6[1].source')) return [];
  const [source, target] = [at<Address>(decoded, 'ipv6[1].source'), at<Address>(decoded, 'ipv6[1].destination')];
  const draft = frame(
    ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: at<Address>(decoded, 'ipv6.destination') }),
    ipv6({ source, destination: target, hopLimit: 255 }),
    neighborSolicitation({ target }),
  );
  return [{ draft, delay: DELAY_FIRST_PROBE_TIME }];
});

faults('tunnel.limit', {
  unknown: fault('limits encapsulations as RFC 2473 has it', configure({ features: { limitEncapsulation: true } })),
});

faults('tunnel.nd', {
  'probe-switch': fault('probes whatever it is told', probing),
  'borrowed-identifier': fault('makes an identifier of its own', configure({ features: { borrowInterfaceIdentifiers: false } })),
});
