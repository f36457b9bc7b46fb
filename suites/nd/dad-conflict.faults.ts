import { isDetection } from '../icmpv6/rewriters.js';
import { configure, deaf, fault, faults } from '../kit/faults.js';

const onlyMarks = fault('only marks the address as a duplicate', configure({ features: { disableOnDuplicate: false } }));

faults('nd.dad', {
  'link-local-disables-ip': onlyMarks,
  'link-local-disables-interface-mac': onlyMarks,
  'link-local-disables-interface-opaque': [
    onlyMarks,
    fault('tries another identifier', configure({ features: { retryIdentifiers: true } })),
  ],
  'before-own-ns': fault('does not hear another node test its address', deaf('neighborSolicitation', isDetection)),
});
