import { isLinkLocal, isLoopback, isMulticast, isUnspecified, type Address } from '../../reference/net/address.js';
import { commonPrefixLength } from '../../reference/net/prefix.js';
import { fault, faults } from '../kit/faults.js';
import { sendingOn } from './rewriters.js';

const to = (title: string, isConfined: (destination: Address) => boolean) => fault(`forwards a packet to ${title}`, sendingOn(isConfined));
const toGroup = to('a group', isMulticast);

faults('forwarding.addresses', {
  'to-link-local': to('a link-local address', isLinkLocal),
  'to-loopback': to('the loopback address', isLoopback),
  'to-unspecified': to('the unspecified address', isUnspecified),
  'to-interface-local-group': toGroup,
  'to-link-local-group': toGroup,
  'to-all-nodes': toGroup,
  'to-all-routers': toGroup,
  'to-realm-local-group': toGroup,
  'to-reserved-scope': toGroup,
});

const LONGEST = 64;
const byHalf = fault(
  'looks at no more than the first 64 bits of a destination',
  sendingOn((destination, last) => commonPrefixLength(destination, last) >= LONGEST),
);

faults('forwarding.subnets', { 'outside-length-65': byHalf, 'outside-length-96': byHalf, 'outside-length-127': byHalf });
