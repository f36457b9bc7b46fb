import { isMulticast, isUnspecified } from '../../reference/net/address.js';
import { fault, faults } from '../kit/faults.js';
import { takingForLastSender } from './rewriters.js';

/** The subnet-router anycast address of a subnet of 64 bits. */
const isSubnetAnycast = (source: Uint8Array): boolean => !isUnspecified(source) && source.subarray(8).every((octet) => octet === 0);

const planted = {
  'src-unspec': fault('reports a packet in transit from :: to the sender of the last one', takingForLastSender(isUnspecified)),
  'src-mcast': fault('reports a packet in transit from a group to the sender of the last one', takingForLastSender(isMulticast)),
  'src-anycast': fault(
    'reports a packet in transit from an anycast address to the sender of the last one',
    takingForLastSender(isSubnetAnycast),
  ),
};

const causes = ['hl', 'noroute', 'addr', 'ptb'];

faults(
  'icmpv6.router-forbidden-errors',
  Object.fromEntries(causes.flatMap((cause) => Object.entries(planted).map(([ban, one]) => [`${cause}-${ban}`, one]))),
);
