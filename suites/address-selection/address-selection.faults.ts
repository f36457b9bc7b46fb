import { address } from '../../reference/net/address.js';
import { configure, fault, faults } from '../kit/faults.js';

const noPolicy = fault('has a policy table without rows: one label and one precedence for all', configure({ policyTable: [] }));
const row = (text: string, length: number, precedence: number) => ({ prefix: { address: address(text), length }, precedence, label: 1 });
const noNextHop = fault(
  'does not remember who advertised a prefix',
  configure({ features: { preferNextHopPrefixes: false, firstHopBySource: false } }),
);
const oldRule = fault(
  'takes the longest match among addresses of the same scope, whatever their labels',
  configure({ features: { kameSourceSelection: true } }),
);
const prefersPublic = fault('prefers public addresses', configure({ features: { preferTemporaryAddresses: false } }));

const inBothOrders = (id: string, planted: typeof noPolicy) => ({ [`${id}-first`]: planted, [`${id}-last`]: planted });

faults('address-selection', {
  ...inBothOrders('label.6to4-for-native', oldRule),
  ...inBothOrders('label.unique-local-for-group', noPolicy),
  ...inBothOrders('label.teredo-for-native', noPolicy),
  ...inBothOrders('label.6bone-for-native', noPolicy),
  ...inBothOrders('label.site-local-for-group', noPolicy),
  ...inBothOrders(
    'longest.within-prefix',
    fault('counts matching bits behind the prefix of the source', configure({ features: { countCommonBitsWithinPrefix: false } })),
  ),
  'scope.deprecated': fault('never takes a deprecated address', configure({ features: { useDeprecatedSources: false } })),
  'temporary.preferred': prefersPublic,
  'temporary.longer-match': prefersPublic,
  'temporary.label': noPolicy,
  'destination.label': fault('has one label for all', configure({ policyTable: [row('::', 0, 40), row('2002::', 16, 30)] })),
  'destination.native-transport': fault(
    'does not ask whether a tunnel leads there',
    configure({ features: { preferNativeTransport: false } }),
  ),
  'destination.precedence-6to4': noPolicy,
  'destination.precedence-unique-local': noPolicy,
});

// Only one of the two destinations lies nearer to the prefix of the router that is not used.
faults('address-selection.next-hop', { 'router-2': noNextHop });
