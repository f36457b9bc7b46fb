import type { Address } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { Fragment, fragment } from '../../reference/wire/extension-headers.js';
import { decodeFrame, frame, layer, raw } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { valueAt } from '../../reference/wire/paths.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { at, delivering, erroneous, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, rewrite, type Defect } from '../kit/faults.js';

/** Every fragment has in this place what the first fragment of the test had there. */
const confusing = (path: string): Defect =>
  rewrite('in', () => {
    let seen: Uint8Array | undefined;
    return (octets) => {
      const decoded = decodeFrame(octets);
      const field = valueAt(decoded, path);
      if (layer(decoded, Fragment) === undefined || !field.found) return [{ octets }];
      seen ??= octets.slice(field.offset, field.offset + field.octets);
      const confused = octets.slice();
      confused.set(seen, field.offset);
      return [{ octets: confused }];
    };
  });

faults('ipv6.reassembly', {
  'other-identification': fault('puts together whatever the Identification', confusing('fragment.identification')),
  'other-source': fault('puts together whatever the source', confusing('ipv6.source')),
  'other-destination': fault('puts together whatever the destination', confusing('ipv6.destination')),
});

/** A first fragment beside each later one. */
const inventingFirst = delivering((decoded) => {
  if (!has(decoded, 'fragment.fragmentOffset') || at<number>(decoded, 'fragment.fragmentOffset') === 0) return undefined;
  const identification = at<number>(decoded, 'fragment.identification');
  return [
    frame(
      ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: at<Address>(decoded, 'ipv6.destination') }),
      fragment({ nextHeader: PROTOCOL.icmpv6, moreFragments: true, identification }),
      raw(frame(echoRequest({})).octets, PROTOCOL.icmpv6),
    ),
  ];
}, 'too');

const reportsAnyway = fault('reports the end of the time although the first fragment is missing', inventingFirst);
const patient = fault('waits for fragments for two minutes', configure({ constants: { REASSEMBLY_TIMEOUT: seconds(120) } }));

faults('ipv6.reassembly-time', {
  'no-first-link-local': reportsAnyway,
  'no-first-last-alone': reportsAnyway,
  'too-late': patient,
  'not-restarted': patient,
});

const HIGHEST_OFFSET = 0x1fff;

faults('ipv6.bad-fragments', {
  'up-to-65535': fault(
    'takes the highest offset for too high',
    delivering((decoded) =>
      has(decoded, 'fragment.fragmentOffset') && at<number>(decoded, 'fragment.fragmentOffset') === HIGHEST_OFFSET
        ? [erroneous(decoded)]
        : undefined,
    ),
  ),
});
