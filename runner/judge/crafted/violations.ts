import type { CraftedViolation } from './messages.js';
import { headerViolations } from './violations-headers.js';
import { icmpv6Violations } from './violations-icmpv6.js';
import { listenerViolations } from './violations-mld.js';
import { otherViolations } from './violations-other.js';
import { neighborViolations } from './violations-nd.js';
import { pathViolations } from './violations-paths.js';
import { ripngViolations } from './violations-ripng.js';
import { routerViolations } from './violations-routers.js';

/** A crafted violation of every rule; `vectors/captures/crafted-violations.pcap` holds them in this order. */
export const craftedViolations: readonly CraftedViolation[] = [
  ...icmpv6Violations,
  ...neighborViolations,
  ...routerViolations,
  ...listenerViolations,
  ...otherViolations,
  ...ripngViolations,
  ...headerViolations,
  ...pathViolations,
];
