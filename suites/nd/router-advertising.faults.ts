import { minutes, seconds, times, ZERO } from '../../reference/time.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { routeInformation, unknownOption, type NdOptionDraft } from '../../reference/wire/nd-options.js';
import { has } from '../icmpv6/rewriters.js';
import { configure, edit, fault, faults, rewrite, type Defect } from '../kit/faults.js';

const OPTIONS = 'routerAdvertisement.options';

const isAdvertisement = (octets: Uint8Array): boolean => has(decodeFrame(octets), 'routerAdvertisement.type');

const obeying = fault('does what it is told, whatever RFC 4861 section 6.2.1 says', configure({ features: { advertisingBounds: false } }));

const hurrying = fault(
  'does what it is told, and as often',
  configure({ features: { advertisingBounds: false }, constants: { MIN_DELAY_BETWEEN_RAS: ZERO } }),
);

const withOptions = (...options: readonly NdOptionDraft[]): Defect =>
  edit<readonly unknown[]>(OPTIONS, (present) => [...present, ...options]);

const STEADY = seconds(6.5);
const COPIES = 60;

/** From the first advertisement on one follows the other after the same time. */
const steady: Defect = rewrite('out', () => {
  let hasBegun = false;
  return (octets) => {
    if (!isAdvertisement(octets)) return [{ octets }];
    if (hasBegun) return [];
    hasBegun = true;
    return Array.from({ length: COPIES }, (_, i) => ({ octets, delay: times(STEADY, i) }));
  };
});

/** Whatever is sent is sent again later, as by a timer that was not set anew. */
const again: Defect = rewrite(
  'out',
  () => (octets) => (isAdvertisement(octets) ? [{ octets }, { octets, delay: seconds(3.2) }] : [{ octets }]),
);

faults('nd.router-advertising', {
  'no-link-local-prefix': obeying,
  'route-unique': obeying,
  'route-limit': obeying,
  'lifetime-below-interval': obeying,
  'reachable-time-above': obeying,
  'preferred-above-valid': obeying,
  'max-interval-above': obeying,
  'max-interval-below': hurrying,
  'min-interval-below': hurrying,
  'min-interval-above': obeying,
  'size-limit': fault(
    'puts twice the options into each packet',
    edit<readonly unknown[]>(OPTIONS, (present) => [...present, ...present]),
  ),
  'no-flags-expansion': fault(
    'sends the Flags Expansion option without a flag',
    withOptions(unknownOption({ type: 26, data: new Uint8Array(6) })),
  ),
  'no-routes-by-default': fault('advertises a default route that nobody configured', withOptions(routeInformation({}))),
  'interval-random': fault('advertises at fixed intervals', steady),
  initial: fault('begins at the pace of later', configure({ constants: { MAX_INITIAL_RTR_ADVERT_INTERVAL: minutes(10) } })),
  'timer-reset': fault('sends an answer beside the advertisements that were scheduled', again),
  rate: fault('has no rate limit', configure({ constants: { MIN_DELAY_BETWEEN_RAS: ZERO } })),
});
