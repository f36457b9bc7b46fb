import { configure, fault, faults } from '../kit/faults.js';

faults('nd.dad', {
  'link-local-disables-ip': fault('only marks the address as a duplicate', configure({ features: { disableOnDuplicate: false } })),
});
