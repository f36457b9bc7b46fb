import { expect } from 'chai';
import { address } from '../../../reference/net/address.js';
import { prefixOf } from '../../../reference/net/prefix.js';
import type { RipngLinkSettings } from '../../../suites/kit/ripng-action.js';
import { ripngdConf } from './ripngd-conf.js';

const dev = (link: string): string => link.replace('link', 'eth');
const conf = (links: readonly RipngLinkSettings[], routeTag?: number): string => {
  const made = ripngdConf({ links, ...(routeTag !== undefined && { routeTag }) }, dev);
  return made.ok ? made.value : `impossible: ${made.error}`;
};

describe('configuration of ripngd', () => {
  it('names the links that take part, and leaves the rest as ripngd has it', () => {
    expect(conf([{ link: 'link0' }, { link: 'link1' }]).split('\n')).to.deep.equal([
      'hostname ripngd',
      'ipv6 access-list all permit any',
      'router ripng',
      ' network eth0',
      ' network eth1',
      '',
    ]);
  });

  it('sets cost, split horizon and silence of a link', () => {
    const text = conf([{ link: 'link0', cost: 7, splitHorizon: 'poisoned-reverse', speaks: false }]);
    expect(text).to.contain('interface eth0\n ipv6 ripng split-horizon poisoned-reverse\n');
    expect(text).to.contain('\n offset-list all in 7 eth0\n').and.to.contain('\n passive-interface eth0\n');
    expect(conf([{ link: 'link0', splitHorizon: 'off' }])).to.contain('\n no ipv6 ripng split-horizon\n');
  });

  it('filters by lists of prefixes, with what is within them', () => {
    const text = conf([
      { link: 'link0', accepts: [prefixOf(address('2001:db8:1::'), 48), prefixOf(address('2001:db8::1'), 128)], advertises: [] },
    ]);
    expect(text).to.contain('\nipv6 prefix-list in-eth0 seq 5 permit 2001:db8:1::/48 le 128\n');
    expect(text).to.contain('\nipv6 prefix-list in-eth0 seq 10 permit 2001:db8::1/128\n');
    expect(text).to.contain('\n ipv6 distribute-list prefix in-eth0 in eth0\n');
    expect(text).to.contain('\n ipv6 distribute-list prefix out-eth0 out eth0\n');
    expect(text, 'an empty list').to.contain('\nipv6 prefix-list out-eth0 seq 5 deny any\n');
  });

  it('tells of a default route alone', () => {
    const text = conf([{ link: 'link1', defaultRouteOnly: 1 }]);
    expect(text).to.contain('\nipv6 prefix-list out-eth1 seq 1 permit ::/0\n').and.to.contain('\n default-information originate\n');
  });

  it('says what ripngd cannot be told', () => {
    expect(conf([{ link: 'link0' }], 7)).to.match(/^impossible: .*route tag/);
    expect(conf([{ link: 'link0', listens: false }])).to.match(/^impossible: .*listens/);
    expect(conf([{ link: 'link0', acceptsFrom: [address('fe80::1')] }])).to.match(/^impossible: .*neighbours/);
    expect(conf([{ link: 'link0', aggregates: [{ prefix: prefixOf(address('2001:db8::'), 32), metric: 2 }] }])).to.match(
      /^impossible: .*aggregates/,
    );
    expect(conf([{ link: 'link0', defaultRouteOnly: 5 }])).to.match(/^impossible: .*metric 1 alone/);
    expect(conf([{ link: 'link0', staticRoutes: 'all' }])).to.match(/^impossible: .*set by hand/);
  });
});
