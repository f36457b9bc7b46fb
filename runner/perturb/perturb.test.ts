import { expect } from 'chai';
import { address, ALL_NODES } from '../../reference/net/address.js';
import { multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seconds } from '../../reference/time.js';
import { frame, ipv6, neighborAdvertisement } from '../../reference/wire/index.js';
import { conformance } from '../../suites/kit/conformance.js';
import { configure, deaf, delay, edit, fault, faults, ignoring, rewrite, suppress, type Defect } from '../../suites/kit/faults.js';
import { requirements } from '../../suites/kit/ledger.js';
import { declare } from '../../suites/kit/registry.js';
import type { TestContext } from '../../suites/kit/test-context.js';
import { oneLink } from '../../suites/kit/testbed.js';
import { ask, echo, ECHO_REPLY, MADE_UP_LINES, madeUpTest } from '../bindings/made-up-test.js';
import { scriptedBinding, SCRIPTED_ADDRESS, type Script } from '../bindings/scripted-device.js';
import { performTest } from '../execute.js';
import { applyDefects, type Onset } from './apply-defects.js';
import { corrupted } from './mutants.js';
import { notices, perturb, profileFor, type PerturbOptions } from './perturb.js';

const WITHIN = { within: seconds(1) };
const replies = async (t: TestContext) => {
  await t.expect(
    'Echo Reply',
    { ...ECHO_REPLY, 'echoReply.sequence': 1, 'ipv6.source': t.dut.linkLocal },
    { since: await ask(t), ...WITHIN },
  );
};
const checksNothing = async (t: TestContext) => void (await ask(t));
/** The scripted device advertises itself when asked for with a code, unless told to ignore such a check. */
const discards = async (t: TestContext) => {
  const sent = await t.send('request with a wrong code', echo(t, 0x666));
  await t.expectNone('any reply', ECHO_REPLY, { since: sent, for: seconds(1) });
};

const suiteOf = (bodies: Readonly<Record<string, (t: TestContext) => Promise<void>>>, plant: () => void = () => {}) =>
  declare(() => {
    requirements(MADE_UP_LINES);
    for (const [name, run] of Object.entries(bodies))
      conformance({ id: `kit.made.${name}`, title: name, requirement: 'own-must', role: 'node', testbed: oneLink, run });
    plant();
  });

/** Discards sequence 0x666, for the reason given, unless that check is switched off. */
const pickyScript = (isOff: boolean): Script => ({
  hears(decoded, device) {
    const upper = decoded.layers.at(-1)?.value as { sequence?: number };
    if (isOff || upper.sequence !== 0x666) return undefined;
    device.environment.event({ name: 'discard', detail: 'picky', discard: 'icmpv6-checksum' });
    return 'handled';
  },
});

const binding = (defects: readonly Defect[], onset?: Onset) => {
  const { tap, ignoring: ignored } = applyDefects(defects, onset);
  return scriptedBinding(pickyScript(ignored.has('icmpv6-checksum')), { tap });
};

const options = (registry: ReturnType<typeof suiteOf>, more: Partial<PerturbOptions> = {}): PerturbOptions => ({
  tests: registry.tests(),
  faults: registry.faults(),
  binding: (_profile, ...defective) => binding(...defective),
  discardReasons: [
    { reason: 'icmpv6-checksum', says: 'the checksum is wrong' },
    { reason: 'source-multicast', says: 'the source is a group' },
  ],
  explanations: [],
  seed: 1,
  ...more,
});

describe('perturb', () => {
  it('kills the defects that a test looks at, and tells which ones nobody does', async () => {
    const result = await perturb(options(suiteOf({ replies, discards })));
    const killed = new Map(result.kills.map(({ mutant, test }) => [mutant, test]));
    for (const id of [
      'echoReply/identifier',
      'echoReply/sequence',
      'echoReply/checksum',
      'echoReply/ipv6.source',
      'echoReply/ethernet.destination',
      'echoReply/ethernet.source',
      'echoReply/suppressed',
      'echoReply/delayed',
      'echoRequest/unheard',
    ])
      expect(killed.get(id), id).to.equal('kit.made.replies');
    expect(killed.get('ignoring/icmpv6-checksum')).to.equal('kit.made.discards');
    const survivors = result.survivors.map(({ id, candidates }) => [id, candidates]);
    expect(survivors).to.deep.include.members([
      ['echoReply/duplicated', 1],
      ['echoReply/ipv6.hopLimit', 1],
      ['ignoring/source-multicast', 0],
    ]);
    expect(result.mutants).to.equal(result.killed + result.survivors.length);
    expect(result.unkillableTests).to.deep.equal([]);
  });

  it('names tests that no defect makes fail', async () => {
    const result = await perturb(options(suiteOf({ 'checks-nothing': checksNothing, replies })));
    expect(result.unkillableTests).to.deep.equal(['kit.made.checks-nothing']);
  });

  it('gives a test that lives on preconditions a device that becomes defective after them', async () => {
    const later = async (t: TestContext) => {
      await t.given('one answer', () => replies(t));
      await replies(t);
    };
    const result = await perturb(options(suiteOf({ later })));
    expect(result.unkillableTests).to.deep.equal([]);
    expect(result.killed).to.equal(0);
    expect(result.kills[0]?.mutant).to.match(/ once the preconditions are met$/);
  });

  it('counts planted faults, each for its own test', async () => {
    const twice = async (t: TestContext) => {
      const sent = await ask(t);
      await t.expect('Echo Reply', ECHO_REPLY, { since: sent, ...WITHIN });
      await t.expectNone('any advertisement', { 'neighborAdvertisement.override': false }, { since: sent, for: seconds(1) });
    };
    let isFirst = true;
    const chatters = rewrite('out', () => (octets) => {
      const advertisement = frame(
        ipv6({ source: SCRIPTED_ADDRESS, destination: ALL_NODES }),
        neighborAdvertisement({ target: address('fe80::7') }),
      );
      isFirst = false;
      return [{ octets }, { octets: withLink(advertisement.octets, octets) }];
    });
    const registry = suiteOf({ twice }, () =>
      faults('kit.made', {
        twice: [
          fault('advertises with every answer', chatters),
          fault(
            'does nothing else',
            edit('udp.length', () => 1),
          ),
        ],
      }),
    );
    const result = await perturb(options(registry));
    expect(isFirst).to.equal(false);
    expect(result.kills).to.deep.include({ mutant: 'fault/kit.made.twice: advertises with every answer', test: 'kit.made.twice' });
    expect(result.survivors.map(({ id }) => id)).to.include('fault/kit.made.twice: does nothing else');
  });

  it('lets survivors be explained, singly and by a pattern, and finds explanations that nothing needs', async () => {
    const reason = 'free';
    const explanations = ['*/ipv6.hop*', 'ignoring/source-multicast', 'echoReply/identifier'].map((mutant) => ({
      mutant,
      reason,
      clause: 'RFC4443:4.2',
    }));
    const result = await perturb(options(suiteOf({ replies }), { explanations }));
    expect(result.explainedSurvivors.map(({ id }) => id)).to.include.members(['echoReply/ipv6.hopLimit', 'ignoring/source-multicast']);
    expect(result.staleExplanations).to.deep.equal(['echoReply/identifier']);
    expect(result.mutants).to.equal(result.killed + result.explained + result.survivors.length);
  });

  it('reports tests that the sound device does not pass, and leaves out what no selected test meets', async () => {
    const broken = async (t: TestContext) => void (await t.expect('never', { 'echoReply.identifier': 77 }, { since: t.now(), ...WITHIN }));
    const result = await perturb(options(suiteOf({ broken, replies }), { onlyReachable: true }));
    expect(result.baselineFailures.map(({ id, verdict }) => [id, verdict])).to.deep.equal([['kit.made.broken', 'fail']]);
    expect(result.survivors.map(({ id }) => id)).not.to.include('ignoring/source-multicast');
  });

  it('has a test of another generation of the RFCs fail on a device of that generation', async () => {
    const ofBook = async (t: TestContext) => (t.profile === 'book' ? replies(t) : t.skip('not today'));
    const registry = suiteOf({ replies, 'of-book': ofBook });
    const tests = registry
      .tests()
      .map((test): typeof test => (test.id === 'kit.made.of-book' ? { ...test, profiles: ['book', 'kame'] } : test));
    const devices = new Set<string>();
    const result = await perturb(
      options(registry, { tests, binding: (profile, ...defective) => (devices.add(profile), binding(...defective)) }),
    );
    expect([...devices]).to.deep.equal(['current', 'book']);
    expect(result.unkillableTests).to.deep.equal([]);
    expect(['current', 'book', 'kame'].map((wanted) => profileFor({ profiles: ['book', 'kame'] }, wanted as 'book'))).to.deep.equal([
      'book',
      'book',
      'kame',
    ]);
    expect(profileFor({}, 'kame')).to.equal('kame');
  });

  it('takes neither a precondition nor a device fallen silent for a kill', async () => {
    const perform = (body: (t: TestContext) => Promise<void>, ...defects: Defect[]) =>
      performTest(madeUpTest(body), binding(defects), { seed: 1 });
    const test = madeUpTest(replies);
    expect(notices(test, await perform(replies, suppress('echoReply')))).to.equal(true);
    expect(notices(test, await perform((t) => t.given('a reply', () => replies(t)), suppress('echoReply')))).to.equal(false);
    const isFromTest = (_: Uint8Array, count: number): boolean => count > 1;
    const mute = await perform(checksThenSilence, suppress('echoReply', isFromTest), suppress('neighborAdvertisement'));
    expect(mute.reason.code).to.equal('stopped-answering');
    expect(notices(test, mute)).to.equal(false);
  });
});

const checksThenSilence = async (t: TestContext) =>
  t.expectNone('anything else', { 'echoReply.identifier': 99 }, { since: await ask(t), for: seconds(1) });

function withLink(packet: Uint8Array, like: Uint8Array): Uint8Array {
  const octets = new Uint8Array(14 + packet.length);
  octets.set(multicastLinkLayerAddress(ALL_NODES));
  octets.set(like.subarray(6, 14), 6);
  octets.set(packet, 14);
  return octets;
}

describe('defects', () => {
  const run = (...defects: Defect[]) => performTest(madeUpTest(replies), binding(defects), { seed: 1 });
  it('leave other messages alone', async () => {
    expect(
      (
        await run(
          edit('ipv6.hopLimit', () => 1, 'redirect'),
          deaf('redirect'),
          delay('redirect', seconds(9)),
        )
      ).verdict,
    ).to.equal('pass');
  });
  it('can concern single frames of a type', async () => {
    expect((await run(suppress('echoReply', (_, count) => count === 1))).verdict).to.equal('pass');
    expect((await run(suppress('echoReply', (_, count) => count === 2))).verdict).to.equal('fail');
  });
  it('add up', () => {
    const { settings, ignoring: ignored } = applyDefects([configure({ a: 1 }), configure({ b: 2 }), ignoring('source-multicast')]);
    expect(settings).to.deep.equal({ a: 1, b: 2 });
    expect([...ignored]).to.deep.equal(['source-multicast']);
  });
  it('must name checks that exist', () =>
    expect(() => applyDefects([ignoring('no-such-check')])).to.throw('no discard reason "no-such-check"'));

  it('change a value to its nearest neighbour of the same type', () => {
    const field = { kind: 'number' } as const;
    expect([0, 255, true, 0n, 'name', ['a']].map((value) => corrupted(value, field))).to.deep.equal([
      1,
      254,
      false,
      1n,
      'namex',
      ['a', 'x'],
    ]);
    expect(corrupted(Uint8Array.of(1, 2), field)).to.deep.equal(Uint8Array.of(1, 3));
    expect(corrupted(new Uint8Array(0), field)).to.deep.equal(Uint8Array.of(0xff));
    expect(corrupted({ kind: 'nonce' }, { kind: 'option' })).to.equal(undefined);
  });
});
