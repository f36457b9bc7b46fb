import { isMulticast } from '../../reference/net/address.js';
import { sendingOn } from '../forwarding/rewriters.js';
import { has } from '../icmpv6/rewriters.js';
import { fault, faults } from '../kit/faults.js';

const toGroup = fault('redirects packets to a group like the last packet', sendingOn(isMulticast));
const sourceRouted = fault(
  'redirects source-routed packets like the last packet',
  sendingOn((_destination, _last, decoded) => has(decoded, 'routing.segmentsLeft')),
);

faults('nd.router-redirect', {
  'not-about-group-ff02': toGroup,
  'not-about-group-ff05': toGroup,
  'not-about-group-ff0e': toGroup,
  'not-about-source-route-type-0': sourceRouted,
  'not-about-source-route-type-33': sourceRouted,
});
