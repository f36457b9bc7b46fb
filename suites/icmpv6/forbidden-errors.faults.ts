import { isLinkLocal, isMulticast, isUnspecified } from '../../reference/net/address.js';
import { fault, faults } from '../kit/faults.js';
import { takingForLastSender } from './rewriters.js';

const toUnspecified = fault('reports a packet from :: to the sender of the last one', takingForLastSender(isUnspecified));
const toGroup = fault('reports a packet from a group to the sender of the last one', takingForLastSender(isMulticast));
/** The tests of an anycast source send nothing else from a global address. */
const toAnycast = fault(
  'reports a packet from an anycast address to the sender of the last one',
  takingForLastSender((source) => !isLinkLocal(source) && !isUnspecified(source)),
);

const causes = ['port', 'reasm', 'nh', 'opt11'];
const forCauses = (ban: string, planted: ReturnType<typeof fault>, also: readonly string[] = []) =>
  Object.fromEntries([...causes, ...also].map((cause) => [`${cause}-${ban}`, planted]));

faults('icmpv6.forbidden-errors', {
  ...forCauses('src-unspec', toUnspecified, ['opt10']),
  ...forCauses('src-mcast', toGroup, ['opt10']),
  ...forCauses('src-anycast', toAnycast),
});
