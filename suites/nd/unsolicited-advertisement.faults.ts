import { ZERO } from '../../reference/time.js';
import { configure, fault, faults } from '../kit/faults.js';

faults('nd.unsolicited-advertisement', {
  'several-addresses': fault('announces all addresses at the same instant', configure({ constants: { ADVERTISEMENT_SPREAD: ZERO } })),
});
