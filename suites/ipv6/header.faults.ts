import { isLoopback } from '../../reference/net/address.js';
import { ETHER_TYPE } from '../../reference/wire/ethernet.js';
import { fault, faults } from '../kit/faults.js';
import { at, has } from '../icmpv6/rewriters.js';
import { answering, hasCompatible, hasMapped, isMapped, sendingBack } from './rewriters.js';

const takesPart = fault(
  'takes part of an IPv6 header for a whole packet',
  answering((decoded) => !has(decoded, 'ipv6.destination') && at<number>(decoded, 'ethernet.etherType') === ETHER_TYPE.ipv6),
);

faults('ipv6.header', { 'truncated-20': takesPart, 'truncated-39': takesPart });

const takesCompatible = fault('takes in packets with an IPv4-compatible address', answering(hasCompatible));
const takesMapped = fault('takes in packets with an IPv4-mapped address', answering(hasMapped));

faults('ipv6.addresses', {
  'from-loopback': fault(
    'takes in packets from ::1',
    answering((decoded) => has(decoded, 'echoRequest.sequence') && isLoopback(at(decoded, 'ipv6.source'))),
  ),
  'from-mapped-loopback': takesMapped,
  'from-mapped': takesMapped,
  'to-mapped': takesMapped,
  'from-compatible': takesCompatible,
  'to-compatible': takesCompatible,
});

faults('ipv6.routing', {
  'type-0-mapped-book': fault('takes an IPv4-mapped address in a route for the node that asked', sendingBack(isMapped)),
});
