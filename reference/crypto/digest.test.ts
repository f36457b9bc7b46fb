import { expect } from 'chai';
import { hex } from '../net/octets.js';
import { md5 } from './digest.js';

describe('md5', () => {
  for (const [text, digest] of [
    ['', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['abc', '900150983cd24fb0d6963f7d28e17f72'],
    ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
  ] as const)
    it(`gives the value of RFC 1321 section A.5 for "${text}"`, () => expect(hex(md5(new TextEncoder().encode(text)))).to.equal(digest));
});
