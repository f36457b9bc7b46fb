import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { ripngAsJson, ripngInWords } from './ripng-text.js';

const settings = {
  links: [
    { link: 'link0', cost: 3, splitHorizon: 'off', acceptsFrom: [address('fe80::1')] },
    { link: 'link1', aggregates: [{ prefix: prefixOf(address('2001:db8::'), 32), metric: 2 }] },
    { link: 'link2' },
  ],
  routeTag: 7,
} as const;

describe('settings of RIPng as text', () => {
  it('are an object for programs', () => {
    expect(JSON.parse(ripngAsJson(settings))).to.deep.equal({
      links: [
        { link: 'link0', cost: 3, splitHorizon: 'off', acceptsFrom: ['fe80::1'] },
        { link: 'link1', aggregates: [{ prefix: '2001:db8::/32', metric: 2 }] },
        { link: 'link2' },
      ],
      routeTag: 7,
    });
  });

  it('are a list of links for people', () => {
    expect(ripngInWords(settings)).to.equal(
      'on link0 (cost 3, splitHorizon off, acceptsFrom ["fe80::1"]), on link1 (aggregates [{"prefix":"2001:db8::/32","metric":2}]), ' +
        'on link2, with the route tag 7 for its own routes',
    );
  });
});
