import { expect } from 'chai';
import fc from 'fast-check';
import { seededRandom } from '../../engine/random.js';
import { UDP_CONSTANTS } from './constants.js';
import { ephemeralPort } from './ephemeral-ports.js';

describe('ephemeralPort', () => {
  it('finds a free dynamic port whenever there is one', () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(20), fc.array(fc.boolean(), { minLength: 21, maxLength: 21 }), (seed, count, taken) => {
        const constants = { ...UDP_CONSTANTS, FIRST_EPHEMERAL_PORT: 50_000, LAST_EPHEMERAL_PORT: 50_000 + count };
        const isFree = (port: number): boolean => !taken[port - 50_000];
        const port = ephemeralPort(constants, seededRandom(seed), isFree);
        const hasFree = taken.slice(0, count + 1).includes(false);
        expect(port === undefined).to.equal(!hasFree);
        if (port !== undefined) expect(isFree(port) && port >= 50_000 && port <= 50_000 + count).to.equal(true);
      }),
    );
  });

  it('is not to be foreseen: the draws cover the range and have no constant step', () => {
    const random = seededRandom(3);
    const ports = Array.from({ length: 64 }, () => ephemeralPort(UDP_CONSTANTS, random, () => true)!);
    const steps = new Set(ports.slice(1).map((port, i) => port - ports[i]!));
    expect(steps.size).to.be.above(50);
    for (const port of ports) expect(port).to.be.within(49_152, 65_535);
    expect(Math.max(...ports) - Math.min(...ports)).to.be.above(10_000);
  });
});
