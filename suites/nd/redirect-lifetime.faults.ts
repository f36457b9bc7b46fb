import { days, seconds } from '../../reference/time.js';
import { configure, fault, faults } from '../kit/faults.js';

faults('nd.redirect-effect', {
  expires: [
    fault('never forgets a Redirect', configure({ constants: { REDIRECT_LIFETIME: days(1) } })),
    fault('forgets a Redirect after five minutes', configure({ constants: { REDIRECT_LIFETIME: seconds(300) } })),
  ],
});
