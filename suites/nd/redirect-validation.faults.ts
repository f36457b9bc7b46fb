import { delivering, erroneous, has } from '../icmpv6/rewriters.js';
import { fault, faults } from '../kit/faults.js';

const complains = fault(
  'answers an invalid Redirect with an error',
  delivering((decoded) => (has(decoded, 'redirect.type') ? [erroneous(decoded)] : undefined)),
);

const names = ['hoplimit', 'checksum', 'code', 'length', 'optlen0', 'src-global', 'src-not-firsthop', 'dst-mcast', 'target-mcast'];

faults('nd.redirect-invalid', Object.fromEntries(names.map((name) => [`error-${name}`, complains])));
