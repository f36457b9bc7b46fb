import { milliseconds } from '../../reference/time.js';
import { configure, fault, faults } from '../kit/faults.js';

const hasty = fault(
  'uses an address a tenth of a second after its solicitation',
  configure({ constants: { RETRANS_TIMER: milliseconds(100) } }),
);

faults('nd.dad', { 'tentative-no-reply': hasty, 'tentative-not-source': hasty });
