import { expect } from 'chai';
import fc from 'fast-check';
import { address, solicitedNodeMulticast } from '../../reference/net/address.js';
import { modifiedEui64 } from '../../reference/net/link-layer-address.js';
import { hex } from '../../reference/net/octets.js';
import { prefixContains, prefixOf } from '../../reference/net/prefix.js';
import { FreshAddresses, simulatedNode } from './neighbor.js';
import type { RandomSource } from './test-context.js';

/** A bad source: it repeats itself after a few octets. */
const repeating = (period: number): RandomSource => {
  let count = 0;
  const octet = (): number => (count++ * 7) % period;
  return { uint32: octet, uniform: (from) => from, octets: (length) => Uint8Array.from({ length }, octet) };
};
const prefix = prefixOf(address('2001:db8:0:7::'), 64);
const nodes = (count: number, random: RandomSource, avoided?: Uint8Array) => {
  const fresh = new FreshAddresses(random);
  if (avoided) fresh.avoid(avoided);
  return Array.from({ length: count }, (_, i) => simulatedNode({}, { fresh, prefix, link: 'link0', name: `n${i}` }));
};

describe('simulated nodes', () => {
  it('share no solicited-node group, with each other or with the device', () => {
    const device = address('fe80::1:2:3');
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 255 }), (period) => {
        const groups = nodes(8, repeating(period), device).map((node) => hex(solicitedNodeMulticast(node.linkLocal)));
        expect(new Set([...groups, hex(solicitedNodeMulticast(device))]).size).to.equal(9);
      }),
      { numRuns: 20 },
    );
  });

  it('have a locally administered unicast MAC that their addresses do not tell', () => {
    for (const node of nodes(4, repeating(251))) {
      expect((node.linkLayerAddress[0] ?? 0) & 0x03).to.equal(0x02);
      expect(hex(node.linkLocal.subarray(8))).not.to.equal(hex(modifiedEui64(node.linkLayerAddress)));
      expect(prefixContains(prefix, node.address)).to.equal(true);
      expect(node.addresses).to.deep.equal([node.linkLocal, node.address]);
    }
  });

  it('take what they are given, and can move to another MAC', () => {
    const fresh = new FreshAddresses(repeating(251));
    const linkLocal = address('fe80::5');
    const node = simulatedNode({ linkLocal, addresses: [], router: true }, { fresh, prefix, link: 'link1', name: 'r' });
    expect(node).to.include({ link: 'link1', name: 'r', router: true, address: linkLocal });
    const next = fresh.linkLayerAddress();
    node.moveTo(next);
    expect(node.linkLayerAddress).to.equal(next);
    expect([node.holds(address('fe80::5')), node.holds(address('fe80::6'))]).to.deep.equal([true, false]);
  });
});
