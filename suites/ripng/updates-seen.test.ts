import { expect } from 'chai';
import { START } from '../../reference/time.js';
import type { ObservedNode, Segment } from '../kit/rule.js';
import { ROUTERS, ROUTES_PER_ROUTER, RoutersSeen, type Told } from './updates-seen.js';

const segment = { id: 1 } as Segment;
const routes = (count: number): Map<string, Told> =>
  new Map(Array.from({ length: count }, (_, n) => [String.fromCharCode(n), { metric: 1, tag: 0 }]));

describe('the routers that the judge remembers', () => {
  it('are so many and no more, with so many routes each', () => {
    const seen = new RoutersSeen();
    for (let id = 1; id <= ROUTERS + 10; id++) {
      const told = { routes: routes(id === 1 ? ROUTES_PER_ROUTER + 10 : 1), whole: true };
      seen.note({ node: { id } as ObservedNode, segment, frame: id, at: START, lastAt: START, ...told });
    }
    const routers = [...seen.all()];
    expect(routers).to.have.length(ROUTERS);
    expect(routers[0]?.routes.size).to.equal(ROUTES_PER_ROUTER);
  });
});
