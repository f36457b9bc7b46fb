import type { Address } from '../../reference/net/address.js';
import { edit } from '../../reference/wire/edit.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { at, has } from '../icmpv6/rewriters.js';
import { configure, fault, faults, rewrite } from '../kit/faults.js';

const heedless = fault('forms addresses whatever the M flag says', configure({ features: { managedPreventsAutoconfiguration: false } }));

/** Each Echo Request comes from where the first came from. */
const keepingSource = rewrite('out', () => {
  let first: Address | undefined;
  return (octets) => {
    const decoded = decodeFrame(octets);
    if (!has(decoded, 'echoRequest.type')) return [{ octets }];
    const source = (first ??= at<Address>(decoded, 'ipv6.source'));
    return [{ octets: edit(octets, 'ipv6.source', () => source) ?? octets }];
  };
});

faults('slaac.lifetime', {
  'deprecated-forbidden': fault('goes on with the deprecated source that it is not to use', keepingSource),
});

faults('slaac.prefix', {
  'managed-prevents': heedless,
  'managed-prevents-other': heedless,
  'twenty-options': [
    fault('reads every option', configure({ constants: { ND_OPTION_LIMIT: 0 } })),
    fault('reads nine options', configure({ constants: { ND_OPTION_LIMIT: 9 } })),
  ],
});
