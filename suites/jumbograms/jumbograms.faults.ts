import { isMulticast, type Address } from '../../reference/net/address.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type DecodedFrame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { at, delivering, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults } from '../kit/faults.js';

/** RFC 8200 section 4.2: an option of a type that begins with 10 is reported even when it goes to a group. */
const REPORTED = 0x9e;

const isForGroup = (decoded: DecodedFrame): boolean =>
  isMulticast(at<Address>(decoded, 'ipv6.destination')) && at<number>(decoded, 'ipv6.nextHeader') === PROTOCOL.hopByHop;

/** The queries and reports of listeners have a Hop-by-Hop header too. */
const isProbe = (decoded: DecodedFrame): boolean => !has(decoded, 'hopByHop.options.routerAlert');

const erroneousForGroup = (decoded: DecodedFrame) =>
  frame(
    ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: at<Address>(decoded, 'ipv6.destination') }),
    hopByHop({ options: [unknownIpv6Option(REPORTED, new Uint8Array(4))] }),
  );

const talkative = fault(
  'reports wrong lengths of packets to groups too',
  delivering((decoded) => (isForGroup(decoded) && isProbe(decoded) ? [erroneousForGroup(decoded)] : undefined)),
);

faults('jumbograms.malformed', {
  'no-option-to-group': talkative,
  'both-lengths-to-group': talkative,
  'too-short-to-group': talkative,
});

faults('jumbograms.not-understood', {
  'no-option-to-group': talkative,
  'option-to-group': talkative,
  'both-lengths-to-group': talkative,
});

faults('jumbograms.udp', { unsupported: fault('takes UDP jumbograms', configure({ features: { udpJumbograms: true } })) });
