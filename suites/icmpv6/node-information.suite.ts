import '../ledger/ledger.js';
import { formatAddress, isLinkLocal } from '../../reference/net/address.js';
import { QTYPE, type NodeInformationQueryDraft } from '../../reference/wire/node-information.js';
import { suite } from '../kit/conformance.js';
import { absent, oneOf, satisfies } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { freshAddress } from '../nd/device-addresses.js';
import { assignOnLink } from '../nd/routers.js';
import {
  addressesIn,
  ask,
  firstLabel,
  informationTest,
  learnName,
  learnNames,
  nameSubject,
  OUTCOME,
  SUBJECT,
  type Query,
} from './node-information.js';

const FLAGS = ['globalScope', 'siteLocal', 'linkLocal', 'compatible', 'all', 'truncated'] as const;
const noFlags = Object.fromEntries(FLAGS.map((flag) => [`icmpv6.${flag}`, false]));

const expectReply = (t: TestContext, { sent, answered }: Query, outcome: number): Promise<Received> =>
  t.expect('Node Information Reply', { ...answered, 'icmpv6.code': outcome }, { since: sent, within: ANSWER_TIME });

const expectSilence = (t: TestContext, { sent, reply }: Query): Promise<void> =>
  t.expectNone('a Node Information Reply', reply, { since: sent, for: ANSWER_TIME });

suite('Node Information Queries: NOOP and unknown Qtypes', () => {
  for (const [id, code, requirement] of [
    ['noop', 1, 'icmp-ni-noop'],
    ['noop-code-0', 0, 'icmp-ni-noop-code'],
    ['noop-code-2', 2, 'icmp-ni-noop-code'],
  ] as const)
    informationTest({
      id,
      title: `a NOOP with code ${code} is answered with code 0, the nonce and no data`,
      requirement,
      async run(t) {
        const reply = await expectReply(t, await ask(t, { qtype: QTYPE.noop, code, data: new Uint8Array() }), OUTCOME.successful);
        t.require('without data', reply, { 'nodeInformationReply.data': new Uint8Array() });
      },
    });

  for (const qtype of [5, 99, 0xffff])
    informationTest({
      id: `qtype-${qtype}`,
      title: `a query of the unknown Qtype ${qtype} is answered with code 2, the nonce and no data`,
      requirement: 'icmp-ni-unknown-qtype',
      async run(t) {
        const reply = await expectReply(t, await ask(t, { qtype }), OUTCOME.unknownQtype);
        t.require('without data', reply, { 'nodeInformationReply.data': new Uint8Array() });
      },
    });

  informationTest({
    id: 'ipv4-addresses',
    title: 'a query for IPv4 addresses is answered, or its Qtype is unknown',
    requirement: 'icmp-ni-ipv4',
    async run(t) {
      const { sent, answered } = await ask(t, { qtype: QTYPE.ipv4Addresses, all: true });
      const either = { ...answered, 'icmpv6.code': oneOf(OUTCOME.successful, OUTCOME.unknownQtype) };
      await t.expect('Node Information Reply', either, { since: sent, within: ANSWER_TIME });
    },
  });

  for (const [id, given] of [
    ['noop', { qtype: QTYPE.noop, code: 1, data: new Uint8Array() }],
    ['node-name', { qtype: QTYPE.nodeName }],
  ] as const)
    informationTest({
      id: `flags-of-${id}`,
      title: `flags that ${id === 'noop' ? 'a NOOP' : 'a Node Name query'} does not define are ignored, and do not come back`,
      requirement: 'icmp-ni-undefined-flags',
      async run(t) {
        const set = Object.fromEntries(FLAGS.map((flag) => [flag, true]));
        const reply = await expectReply(t, await ask(t, { ...given, ...set, unused: 0x3ff }), OUTCOME.successful);
        t.require('no flag set', reply, { ...noFlags, 'icmpv6.unused': 0 });
      },
    });
});

suite('Node Information Queries: Node Name', () => {
  informationTest({
    id: 'node-name',
    title: 'the name is told in DNS form, for the device’s address as subject (ping6 -w)',
    requirement: 'icmp-ni-name',
    async run(t) {
      const reply = await expectReply(t, await ask(t, {}), OUTCOME.successful);
      const told = { 'nodeNameReply.surplus': absent };
      t.require('names, and nothing else', reply, told);
    },
  });

  informationTest({
    id: 'node-name-ttl',
    title: 'the TTL of a Node Name reply is zero',
    requirement: 'icmp-ni-ttl-zero',
    async run(t) {
      const reply = await expectReply(t, await ask(t, {}), OUTCOME.successful);
      t.require('TTL', reply, { 'nodeNameReply.timeToLive': 0 });
    },
  });

  for (const [id, title, change] of [
    ['same', 'a name that it told', (name: string) => name],
    ['capitals', 'its own name in capitals', (name: string) => name.toUpperCase()],
    ['first-label', 'the first label of its name as a single component', (name: string) => firstLabel(name)],
  ] as const)
    informationTest({
      id: `subject-${id}`,
      title: `a query is answered whose subject is ${title}`,
      requirement: 'icmp-ni-name-match',
      async run(t) {
        for (const name of await learnNames(t)) await expectReply(t, await ask(t, nameSubject(change(name))), OUTCOME.successful);
      },
    });

  for (const [id, title, subject] of [
    ['other-label', 'another name of one label', () => nameSubject('sixproof-stranger')],
    [
      'other-domain',
      'a name with its first label in another domain',
      (name: string) => nameSubject(`${firstLabel(name)}.stranger.example`),
    ],
    ['longer', 'a name that begins with its own', (name: string) => nameSubject(`${firstLabel(name)}x`)],
    ['ipv4', 'an IPv4 address that is not its own', () => ({ code: SUBJECT.ipv4, data: Uint8Array.of(192, 0, 2, 77) })],
  ] as const)
    informationTest({
      id: `foreign-${id}`,
      title: `a query is discarded whose subject is ${title}`,
      requirement: 'icmp-ni-foreign-subject',
      async run(t) {
        const name = await learnName(t);
        await expectSilence(t, await ask(t, subject(name)));
      },
    });

  for (const qtype of [QTYPE.nodeName, QTYPE.nodeAddresses, 99])
    informationTest({
      id: `foreign-address-${qtype}`,
      title: `a query of Qtype ${qtype} is discarded whose subject is an address of another node`,
      requirement: 'icmp-ni-foreign-subject',
      run: async (t) => expectSilence(t, await ask(t, { qtype, data: freshAddress(t) })),
    });
});

const kinds: readonly (readonly [string, NodeInformationQueryDraft])[] = [
  ['noop', { qtype: QTYPE.noop, code: 1, data: new Uint8Array() }],
  ['node-name', { qtype: QTYPE.nodeName }],
  ['node-addresses', { qtype: QTYPE.nodeAddresses, linkLocal: true }],
];

suite('Node Information Queries: every reply', () => {
  for (const [id, given] of kinds) {
    informationTest({
      id: `source-of-${id}`,
      title: `the reply to a ${id.replace('-', ' ')} query comes from the address that was asked`,
      requirement: 'icmp-src-same-unicast',
      async run(t) {
        const { sent, answered } = await ask(t, given);
        const reply = { ...answered, 'icmpv6.code': OUTCOME.successful, 'ipv6.source': t.dut.linkLocal };
        await t.expect('Node Information Reply', reply, { since: sent, within: ANSWER_TIME });
      },
    });

    informationTest({
      id: `once-${id}`,
      title: `a ${id.replace('-', ' ')} query is answered once`,
      requirement: 'icmp-ni-once',
      async run(t) {
        const query = await ask(t, given);
        const first = await expectReply(t, query, OUTCOME.successful);
        await t.expectNone('a second reply', query.reply, { since: first, for: ANSWER_TIME });
      },
    });
  }
});

const queryFor = (flags: NodeInformationQueryDraft): NodeInformationQueryDraft => ({ qtype: QTYPE.nodeAddresses, ...flags });

suite('Node Information Queries: Node Addresses', () => {
  informationTest({
    id: 'addresses-link-local',
    title: 'the link-local address is told when the L flag asks for it, and no global one (ping6 -a l)',
    requirement: 'icmp-ni-addresses',
    async run(t) {
      const reply = await expectReply(t, await ask(t, queryFor({ linkLocal: true })), OUTCOME.successful);
      const told = addressesIn(reply);
      const { addresses } = await t.state();
      const others = addresses.filter(({ address }) => !isLinkLocal(address)).map(({ address }) => formatAddress(address));
      const linkLocal = formatAddress(t.dut.linkLocal);
      t.check(`the reply tells the link-local address ${linkLocal}, and none of another scope`, {
        holds: told.includes(linkLocal) && !told.some((one) => others.includes(one)),
        found: `it tells ${told.join(', ') || 'no address'}`,
        frames: [reply],
      });
      t.require('no address left out', reply, { 'icmpv6.truncated': false });
    },
  });

  informationTest({
    id: 'addresses-global',
    title: 'a global address is told when the G flag asks for it, and no link-local one (ping6 -a g)',
    requirement: 'icmp-ni-addresses',
    role: 'host',
    actions: ['add-address'],
    async run(t) {
      const global = await assignOnLink(t);
      const reply = await expectReply(t, await ask(t, queryFor({ globalScope: true })), OUTCOME.successful);
      const told = addressesIn(reply);
      t.check(`the reply tells the global address ${formatAddress(global)}, and no link-local one`, {
        holds: told.includes(formatAddress(global)) && !told.some((one) => one.startsWith('fe80:')),
        found: `it tells ${told.join(', ') || 'no address'}`,
        frames: [reply],
      });
    },
  });

  informationTest({
    id: 'addresses-none',
    title: 'no address is told when no flag asks for one',
    requirement: 'icmp-ni-addresses',
    async run(t) {
      const reply = await expectReply(t, await ask(t, queryFor({ all: true })), OUTCOME.successful);
      const told = addressesIn(reply);
      t.check('the reply tells no address', { holds: told.length === 0, found: `it tells ${told.join(', ')}`, frames: [reply] });
    },
  });

  informationTest({
    id: 'addresses-ttl',
    title: 'the TTL of each address is zero',
    requirement: 'icmp-ni-ttl-zero',
    async run(t) {
      const reply = await expectReply(t, await ask(t, queryFor({ linkLocal: true, globalScope: true })), OUTCOME.successful);
      const zero = satisfies<readonly { readonly timeToLive: number }[]>('all with TTL 0', (told) =>
        told.every((one) => one.timeToLive === 0),
      );
      t.require('TTL', reply, { 'nodeAddressesReply.addresses': zero });
    },
  });

  for (const [id, flags] of [
    ['l', { linkLocal: true }],
    ['l-a', { linkLocal: true, all: true }],
    ['g-s-l-c-a', { globalScope: true, siteLocal: true, linkLocal: true, compatible: true, all: true }],
  ] as const)
    informationTest({
      id: `addresses-flags-${id}`,
      title: `the flags ${id.toUpperCase().replaceAll('-', ', ')} come back in the reply, unused bits do not`,
      requirement: 'icmp-ni-flags-copied',
      async run(t) {
        const reply = await expectReply(t, await ask(t, { ...queryFor(flags), unused: 0x3ff }), OUTCOME.successful);
        const wanted = FLAGS.filter((flag) => flag !== 'truncated').map((flag) => [`icmpv6.${flag}`, flag in flags] as const);
        t.require('flags of the query', reply, { ...Object.fromEntries(wanted), 'icmpv6.unused': 0 });
      },
    });
});
