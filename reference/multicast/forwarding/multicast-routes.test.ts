import { expect } from 'chai';
import { address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { MulticastRoutes, problemWithMulticastRoute } from './multicast-routes.js';

const GROUP = address('ff0e::1:2');
const SOURCE = address('2001:db8::1');
const groups = (text: string, length: number) => prefixOf(address(text), length);
const route = (length: number, name: string, source?: typeof SOURCE) => ({
  groups: groups('ff0e::1:2', length),
  link: name,
  to: ['out'],
  ...(source && { source }),
});
const used = (routes: MulticastRoutes, source = SOURCE, group = GROUP) => routes.lookup(source, group)?.link;

describe('multicast routes', () => {
  it('are chosen by the longest prefix, then for the source', () => {
    const routes = new MulticastRoutes(10);
    for (const one of [route(16, 'any'), route(16, 'one', SOURCE), route(112, 'longer')]) routes.add(one);
    expect(used(routes)).to.equal('longer');
    expect(routes.remove(groups('ff0e::1:2', 112))).to.equal(true);
    expect(used(routes)).to.equal('one');
    expect(used(routes, address('2001:db8::2'))).to.equal('any');
    expect(used(routes, SOURCE, address('ff05::1'))).to.equal(undefined);
    expect(routes.remove(groups('ff0e::', 16), address('2001:db8::2'))).to.equal(false);
  });

  it('replace one for the same groups and source, and are no more than the limit', () => {
    const routes = new MulticastRoutes(1);
    expect(routes.add(route(128, 'first'))).to.equal(true);
    expect(routes.add(route(128, 'second'))).to.equal(true);
    expect(routes.add(route(64, 'third'))).to.equal(false);
    expect(routes.list().map(({ link }) => link)).to.deep.equal(['second']);
    routes.remove(groups('ff0e::1:2', 128));
    expect(used(routes)).to.equal(undefined);
    expect(routes.add(route(64, 'third'))).to.equal(true);
    expect(used(routes)).to.equal('third');
  });

  for (const [what, given, told] of [
    ['an interface that is not there', { link: 'x' }, /no interface "x"; there is a, b/],
    ['a way out that is not there', { to: ['y'] }, /no interface "y"/],
    ['unicast addresses', { groups: groups('2001:db8::', 32) }, /2001:db8::\/32 is no prefix of multicast addresses/],
    ['more than all groups', { groups: groups('ff00::', 7) }, /no prefix of multicast addresses/],
    ['a group as its source', { source: GROUP }, /ff0e::1:2 is a group/],
    ['the way back', { to: ['b', 'a'] }, /what comes in by a does not go out there again/],
  ] as const)
    it(`are refused for ${what}`, () =>
      expect(problemWithMulticastRoute({ groups: groups('ff0e::', 16), link: 'a', to: ['b'], ...given }, ['a', 'b'])).to.match(told));
});
