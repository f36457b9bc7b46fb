import { configure, fault, faults } from '../kit/faults.js';

faults('icmpv6.error-rate', {
  'per-second': [
    fault('has a token bucket', configure({ features: { countErrorsBySecond: false } })),
    fault('sends a thousand errors in a second', configure({ constants: { ERRORS_PER_SECOND: 1_000 } })),
  ],
});
