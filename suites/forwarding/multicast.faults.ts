import { configure, fault, faults } from '../kit/faults.js';
import { ALL_GROUPS } from './groups.js';

const everything = fault(
  'sends every group on to the other link',
  configure({ multicastRoutes: [{ groups: ALL_GROUPS, link: 'link0', to: ['link1'] }] }),
);

faults('forwarding.multicast', { 'no-route': everything, 'other-source': everything });
