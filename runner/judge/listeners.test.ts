import { expect } from 'chai';
import { address, ALL_ROUTERS, UNSPECIFIED } from '../../reference/net/address.js';
import type { MulticastAddressRecordDraft } from '../../reference/wire/mld.js';
import { RECORD } from '../../suites/mld/constants.js';
import { judgedScene } from './crafted/judged-scene.js';
import { GROUP, listening, reports } from './crafted/listening.js';
import { lives } from './crafted/messages.js';
import { usual, type Scene } from './crafted/scene.js';

const A = '02:51:00:00:01:01';
const B = '02:51:00:00:01:02';
const NOBODYS = address('ff02::5e:2');

/** Node a listens to the group, and is asked two seconds later. */
const asked =
  (more: (s: Scene) => void, fields: object = {}) =>
  (s: Scene) => {
    lives(s, 0, s.router, s.router.linkLocal);
    listening.joinsTwice(s, 3_000, s.a);
    listening.query(s, 6_000, fields);
    more(s);
  };
/** So many groups that a hundred reports of them name more than are remembered. */
const changesOfMany = (report: number): readonly MulticastAddressRecordDraft[] =>
  Array.from({ length: 200 }, (_, n) => ({
    recordType: RECORD.toExclude,
    multicastAddress: address(`ff02::5f:${(200 * report + n).toString(16)}`),
  }));
const livesOn = (s: Scene): void => lives(s, 12_000, s.a, s.a.linkLocal);

describe('the judge of listeners', function () {
  this.timeout(20_000);

  describe('on answers to queries', () => {
    const GENERAL = 'mld.general-query.answered';
    const SPECIFIC = 'mld.specific-query.answered';

    it('passes who answers in time, and only for the kind of query that was seen', async () => {
      const play = asked((s) => listening.answers(s, 6_900, s.a));
      expect(await judgedScene(GENERAL, play)).to.have.length(1);
      expect((await judgedScene(GENERAL, play))[0]).to.include({ verdict: 'pass', kept: 1, node: A });
      expect(await judgedScene(SPECIFIC, play)).to.deep.equal([]);
    });

    it('does not take the repetition of a change for an answer', async () => {
      const [check] = await judgedScene(
        GENERAL,
        asked((s) => {
          listening.joins(s, 6_200, s.a);
          livesOn(s);
        }),
      );
      expect(check).to.include({ verdict: 'fail', missing: 1, kept: 0, node: A });
    });

    it('asks nobody about groups that he never reported, or has left', async () => {
      expect(await judgedScene(SPECIFIC, asked(livesOn, { multicastAddress: NOBODYS }))).to.deep.equal([]);
      const left = asked((s) => {
        listening.leaves(s, 6_200, s.a);
        livesOn(s);
      });
      expect(await judgedScene(GENERAL, left)).to.deep.equal([]);
    });

    it('says nothing where the node was not seen afterwards, or came up anew', async () => {
      const [mute] = await judgedScene(
        GENERAL,
        asked((s) => lives(s, 12_000, s.router, s.router.linkLocal)),
      );
      expect(mute).to.include({ verdict: 'inconclusive', undecided: 1, missing: 0 });
      const restarted = asked((s) => {
        usual.dad(s, 6_500, s.a, s.a.linkLocal);
        livesOn(s);
      });
      expect(await judgedScene(GENERAL, restarted)).to.deep.equal([]);
    });

    it('takes no query seriously that listeners discard', async () => {
      const ignored = (s: Scene): void => {
        lives(s, 0, s.router, s.router.linkLocal);
        listening.joinsTwice(s, 3_000, s.a);
        listening.query(s, 6_000, { checksum: 0xdead });
        livesOn(s);
      };
      expect(await judgedScene(GENERAL, ignored)).to.deep.equal([]);
    });

    it('lets a report of version 1 by somebody else stand for all', async () => {
      const suppressed = asked((s) => {
        listening.report1(s, 6_300, s.b);
        livesOn(s);
      });
      expect(await judgedScene(GENERAL, suppressed)).to.deep.equal([]);
      const notSuppressed = asked((s) => {
        listening.answers(s, 6_300, s.b);
        livesOn(s);
      });
      const checks = await judgedScene(GENERAL, notSuppressed);
      expect(checks.map(({ node, missing }) => [node, missing])).to.deep.equal([[A, 1]]);
    });

    it('does not hold the step of a timer wheel against anybody, but what is later', async () => {
      const at = (atMs: number) => asked((s) => listening.answers(s, atMs, s.a));
      expect((await judgedScene(GENERAL, at(7_150)))[0]).to.include({ verdict: 'inconclusive', undecided: 1, missing: 0 });
      expect((await judgedScene(GENERAL, at(7_250)))[0]).to.include({ verdict: 'fail', missing: 1 });
    });

    it('does not ask a listener of version 1 any more after somebody else said Done', async () => {
      const done = (s: Scene): void => {
        lives(s, 0, s.router, s.router.linkLocal);
        listening.report1(s, 1_000, s.a);
        listening.done(s, 2_000, s.b, ALL_ROUTERS);
        listening.query1(s, 6_000);
        livesOn(s);
      };
      expect(await judgedScene(GENERAL, done)).to.deep.equal([]);
    });

    it('follows the exponential form of the Maximum Response Code', async () => {
      // RFC 3810 section 5.1.3: 0x8000 stands for 32,768 ms.
      const [check] = await judgedScene(
        GENERAL,
        asked((s) => listening.answers(s, 38_500, s.a), { maximumResponseCode: 0x8000 }),
      );
      expect(check).to.include({ verdict: 'pass', kept: 1 });
    });
  });

  describe('on changes', () => {
    const rule = 'mld.change.repeated';

    it('passes one that is repeated within a second', async () => {
      const [check] = await judgedScene(rule, asked(livesOn));
      expect(check).to.include({ verdict: 'pass', kept: 1, missing: 0 });
    });

    it('does not hold the beginning of the capture against anybody', async () => {
      const [check] = await judgedScene(rule, (s) => {
        listening.joins(s, 0, s.a);
        livesOn(s);
        lives(s, 20_000, s.a, s.a.linkLocal);
      });
      expect(check).to.include({ verdict: 'inconclusive', undecided: 1, missing: 0 });
    });

    it('judges the changes that come after more than there is room for', async () => {
      const checks = await judgedScene(rule, (s) => {
        lives(s, 0, s.router, s.router.linkLocal);
        for (let n = 0; n < 100; n++) reports(s, 3_000 + 100 * n, s.b, changesOfMany(n));
        listening.joins(s, 20_000, s.a);
        lives(s, 30_000, s.a, s.a.linkLocal);
        lives(s, 30_000, s.b, s.b.linkLocal);
      });
      expect(checks.find(({ node }) => node === A)).to.include({ verdict: 'warn', missing: 1 });
      expect(checks.find(({ node }) => node === B)).to.include({ verdict: 'warn', missing: 20_000 });
    });

    it('wants no repetition of what another change has ended, nor where the querier wants none', async () => {
      const [ended] = await judgedScene(rule, (s) => {
        lives(s, 0, s.router, s.router.linkLocal);
        listening.joins(s, 3_000, s.a);
        listening.leaves(s, 3_300, s.a);
        listening.leaves(s, 3_800, s.a);
        livesOn(s);
      });
      expect(ended).to.include({ verdict: 'pass', kept: 1, missing: 0 });
      const robust = (s: Scene): void => {
        listening.query(s, 0, { querierRobustness: 1 });
        listening.joins(s, 3_000, s.a);
        livesOn(s);
        lives(s, 20_000, s.a, s.a.linkLocal);
      };
      expect(await judgedScene(rule, robust)).to.deep.equal([]);
    });
  });

  it('passes a node that reports its groups again with its link-local address', async () => {
    const [check] = await judgedScene('mld.report.again-with-address', (s) => {
      listening.joins(s, 0, s.a, UNSPECIFIED);
      lives(s, 2_000, s.a, s.a.linkLocal);
      listening.joins(s, 2_100, s.a);
      lives(s, 90_000, s.a, s.a.linkLocal);
    });
    expect(check).to.include({ verdict: 'pass', kept: 1, missing: 0, node: A });
  });

  describe('on version 1', () => {
    const rule = 'mld.version1.spoken';
    const queried = (more: (s: Scene) => void) => (s: Scene) => {
      lives(s, 0, s.a, s.a.linkLocal);
      listening.query1(s, 1_000);
      more(s);
    };

    it('passes who speaks it, and does not ask nodes that cannot have heard the query', async () => {
      const [check] = await judgedScene(
        rule,
        queried((s) => listening.report1(s, 1_500, s.a)),
      );
      expect(check).to.include({ verdict: 'pass', kept: 1, node: A });
      const newcomer = await judgedScene(
        rule,
        queried((s) => listening.joins(s, 5_000, s.b)),
      );
      expect(newcomer.map(({ node }) => node)).to.not.include(B);
      const restarted = queried((s) => {
        usual.dad(s, 4_000, s.a, s.a.linkLocal);
        listening.joins(s, 5_000, s.a);
      });
      expect(await judgedScene(rule, restarted)).to.deep.equal([]);
    });

    it('asks nothing of listeners that the query may not have reached: it went to a group, or to one node', async () => {
      for (const destination of [GROUP, address('fe80::99')]) {
        const checks = await judgedScene(rule, (s) => {
          lives(s, 0, s.a, s.a.linkLocal);
          listening.query1(s, 1_000, destination === GROUP ? GROUP : UNSPECIFIED, destination);
          listening.joins(s, 5_000, s.a);
        });
        expect(checks).to.deep.equal([]);
      }
      const [toAll] = await judgedScene(rule, (s) => {
        lives(s, 0, s.a, s.a.linkLocal);
        listening.query1(s, 1_000, GROUP);
        listening.joins(s, 5_000, s.a);
      });
      expect(toAll).to.include({ verdict: 'fail', broken: 1 });
    });

    it('ends with the Older Version Querier Present Timeout', async () => {
      const late = queried((s) => listening.joins(s, 261_100, s.a));
      expect(await judgedScene(rule, late)).to.deep.equal([]);
      const [early] = await judgedScene(
        rule,
        queried((s) => listening.joins(s, 260_000, s.a)),
      );
      expect(early).to.include({ verdict: 'fail', broken: 1 });
      // RFC 3810 section 9.12: a querier with shorter intervals makes it shorter, here 2 times 10 s and 1 s.
      const shorter = queried((s) => {
        listening.query(s, 2_000, { queryIntervalCode: 10 });
        listening.joins(s, 60_000, s.a);
      });
      expect(await judgedScene(rule, shorter)).to.deep.equal([]);
    });
  });

  it('wants nothing in a report of version 2 but records, unless it says that it is extended', async () => {
    const rule = 'mld.report.nothing-else';
    const record = { recordType: RECORD.toExclude, multicastAddress: GROUP };
    const said = async (fields: object, changed: object = {}) =>
      (await judgedScene(rule, (s) => reports(s, 0, s.a, [record, { ...record, ...changed }], s.a.linkLocal, fields)))[0];
    expect(await said({})).to.include({ verdict: 'pass', kept: 1 });
    for (const [path, fields, changed] of [
      ['code', { code: 1 }],
      ['reserved', { reserved: 1 }],
      ['surplus', { surplus: new Uint8Array(4) }],
      ['records[1].auxDataLength', {}, { auxData: new Uint8Array(8) }],
    ] as const) {
      const check = await said(fields, changed);
      expect(check, path).to.include({ verdict: 'fail', broken: 1 });
      expect(check?.evidence[0]?.path).to.equal(`multicastListenerReport2.${path}`);
    }
    expect(await said({ reserved: 0x8000, surplus: new Uint8Array(4) })).to.include({ verdict: 'inconclusive', undecided: 1 });
  });

  it('finds an empty change of sources beside others, and leaves reports without sources alone', async () => {
    const rule = 'mld.report.change-has-sources';
    const [check] = await judgedScene(rule, (s) =>
      reports(s, 0, s.a, [
        { recordType: 5, multicastAddress: GROUP, sources: [s.b.global] },
        { recordType: 6, multicastAddress: GROUP },
      ]),
    );
    expect(check).to.include({ verdict: 'fail' });
    expect(check?.evidence[0]?.path).to.equal('multicastListenerReport2.records[1].numberOfSources');
    expect(await judgedScene(rule, (s) => listening.joins(s, 0, s.a))).to.deep.equal([]);
  });
});
