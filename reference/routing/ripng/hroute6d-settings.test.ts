import { expect } from 'chai';
import fc from 'fast-check';
import { misreadingInOneLine } from '../../ipv6/misreading.js';
import { address } from '../../net/address.js';
import { formatPrefix, prefixKey } from '../../net/prefix.js';
import type { RipngHome } from './configured-ripng.js';
import { RIPNG_FEATURES, RIPNG_INTERFACE, ripngOn } from './defaults.js';
import { hroute6dSettings, type Hroute6dSettings } from './hroute6d-settings.js';
import { prefix } from '../../net/test-prefix.js';

const HOME: RipngHome = { role: 'router', behaviour: 'current', interfaces: ['ne0', 'ne1'] };
const { current } = RIPNG_INTERFACE;

function read(text: string, home: Partial<RipngHome> = {}): Hroute6dSettings {
  const result = hroute6dSettings(text, { ...HOME, ...home });
  if (!result.ok) throw new Error(result.error.map((one) => misreadingInOneLine('conf', one)).join('\n'));
  return result.value;
}

const complaints = (text: string, home: Partial<RipngHome> = {}): readonly string[] => {
  const result = hroute6dSettings(text, { ...HOME, ...home });
  return result.ok ? [] : result.error.map(({ place, text: says }) => `${place.line}:${place.column} ${says}`);
};

const EVERYTHING = `
# The uplink is ne0.
horizon; trace on
defaultmetric 3;
headerlen 88
nexthop out
nexthop noin
routetag 1f
compatible

static 2001:db8:1::/48 fe80::9 ne1 metric 5 routetag 0x10   # leaf
static default 2001:db8::9 ne0
ignore 2001:db8:2::/48
ignore ::/0

interface ne0
  nohorizon
  in fe80::1
  in fe80::2
  out fe80::3
  aggregate 2001:db8:4::/48 metric 4 routetag ff
  aggregate 2001:db8:5::/48
interface ne1
  poison in noin fe80::7
`;

describe('hroute6d.conf', () => {
  it('has poisoned reverse on every interface when it is empty, as RIPng has', () =>
    expect(read('')).to.deep.equal({
      ripng: { ...ripngOn(HOME.interfaces), interfaces: new Map(HOME.interfaces.map((name) => [name, { ...current, asks: true }])) },
      routes: [],
    }));

  it('says all that hroute6d can be told', () => {
    const { ripng, routes } = read(EVERYTHING);
    expect(ripng).to.deep.include({ trace: 'messages', headerOctets: 88, routeTag: 0x1f });
    expect(ripng.features).to.deep.equal({ ...RIPNG_FEATURES.current, nameOwnNextHop: true, heedNextHops: false, checkHopLimit: false });
    expect([...(ripng.ownRoutes ?? [])]).to.deep.equal([
      [prefixKey(prefix('2001:db8:1::/48')), { metric: 5, routeTag: 0x10 }],
      [prefixKey(prefix('::/0')), { metric: 3, routeTag: 0x1f }],
    ]);
    expect(routes).to.deep.equal([
      { prefix: prefix('2001:db8:1::/48'), gateway: address('fe80::9'), link: 'ne1' },
      { prefix: prefix('::/0'), gateway: address('2001:db8::9'), link: 'ne0' },
    ]);
    const refuses = ['2001:db8:2::/48', '::/0'].map((text) => ({ prefix: prefix(text), isExact: true }));
    expect(ripng.interfaces.get('ne0')).to.deep.equal({
      ...{ ...current, splitHorizon: 'off', asks: true, refuses },
      acceptsFrom: [address('fe80::1'), address('fe80::2')],
      tellsTo: [address('fe80::3')],
      aggregates: [
        { prefix: prefix('2001:db8:4::/48'), metric: 4, routeTag: 0xff },
        { prefix: prefix('2001:db8:5::/48'), metric: 3, routeTag: 0x1f },
      ],
    });
    expect(ripng.interfaces.get('ne1')).to.deep.equal({ ...current, asks: true, refuses, refusesFrom: [address('fe80::7')] });
  });

  it('is the same with all line ends, and with statements on one line', () => {
    const [unix, dos, mac] = ['\n', '\r\n', '\r'].map((end) => read(EVERYTHING.replaceAll('\n', end)));
    expect(dos).to.deep.equal(unix);
    expect(mac).to.deep.equal(unix);
    expect(read('quiet; interface ne1 nohorizon in fe80::1 in fe80::2;;')).to.deep.equal(
      read('quiet\ninterface ne1\nnohorizon\nin fe80::1\nin fe80::2\n'),
    );
  });

  it('has nothing told in quiet, though neighbours are asked', () => {
    for (const [, settings] of read('quiet').ripng.interfaces) expect(settings).to.include({ listens: true, speaks: false, asks: true });
  });

  it('has nothing heard with noin, nothing told with noout, and leaves an interface out with both', () => {
    const { interfaces } = read('interface ne0 noin\ninterface ne1 noout').ripng;
    expect(interfaces.get('ne0')).to.include({ listens: false, speaks: true, asks: false });
    expect(interfaces.get('ne1')).to.include({ listens: true, speaks: false, asks: false });
    expect([...read('interface ne0 noin noout').ripng.interfaces.keys()]).to.deep.equal(['ne1']);
    expect([...read('quiet interface ne0 noin').ripng.interfaces.keys()]).to.deep.equal(['ne1']);
  });

  it('leaves what it does not speak of to the behaviour of the node', () => {
    const { ripng } = read('trace off', { behaviour: 'kame' });
    expect(ripng.features).to.deep.equal(RIPNG_FEATURES.kame);
    expect(ripng.trace).to.equal(undefined);
    expect(ripng.interfaces.get('ne0')?.splitHorizon).to.equal('poisoned-reverse');
  });

  it('knows the metrics of RIPng, and its tags', () => {
    expect([...(read('defaultmetric 16\nstatic 2001:db8::/32 fe80::1 ne0 metric 1 routetag 0\n').ripng.ownRoutes ?? [])]).to.deep.equal([
      [prefixKey(prefix('2001:db8::/32')), { metric: 1, routeTag: 0 }],
    ]);
    expect(read('routetag FFFF').ripng.routeTag).to.equal(0xffff);
    expect(read('routetag 10').ripng.routeTag).to.equal(16);
  });
});

describe('hroute6d.conf that cannot be', () => {
  const METRIC = 'wanted a whole number from 1 to 16';
  const ROUTER = 'wanted the address of a router';
  const NEIGHBOR = 'wanted the link-local address of a neighbour';
  const TAG = 'wanted a route tag in hexadecimal, 0 to ffff';
  for (const [text, ...told] of [
    [
      'quite',
      '1:1 "quite" is no statement; here may stand ' +
        'quiet, poison, horizon, nohorizon, trace, defaultmetric, headerlen, nexthop, routetag, compatible, static, ignore, interface',
    ],
    ['interface ne0\n quiet', '2:2 quiet: is about the whole, and has to stand before what is about routes'],
    ['ignore ::/0\ndefaultmetric 3', '2:1 defaultmetric: is about the whole, and has to stand before what is about routes'],
    ['ignore ::/0\npoison', '2:1 poison: is about the whole, and has to stand before what is about routes'],
    ['interface ne0\nstatic ::/0 fe80::1 ne0', '2:1 static: is about routes, and has to stand before what is about interfaces'],
    ['ignore ::/0\nnoin', '2:1 noin: stands under "interface NAME"'],
    ['aggregate 2001:db8::/32', '1:1 aggregate: stands under "interface NAME"'],
    ['poison\nnohorizon', '2:1 one of poison, horizon and nohorizon: is said already, on line 1'],
    ['interface ne0 poison horizon', '1:22 one of poison, horizon and nohorizon: is said already, on line 1'],
    ['quiet quiet', '1:7 quiet: is said already, on line 1'],
    ['nexthop noin\nnexthop noin', '2:1 nexthop noin: is said already, on line 1'],
    [
      'nexthop\nnexthop',
      '1:8 nexthop: wanted out or noin, found the end of the statement',
      '2:8 nexthop: wanted out or noin, found the end of the statement',
    ],
    ['interface ne0 noin\ninterface\nin poison', '2:10 interface: wanted the name of an interface, found the end of the statement'],
    ['interface ne0 noin\ninterface ne0\nin', '2:11 interface "ne0": is said already, on line 1'],
    ['trace', '1:6 trace: wanted on or off, found the end of the statement'],
    ['trace maybe', '1:7 trace: wanted on or off, found "maybe"'],
    ['nexthop in', '1:9 nexthop: wanted out or noin, found "in"'],
    ['defaultmetric 0', `1:15 defaultmetric: ${METRIC}, found "0"`],
    ['defaultmetric 17', `1:15 defaultmetric: ${METRIC}, found "17"`],
    ['defaultmetric -1', `1:15 defaultmetric: ${METRIC}, found "-1"`],
    ['defaultmetric; poison', `1:14 defaultmetric: ${METRIC}, found the end of the statement`],
    ['defaultmetric\npoison', `1:14 defaultmetric: ${METRIC}, found the end of the statement`],
    ['headerlen 47', '1:11 headerlen: wanted a whole number from 48 to 1236, found "47"'],
    ['headerlen 1237', '1:11 headerlen: wanted a whole number from 48 to 1236, found "1237"'],
    ['headerlen 4e9', '1:11 headerlen: wanted a whole number from 48 to 1236, found "4e9"'],
    ['routetag 10000', `1:10 routetag: ${TAG}, found "10000"`],
    ['routetag 0x', `1:10 routetag: ${TAG}, found "0x"`],
    ['routetag xyz', `1:10 routetag: ${TAG}, found "xyz"`],
    ['static 2001:db8::/32', `1:21 static: ${ROUTER}, found the end of the statement`],
    ['static 2001:db8::/32 fe80::1', '1:29 static: wanted an interface, found the end of the statement'],
    ['static 2001:db8::/32 ff02::1 ne0', `1:22 static: ${ROUTER}, found "ff02::1"`],
    ['static 2001:db8::/32 :: ne0', `1:22 static: ${ROUTER}, found "::"`],
    ['static 2001:db8::/32 ::1 ne0', '1:22 static: ::1 is this router itself'],
    ['static 2001:db8::/32 fe80::1 ne9', '1:30 there is no interface "ne9"; there is ne0, ne1'],
    [
      'static 2001:db8::/129 fe80::1 ne0',
      '1:8 static: wanted a prefix, or default: "2001:db8::/129" is not a prefix: length 129 is over 128',
    ],
    [
      'static 2001:db8::1/32 fe80::1 ne0',
      '1:8 static: wanted a prefix, or default: "2001:db8::1/32" has bits set beyond its length; did you mean 2001:db8::/32?',
    ],
    ['static fe80::/64 fe80::1 ne0', '1:8 static: no route leads to "fe80::/64": multicast and link-local destinations are on every link'],
    ['static ::/0 fe80::1 ne0 metric 17', `1:32 static: ${METRIC}, found "17"`],
    ['static ::/0 fe80::1 ne0 routetag 1 metric 1', '1:36 static: metric and routetag stand once each, in this order'],
    ['static ::/0 fe80::1 ne0 metric 1 metric 2', '1:34 static: metric and routetag stand once each, in this order'],
    ['static ::/0 fe80::1 ne0\nstatic default fe80::2 ne1', '2:1 static ::/0: is said already, on line 1'],
    ['interface', '1:10 interface: wanted the name of an interface, found the end of the statement'],
    ['interface ne9', '1:11 there is no interface "ne9"; there is ne0, ne1'],
    ['interface ne0\ninterface ne0', '2:11 interface "ne0": is said already, on line 1'],
    ['interface ne0 in 2001:db8::1', `1:18 in: ${NEIGHBOR}, found "2001:db8::1"`],
    ['interface ne0 noin fe80::1%ne0', `1:20 noin: ${NEIGHBOR}, found "fe80::1%ne0"`],
    ['interface ne0 out everybody', `1:19 out: ${NEIGHBOR}, found "everybody"`],
    ['interface ne0 in fe80::1 in', '1:26 in: does not go with in on line 1'],
    ['interface ne0\nin\nin fe80::1', '3:1 in: does not go with in on line 2'],
    ['interface ne0\nin fe80::1\nin fe80::1', '3:1 in fe80::1: is said already, on line 2'],
    ['interface ne0\nin fe80::1\nnoin fe80::1', '3:1 in or noin fe80::1: is said already, on line 2'],
    ['interface ne0\nnoin\nin fe80::1', '3:1 in: does not go with noin on line 2'],
    ['interface ne0\nnoout\nout', '3:1 out: does not go with noout on line 2'],
    ['interface ne0\nout fe80::1\nnoout', '3:1 noout: does not go with out on line 2'],
    [
      'interface ne0 noout fe80::1',
      '1:21 "fe80::1" is no statement; here may stand interface, poison, horizon, nohorizon, in, noin, out, noout, aggregate',
    ],
    ['quiet\ninterface ne0\nout', '3:1 out: line 1 says quiet'],
    ['interface ne0\naggregate ::/0\naggregate default', '3:1 aggregate ::/0: is said already, on line 2'],
    [
      'interface ne0 { in }',
      '1:15 "{" is no statement; here may stand interface, poison, horizon, nohorizon, in, noin, out, noout, aggregate',
    ],
  ] as const)
    it(text.replaceAll('\n', ' | '), () => expect(complaints(text)).to.deep.equal(told));

  it('is refused a host that would advertise', () => {
    const told = ['1:1 a host forwards nothing, so that it must not advertise routes: say quiet here, or have it be a router'];
    expect(complaints('', { role: 'host' })).to.deep.equal(told);
    expect(complaints('quiet', { role: 'host' })).to.deep.equal([]);
    expect(complaints('interface ne0 noout interface ne1 noout', { role: 'host' })).to.deep.equal([]);
  });

  it('is told all at once, each statement once', () =>
    expect(complaints('trace x y z\nquiet\nheaderlen\nrubbish; poison\n').map((one) => one.split(' ')[0])).to.deep.equal([
      '1:7',
      '3:10',
      '4:1',
    ]));

  it('is read no farther than anybody wants to know', () => {
    expect(complaints('rubbish\n'.repeat(5_000))).to.have.length(20);
    const many = Array.from({ length: 10_001 }, (_, i) => `ignore 2001:db8:${i.toString(16)}::/48`).join('\n');
    expect(complaints(many)).to.deep.equal(['10001:1 more than 10000 statements: what follows was not read']);
  });

  it('is quoted so that no terminal heeds it, and not at length', () => {
    expect(complaints('\u001b[2J\u009b')[0]).to.match(/^1:1 "\\u001b\[2J\?" is no statement/);
    expect(complaints('interface \u001b[2J\ninterface \u001b[2J')).to.deep.equal([
      '2:11 interface "\\u001b[2J": is said already, on line 1',
    ]);
    expect(complaints('static \u001b/32')[0]).to.match(/: "\\u001b" is not an IPv6 address/);
    expect(complaints('x'.repeat(100_000))[0]?.length).to.be.below(400);
  });

  it('is only ever read or complained of, whatever it is', () => {
    const words = [
      'static',
      'ignore',
      'interface',
      'in',
      'noin',
      'out',
      'noout',
      'poison',
      'quiet',
      'aggregate',
      'metric',
      'routetag',
      'ne0',
      'ne1',
    ];
    const some = fc.constantFrom(
      ...words,
      'fe80::1',
      '2001:db8::/32',
      '::/0',
      '3',
      ';',
      '\n',
      '#',
      '__proto__',
      'constructor',
      'trace',
      'on',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(some, fc.string({ maxLength: 5 }))), (parts) => {
        const text = parts.join(' ');
        const result = hroute6dSettings(text, HOME);
        if (result.ok) {
          for (const { listens, speaks, asks } of result.value.ripng.interfaces.values()) expect(listens || speaks || asks).to.equal(true);
          expect(result.value.routes.map(({ prefix: { length } }) => length).every((length) => length <= 128)).to.equal(true);
          expect(new Set(result.value.routes.map((one) => formatPrefix(one.prefix))).size).to.equal(result.value.routes.length);
        } else {
          const lines = text.split('\n');
          for (const { place } of result.error) expect(place.column).to.be.within(1, (lines[place.line - 1]?.length ?? 0) + 1);
        }
      }),
      { numRuns: 300 },
    );
  });
});
