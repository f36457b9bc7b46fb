import { expect, use } from 'chai';
import { address } from '../../reference/net/address.js';
import { decodePacket, echoReply, frame, ipv6 } from '../../reference/wire/index.js';
import { packets } from './chai-packets.js';

use(packets);

describe('carry', () => {
  const decoded = decodePacket(
    frame(ipv6({ source: address('fe80::1'), destination: address('fe80::2') }), echoReply({ identifier: 7 })).octets,
  );
  it('holds for the fields that a frame has', () => {
    expect(decoded).to.carry({ 'echoReply.identifier': 7 });
    expect(decoded).not.to.carry({ 'echoReply.identifier': 8 });
  });
  it('names the fields that differ, with their octets, and leaves nothing to compare', () => {
    const assertion = (): unknown => expect(decoded).to.carry({ 'echoReply.identifier': 8, 'echoRequest.code': 0 });
    expect(assertion).to.throw(
      'the frame differs:\n  echoReply.identifier   got 7   wanted 8   octets 44+2\n  echoRequest.code   got absent   wanted 0',
    );
    expect(assertion).to.throw().and.not.have.any.keys('actual', 'expected');
    expect(() => expect(decoded).not.to.carry({ 'echoReply.identifier': 7 })).to.throw('the frame has all of echoReply.identifier');
  });
});
