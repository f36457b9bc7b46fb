import { expect } from 'chai';
import { address } from '../net/address.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { concat, fromHex, hex } from '../net/octets.js';
import {
  NeighborAdvertisement,
  NeighborSolicitation,
  Redirect,
  RouterAdvertisement,
  RouterSolicitation,
  sourceLinkLayerAddress,
  unknownOption,
} from './nd.js';

const TARGET = address('fe80::1');
const MAC = linkLayerAddress([0x02, 0x00, 0x5e, 0x10, 0x00, 0x01]);

describe('Neighbor Discovery messages', () => {
  it('put the flags of a Router Advertisement where RFC 4861, 6275, 4191 and 4389 say', () => {
    const flags = (draft: Parameters<typeof RouterAdvertisement.encode>[0]) => RouterAdvertisement.encode(draft)[5];
    expect(flags({ managed: true })).to.equal(0x80);
    expect(flags({ other: true })).to.equal(0x40);
    expect(flags({ homeAgent: true })).to.equal(0x20);
    expect(flags({ preference: 3 })).to.equal(0x18);
    expect(flags({ proxy: true })).to.equal(0x04);
    expect(flags({ reserved: 3 })).to.equal(0x03);
  });

  it('put the flags of a Neighbor Advertisement into the highest bits', () => {
    const word = (draft: Parameters<typeof NeighborAdvertisement.encode>[0]) => hex(NeighborAdvertisement.encode(draft).subarray(4, 8));
    expect(word({ router: true })).to.equal('80000000');
    expect(word({ solicited: true })).to.equal('40000000');
    expect(word({ override: true })).to.equal('20000000');
    expect(word({ reserved: 0x1fffffff })).to.equal('1fffffff');
  });

  it('place the target, the destination and the options', () => {
    expect(hex(NeighborSolicitation.encode({ target: TARGET, options: [sourceLinkLayerAddress(MAC)] }))).to.equal(
      `8700000000000000${hex(TARGET)}010102005e100001`,
    );
    const redirect = Redirect.encode({ target: TARGET, destination: address('2001:db8::1') });
    expect(hex(redirect)).to.equal(`8900000000000000${hex(TARGET)}20010db8000000000000000000000001`);
  });

  const cases = [
    { described: RouterSolicitation, options: 8 },
    { described: RouterAdvertisement, options: 16 },
    { described: NeighborSolicitation, options: 24 },
    { described: NeighborAdvertisement, options: 24 },
    { described: Redirect, options: 40 },
  ] as const;

  for (const { described, options } of cases) {
    it(`${described.name}: names the octet of a zero option length`, () => {
      const got = described.decode(concat(described.encode({}), [1, 0, 0, 0, 0, 0, 0, 0]));
      expect(got).to.nested.include({
        'error.kind': 'bad-length',
        'error.path': `${described.name}.options[0].length`,
        'error.offset': options + 1,
      });
    });

    it(`${described.name}: locates an option that is cut, and keeps the one before`, () => {
      const octets = described.encode({ options: [sourceLinkLayerAddress(MAC), unknownOption({ length: 2, data: fromHex('0102') })] });
      const got = described.decode(octets);
      expect(got).to.nested.include({
        'error.kind': 'truncated',
        'error.path': `${described.name}.options[1]`,
        'error.offset': options + 8,
        'error.needed': 16,
        'error.left': 4,
      });
      expect(got).to.have.nested.property('error.partial.options[0].kind', 'sourceLinkLayerAddress');
    });

    it(`${described.name}: says which field is missing when it is cut`, () => {
      const got = described.decode(described.encode({}).subarray(0, options - 1));
      expect(got).to.nested.include({ ok: false, 'error.kind': 'truncated' });
      expect(!got.ok && got.error.offset + got.error.left).to.equal(options - 1);
    });
  }
});
