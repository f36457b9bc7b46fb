import { expect } from 'chai';
import { byReason } from './unjudged.js';

const CUT = { why: 'the capture has not all of the message', requirement: 'line' };

describe('what could not be judged', () => {
  const reasons = byReason(
    [
      { ...CUT, node: 'a', rule: 'nd.one', count: 3, firstFrame: 7 },
      { ...CUT, node: 'b', rule: 'nd.one', count: 1, firstFrame: 4 },
      { ...CUT, node: 'a', rule: 'nd.two', count: 2, firstFrame: 9 },
      { ...CUT, furtherNodes: 30, rule: 'nd.one', count: 40, firstFrame: 20 },
      { ...CUT, furtherNodes: 20, rule: 'nd.two', count: 20, firstFrame: 21 },
      { rule: 'echo', requirement: 'line', why: 'nobody answered', count: 1, firstFrame: 1 },
    ],
    1,
  );

  it('is told by reason, with all that it was the reason for', () => {
    expect(reasons).to.deep.equal([
      { why: CUT.why, count: 66, firstFrame: 4, nodes: [{ node: 'a', rules: ['nd.one', 'nd.two'] }], furtherNodes: 31 },
      { why: 'nobody answered', count: 1, firstFrame: 1, nodes: [{ node: 'nobody known', rules: ['echo'] }], furtherNodes: 0 },
    ]);
  });
});
