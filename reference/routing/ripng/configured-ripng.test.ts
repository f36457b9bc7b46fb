import { expect } from 'chai';
import { nodeSettings } from '../../ipv6/config.js';
import { contradictions, nodeConfiguration, type Nic } from '../../ipv6/node-settings.js';
import { address } from '../../net/address.js';
import { linkLayerAddress } from '../../net/link-layer-address.js';
import { prefixKey } from '../../net/prefix.js';
import { prefix } from '../../net/test-prefix.js';
import { seconds } from '../../time.js';
import { RIPNG_INTERFACE, ripngOn } from './defaults.js';
import type { RipngSettings } from './settings.js';

const NICS = ['eth1', 'eth2'];
const router = (ripng: object): object => ({ role: 'router', ripng });

/** RIPng as the file of a router on two NICs has it. */
function configured(file: object): RipngSettings | undefined {
  const nics = NICS.map((name, i): Nic => ({ name, linkLayerAddress: linkLayerAddress([2, 0, 0, 0, 0, i]), mtu: 1500 }));
  return nodeConfiguration(nodeSettings.parse(file), nics).ripng;
}

/** What is wrong by the schema; and when that finds nothing, with the node. */
function problems(file: object): readonly string[] {
  const parsed = nodeSettings.safeParse(file);
  const found = parsed.success ? contradictions(parsed.data, NICS) : parsed.error.issues;
  return found.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('RIPng in the file of a node', () => {
  it('does not run when it is not named, and on every NIC and tunnel when nothing is said', () => {
    expect(configured({ role: 'router' })).to.equal(undefined);
    expect(configured(router({}))).to.deep.equal(ripngOn(NICS));
    expect(configured({ ...router({}), behaviour: 'kame' })).to.deep.equal(ripngOn(NICS, 'kame'));
    const tunnels = { gif0: { local: '2001:db8::1', remote: '2001:db8::2', over: 'eth1' } };
    expect([...(configured({ ...router({}), tunnels })?.interfaces.keys() ?? [])]).to.deep.equal(['eth1', 'eth2', 'gif0']);
  });

  it('takes every setting', () => {
    const read = configured(
      router({
        routeTag: 7,
        headerOctets: 88,
        ownRoutes: [
          { prefix: '2001:db8:5::/48', metric: 4 },
          { prefix: '2001:db8:6::/48', routeTag: 9 },
        ],
        interfaces: {
          eth1: {
            cost: 3,
            splitHorizon: 'off',
            acceptsFrom: ['fe80::9'],
            refusesFrom: ['fe80::8'],
            tellsTo: ['fe80::7'],
            refuses: ['2001:db8:9::/48'],
            accepts: ['2001:db8::/32', '2001:db8:1::/48 alone', 'default'],
            advertises: ['2001:db8:2::/48'],
            aggregates: ['2001:db8:2::/48', { prefix: '2001:db8:3::/48', metric: 4, routeTag: 9 }],
            staticRoutes: 'elsewhere',
            tellsOwnSubnets: false,
          },
          eth2: { speaks: false, defaultRouteOnly: 2 },
        },
        constants: { UPDATE_INTERVAL: '10 s', UPDATE_OFFSET: '1 s', MAX_ROUTES: 5 },
        features: { heedNextHops: false },
        trace: 'entries',
        routeLog: 'routes.log',
      }),
    );
    expect(read).to.deep.include({ routeTag: 7, trace: 'entries', routeLog: 'routes.log' });
    expect(read?.headerOctets).to.equal(88);
    expect([...(read?.ownRoutes ?? [])]).to.deep.equal([
      [prefixKey(prefix('2001:db8:5::/48')), { metric: 4 }],
      [prefixKey(prefix('2001:db8:6::/48')), { routeTag: 9 }],
    ]);
    expect(read?.constants).to.include({ UPDATE_INTERVAL: seconds(10), MAX_ROUTES: 5, TIMEOUT: seconds(180) });
    expect(read?.features).to.include({ heedNextHops: false, switchToEqualMetric: true });
    expect(read?.interfaces.get('eth1')).to.deep.equal({
      ...RIPNG_INTERFACE.current,
      cost: 3,
      splitHorizon: 'off',
      acceptsFrom: [address('fe80::9')],
      refusesFrom: [address('fe80::8')],
      tellsTo: [address('fe80::7')],
      refuses: [{ prefix: prefix('2001:db8:9::/48') }],
      accepts: [
        { prefix: prefix('2001:db8::/32') },
        { prefix: prefix('2001:db8:1::/48'), isExact: true },
        { prefix: prefix('::/0'), isExact: true },
      ],
      advertises: [{ prefix: prefix('2001:db8:2::/48') }],
      aggregates: [
        { prefix: prefix('2001:db8:2::/48'), metric: 1, routeTag: 7 },
        { prefix: prefix('2001:db8:3::/48'), metric: 4, routeTag: 9 },
      ],
      staticRoutes: 'elsewhere',
      tellsOwnSubnets: false,
    });
    expect(read?.interfaces.get('eth2')).to.deep.equal({ ...RIPNG_INTERFACE.current, speaks: false, defaultRouteOnly: 2 });
  });

  const wrong: readonly (readonly [what: string, ripng: object, told: readonly string[]])[] = [
    [
      'an interface that is not there',
      { interfaces: { eth9: {} } },
      ['ripng.interfaces.eth9: no such interface here: there is eth1, eth2'],
    ],
    [
      'an interface that takes no part',
      { interfaces: { eth1: { listens: false, speaks: false } } },
      ['ripng.interfaces.eth1.speaks: it neither listens nor speaks: leave the interface out'],
    ],
    [
      'a neighbour by another address',
      { interfaces: { eth1: { acceptsFrom: ['2001:db8::1'] } } },
      [
        'ripng.interfaces.eth1.acceptsFrom.0: neighbours are known by their link-local addresses, which responses come from (RFC 2080 section 2.5.2)',
      ],
    ],
    [
      'what is told beside the default route alone',
      { interfaces: { eth1: { defaultRouteOnly: 1, advertises: ['2001:db8::/32'] } } },
      ['ripng.interfaces.eth1.advertises: where defaultRouteOnly is, nothing else is told'],
    ],
    [
      'an aggregate twice',
      { interfaces: { eth1: { aggregates: ['2001:db8::/32', { prefix: '2001:db8::/32', metric: 2 }] } } },
      ['ripng.interfaces.eth1.aggregates.1: 2001:db8::/32 stands there already'],
    ],
    [
      'an own route twice',
      { ownRoutes: [{ prefix: '2001:db8::/32' }, { prefix: '2001:db8::/32', metric: 2 }] },
      ['ripng.ownRoutes.1: 2001:db8::/32 stands there already'],
    ],
    [
      'those to be told where nothing is told, and a list where nobody is heard',
      { interfaces: { eth1: { speaks: false, tellsTo: ['fe80::1'] }, eth2: { listens: false, refusesFrom: ['fe80::1'] } } },
      ['ripng.interfaces.eth1.tellsTo: it does not speak to them', 'ripng.interfaces.eth2.refusesFrom: it does not listen to them'],
    ],
    [
      'a filter with bits beyond its length',
      { interfaces: { eth1: { accepts: ['2001:db8::1/32 alone'] } } },
      ['ripng.interfaces.eth1.accepts.0: "2001:db8::1/32" has bits set beyond its length; did you mean 2001:db8::/32?'],
    ],
    [
      'an offset as long as the interval',
      { constants: { UPDATE_INTERVAL: '15 s' } },
      ['ripng.constants.UPDATE_INTERVAL: must be longer than UPDATE_OFFSET (RFC 2080 section 2.3)'],
    ],
    [
      'a hold-off that ends before it begins',
      { constants: { TRIGGERED_UPDATE_DELAY_MIN: '6 s' } },
      ['ripng.constants.TRIGGERED_UPDATE_DELAY_MIN: must be shorter than TRIGGERED_UPDATE_DELAY_MAX (RFC 2080 section 2.5.1)'],
    ],
    [
      'route6d beside settings',
      { route6d: '-s', routeTag: 1 },
      ['ripng.routeTag: the options of route6d say it: leave it out, or route6d'],
    ],
    ['an option that route6d does not have', { route6d: '-x' }, ['ripng.route6d: route6d has no option "-x"; it has -ANORTLtadDhlnqsS']],
  ];
  for (const [what, ripng, told] of wrong) it(`is refused for ${what}`, () => expect(problems(router(ripng))).to.deep.equal(told));

  it('knows which metrics there are', () => {
    for (const metric of [0, 16]) {
      expect(problems(router({ interfaces: { eth1: { cost: metric } } }))).to.have.length(1);
      expect(problems(router({ interfaces: { eth1: { defaultRouteOnly: metric } } }))).to.have.length(1);
    }
  });

  it('lets a host listen, and no more', () => {
    const listening = { eth1: { speaks: false }, eth2: { speaks: false } };
    expect(problems({ ripng: { interfaces: listening } })).to.deep.equal([]);
    expect(problems({ ripng: { route6d: '-q' } })).to.deep.equal([]);
    expect(problems({ ripng: { interfaces: { ...listening, eth2: {} } } })).to.deep.equal([
      'ripng: a host forwards nothing, so that it must not advertise routes: say role: router, or speaks: false on eth2',
    ]);
    expect(problems({ ripng: { route6d: '' } })).to.deep.equal([
      'ripng.route6d: a host forwards nothing, so that it must not advertise routes: say role: router, or -q',
    ]);
  });

  it('takes the options of route6d, with constants beside them', () => {
    const read = configured(router({ route6d: '-t 0x10  -N eth2', constants: { MAX_ROUTES: 9 } }));
    expect(read?.routeTag).to.equal(16);
    expect(read?.constants.MAX_ROUTES).to.equal(9);
    expect([...(read?.interfaces.keys() ?? [])]).to.deep.equal(['eth1']);
  });
});
