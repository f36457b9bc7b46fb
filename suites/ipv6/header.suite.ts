import '../ledger/ledger.js';
import { milliseconds } from '../../reference/time.js';
import { destinationOptions } from '../../reference/wire/extension-headers.js';
import { cut, frame, linkPadding, raw, type LayerDraft } from '../../reference/wire/frame.js';
import { IPV6_HEADER_OCTETS, ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { expectDiscarded, expectReply, expectSilence, problemMatch, UNRECOGNIZED_NEXT_HEADER } from './outcomes.js';
import { echoBehind, linkLocalEnds, packetOf, type ProbeDetails } from './probes.js';

const ECHO_HEADER = 8;

interface HeaderRow {
  readonly requirement: string;
  readonly title: string;
  readonly details: (t: TestContext) => ProbeDetails;
}

const withHeader = (requirement: string, title: string, header: Ipv6Draft): HeaderRow => ({
  requirement,
  title,
  details: () => ({ header }),
});

const withPayload = (requirement: string, octets: number): HeaderRow => ({
  requirement,
  title: `a Payload Length of ${octets}`,
  details: (t) => ({ data: t.random.octets(octets - ECHO_HEADER) }),
});

const accepted: Readonly<Record<string, HeaderRow>> = {
  'traffic-class-20': withHeader('hdr-tc-nonzero-accepted', 'Traffic Class 0x20', { trafficClass: 0x20 }),
  'traffic-class-ff': withHeader('hdr-tc-nonzero-accepted', 'Traffic Class 0xff', { trafficClass: 0xff }),
  'flow-label-34567': withHeader('hdr-flow-nonzero-accepted', 'Flow Label 0x34567', { flowLabel: 0x34567 }),
  'flow-label-fffff': withHeader('hdr-flow-nonzero-accepted', 'Flow Label 0xfffff', { flowLabel: 0xfffff }),
  'hop-limit-zero': withHeader('hdr-hl-zero-endnode', 'Hop Limit 0', { hopLimit: 0 }),
  'hop-limit-one': withHeader('hdr-hl-one-endnode', 'Hop Limit 1', { hopLimit: 1 }),
  'hop-limit-255': withHeader('hdr-hl-one-endnode', 'Hop Limit 255', { hopLimit: 255 }),
  'payload-odd': withPayload('hdr-plen-odd', 57),
  'payload-even': withPayload('hdr-plen-even', 58),
  'padding-of-the-link': {
    requirement: 'hdr-plen-short-of-frame',
    title: '20 octets behind the end of the packet',
    details: (t) => ({ after: [linkPadding(t.random.octets(20))] }),
  },
};

const IMPOSSIBLE_VERSIONS = [0, 4, 5, 7, 15];

suite('IPv6 header: packets for the device', () => {
  for (const [name, { requirement, title, details }] of Object.entries(accepted))
    conformance({
      id: `ipv6.header.${name}`,
      title: `an Echo Request with ${title} is answered`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const given = details(t);
        const data = given.data ?? t.random.octets(ECHO_HEADER);
        const probe = echoBehind(t, linkLocalEnds(t), [], { ...given, data });
        await expectReply(t, `Echo Request with ${title}`, probe, { 'echoReply.data': data });
      },
    });

  conformance({
    id: 'ipv6.header.link-mtu',
    title: 'a packet as large as the MTU of the link is taken in',
    requirement: 'hdr-link-mtu-accept',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const data = t.random.octets(LINK_MTU - IPV6_HEADER_OCTETS - ECHO_HEADER);
      await expectReply(t, 'Echo Request of 1500 octets', echoBehind(t, linkLocalEnds(t), [], { data }));
    },
  });

  for (const version of IMPOSSIBLE_VERSIONS)
    conformance({
      id: `ipv6.header.version-${version}`,
      title: `a packet of version ${version} is discarded`,
      requirement: 'hdr-version-not-6-discard',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        await expectSilence(t, `packet of version ${version}`, echoBehind(t, linkLocalEnds(t), [], { header: { version } }));
      },
    });

  for (const missing of [1, 8])
    conformance({
      id: `ipv6.header.payload-lacks-${missing}`,
      title: `a packet that is ${missing} octets shorter than its Payload Length is discarded`,
      requirement: 'hdr-plen-exceeds-frame',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const payloadLength = 2 * ECHO_HEADER + missing;
        await expectSilence(t, 'Echo Request cut short', echoBehind(t, linkLocalEnds(t), [], { header: { payloadLength } }));
      },
    });

  for (const octets of [20, 39])
    conformance({
      id: `ipv6.header.truncated-${octets}`,
      title: `a frame that ends after ${octets} octets of the IPv6 header is discarded`,
      requirement: 'hdr-truncated-header',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const ends = linkLocalEnds(t);
        const draft = frame(cut(ipv6({ ...ends, nextHeader: PROTOCOL.icmpv6 }), octets));
        await expectSilence(t, 'part of an IPv6 header', { ...packetOf(ends, []), frame: draft, to: t.dut.linkLayerAddress });
      },
    });

  conformance({
    id: 'ipv6.header.no-next-header',
    title: 'what follows Next Header 59 is ignored',
    requirement: 'hdr-nh-none-endnode',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const probe = echoBehind(t, linkLocalEnds(t), [], { header: { nextHeader: PROTOCOL.noNextHeader } });
      await expectSilence(t, 'an Echo Request announced as No Next Header', probe);
    },
  });

  conformance({
    id: 'ipv6.header.packet-in-packet',
    title: 'a packet in a packet is not answered by a node without a tunnel',
    requirement: 'hdr-nested-tunnel-none',
    role: 'node',
    testbed: oneLink,
    async run(t) {
      const ends = linkLocalEnds(t);
      const probe = echoBehind(t, ends, [ipv6(ends)]);
      await expectDiscarded(t, 'an Echo Request in another packet', probe, { code: UNRECOGNIZED_NEXT_HEADER, at: 'ipv6.nextHeader' });
    },
  });
});

/** RFC 2464 section 2. */
const LINK_MTU = 1500;

/** IANA's registry of protocol numbers: unassigned from here to there. */
const FIRST_UNASSIGNED = 148;
const LAST_UNASSIGNED = 252;
/** RFC 4443 section 2.4(f) suggests ten errors in a second: no more are asked for. */
const BETWEEN_ERRORS = milliseconds(100);

const places: Readonly<Record<string, { requirement: string; title: string; at: string; headers: (nextHeader: number) => LayerDraft[] }>> =
  {
    'in-ipv6-header': {
      requirement: 'hdr-nh-unrecognised',
      title: 'in the IPv6 header',
      at: 'ipv6.nextHeader',
      headers: () => [],
    },
    'in-extension-header': {
      requirement: 'ext-nh-unrecognised',
      title: 'in a Destination Options header',
      at: 'destinationOptions.nextHeader',
      headers: (nextHeader) => [destinationOptions({ nextHeader })],
    },
  };

suite('Next Header values that are not assigned', () => {
  for (const [name, { requirement, title, at, headers }] of Object.entries(places))
    conformance({
      id: `ipv6.next-header.unassigned-${name}`,
      title: `each of the values ${FIRST_UNASSIGNED} to ${LAST_UNASSIGNED} ${title} is reported`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        for (let nextHeader = FIRST_UNASSIGNED; nextHeader <= LAST_UNASSIGNED; nextHeader++) {
          // A device may limit its errors to one peer more strictly than those to all.
          const sender = t.neighbor({ name: `sender of ${nextHeader}` });
          const ends = { source: sender.linkLocal, destination: t.dut.linkLocal };
          const probe = packetOf(ends, [...headers(nextHeader), raw(new Uint8Array(8), nextHeader)]);
          const sent = await t.send(`Next Header ${nextHeader}`, probe.frame, { from: sender });
          const problem = problemMatch(t, probe, { code: UNRECOGNIZED_NEXT_HEADER, at });
          await t.expect(`Parameter Problem about ${nextHeader}`, problem, { since: sent, within: ANSWER_TIME });
          await t.elapse(BETWEEN_ERRORS);
        }
      },
    });
});
