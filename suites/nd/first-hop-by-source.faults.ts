import { configure, fault, faults } from '../kit/faults.js';
import { mishearing } from './misheard-options.js';

const byDestination = fault('chooses routers by destination alone', configure({ features: { firstHopBySource: false } }));

faults('nd.first-hop-by-source', {
  'medium-medium': byDestination,
  'high-low': byDestination,
  'low-high': byDestination,
  'cleared-flags': [
    byDestination,
    fault(
      'is deaf to prefixes whose L and A flags are both zero',
      mishearing('prefixInformation', (option) => (option.onLink || option.autonomous ? option : undefined)),
    ),
  ],
  'redirect-pair': byDestination,
});
