import type { Address } from '../../reference/net/address.js';
import { hex } from '../../reference/net/octets.js';
import { hours, seconds } from '../../reference/time.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, rewrite } from '../kit/faults.js';
import { PREFERENCE } from './preferences.js';

const hardlyProbes = fault('probes once an hour', configure({ constants: { ROUTER_PROBE_INTERVAL: hours(1) } }));

const probesOnItsOwn = fault(
  'repeats a probe after half a minute, whoever talks',
  rewrite('out', () => (octets) => {
    const decoded = decodeFrame(octets);
    const isProbe = has(decoded, 'neighborSolicitation.target') && at<Address>(decoded, 'ipv6.destination')[0] === 0xff;
    return isProbe ? [{ octets }, { octets, delay: seconds(30) }] : [{ octets }];
  }),
);

const deafToThePreferred = fault(
  'does not notice that a router of high preference answers',
  rewrite('in', () => {
    const preferred = new Set<string>();
    return (octets) => {
      const decoded = decodeFrame(octets);
      if (has(decoded, 'routerAdvertisement.preference') && at<number>(decoded, 'routerAdvertisement.preference') === PREFERENCE.high)
        preferred.add(hex(at<Address>(decoded, 'ipv6.source')));
      const answers =
        has(decoded, 'neighborAdvertisement.target') && preferred.has(hex(at<Address>(decoded, 'neighborAdvertisement.target')));
      return answers ? [] : [{ octets }];
    };
  }),
);

faults('nd.router-probing', {
  'default-router': hardlyProbes,
  route: hardlyProbes,
  'two-routers': hardlyProbes,
  'used-again': deafToThePreferred,
  'once-a-minute': fault('probes every twenty seconds', configure({ constants: { ROUTER_PROBE_INTERVAL: seconds(20) } })),
  'no-traffic': probesOnItsOwn,
  'other-traffic': probesOnItsOwn,
});
