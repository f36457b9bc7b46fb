import { days, hours, ZERO } from '../../reference/time.js';
import { configure, fault, faults } from '../kit/faults.js';

faults('nd.router-advertising', {
  'prefix-removed': [
    fault('ceases to advertise a removed prefix at once', configure({ constants: { PREFIX_WITHDRAWAL_TIME: ZERO } })),
    fault('ceases after an hour', configure({ constants: { PREFIX_WITHDRAWAL_TIME: hours(1) } })),
    fault('goes on for a day', configure({ constants: { PREFIX_WITHDRAWAL_TIME: days(1) } })),
  ],
});
