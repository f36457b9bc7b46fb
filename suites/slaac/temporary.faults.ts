import { addressFromOctets, isUnspecified, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { days, hours, seconds, type Duration } from '../../reference/time.js';
import { decodeFrame, frame, withEthernet, type DecodedFrame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, rewrite, type Fault } from '../kit/faults.js';

const isGlobalDetection = (decoded: DecodedFrame): boolean =>
  has(decoded, 'neighborSolicitation.target') &&
  isUnspecified(at<Address>(decoded, 'ipv6.source')) &&
  at<Address>(decoded, 'neighborSolicitation.target')[0] !== 0xfe;

/** Duplicate Address Detection for another address of the same prefix. */
function detectionOfNext(decoded: DecodedFrame): Uint8Array {
  const target = addressFromOctets(at<Address>(decoded, 'neighborSolicitation.target').map((octet, i) => (i > 7 ? octet ^ 0x5a : octet)));
  const group = solicitedNodeMulticast(target);
  const draft = frame(
    ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: group }),
    neighborSolicitation({ target, options: [] }),
  );
  return withEthernet(draft, { source: at<LinkLayerAddress>(decoded, 'ethernet.source'), destination: multicastLinkLayerAddress(group) })
    .octets;
}

/** The detection of the address with this number is followed by one that no clause allows. */
const formsAnother = (title: string, number: number, delay: Duration): Fault =>
  fault(
    title,
    rewrite('out', () => {
      let count = 0;
      return (octets) => {
        const decoded = decodeFrame(octets);
        if (!isGlobalDetection(decoded) || ++count !== number) return [{ octets }];
        return [{ octets }, { octets: detectionOfNext(decoded), delay }];
      };
    }),
  );

const LATER = seconds(5);
const withoutSwitch = formsAnother('forms a temporary address although it must not', 1, LATER);

faults('slaac.temporary', {
  'not-repeated': formsAnother('forms a second temporary address of a prefix', 2, LATER),
  'preferred-0': withoutSwitch,
  'preferred-3': withoutSwitch,
  'switched-off': withoutSwitch,
  'preferred-zero-no-successor': formsAnother('forms a successor although the preferred lifetime became zero', 2, LATER),
  'retry-ns': fault('gives up after the first conflict', configure({ constants: { TEMP_IDGEN_RETRIES: 0 } })),
  'retry-again': fault('gives up after the second conflict', configure({ constants: { TEMP_IDGEN_RETRIES: 1 } })),
  'given-up': fault('goes on after many conflicts', configure({ constants: { TEMP_IDGEN_RETRIES: 20 } })),
  'default-valid': fault('keeps temporary addresses for three days', configure({ constants: { TEMP_VALID_LIFETIME: days(3) } })),
  'default-preferred': [
    fault('prefers temporary addresses for two days', configure({ constants: { TEMP_PREFERRED_LIFETIME: days(2) } })),
    fault('prefers temporary addresses for half a day', configure({ constants: { TEMP_PREFERRED_LIFETIME: hours(12) } })),
  ],
});
