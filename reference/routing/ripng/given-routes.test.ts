import { expect } from 'chai';
import { prefix } from '../../net/test-prefix.js';
import { ripngOn } from './defaults.js';
import { GivenRoutes } from './given-routes.js';

describe('GivenRoutes', () => {
  it('is removing while the node is told to remove, and not when that has failed either', () => {
    const during: boolean[] = [];
    const given: GivenRoutes = new GivenRoutes(
      {
        add: () => undefined,
        remove: () => {
          during.push(given.isRemoving);
          if (during.length > 1) throw new Error('a watcher failed');
          return true;
        },
        inUse: () => undefined,
        listInUse: () => [],
        watchInUse: () => () => undefined,
      },
      ripngOn(['link0'], 'current'),
    );
    given.remove(prefix('2001:db8:100::/48'));
    expect(() => given.remove(prefix('2001:db8:100::/48'))).to.throw('a watcher failed');
    expect([...during, given.isRemoving]).to.deep.equal([true, true, false]);
  });
});
