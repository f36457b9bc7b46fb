import { isLoopback, isMulticast } from '../../reference/net/address.js';
import { sendingBack } from '../ipv6/rewriters.js';
import { fault, faults } from '../kit/faults.js';

faults('forwarding.source-route', {
  'to-group': fault('takes a group in a route for the node that asked', sendingBack(isMulticast)),
  'to-loopback': fault('takes ::1 in a route for the node that asked', sendingBack(isLoopback)),
});
