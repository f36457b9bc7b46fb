import '../ledger/ledger.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import type { PrefixControlOperationDraft } from '../../reference/wire/router-renumbering.js';
import { question } from '../icmpv6/questions.js';
import { suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { addressIn, assignAll } from '../nd/device-addresses.js';
import { advertisementOf, solicitation } from '../nd/messages.js';
import { beginRenumbering, expectPrefixes, give, newPrefix, oldPrefix, operation, renumberingTest, subnet, use } from './commands.js';

interface Row {
  readonly title: string;
  readonly requirement: string;
  /** The old prefix when left out. */
  readonly before?: (t: TestContext) => readonly Prefix[];
  readonly operations: (t: TestContext) => readonly PrefixControlOperationDraft[];
  readonly after: (t: TestContext) => readonly Prefix[];
}

const third = (t: TestContext): Prefix => subnet(t, 3);
const both = (t: TestContext): readonly Prefix[] => [oldPrefix(t), third(t)];
/** The site of the test, which all of its prefixes are in. */
const site = (t: TestContext): Prefix => prefixOf(t.prefix.address, 48);

const rows: Readonly<Record<string, Row>> = {
  add: {
    title: 'ADD adds the New Prefix and leaves the others',
    requirement: 'rr-add',
    operations: (t) => [operation('addOperation', oldPrefix(t), [use(newPrefix(t))])],
    after: (t) => [oldPrefix(t), newPrefix(t)],
  },
  'add-several': {
    title: 'ADD adds the New Prefix of each Use-Prefix Part',
    requirement: 'rr-add',
    operations: (t) => [operation('addOperation', oldPrefix(t), [use(newPrefix(t)), use(third(t))])],
    after: (t) => [oldPrefix(t), newPrefix(t), third(t)],
  },
  'add-nothing': {
    title: 'ADD without Use-Prefix Parts does nothing',
    requirement: 'rr-add',
    operations: (t) => [operation('addOperation', oldPrefix(t))],
    after: (t) => [oldPrefix(t)],
  },
  change: {
    title: 'CHANGE puts the New Prefix in the place of the Matched Prefix',
    requirement: 'rr-change',
    before: both,
    operations: (t) => [operation('changeOperation', oldPrefix(t), [use(newPrefix(t))])],
    after: (t) => [newPrefix(t), third(t)],
  },
  'change-delete': {
    title: 'CHANGE without Use-Prefix Parts deletes the Matched Prefix',
    requirement: 'rr-change',
    before: both,
    operations: (t) => [operation('changeOperation', oldPrefix(t))],
    after: (t) => [third(t)],
  },
  'change-each': {
    title: 'CHANGE replaces every prefix that matches',
    requirement: 'rr-change',
    before: both,
    operations: (t) => [operation('changeOperation', site(t), [use(newPrefix(t))])],
    after: (t) => [newPrefix(t)],
  },
  'change-to-itself': {
    title: 'CHANGE keeps the Matched Prefix that it makes again (section 9.2)',
    requirement: 'rr-change',
    operations: (t) => [
      operation('changeOperation', oldPrefix(t), [use({ ...oldPrefix(t), length: 0 }, { keepLen: 64 }), use(newPrefix(t))]),
    ],
    after: (t) => [oldPrefix(t), newPrefix(t)],
  },
  'set-global': {
    title: 'SET-GLOBAL puts the New Prefixes in the place of all global prefixes',
    requirement: 'rr-set-global',
    before: both,
    operations: (t) => [operation('setGlobalOperation', oldPrefix(t), [use(newPrefix(t))])],
    after: (t) => [newPrefix(t)],
  },
  'set-global-delete': {
    title: 'SET-GLOBAL without Use-Prefix Parts deletes all global prefixes',
    requirement: 'rr-set-global',
    before: both,
    operations: (t) => [operation('setGlobalOperation', oldPrefix(t))],
    after: () => [],
  },
  'set-global-keeps': {
    title: 'SET-GLOBAL keeps a global prefix that it makes again',
    requirement: 'rr-set-global',
    before: both,
    operations: (t) => [operation('setGlobalOperation', oldPrefix(t), [use(third(t))])],
    after: (t) => [third(t)],
  },
  'no-match': {
    title: 'operations whose MatchPrefix no prefix matches do nothing',
    requirement: 'rr-match',
    operations: (t) => [
      operation('changeOperation', newPrefix(t), [use(third(t))], 1),
      operation('setGlobalOperation', newPrefix(t), [use(third(t))], 2),
      operation('addOperation', newPrefix(t), [use(third(t))], 3),
    ],
    after: (t) => [oldPrefix(t)],
  },
  'match-all': {
    title: 'with a MatchLen of zero every prefix matches',
    requirement: 'rr-match',
    operations: (t) => [operation('changeOperation', { ...newPrefix(t), length: 0 }, [use(newPrefix(t))])],
    after: (t) => [newPrefix(t)],
  },
  'match-last-bit': {
    title: 'a prefix that differs in the last bit of MatchLen does not match',
    requirement: 'rr-match',
    before: (t) => [oldPrefix(t), beside(t)],
    operations: (t) => [operation('changeOperation', oldPrefix(t))],
    after: (t) => [beside(t)],
  },
  'match-beyond': {
    title: 'bits of MatchPrefix beyond MatchLen do not count',
    requirement: 'rr-match',
    operations: (t) => [operation('changeOperation', { ...beside(t), length: 63 }, [use(newPrefix(t))])],
    after: (t) => [newPrefix(t)],
  },
  'min-length': {
    title: 'a prefix shorter than MinLen does not match',
    requirement: 'rr-match',
    operations: (t) => [{ ...operation('changeOperation', oldPrefix(t)), minLen: 65 }],
    after: (t) => [oldPrefix(t)],
  },
  'max-length': {
    title: 'a prefix longer than MaxLen does not match',
    requirement: 'rr-match',
    operations: (t) => [{ ...operation('changeOperation', oldPrefix(t)), maxLen: 63 }],
    after: (t) => [oldPrefix(t)],
  },
  'exact-length': {
    title: 'a prefix as long as MinLen and MaxLen matches',
    requirement: 'rr-match',
    operations: (t) => [{ ...operation('changeOperation', oldPrefix(t), [use(newPrefix(t))]), minLen: 64, maxLen: 64 }],
    after: (t) => [newPrefix(t)],
  },
  'impossible-length': {
    title: 'with a MinLen above MaxLen nothing matches, and nothing is wrong with the operation',
    requirement: 'rr-match',
    operations: (t) => [
      { ...operation('changeOperation', oldPrefix(t)), minLen: 200, maxLen: 100 },
      operation('addOperation', oldPrefix(t), [use(newPrefix(t))], 2),
    ],
    after: (t) => [oldPrefix(t), newPrefix(t)],
  },
  order: {
    title: 'operations are carried out in their order',
    requirement: 'rr-order',
    operations: (t) => [
      operation('changeOperation', newPrefix(t), [use(third(t))], 1),
      operation('changeOperation', oldPrefix(t), [use(newPrefix(t))], 2),
    ],
    after: (t) => [newPrefix(t)],
  },
  'new-tested-later': {
    title: 'a New Prefix is tested against the operations that follow',
    requirement: 'rr-match-new',
    operations: (t) => [
      operation('addOperation', oldPrefix(t), [use(newPrefix(t))], 1),
      operation('changeOperation', newPrefix(t), [use(third(t))], 2),
    ],
    after: (t) => [oldPrefix(t), third(t)],
  },
};

/** As the old prefix but for its last bit. */
function beside(t: TestContext): Prefix {
  const { address, length } = oldPrefix(t);
  return prefixOf(
    address.map((octet, i) => (i === 7 ? octet ^ 1 : octet)),
    length,
  );
}

suite('Router Renumbering: operations', () => {
  for (const [name, { title, requirement, before, operations, after }] of Object.entries(rows))
    renumberingTest({
      id: `operation.${name}`,
      title,
      requirement,
      async run(t) {
        await beginRenumbering(t, before?.(t));
        await give(t, { operations: operations(t) });
        await expectPrefixes(t, after(t));
      },
    });

  for (const [name, own] of [
    ['match-address', true],
    ['match-other-address', false],
  ] as const)
    renumberingTest({
      id: `operation.${name}`,
      title: own
        ? 'a MatchPrefix of 128 bits finds the prefix of the address that the router has'
        : 'a MatchPrefix of 128 bits that no address of the router is finds no prefix',
      requirement: 'rr-match-address',
      actions: ['add-address'],
      async run(t) {
        const held = addressIn(t, oldPrefix(t));
        await assignAll(t, [{ address: held }]);
        await beginRenumbering(t);
        const match = { address: own ? held : addressIn(t, oldPrefix(t)), length: 128 };
        await give(t, { operations: [operation('addOperation', match, [use(newPrefix(t))])] });
        await expectPrefixes(t, own ? [oldPrefix(t), newPrefix(t)] : [oldPrefix(t)]);
      },
    });

  renumberingTest({
    id: 'operation.deletes-addresses',
    title: 'with a prefix its addresses go: the router neither answers to them nor for them',
    requirement: 'rr-deletes-addresses',
    actions: ['add-address'],
    async run(t) {
      const held = addressIn(t, oldPrefix(t));
      await assignAll(t, [{ address: held }]);
      await beginRenumbering(t);
      const sent = await give(t, { operations: [operation('changeOperation', oldPrefix(t), [use(newPrefix(t))])] });
      await t.elapse(ANSWER_TIME);
      await t.send('Echo Request to the address', question(t, t.tester.linkLocal, held).frame);
      const ask = solicitation({ source: t.tester.linkLocal, target: held, linkLayer: t.tester.linkLayerAddress });
      await t.send('Neighbor Solicitation for the address', ask);
      const answers = [{ echoReply: present, 'ipv6.source': held }, advertisementOf(held)];
      await t.expectNone('an answer of the address', answers, { since: sent, for: ANSWER_TIME });
    },
  });
});
