import { seconds, ZERO } from '../../reference/time.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { has } from '../icmpv6/rewriters.js';
import { configure, delay, fault, faults, rewrite, type Defect } from '../kit/faults.js';

faults('nd.router-solicited', {
  'random-delay': fault('answers at once', configure({ constants: { MAX_RA_DELAY_TIME: ZERO } })),
  'put-off': fault('has no rate limit', configure({ constants: { MIN_DELAY_BETWEEN_RAS: ZERO } })),
  allrouters: fault('takes a second longer', delay('routerAdvertisement', seconds(1))),
});

const advertisesByDefault = configure({ advertising: { advSendAdvertisements: true, advPrefixList: [] } });

faults('nd.router-silent', {
  unsolicited: fault('advertises although nobody told it to', advertisesByDefault),
  solicited: fault('advertises although nobody told it to', advertisesByDefault),
});

/** What is sent when it ceases comes to light once more, when nothing should. */
const LATER = seconds(13);
const lingering: Defect = rewrite(
  'out',
  () => (octets) => (has(decodeFrame(octets), 'routerAdvertisement.type') ? [{ octets }, { octets, delay: LATER }] : [{ octets }]),
);

faults('nd.router-ceasing', {
  'no-answer': fault('advertises on after it has ceased', lingering),
  'at-most-three': fault('sends five final advertisements', configure({ constants: { MAX_FINAL_RTR_ADVERTISEMENTS: 5 } })),
});
