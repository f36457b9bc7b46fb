import { expect } from 'chai';
import * as fc from 'fast-check';
import { fromHex } from '../../../reference/net/octets.js';
import { qtypesIn } from './ping6-qtypes.js';

describe('Qtypes that a node supports, before RFC 4620', () => {
  for (const [title, data, isCompressed, qtypes] of [
    ['a word of bits, the lowest for the lowest', '0000000f', false, [0, 1, 2, 3]],
    ['two words', '00000001 80000000', false, [0, 63]],
    ['a word that is cut off says nothing', '00000001 8000', false, [0]],
    ['runs of words with zeros between them', '0001 0002 00000004  0001 0000 00000001', true, [2, 96]],
    ['a run that is cut off ends with its last whole word', '0002 0000 00000004 0000', true, [2]],
    ['nothing', '', true, []],
  ] as const)
    it(title, () => expect(qtypesIn(fromHex(data), isCompressed)).to.deep.equal(qtypes));

  it('are numbers of 16 bits in order, whatever was sent', () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (data, isCompressed) => {
        const qtypes = qtypesIn(data, isCompressed);
        expect(qtypes.every((qtype) => qtype >= 0 && qtype <= 0xffff)).to.equal(true);
        expect([...new Set(qtypes)].sort((a, b) => a - b)).to.deep.equal(qtypes);
      }),
    ));
});
