import '../ledger/ledger.js';
import {
  ALL_NODES,
  ALL_ROUTERS,
  LOOPBACK,
  UNSPECIFIED,
  address,
  isLinkLocal,
  withInterfaceIdentifier,
  type Address,
} from '../../reference/net/address.js';
import { prefixContains } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { frame } from '../../reference/wire/frame.js';
import { echoReply, echoRequest } from '../../reference/wire/icmpv6.js';
import { IPV6_HEADER_OCTETS, ipv6 } from '../../reference/wire/ipv6.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneOf, present, satisfies, type Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { assignGlobal, freshAddress } from '../nd/device-addresses.js';
import { assignOnLink } from '../nd/routers.js';
import { errorTo, question } from './questions.js';

/** Asks from the tester's link-local address. */
async function ask(t: TestContext, destination: Address, source: Address = t.tester.linkLocal): Promise<Received> {
  const asked = question(t, source, destination);
  const sent = await t.send('Echo Request', asked.frame);
  return t.expect('Echo Reply', asked.reply, { since: sent, within: ANSWER_TIME });
}

/** A group that nobody joins by itself, the one of routers, and that of an address which the device does not have. */
const foreignGroups: Readonly<Record<string, (t: TestContext) => Address>> = {
  'all-routers': () => ALL_ROUTERS,
  'foreign-group': () => address('ff02::1:2:3'),
  'foreign-solicited-node': (t) =>
    withInterfaceIdentifier(address('ff02::'), Uint8Array.of(0, 0, 0, 1, 0xff, ...differing(t.dut.linkLocal))),
};

interface Ends {
  readonly source?: Address;
  readonly destination?: Address;
}

const implausible: readonly { name: string; requirement: string; title: string; ends: (t: TestContext) => Ends }[] = [
  {
    name: 'from-unspecified',
    requirement: 'hdr-src-unspecified-echo',
    title: 'from the unspecified address',
    ends: () => ({ source: UNSPECIFIED }),
  },
  {
    name: 'to-unspecified',
    requirement: 'hdr-dst-unspecified-drop',
    title: 'to the unspecified address',
    ends: () => ({ destination: UNSPECIFIED }),
  },
  { name: 'to-loopback', requirement: 'hdr-dst-loopback-drop', title: 'to the loopback address', ends: () => ({ destination: LOOPBACK }) },
  {
    name: 'to-foreign-unicast',
    requirement: 'hdr-not-mine-host',
    title: 'to a link-local address of nobody, in a frame to the device',
    ends: (t) => ({ destination: withInterfaceIdentifier(t.dut.linkLocal, t.random.octets(8)) }),
  },
];

const differing = (octets: Uint8Array): Uint8Array => octets.slice(13).map((octet) => octet ^ 0xff);

/** RFC 4291 section 2.8: groups that every node, or every router, is a member of. */
const joinedGroups = [
  { name: 'all-nodes', title: 'all nodes', requirement: 'icmp-echo-allnodes', role: 'node', group: ALL_NODES },
  {
    name: 'all-routers-of-link',
    title: 'all routers of the link',
    requirement: 'icmp-echo-allrouters',
    role: 'router',
    group: ALL_ROUTERS,
  },
  {
    name: 'all-routers-of-site',
    title: 'all routers of the site',
    requirement: 'icmp-echo-allrouters',
    role: 'router',
    group: address('ff05::2'),
  },
] as const;

suite('Echo: which requests are answered', () => {
  conformance({
    id: 'icmpv6.echo.link-local',
    title: 'an Echo Request to the link-local address is answered',
    requirement: 'icmp-echo-linklocal',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      await ask(t, t.dut.linkLocal);
    },
  });

  conformance({
    id: 'icmpv6.echo.once',
    title: 'an Echo Request is answered once',
    requirement: 'icmp-echo-linklocal',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const asked = question(t, t.tester.linkLocal, t.dut.linkLocal);
      const sent = await t.send('Echo Request', asked.frame);
      const reply = await t.expect('Echo Reply', asked.reply, { since: sent, within: ANSWER_TIME });
      await t.expectNone('a second Echo Reply', asked.reply, { since: reply, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'icmpv6.echo.global',
    title: 'an Echo Request to a global address is answered',
    requirement: 'icmp-echo-global',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      await ask(t, await assignOnLink(t), t.tester.address);
    },
  });

  for (const { name, title, requirement, role, group } of joinedGroups)
    conformance({
      id: `icmpv6.echo.${name}`,
      title: `an Echo Request to ${title} is answered from a unicast address of the interface`,
      requirement,
      role,
      testbed: oneLink,
      async run(t) {
        t.require('a unicast source', await ask(t, group), { 'ipv6.source': oneOf(...t.dut.addresses) });
      },
    });

  for (const [name, groupOf] of Object.entries(foreignGroups))
    conformance({
      id: `icmpv6.echo.${name}`,
      title: `an Echo Request to a group that a host has not joined (${name}) is not answered`,
      requirement: name === 'foreign-group' ? 'hdr-mcast-not-joined' : 'icmp-echo-unassigned-mcast',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const asked = question(t, t.tester.linkLocal, groupOf(t));
        const sent = await t.send('Echo Request to a foreign group', asked.frame);
        await t.expectNone('Echo Reply or error', [asked.reply, errorTo(t.tester.linkLocal)], { since: sent, for: ANSWER_TIME });
      },
    });

  for (const { name, requirement, title, ends } of implausible)
    conformance({
      id: `icmpv6.echo.${name}`,
      title: `an Echo Request ${title} is not answered`,
      requirement,
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const { source = t.tester.linkLocal, destination = t.dut.linkLocal } = ends(t);
        const fields = { identifier: 0x0dd5, sequence: 1 };
        const sent = await t.send(`Echo Request ${title}`, frame(ipv6({ source, destination }), echoRequest(fields)), {
          to: t.dut.linkLayerAddress,
        });
        const forbidden = [
          { 'echoReply.identifier': fields.identifier },
          { 'echoRequest.identifier': fields.identifier },
          { 'ipv6.destination': UNSPECIFIED },
        ];
        await t.expectNone('Echo Reply, or the request again', forbidden, { since: sent, for: ANSWER_TIME });
      },
    });

  conformance({
    id: 'icmpv6.echo.anycast',
    title: 'an Echo Request to an anycast address is answered from a unicast address of the interface',
    requirement: 'icmp-echo-anycast',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const unicast = await assignOnLink(t);
      const anycast = freshAddress(t);
      await t.do({ kind: 'add-address', link: 'link0', address: anycast, prefixLength: 64, anycast: true });
      const asked = question(t, t.tester.address, anycast);
      const { 'ipv6.source': _, ...reply } = asked.reply;
      const sent = await t.send('Echo Request to an anycast address', asked.frame);
      const answer = await t.expect('Echo Reply', reply, { since: sent, within: ANSWER_TIME });
      t.require('a unicast source', answer, { 'ipv6.source': oneOf(unicast, t.dut.linkLocal) });
    },
  });

  conformance({
    id: 'icmpv6.echo.wrong-checksum',
    title: 'an Echo Request with a wrong checksum is discarded',
    requirement: 'ul-icmp-bad-checksum',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const sequence = 0xbad;
      const right = echoReplyTo(t, { identifier: 1, sequence }).checksum;
      const draft = frame(
        ipv6({ source: t.tester.linkLocal, destination: t.dut.linkLocal }),
        echoRequest({ identifier: 1, sequence, checksum: right }),
      );
      const sent = await t.send('Echo Request with the checksum of an Echo Reply', draft);
      await t.expectNone('Echo Reply or error', [{ 'echoReply.sequence': sequence }, errorTo(t.tester.linkLocal)], {
        since: sent,
        for: ANSWER_TIME,
      });
    },
  });
});

interface EchoFields {
  readonly identifier: number;
  readonly sequence: number;
  readonly data?: Uint8Array;
}

/** The reply that RFC 4443 section 4.2 wants, with its checksum. */
function echoReplyTo(t: TestContext, fields: EchoFields): EchoFields & { readonly checksum: number } {
  const reply = frame(ipv6({ source: t.dut.linkLocal, destination: t.tester.linkLocal }), echoReply(fields)).packet;
  return { ...fields, checksum: ((reply[42] ?? 0) << 8) | (reply[43] ?? 0) };
}

const ECHO_HEADER = 8;
const dataIn = (packetOctets: number): number => packetOctets - IPV6_HEADER_OCTETS - ECHO_HEADER;

const copies = [
  { name: 'empty', requirement: 'icmp-echo-id-seq-data', identifier: 1, sequence: 1, octets: 0 },
  { name: 'one-octet', requirement: 'icmp-echo-id-seq-data', identifier: 0x1234, sequence: 0x5678, octets: 1 },
  { name: 'zero-numbers', requirement: 'icmp-echo-id-seq-data', identifier: 0, sequence: 0, octets: 8 },
  { name: 'highest-numbers', requirement: 'icmp-echo-id-seq-data', identifier: 0xffff, sequence: 0xffff, octets: 9 },
  { name: 'packet-64', requirement: 'pmtu-echo-64', identifier: 2, sequence: 3, octets: dataIn(64) },
  { name: 'packet-1280', requirement: 'icmp-echo-id-seq-data', identifier: 4, sequence: 5, octets: dataIn(1280) },
  { name: 'packet-1500', requirement: 'icmp-echo-big', identifier: 6, sequence: 7, octets: dataIn(1500) },
];

suite('Echo: what the reply copies', () => {
  for (const { name, requirement, identifier, sequence, octets } of copies)
    conformance({
      id: `icmpv6.echo.copies-${name}`,
      title: `identifier 0x${identifier.toString(16)}, sequence ${sequence} and ${octets} octets of data come back unchanged`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const fields = { identifier, sequence, data: t.random.octets(octets) };
        const sent = await t.send(
          'Echo Request',
          frame(ipv6({ source: t.tester.linkLocal, destination: t.dut.linkLocal }), echoRequest(fields)),
        );
        const reply: Match = {
          'ipv6.destination': t.tester.linkLocal,
          'echoReply.identifier': identifier,
          'echoReply.sequence': sequence,
          'echoReply.data': fields.data,
        };
        await t.expect('Echo Reply', reply, { since: sent, within: ANSWER_TIME });
      },
    });
});

const ownFields: readonly { name: string; requirement: string; title: string; field: (t: TestContext, reply: Received) => Match }[] = [
  { name: 'code', requirement: 'icmp-echo-code', title: 'the Echo Reply has code 0', field: () => ({ 'echoReply.code': 0 }) },
  { name: 'hop-limit', requirement: 'hdr-hl-default-64', title: 'the Echo Reply has hop limit 64', field: () => ({ 'ipv6.hopLimit': 64 }) },
];

suite('Echo: fields of the reply', () => {
  for (const { name, requirement, title, field } of ownFields)
    conformance({
      id: `icmpv6.echo.reply-${name}`,
      title,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const reply = await ask(t, t.dut.linkLocal);
        t.require(name, reply, field(t, reply));
      },
    });

  conformance({
    id: 'icmpv6.echo.reply-checksum',
    title: 'the checksum of the Echo Reply is right',
    requirement: 'icmp-echo-checksum',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const fields = { identifier: 0x0c5c, sequence: 9, data: t.random.octets(33) };
      const sent = await t.send(
        'Echo Request',
        frame(ipv6({ source: t.tester.linkLocal, destination: t.dut.linkLocal }), echoRequest(fields)),
      );
      const { checksum } = echoReplyTo(t, fields);
      await t.expect(
        'Echo Reply',
        { 'echoReply.identifier': fields.identifier, 'echoReply.checksum': checksum },
        { since: sent, within: ANSWER_TIME },
      );
    },
  });
});

const unicastSources = [
  { name: 'reply-source-link-local', requirement: 'icmp-echo-src-equals-dst', global: false },
  { name: 'reply-source-global', requirement: 'icmp-src-same-unicast', global: true },
  { name: 'reply-source-of-two', requirement: 'sas-icmp-reply-not', global: true },
] as const;

suite('Echo: source of the reply', () => {
  for (const { name, requirement, global } of unicastSources)
    conformance({
      id: `icmpv6.echo.${name}`,
      title: `the reply to a ${global ? 'global' : 'link-local'} address comes from it${name.endsWith('two') ? ', not from a better one' : ''}`,
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: global ? ['add-address'] : [],
      async run(t) {
        const destination = global ? await assignOnLink(t) : t.dut.linkLocal;
        const better =
          name === 'reply-source-of-two'
            ? await assignGlobal(t, withInterfaceIdentifier(t.prefix.address, t.tester.address.slice(8).map(lastBitFlipped)))
            : undefined;
        const asked = question(t, global ? t.tester.address : t.tester.linkLocal, destination);
        const { 'ipv6.source': _, ...fromAnywhere } = asked.reply;
        const sent = await t.send('Echo Request', asked.frame);
        const reply = await t.expect('Echo Reply', fromAnywhere, { since: sent, within: ANSWER_TIME });
        t.require(better ? 'source, although another address is closer' : 'source', reply, { 'ipv6.source': destination });
      },
    });

  for (const scope of ['link-local', 'global'] as const)
    conformance({
      id: `icmpv6.echo.multicast-source-${scope}`,
      title: `an Echo Request to all nodes from a ${scope} address is answered from an address of that scope`,
      requirement: 'icmp-src-mcast-choice',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        await assignOnLink(t);
        const reply = await ask(t, ALL_NODES, scope === 'global' ? t.tester.address : t.tester.linkLocal);
        const chosen =
          scope === 'global'
            ? satisfies<Uint8Array>('in the prefix of the asker', (source) => prefixContains(t.prefix, source))
            : satisfies<Uint8Array>('link-local', isLinkLocal);
        t.require('source', reply, { 'ipv6.source': chosen });
      },
    });
});

const lastBitFlipped = (octet: number, i: number): number => (i === 7 ? octet ^ 1 : octet);

suite('Echo: requests of the device', () => {
  conformance({
    id: 'icmpv6.echo.request-origin',
    title: 'the device sends well-formed Echo Requests when asked to',
    requirement: 'icmp-echo-request-origin',
    role: 'node',
    testbed: oneLink,
    actions: ['ping'],
    async run(t) {
      const before = t.now();
      await t.do({ kind: 'ping', link: 'link0', destination: t.tester.linkLocal });
      const request = await t.expect(
        'Echo Request',
        { echoRequest: present, 'ipv6.destination': t.tester.linkLocal },
        { since: before, within: seconds(3) },
      );
      t.require('form of the request', request, { 'echoRequest.code': 0, 'ipv6.source': oneOf(...t.dut.addresses) });
    },
  });

  conformance({
    id: 'icmpv6.echo.request-hop-limit',
    title: 'an Echo Request of the device has hop limit 64',
    requirement: 'hdr-hl-default-64',
    role: 'node',
    testbed: oneLink,
    actions: ['ping'],
    async run(t) {
      const before = t.now();
      await t.do({ kind: 'ping', link: 'link0', destination: t.tester.linkLocal });
      const request = await t.expect(
        'Echo Request',
        { echoRequest: present, 'ipv6.destination': t.tester.linkLocal },
        { since: before, within: seconds(3) },
      );
      t.require('hop limit', request, { 'ipv6.hopLimit': 64 });
    },
  });
});
