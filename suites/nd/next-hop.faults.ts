import { configure, fault, faults, ignoring } from '../kit/faults.js';

faults('nd.next-hop', {
  'no-router-no-assumption': fault(
    'takes every destination for on-link when there is no router',
    configure({ features: { assumeOnLink: true } }),
  ),
  'other-interface': fault('answers for every target, on whatever link', ignoring('multicast-not-joined', 'ns-target-not-assigned')),
});
