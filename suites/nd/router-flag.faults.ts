import type { Address } from '../../reference/net/address.js';
import { at, delivering, has } from '../icmpv6/rewriters.js';
import { fault, faults } from '../kit/faults.js';
import { quietAdvertisement } from './routers.js';

const ROUTER_LIFETIME_S = 1800;

faults('nd.router-flag', {
  'set-adds-no-router': fault(
    'takes an advertisement with the Router flag for that of a default router',
    delivering((decoded) => {
      if (!has(decoded, 'neighborAdvertisement.router') || !at<boolean>(decoded, 'neighborAdvertisement.router')) return undefined;
      return [quietAdvertisement(at<Address>(decoded, 'ipv6.source'), undefined, { routerLifetime: ROUTER_LIFETIME_S })];
    }, 'too'),
  ),
});
