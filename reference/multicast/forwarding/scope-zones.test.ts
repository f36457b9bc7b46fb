import { expect } from 'chai';
import { isConfigurableScope, ScopeZones } from './scope-zones.js';

const SITE = 5;
const REALM = 3;
const together = (scope: number, a: ScopeZones, b: ScopeZones): boolean => a.indexFor(scope) === b.indexFor(scope);

describe('zones of multicast scopes', () => {
  it('by default are a link up to realm-local scope, and everything beyond (RFC 4007 section 6, RFC 7346 section 2)', () => {
    const [one, two] = [new ScopeZones(1), new ScopeZones(2)];
    for (const scope of [0, 1, 2, REALM]) expect(together(scope, one, two), `scope ${scope}`).to.equal(false);
    for (const scope of [4, SITE, 8, 13, 14, 15]) expect(together(scope, one, two), `scope ${scope}`).to.equal(true);
  });

  it('are as configured for scopes 3 to 13, and for no other', () => {
    const [one, two] = [new ScopeZones(1, { [SITE]: 1, [REALM]: 7 }), new ScopeZones(2, { [REALM]: 7 })];
    expect(together(SITE, one, two)).to.equal(false);
    expect(together(REALM, one, two)).to.equal(true);
    two.set(SITE, 1);
    expect(together(SITE, one, two)).to.equal(true);
    const scopes = Array.from({ length: 16 }, (_, scope) => scope);
    expect(scopes.filter(isConfigurableScope)).to.deep.equal([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });
});
