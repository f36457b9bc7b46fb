import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../net/address.js';
import { concat } from '../net/octets.js';
import { Fragment, FragmentPayload } from '../wire/extension-headers.js';
import { decodePacket, frame, layer } from '../wire/frame.js';
import { echoReply } from '../wire/icmpv6.js';
import { Ipv6, ipv6 } from '../wire/ipv6.js';
import { fragmented } from './fragmentation.js';

const SOURCE = address('2001:db8::1');
const DESTINATION = address('2001:db8::2');

describe('fragmented, RFC 8200 section 4.5', () => {
  it('cuts any packet into pieces that fit, are contiguous, and make the packet again', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1280, max: 1500 }),
        fc.integer({ min: 1, max: 6_000 }),
        fc.nat(0xffff_ffff),
        (mtu, size, identification) => {
          const data = Uint8Array.from({ length: size }, (_, i) => i);
          const packet = frame(ipv6({ source: SOURCE, destination: DESTINATION, hopLimit: 17, flowLabel: 5 }), echoReply({ data })).packet;
          const pieces = fragmented(packet, mtu, identification);
          let next = 0;
          const payload = pieces.map((octets, i) => {
            expect(octets.length).to.be.at.most(mtu);
            const decoded = decodePacket(octets);
            const fragment = layer(decoded, Fragment)!;
            const last = i === pieces.length - 1;
            expect(fragment).to.include({ nextHeader: 58, reserved: 0, reserved2: 0, moreFragments: !last, identification });
            expect(fragment.fragmentOffset * 8).to.equal(next);
            expect(layer(decoded, Ipv6)).to.include({ nextHeader: 44, hopLimit: 17, flowLabel: 5, payloadLength: octets.length - 40 });
            const body = i === 0 ? octets.subarray(48) : layer(decoded, FragmentPayload)!.data;
            if (!last) expect(body.length % 8).to.equal(0);
            next += body.length;
            return body;
          });
          expect(concat(...payload)).to.deep.equal(packet.subarray(40));
        },
      ),
      { numRuns: 60 },
    );
  });
});
