import { expect } from 'chai';
import fc from 'fast-check';
import { address, formatAddress, type Address } from '../net/address.js';
import { chooseRoute, type Candidate } from './route-selection.js';

const [W, X, Y, Z] = ['fe80::77', 'fe80::78', 'fe80::79', 'fe80::7a'].map(address) as [Address, Address, Address, Address];

/** `Y /32 high suspect`: a router, the length of its prefix, its preference, what is known of it. */
function candidate(router: Address, prefixLength: number, rest: Partial<Candidate> = {}): Candidate {
  return { router, prefixLength, preference: 'medium', reachability: 'known', advertisedSource: false, ...rest };
}
const chosen = (candidates: readonly Candidate[], turn = 0) => {
  const choice = chooseRoute(candidates, turn);
  return choice && [choice.router, ...choice.avoided].map((router) => formatAddress(router).slice(-2));
};

describe('chooseRoute', () => {
  /** RFC 4191 section 3.6; router X does not match the destination, so it is no candidate. */
  const example = (...suspects: readonly Address[]) =>
    [candidate(W, 0), candidate(Y, 32, { preference: 'high' }), candidate(Z, 32, { preference: 'low' })].map((one) =>
      suspects.includes(one.router) ? { ...one, reachability: 'suspect' as const } : one,
    );

  it('follows the example of RFC 4191 section 3.6', () => {
    expect(chosen(example())).to.deep.equal(['79']);
    expect(chosen(example(Y))).to.deep.equal(['7a', '79']);
    expect(chosen(example(Y, Z))).to.deep.equal(['77', '79', '7a']);
    expect(chosen(example(W, Y, Z))).to.deep.equal(['79', '77', '7a']);
    expect(chosen(example(W))).to.deep.equal(['79']);
  });

  it('the longest prefix comes before the preference', () => {
    expect(chosen([candidate(W, 0, { preference: 'high' }), candidate(Y, 16, { preference: 'low' })])).to.deep.equal(['79']);
  });

  it('an unknown router counts as reachable, but a known one as good comes first', () => {
    const unknown = { reachability: 'unknown' } as const;
    expect(chosen([candidate(W, 0, unknown), candidate(Y, 0)])).to.deep.equal(['79']);
    expect(chosen([candidate(W, 0, { ...unknown, preference: 'high' }), candidate(Y, 0)])).to.deep.equal(['77']);
  });

  it('a router that advertised the prefix of the source comes before all preferences, reachable ones before it', () => {
    const owner = candidate(X, 0, { advertisedSource: true, preference: 'low' });
    expect(chosen([candidate(Y, 64, { preference: 'high' }), owner])).to.deep.equal(['78']);
    expect(chosen([candidate(Y, 64), { ...owner, reachability: 'suspect' }])).to.deep.equal(['79', '78']);
  });

  it('takes turns among the best while no router is reachable', () => {
    const suspects = [W, X, Y].map((router) => candidate(router, 0, { reachability: 'suspect' }));
    const worse = candidate(Z, 0, { reachability: 'suspect', preference: 'low' });
    expect([0, 1, 2, 3].map((turn) => chosen([...suspects, worse], turn)?.[0])).to.deep.equal(['77', '78', '79', '77']);
    expect(chooseRoute(suspects, 0)).to.include({ inTurn: true });
    expect(chooseRoute([candidate(W, 0)], 0)).to.include({ inTurn: false });
  });

  it('names a router once, though it is known by several routes, and never the one it chose', () => {
    const suspect = { reachability: 'suspect' } as const;
    expect(chosen([candidate(W, 0), candidate(Y, 32, suspect), candidate(Y, 48, suspect)])).to.deep.equal(['77', '79']);
    expect(chosen([candidate(Y, 32, suspect), candidate(Y, 0, suspect)])).to.deep.equal(['79']);
    expect(chooseRoute([], 0)).to.equal(undefined);
  });

  it('never passes over a reachable router for one that is not, nor a better one for a worse one', () => {
    const any = fc.record({
      router: fc.constantFrom(W, X, Y, Z),
      prefixLength: fc.constantFrom(0, 32, 64),
      preference: fc.constantFrom('high' as const, 'medium' as const, 'low' as const),
      reachability: fc.constantFrom('known' as const, 'unknown' as const, 'suspect' as const),
      advertisedSource: fc.boolean(),
    });
    const rank = (one: Candidate) =>
      Number(one.reachability !== 'suspect') * 10_000 +
      Number(one.advertisedSource) * 1_000 +
      one.prefixLength * 10 +
      { high: 2, medium: 1, low: 0 }[one.preference];
    fc.assert(
      fc.property(fc.array(any, { minLength: 1 }), fc.nat(9), (candidates, turn) => {
        const top = Math.max(...candidates.map(rank));
        const { router } = chooseRoute(candidates, turn) ?? { router: undefined };
        expect(candidates.some((one) => one.router === router && rank(one) === top)).to.equal(true);
      }),
    );
  });
});
