import { expect } from 'chai';
import { ethernet } from '../../reference/wire/ethernet.js';
import { echoReply } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import type { Address } from '../../reference/net/address.js';
import type { Check } from '../../suites/kit/judgement.js';
import { judgedScene } from './crafted/judged-scene.js';
import { lives, ping, pong } from './crafted/messages.js';
import type { Scene } from './crafted/scene.js';

const B = '02:51:00:00:01:02';
const OTHER = new Uint8Array(8).fill(9);

const said = async (rule: string, play: (s: Scene) => void): Promise<readonly Check[]> => judgedScene(`icmpv6.echo.${rule}`, play);

/** An address of many, of which nothing but pings is seen. */
function numbered({ router }: Scene, n: number): Address {
  const address = router.global.slice() as Address;
  address[14] = n;
  return address;
}

/** A reply of one of many, by way of the router. */
const replyOf = (s: Scene, atMs: number, source: Address, data: Uint8Array): void =>
  s.put(
    atMs,
    ethernet({ source: s.router.mac, destination: s.a.mac }),
    ipv6({ source, destination: s.a.linkLocal }),
    echoReply({ identifier: 7, sequence: 1, data }),
  );

describe('the judge of echo replies', () => {
  it('knows the answers of twenty that were asked at once, with one identifier and sequence number', async () => {
    const play = (s: Scene): void => {
      const all = Array.from({ length: 20 }, (_, n) => n + 1);
      all.forEach((n) => ping(s, n, s.a, numbered(s, n), { data: Uint8Array.of(n) }));
      all.forEach((n) => replyOf(s, 100 + n, numbered(s, n), Uint8Array.of(n)));
    };
    for (const rule of ['source', 'data', 'global-answered']) {
      const checks = await said(rule, play);
      expect(checks, rule).to.have.length(20);
      for (const check of checks) expect(check, rule).to.include({ verdict: 'pass', kept: 1 });
    }
  });

  it('blames nobody for the request of another whose own was lost', async () => {
    const play = (s: Scene): void => {
      ping(s, 0, s.a, numbered(s, 1), { data: Uint8Array.of(1) });
      replyOf(s, 10, numbered(s, 2), Uint8Array.of(2));
      replyOf(s, 11, numbered(s, 3), Uint8Array.of(1));
    };
    for (const rule of ['source', 'data'])
      for (const check of await said(rule, play)) expect(check, rule).to.include({ verdict: 'inconclusive', undecided: 1 });
  });

  it('compares the data with all requests that had that identifier and sequence number', async () => {
    const [check] = await said('data', (s) => {
      [1, 2, 3].forEach((n) => ping(s, n, s.a, s.b.linkLocal, { data: Uint8Array.of(n) }));
      [1, 2, 3].forEach((n) => pong(s, 10 + n, s.b.linkLocal, { data: Uint8Array.of(n) }));
    });
    expect(check).to.include({ verdict: 'pass', kept: 3, node: B });
  });

  it('takes the reply to a lost request for no second answer, and other data for wrong', async () => {
    const [lost] = await said('data', (s) => {
      ping(s, 0, s.a, s.b.linkLocal);
      pong(s, 10, s.b.linkLocal);
      pong(s, 20, s.b.linkLocal, { data: OTHER });
    });
    expect(lost).to.include({ verdict: 'pass', kept: 1, undecided: 1 });
    const [wrong] = await said('data', (s) => {
      ping(s, 0, s.a, s.b.linkLocal);
      pong(s, 10, s.b.linkLocal, { data: OTHER });
    });
    expect(wrong).to.include({ verdict: 'fail', broken: 1 });
  });

  describe('from another address than the one that was asked', () => {
    const elsewhere = (s: Scene): void => {
      ping(s, 10, s.a, s.b.global);
      pong(s, 20, s.b.linkLocal);
    };

    it('is right where that may be an anycast address', async () => {
      for (const rule of ['source', 'data']) expect((await said(rule, elsewhere))[0]).to.include({ verdict: 'inconclusive' });
      const [existence] = await said('global-answered', (s) => {
        elsewhere(s);
        lives(s, 12_000, s.b, s.b.global);
        lives(s, 40_000, s.b, s.b.global);
      });
      expect(existence, 'answered it was').to.equal(undefined);
    });

    it('is wrong where the node uses it as a unicast address', async () => {
      const known = (endMs: number) => (s: Scene) => {
        lives(s, 0, s.b, s.b.global);
        elsewhere(s);
        lives(s, endMs, s.b, s.b.global);
      };
      expect((await said('source', known(12_000)))[0]).to.include({ verdict: 'fail', broken: 1, node: B });
      expect((await said('source', known(1_000)))[0]).to.include({ verdict: 'fail', missing: 1, node: B });
    });

    it('is another answer where the asked address answers as well', async () => {
      const [check] = await said('source', (s) => {
        lives(s, 0, s.b, s.b.global);
        elsewhere(s);
        pong(s, 30, s.b.global);
        lives(s, 12_000, s.b, s.b.global);
      });
      expect(check).to.include({ verdict: 'pass', kept: 1, broken: 0 });
    });
  });
});
