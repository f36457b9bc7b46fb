import { configure, fault, faults } from '../kit/faults.js';

/** The smallest MTU of IPv4. */
const takesLess = fault('takes every link for one of IPv4, with an MTU down to 68', configure({ constants: { MINIMUM_MTU: 68 } }));

faults('pmtu.link-mtu', { 'below-minimum-1279': takesLess, 'below-minimum-576': takesLess });
