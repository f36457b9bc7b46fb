import { isUnspecified, type Address } from '../../reference/net/address.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { at } from '../icmpv6/rewriters.js';
import { configure, deaf, fault, faults } from '../kit/faults.js';

const isRival = (octets: Uint8Array): boolean => isUnspecified(at<Address>(decodeFrame(octets), 'ipv6.source'));

const onlyMarks = fault('only marks the address as a duplicate', configure({ features: { disableOnDuplicate: false } }));

faults('nd.dad', {
  'link-local-disables-ip': onlyMarks,
  'link-local-disables-interface-mac': onlyMarks,
  'link-local-disables-interface-opaque': [
    onlyMarks,
    fault('tries another identifier', configure({ features: { retryIdentifiers: true } })),
  ],
  'before-own-ns': fault('does not hear another node test its address', deaf('neighborSolicitation', isRival)),
});
