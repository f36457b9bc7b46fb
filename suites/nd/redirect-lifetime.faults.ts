import { seconds, ZERO } from '../../reference/time.js';
import { configure, fault, faults } from '../kit/faults.js';

faults('nd.redirect-effect', {
  expires: [
    fault('never forgets a Redirect', configure({ constants: { REDIRECT_TIMEOUT: ZERO } })),
    fault('forgets a Redirect after five minutes', configure({ constants: { REDIRECT_TIMEOUT: seconds(300) } })),
  ],
});
