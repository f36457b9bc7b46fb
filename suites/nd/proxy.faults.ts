import { configure, fault, faults } from '../kit/faults.js';

faults('nd.proxy', {
  delay: fault('answers for another node at once', configure({ features: { delayProxyAdvertisements: false } })),
});
