import { configure, fault, faults } from '../kit/faults.js';

const heedless = fault('forms addresses whatever the M flag says', configure({ features: { managedPreventsAutoconfiguration: false } }));

faults('slaac.prefix', {
  'managed-prevents': heedless,
  'managed-prevents-other': heedless,
  'twenty-options': [
    fault('reads every option', configure({ constants: { ND_OPTION_LIMIT: 0 } })),
    fault('reads nine options', configure({ constants: { ND_OPTION_LIMIT: 9 } })),
  ],
});
