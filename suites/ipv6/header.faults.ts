import { isLoopback } from '../../reference/net/address.js';
import { ETHER_TYPE } from '../../reference/wire/ethernet.js';
import { fault, faults } from '../kit/faults.js';
import { at, has } from '../icmpv6/rewriters.js';
import { answering, hasMapped } from './rewriters.js';

const takesPart = fault(
  'takes part of an IPv6 header for a whole packet',
  answering((decoded) => !has(decoded, 'ipv6.destination') && at<number>(decoded, 'ethernet.etherType') === ETHER_TYPE.ipv6),
);

faults('ipv6.header', { 'truncated-20': takesPart, 'truncated-39': takesPart });

const takesMapped = fault('takes in packets with an IPv4-mapped address', answering(hasMapped));

faults('ipv6.addresses', {
  'from-loopback': fault(
    'takes in packets from ::1',
    answering((decoded) => has(decoded, 'echoRequest.sequence') && isLoopback(at(decoded, 'ipv6.source'))),
  ),
  'from-mapped-loopback': takesMapped,
  'from-mapped': takesMapped,
  'to-mapped': takesMapped,
});
