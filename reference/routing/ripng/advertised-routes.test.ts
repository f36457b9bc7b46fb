import { expect } from 'chai';
import { address, formatAddress } from '../../net/address.js';
import { formatPrefix } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import { advertisedRoutes } from './advertised-routes.js';
import { RIPNG_FEATURES } from './defaults.js';
import type { RipngFeatures } from './features.js';
import type { RipngRoute } from './ripng-table.js';
import type { RipngInterfaceSettings } from './settings.js';

const route = (text: string, over: Partial<RipngRoute> = {}): RipngRoute => ({
  prefix: prefix(text),
  metric: 2,
  routeTag: 0,
  interfaceName: 'a',
  nextHop: address('fe80::1'),
  origin: 'learned',
  isChanged: false,
  ...over,
});
const TABLE = [
  route('2001:db8:1::/64'),
  route('2001:db8:2::/64', { interfaceName: 'b', isChanged: true }),
  route('2001:db8:3::/64', { origin: 'own', metric: 1 }),
  route('2001:db8:4::/64', { origin: 'own', metric: 1, nextHop: address('2001:db8:9::1') }),
];
const SETTINGS: RipngInterfaceSettings = { cost: 1, splitHorizon: 'split-horizon', listens: true, speaks: true };

const ownAddress = () => address('2001:db8:3::9');
const told = (
  over: Partial<RipngInterfaceSettings> = {},
  onlyChanged = false,
  on = 'a',
  features: RipngFeatures = RIPNG_FEATURES.current,
): readonly string[] =>
  advertisedRoutes(TABLE, on, { ...SETTINGS, ...over }, { onlyChanged, routeTag: 7, features, ownAddress }).map(
    (one) => `${formatPrefix(one.prefix)} ${one.metric}${one.nextHop ? ` via ${formatAddress(one.nextHop)}` : ''}`,
  );

describe('advertisedRoutes', () => {
  it('leaves out what was learned there, and names routers on the same link (RFC 2080 sections 2.1.1 and 2.6)', () =>
    expect(told()).to.deep.equal(['2001:db8:2::/64 2', '2001:db8:3::/64 1 via fe80::1', '2001:db8:4::/64 1']));

  it('says with poisoned reverse that it is unreachable', () =>
    expect(told({ splitHorizon: 'poisoned-reverse' })[0]).to.equal('2001:db8:1::/64 16'));

  it('names no next hop on another link', () =>
    expect(told({}, false, 'b')).to.deep.equal(['2001:db8:1::/64 2', '2001:db8:3::/64 1', '2001:db8:4::/64 1']));

  it('tells only what has changed in a triggered update', () => expect(told({}, true)).to.deep.equal(['2001:db8:2::/64 2']));

  it('tells what the filters let pass', () =>
    expect(told({ advertises: [{ prefix: prefix('2001:db8:2::/48') }] })).to.deep.equal(['2001:db8:2::/64 2']));

  it('tells an aggregate for what lies within it, in regular updates', () => {
    const aggregates = [{ prefix: prefix('2001:db8::/32'), metric: 3, routeTag: 0 }];
    expect(told({ aggregates })).to.deep.equal(['2001:db8::/32 3']);
    expect(told({ aggregates }, true)).to.deep.equal([]);
  });

  it('leaves out subnets of the link, too, where route6d splits horizons', () => {
    const { kame } = RIPNG_FEATURES;
    expect(told({}, false, 'a', kame)).to.deep.equal(['2001:db8:2::/64 2']);
    expect(told({ splitHorizon: 'off' }, false, 'a', kame)).to.deep.equal(told({ splitHorizon: 'off' }));
    expect(told({ tellsOwnSubnets: true }, false, 'a', kame)).to.deep.equal(told());
  });

  it('tells nothing but the default route where that is wanted', () =>
    expect(told({ defaultRouteOnly: 2 }, true)).to.deep.equal(['::/0 2']));
});
