import type { Address } from '../../reference/net/address.js';
import { decodeFrame, type DecodedFrame } from '../../reference/wire/frame.js';
import { edit } from '../../reference/wire/edit.js';
import { at, has } from '../icmpv6/rewriters.js';
import { rewrite, type Defect } from '../kit/faults.js';

/** For planted faults: packets to such destinations are sent on to `last`, where the last ordinary one went. */
export const sendingOn = (isConfined: (destination: Address, last: Address, decoded: DecodedFrame) => boolean): Defect =>
  rewrite('in', () => {
    let last: Address | undefined;
    return (octets) => {
      const decoded = decodeFrame(octets);
      if (!has(decoded, 'echoRequest.identifier')) return [{ octets }];
      const destination = at<Address>(decoded, 'ipv6.destination');
      if (last !== undefined && isConfined(destination, last, decoded))
        return [{ octets: edit(octets, 'ipv6.destination', () => last) ?? octets }];
      last = destination;
      return [{ octets }];
    };
  });
