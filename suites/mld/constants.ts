import { ALL_NODES, addressKey } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';

/** RFC 3810 section 5.2.12: MODE_IS_INCLUDE, MODE_IS_EXCLUDE, CHANGE_TO_INCLUDE_MODE and so on. */
export const RECORD = { isInclude: 1, isExclude: 2, toInclude: 3, toExclude: 4, allow: 5, block: 6 } as const;

/** RFC 3810 section 9.11. */
export const UNSOLICITED_REPORT_INTERVAL = seconds(1);
/** RFC 2710 section 7.10. */
export const UNSOLICITED_REPORT_INTERVAL_1 = seconds(10);
/** RFC 3810 section 9.12, with the values of sections 9.1 to 9.3. */
export const OLDER_VERSION_QUERIER_PRESENT_TIMEOUT = seconds(2 * 125 + 10);

export const ALL_NODES_KEY = addressKey(ALL_NODES);
