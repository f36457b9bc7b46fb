import type { Address } from '../../reference/net/address.js';
import { frame } from '../../reference/wire/frame.js';
import { echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { fault, faults } from '../kit/faults.js';
import { at, delivering, erroneous, has } from './rewriters.js';

const SMALLEST_ECHO = 8;

/** The octets behind a short request are taken for the rest of it. */
const readingOn = delivering((decoded) => {
  if (!has(decoded, 'ipv6.payloadLength') || at<number>(decoded, 'ipv6.payloadLength') >= SMALLEST_ECHO) return undefined;
  return [
    frame(
      ipv6({ source: at<Address>(decoded, 'ipv6.source'), destination: at<Address>(decoded, 'ipv6.destination') }),
      echoRequest({ identifier: 1 }),
    ),
  ];
});

const UNKNOWN_ERROR = 99;

faults('icmpv6.unanswered', {
  'short-4': fault('reads on behind the end of a short message', readingOn),
  'short-7': fault('reads on behind the end of a short message', readingOn),
  'error-99': fault(
    'answers an error message of an unknown type with an error',
    delivering((decoded) =>
      has(decoded, 'icmpv6.type') && at<number>(decoded, 'icmpv6.type') === UNKNOWN_ERROR ? [erroneous(decoded)] : undefined,
    ),
  ),
});
