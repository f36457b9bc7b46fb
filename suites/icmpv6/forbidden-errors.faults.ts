import { isLinkLocal, isMulticast, isUnspecified, type Address } from '../../reference/net/address.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { edit } from '../../reference/wire/edit.js';
import { fault, faults, rewrite, type Defect } from '../kit/faults.js';
import { at, has } from './rewriters.js';

/** Packets from these sources are taken for packets of whoever sent one last, to whom an error can be sent. */
const takingForLastSender = (isBogus: (source: Address) => boolean): Defect =>
  rewrite('in', () => {
    let last: Address | undefined;
    return (octets) => {
      const decoded = decodeFrame(octets);
      if (!has(decoded, 'ipv6.source')) return [{ octets }];
      const source = at<Address>(decoded, 'ipv6.source');
      if (!isBogus(source)) {
        last = source;
        return [{ octets }];
      }
      return [{ octets: (last && edit(octets, 'ipv6.source', () => last)) ?? octets }];
    };
  });

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
