import { expect } from 'chai';
import fc from 'fast-check';
import { addressFromOctets } from '../net/address.js';
import { flowLabel, type Flow } from './flow-label.js';

const anyAddress = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(addressFromOctets);
const port = fc.nat(65_535);
const flow: fc.Arbitrary<Flow> = fc.record({
  source: anyAddress,
  destination: anyAddress,
  protocol: fc.nat(255),
  sourcePort: port,
  destinationPort: port,
});
const SECRET = new Uint8Array(16).fill(7);

describe('flowLabel (RFC 6437 section 3)', () => {
  it('has 20 bits, is never zero, and is the same for the same flow', () => {
    fc.assert(
      fc.property(flow, (one) => {
        const label = flowLabel(SECRET, one);
        expect(label).to.be.within(1, 0xf_ffff);
        expect(flowLabel(SECRET, { ...one })).to.equal(label);
      }),
    );
  });

  it('differs with each part of the flow and with the secret, as a rule', () => {
    const same = fc.sample(flow, { numRuns: 300, seed: 1 }).flatMap((one) => {
      const label = flowLabel(SECRET, one);
      return [
        flowLabel(new Uint8Array(16), one),
        flowLabel(SECRET, { ...one, sourcePort: one.sourcePort ^ 1 }),
        flowLabel(SECRET, { ...one, destinationPort: one.destinationPort ^ 0x100 }),
        flowLabel(SECRET, { ...one, protocol: one.protocol ^ 1 }),
        flowLabel(SECRET, { ...one, destination: addressFromOctets(one.destination.map((octet) => octet ^ 1)) }),
      ].filter((other) => other === label);
    });
    expect(same.length).to.be.below(5);
  });

  it('is spread evenly', () => {
    const buckets = new Array<number>(16).fill(0);
    for (let sourcePort = 0; sourcePort < 4_096; sourcePort++) {
      const one = { source: addressFromOctets(new Uint8Array(16)), destination: addressFromOctets(new Uint8Array(16)), protocol: 17 };
      const label = flowLabel(SECRET, { ...one, sourcePort, destinationPort: 53 });
      buckets[label >> 16] = (buckets[label >> 16] ?? 0) + 1;
    }
    for (const count of buckets) expect(count).to.be.within(180, 340);
  });
});
