import { expect } from 'chai';
import { judgedScene } from './crafted/judged-scene.js';
import { lives } from './crafted/messages.js';
import { usual, type Scene } from './crafted/scene.js';

describe('the judge of addresses that are being tested', () => {
  /** Node b tests its address at 1 s, node a asks for it, and b uses it later. */
  const asked = (atMs: number) => (s: Scene) => {
    usual.start(s, 900, s.b, s.b.global);
    usual.solicitation(s, atMs, s.a, s.b.global);
    lives(s, 4_000, s.b, s.b.linkLocal);
    usual.answer(s, 4_100, s.b, s.b.global, s.router.linkLocal);
    lives(s, 30_000, s.b, s.b.global);
  };

  it('wants no answer for an address that is tentative (RFC 4862 section 5.4.3)', async () => {
    const [check] = await judgedScene('nd.solicited.answer-to-multicast', asked(1_500));
    expect(check).to.include({ verdict: 'inconclusive', missing: 0, undecided: 1 });
  });

  it('wants one afterwards', async () => {
    const [check] = await judgedScene('nd.solicited.answer-to-multicast', asked(2_500));
    expect(check).to.include({ verdict: 'fail', missing: 1 });
  });
});
