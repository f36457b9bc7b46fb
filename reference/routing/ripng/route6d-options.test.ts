import { expect } from 'chai';
import type { Behaviour } from '../../ipv6/behaviour.js';
import { prefix } from '../../net/test-prefix.js';
import { RIPNG_FEATURES, RIPNG_INTERFACE } from './defaults.js';
import { route6dOptions } from './route6d-options.js';
import type { RipngInterfaceSettings, RipngSettings } from './settings.js';

const NAMES = ['ne0', 'ne1'];

function read(line: string, behaviour: Behaviour = 'kame'): RipngSettings {
  const found = route6dOptions(line.split(' ').filter(Boolean), NAMES, behaviour);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

const of = (line: string, name = 'ne0'): RipngInterfaceSettings | undefined => read(line).interfaces.get(name);

/** What route6d does on an interface when nothing is said. */
const PLAIN: RipngInterfaceSettings = { ...RIPNG_INTERFACE.kame, tellsOwnSubnets: false, staticRoutes: 'none' };

describe('the options of route6d', () => {
  it('are none: split horizon everywhere, no static routes, nothing site-local', () => {
    const settings = read('');
    expect([...settings.interfaces]).to.deep.equal(NAMES.map((name) => [name, PLAIN]));
    expect(settings.features).to.deep.equal(RIPNG_FEATURES.kame);
    expect(settings.routeTag).to.equal(0);
    expect(settings).to.not.have.any.keys('trace', 'routeLog');
  });

  it('leave to the behaviour of the node how updates are triggered and routes age', () =>
    expect(read('', 'current').features).to.deep.equal({ ...RIPNG_FEATURES.current, exchangeSiteLocal: false }));

  it('-L and -O filter on the interfaces that they name; ::/0 of -L is the default route alone', () => {
    const line = '-L::/0,ne0 -O2001:db8::/48,ne0 -L 2001:db8::/16,ne0,ne1 -O ::/0,ne1';
    expect(of(line)).to.deep.equal({
      ...PLAIN,
      accepts: [{ prefix: prefix('::/0'), isExact: true }, { prefix: prefix('2001::/16') }],
      advertises: [{ prefix: prefix('2001:db8::/48') }],
    });
    expect(of(line, 'ne1')).to.deep.equal({
      ...PLAIN,
      accepts: [{ prefix: prefix('2001::/16') }],
      advertises: [{ prefix: prefix('::/0') }],
    });
  });

  it('-A aggregates, with the tag of -t', () =>
    expect(of('-t 0x10 -A2001:db8:0::/56,ne0')?.aggregates).to.deep.equal([{ prefix: prefix('2001:db8::/56'), metric: 1, routeTag: 16 }]));

  it('-N leaves interfaces out, -T tells them of a default route alone, -q has nothing told', () => {
    expect([...read('-N ne1').interfaces.keys()]).to.deep.equal(['ne0']);
    expect([...read('-Nne0,ne1').interfaces.keys()]).to.deep.equal([]);
    expect([of('-T ne1')?.defaultRouteOnly, of('-T ne1', 'ne1')?.defaultRouteOnly]).to.deep.equal([undefined, 1]);
    expect(of('-q')).to.include({ listens: true, speaks: false, asks: true });
  });

  it('-s tells static routes with split horizon, -S without', () =>
    expect(['-s', '-S', '-sS', '-sh'].map((line) => of(line)?.staticRoutes)).to.deep.equal(['elsewhere', 'all', 'all', 'all']));

  it('-h has no split horizon', () => expect(of('-h')).to.include({ splitHorizon: 'off', tellsOwnSubnets: true }));

  it('-a, -l and -n stand together', () =>
    expect(read('-aln').features).to.include({ ageStaticRoutes: true, exchangeSiteLocal: true, installRoutes: false }));

  it('-t takes a tag in decimal, octal and hexadecimal', () =>
    expect(['-t10', '-t010', '-t0x10', '-t 0', '-t65535'].map((line) => read(line).routeTag)).to.deep.equal([10, 8, 16, 0, 65_535]));

  it('-d, -D and -R say what is to be followed', () => {
    expect(['-d', '-D', '-dD'].map((line) => read(line).trace)).to.deep.equal(['messages', 'entries', 'entries']);
    expect(read('-R /tmp/routes').routeLog).to.equal('/tmp/routes');
  });

  const wrong: readonly (readonly [line: string, told: string])[] = [
    ['-x', 'route6d has no option "-x"; it has -ANORTLtadDhlnqsS'],
    ['-:', 'route6d has no option "-:"; it has -ANORTLtadDhlnqsS'],
    ['ne0', 'route6d takes options alone, not "ne0"'],
    ['-s -', 'route6d takes options alone, not "-"'],
    ['-N', '-N wants a value'],
    ['-N ne7', '-N: there is no interface "ne7"; there is ne0, ne1'],
    ['-T ne0,', '-T: there is no interface ""; there is ne0, ne1'],
    ['-L 2001:db8::,ne0', '-L wants PREFIX/LENGTH,INTERFACE..., and "2001:db8::" has no prefix length'],
    ['-O 2001:db8::/129,ne0', '-O: a prefix length is 0 to 128, not "129"'],
    ['-O 2001:db8::/x,ne0', '-O: a prefix length is 0 to 128, not "x"'],
    ['-A 2001:db8::/32', '-A: on which interfaces? Say -A 2001:db8::/32,ne0'],
    ['-t 65536', '-t: a route tag is 0 to 65535 (0xffff), not "65536"'],
    ['-t 08', '-t: a route tag is 0 to 65535 (0xffff), not "08"'],
    ['-t 5x', '-t: a route tag is 0 to 65535 (0xffff), not "5x"'],
    [Array.from({ length: 41 }, () => '-L::/0,ne0').join(' '), '41 filters are more than 40'],
  ];
  for (const [line, told] of wrong)
    it(`are refused: ${line.slice(0, 40)}`, () =>
      expect(route6dOptions(line.split(' '), NAMES, 'kame')).to.deep.equal({ ok: false, error: told }));

  it('are refused for an address that is none', () =>
    expect(route6dOptions(['-L', 'nonsense/3,ne0'], NAMES, 'kame')).to.include({ ok: false }));
});
