import type { DecodedFrame } from '../../reference/wire/frame.js';
import { differences } from './differences.js';
import type { Match as PacketMatch } from './match.js';
import type { Received } from './test-context.js';

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- how Chai's types are extended
  namespace Chai {
    interface Assertion {
      /** The frame has every field of the match as wanted. */
      carry(match: PacketMatch): Assertion;
    }
  }
}

/**
 * Chai plugin: `expect(received).to.carry({ 'icmpv6.type': 136 })`, for received and decoded frames. It throws its own
 * message, one line per field, and gives Chai no values to compare: octet strings would come out one number per line.
 */
export const packets: Chai.ChaiPlugin = (chai) => {
  chai.Assertion.addMethod('carry', function (this: Chai.AssertionStatic, match: PacketMatch) {
    const subject = chai.util.flag(this, 'object') as Received | DecodedFrame;
    const isNegated = chai.util.flag(this, 'negate') === true;
    const found = differences('decoded' in subject ? subject.decoded : subject, match);
    if ((found.length === 0) === !isNegated) return;
    const fields = found.map(
      ({ path, got, wanted, octets }) => `\n  ${path}   got ${got}   wanted ${wanted}${octets ? `   octets ${octets.join('+')}` : ''}`,
    );
    throw new chai.AssertionError(
      isNegated ? `the frame has all of ${Object.keys(match).join(', ')}` : `the frame differs:${fields.join('')}`,
    );
  });
};
