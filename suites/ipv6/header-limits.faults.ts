import { delivering, erroneous, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, ignoring } from '../kit/faults.js';

const MANY = 50;

const complains = delivering((decoded) => (decoded.layers.length > MANY ? [erroneous(decoded)] : undefined));

faults('ipv6.header-chain', {
  'nesting-limit': fault('reads as many headers as there are', configure({ constants: { EXTENSION_HEADER_LIMIT: 0 } })),
  'limit-code': fault('calls the last Next Header of a long chain unrecognized', complains),
  'limit-to-group': fault('reports a long chain even to multicast', complains, ignoring('error-multicast-destination')),
});

const dislikesPadding = fault(
  'takes long padding for an unrecognized Next Header',
  delivering((decoded) => (has(decoded, 'destinationOptions.hdrExtLen') ? [erroneous(decoded)] : undefined)),
);

faults('ipv6.option-limit', { 'padn-long': dislikesPadding, 'pad1-many': dislikesPadding });
