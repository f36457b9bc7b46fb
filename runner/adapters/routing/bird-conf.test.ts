import { expect } from 'chai';
import { address } from '../../../reference/net/address.js';
import { prefixOf } from '../../../reference/net/prefix.js';
import type { RipngLinkSettings } from '../../../suites/kit/ripng-action.js';
import { birdConf } from './bird-conf.js';

const dev = (link: string): string => link.replace('link', 'eth');
const conf = (links: readonly RipngLinkSettings[], routeTag?: number): string => {
  const made = birdConf({ links, ...(routeTag !== undefined && { routeTag }) }, dev);
  return made.ok ? made.value : `impossible: ${made.error}`;
};

describe('configuration of BIRD', () => {
  it('names the links that take part, and leaves the rest as BIRD has it', () => {
    const text = conf([{ link: 'link0' }, { link: 'link1' }]);
    expect(text).to.contain('\nprotocol direct { ipv6; interface "eth0", "eth1"; }\n');
    expect(text).to.contain('\n  interface "eth0" {  };\n  interface "eth1" {  };\n');
    expect(text).to.contain('\n    import filter { accept; };\n');
  });

  it('sets cost, split horizon and silence of a link', () => {
    const text = conf([{ link: 'link0', cost: 7, splitHorizon: 'split-horizon', speaks: false }]);
    expect(text).to.contain('interface "eth0" { metric 7; split horizon yes; poison reverse no; passive yes; };');
  });

  it('filters by neighbours and prefixes, and tags what is direct', () => {
    const text = conf([{ link: 'link0', acceptsFrom: [address('fe80::1')], accepts: [prefixOf(address('2001:db8::'), 32)] }], 700);
    expect(text).to.contain(
      'import filter { if ifname = "eth0" && (!(from ~ [ fe80::1/128 ]) || !(net ~ [ 2001:db8::/32+ ])) then reject; accept; };',
    );
    expect(conf([{ link: 'link0', accepts: [] }]), 'an empty list').to.contain('if ifname = "eth0" && (true) then reject;');
    expect(text).to.contain('if source = RTS_DEVICE then rip_tag = 700; accept; };');
  });

  it('says what BIRD cannot be told', () => {
    expect(conf([{ link: 'link0', listens: false }])).to.match(/^impossible: .*listens/);
    expect(conf([{ link: 'link0', advertises: [] }])).to.match(/^impossible: .*same on all links/);
    expect(conf([{ link: 'link0', defaultRouteOnly: 1 }])).to.match(/^impossible: .*same on all links/);
    expect(conf([{ link: 'link0', staticRoutes: 'none' }])).to.match(/^impossible: .*same on all links/);
    expect(conf([{ link: 'link0', staticRoutes: 'all' }])).to.equal(conf([{ link: 'link0' }]));
    expect(conf([{ link: 'link0', aggregates: [{ prefix: prefixOf(address('2001:db8::'), 32), metric: 2 }] }])).to.match(
      /^impossible: .*aggregates/,
    );
  });
});
