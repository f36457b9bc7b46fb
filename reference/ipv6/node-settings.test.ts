import { expect } from 'chai';
import { nodeSettings } from './config.js';
import { linkLayerAddress } from '../net/link-layer-address.js';
import { contradictions, nodeConfiguration } from './node-settings.js';

const found = (input: unknown, nics: readonly string[] = ['eth1']): readonly string[] =>
  contradictions(nodeSettings.parse(input), nics).map(({ path, message }) => `${path.join('.')}: ${message}`);

describe('what a router advertises, by its file', () => {
  const mistakes: readonly (readonly [what: string, advertising: object, told: string])[] = [
    ['an interval too short', { maxRtrAdvInterval: '2 s' }, 'advertising.maxRtrAdvInterval: is 4 s to 65535 s, not 2 s'],
    [
      'a lifetime shorter than the interval',
      { maxRtrAdvInterval: '10 s', advDefaultLifetime: '9 s' },
      'advertising.advDefaultLifetime: is 0 s, or between maxRtrAdvInterval (10 s) and 65535 s, not 9 s',
    ],
    [
      'a preferred lifetime too long',
      { advPrefixList: [{ prefix: '2001:db8::/64', advValidLifetime: '60 s' }] },
      'advertising.advPrefixList.0.advPreferredLifetime: is at most advValidLifetime (60 s), not 604800 s',
    ],
    [
      'the link-local prefix',
      { advPrefixList: [{ prefix: 'fe80::/64' }] },
      'advertising.advPrefixList.0.prefix: fe80::/64 is link-local, which is not advertised',
    ],
  ];
  for (const [what, advertising, told] of mistakes)
    it(`is refused for ${what}, where it stands`, () => expect(found({ role: 'router', advertising })).to.deep.equal([told]));

  it('is refused where an interface says it, and once where several have it from the top', () => {
    const wrong = { advCurHopLimit: 256 };
    const told = 'advCurHopLimit: is a whole number of hops, at most 255';
    expect(found({ interfaces: { eth2: { advertising: wrong } } }, ['eth1', 'eth2'])).to.deep.equal([
      `interfaces.eth2.advertising.${told}`,
    ]);
    expect(found({ advertising: wrong }, ['eth1', 'eth2'])).to.deep.equal([`advertising.${told}`]);
  });

  it('has the bounds of its generation, and of nobody where the check is off', () => {
    const advertising = { maxRtrAdvInterval: '2000 s' };
    expect(found({ advertising })).to.deep.equal([]);
    expect(found({ behaviour: 'book', advertising })).to.have.length(1);
    expect(found({ behaviour: 'book', advertising, features: { advertisingBounds: false } })).to.deep.equal([]);
  });
});

describe('the multicast routes of a file', () => {
  const route = { groups: 'ff0e::/16', from: 'eth1', to: ['eth2'] };

  it('name interfaces that there are, and groups', () => {
    const nics = ['eth1', 'eth2'];
    expect(found({ multicastRoutes: [route] }, nics)).to.deep.equal([]);
    expect(found({ multicastRoutes: [route, { ...route, to: ['eth3'] }] }, nics)).to.deep.equal([
      'multicastRoutes.1: there is no interface "eth3"; there is eth1, eth2',
    ]);
    expect(found({ multicastRoutes: [{ ...route, groups: '2001:db8::/32' }] }, nics)).to.have.length(1);
  });

  it('and its zones reach the node', () => {
    const settings = nodeSettings.parse({ multicastRoutes: [{ ...route, source: '2001:db8::1' }], zones: { 5: 1 } });
    const nics = ['eth1', 'eth2'].map((name) => ({ name, linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, 1]), mtu: 1500 }));
    const { multicastRoutes, interfaces } = nodeConfiguration(settings, nics);
    expect(multicastRoutes).to.have.length(1);
    expect(multicastRoutes?.[0]).to.deep.include({ link: 'eth1', to: ['eth2'] });
    expect(interfaces.map(({ name, zones }) => [name, zones])).to.deep.equal([
      ['eth1', { 5: 1 }],
      ['eth2', { 5: 1 }],
      ['lo0', undefined],
    ]);
    for (const scope of [2, 14, 'x']) expect(() => nodeSettings.parse({ zones: { [scope]: 1 } })).to.throw(/a scope with zones/);
  });
});
