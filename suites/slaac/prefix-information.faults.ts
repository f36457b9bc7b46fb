import { mishearing } from '../icmpv6/rewriters.js';
import { fault, faults, type Defect } from '../kit/faults.js';

/** A device that reads another value in a field of the prefix options that it hears. */
const misreading = (field: string, value: unknown): Defect =>
  mishearing(`routerAdvertisement.options.prefixInformation.${field}`, () => value);

const ignoresAutonomous = fault('does not look at the A flag', misreading('autonomous', true));
const takesLongPrefixes = fault('takes every prefix for one of 64 bits', misreading('prefixLength', 64));

faults('slaac.prefix', {
  a0: ignoresAutonomous,
  'a0-l1': ignoresAutonomous,
  'length-129': takesLongPrefixes,
  'length-255': takesLongPrefixes,
  'unknown-valid-zero': fault('takes a Valid Lifetime of 0 for a minute', misreading('validLifetime', 60)),
});
