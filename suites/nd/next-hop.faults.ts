import { configure, fault, faults } from '../kit/faults.js';

faults('nd.next-hop', {
  'no-router-no-assumption': fault(
    'takes every destination for on-link when there is no router',
    configure({ features: { assumeOnLink: true } }),
  ),
});
