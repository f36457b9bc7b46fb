import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { InterfaceState } from './action.js';
import { stateAsJson, stateFromJson } from './interface-state-json.js';

const state: InterfaceState = {
  linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, 7]),
  addresses: [{ address: address('fe80::7'), prefixLength: 64, state: 'preferred' }],
};
const resolver = { servers: [address('2001:db8::53'), address('fe80::53')], searchList: ['example.com'] };

describe('the state of an interface as JSON', () => {
  it('comes back as it was, with and without what the resolver learnt', () => {
    for (const one of [state, { ...state, resolver }]) expect(stateFromJson(stateAsJson(one))).to.deep.equal(one);
  });

  it('says nothing of a resolver that the adapter knows nothing of', () => {
    expect(stateAsJson(state)).to.not.have.property('resolver');
  });

  it('is refused when an address in it is none', () => {
    const json = stateAsJson({ ...state, resolver });
    expect(stateFromJson({ ...json, resolver: { servers: ['2001:db8::53', 'dns.example'], searchList: [] } })).to.equal(undefined);
    expect(stateFromJson({ ...json, addresses: [{ address: 'fe80', prefixLength: 64, state: 'preferred' }] })).to.equal(undefined);
    expect(stateFromJson({ ...json, linkLayerAddress: '02' })).to.equal(undefined);
  });
});
