import { UNSPECIFIED } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { configure, edit, fault, faults } from '../kit/faults.js';

faults('nd.router-solicitation', {
  'unspecified-source': fault(
    'keeps the link-layer address in a solicitation from the unspecified address',
    edit('ipv6.source', () => UNSPECIFIED, 'routerSolicitation'),
  ),
  fourth: fault('gives up after three solicitations', configure({ features: { resilientSolicitations: false } })),
  'longest-wait': fault('doubles the wait without end', configure({ constants: { MRT: seconds(100_000) } })),
});
