import { isUnspecified, type Address } from '../../reference/net/address.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { at } from '../icmpv6/rewriters.js';
import { configure, deaf, fault, faults } from '../kit/faults.js';

const isRival = (octets: Uint8Array): boolean => isUnspecified(at<Address>(decodeFrame(octets), 'ipv6.source'));

faults('nd.dad', {
  'link-local-disables-ip': fault('only marks the address as a duplicate', configure({ features: { disableOnDuplicate: false } })),
  'before-own-ns': fault('does not hear another node test its address', deaf('neighborSolicitation', isRival)),
});
