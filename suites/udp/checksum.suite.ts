import '../ledger/ledger.js';
import { address } from '../../reference/net/address.js';
import { concat } from '../../reference/net/octets.js';
import { decodePacket, frame } from '../../reference/wire/frame.js';
import { destinationOptions } from '../../reference/wire/extension-headers.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { padN } from '../../reference/wire/ipv6-options.js';
import { valueAt } from '../../reference/wire/paths.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { UDP_HEADER_OCTETS, udp, type UdpDraft } from '../../reference/wire/udp.js';
import { errorTo } from '../icmpv6/questions.js';
import { linkLocalEnds, type Ends } from '../ipv6/probes.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { freshAddress } from '../nd/device-addresses.js';
import { anyEchoTo, ECHO_PORT, echoing, freshPort, request, serveEcho, type Request, type RequestDetails } from './echo.js';

const ONES = 0xffff;
const NOBODYS_GROUP = address('ff02::5e:1');

function checksumOf(ends: Ends, fields: UdpDraft): number {
  const found = valueAt(decodePacket(frame(ipv6(ends), udp(fields)).packet), 'udp.checksum');
  if (!found.found) throw new Error('the datagram has no checksum');
  return found.value as number;
}

/** Two octets that make the checksum of a datagram come out as zero: the sum that was missing to all ones. */
function dataSummingToZero(ends: Ends, ports: UdpDraft): Uint8Array {
  const missing = checksumOf(ends, { ...ports, data: new Uint8Array(2) });
  return Uint8Array.of(missing >> 8, missing & 0xff);
}

/** The sum of 16-bit words with its carries. */
const folded = (sum: number): number => ((sum & ONES) + (sum >> 16)) & ONES;

/** What the checksum would be if another Next Header stood in the pseudo-header. */
const withNextHeader = (checksum: number, nextHeader: number): number =>
  ~folded(folded((~checksum & ONES) + ONES - PROTOCOL.udp) + nextHeader) & ONES;

suite('UDP checksums that come out as zero', () => {
  conformance({
    id: 'udp.checksum.all-ones-sent',
    title: 'a checksum that is computed to be zero is sent as 0xffff',
    requirement: 'ul-udp-checksum-zero-tx',
    role: 'node',
    testbed: oneLink,
    ...echoing,
    async run(t) {
      await serveEcho(t);
      const { source, destination } = linkLocalEnds(t);
      const sourcePort = freshPort(t);
      // The answer swaps ends and ports, which leaves the sum as it is.
      const data = dataSummingToZero({ source, destination }, { sourcePort, destinationPort: ECHO_PORT });
      const asked = request(t, { source, destination }, { data, fields: { sourcePort } });
      const sent = await t.send('a datagram with such data', asked.frame);
      await t.expect('the same data', { ...asked.reply, 'udp.checksum': ONES }, { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    id: 'udp.checksum.all-ones-heard',
    title: 'a checksum of 0xffff that stands for zero is right',
    requirement: 'udp-checksum-ffff-rx',
    role: 'node',
    testbed: oneLink,
    ...echoing,
    async run(t) {
      await serveEcho(t);
      const ends = linkLocalEnds(t);
      const ports = { sourcePort: freshPort(t), destinationPort: ECHO_PORT };
      const head = t.random.octets(4);
      // Behind other data, so that the answer of a device that changes nothing but ports is not what was sent.
      const missing = checksumOf(ends, { ...ports, data: concat(head, [0, 0]) });
      const asked = request(t, ends, { data: concat(head, [missing >> 8, missing & 0xff]), fields: { ...ports, checksum: ONES } });
      const sent = await t.send('a datagram with the checksum 0xffff', asked.frame);
      await t.expect('the same data', asked.reply, { since: sent, within: ANSWER_TIME });
    },
  });
});

interface RefusedRow {
  readonly requirement: string;
  readonly title: string;
  readonly make: (t: TestContext, ends: Ends, ports: UdpDraft & { readonly data: Uint8Array }) => RequestDetails;
}

const OCTETS = 12;

const claiming = (length: number): RefusedRow => ({
  requirement: length < UDP_HEADER_OCTETS ? 'udp-length-min' : 'udp-length-over',
  title: `a length of ${length}, where ${UDP_HEADER_OCTETS + OCTETS} octets are there`,
  make: () => ({ fields: { length } }),
});

const refused: Readonly<Record<string, RefusedRow>> = {
  'checksum-zero': { requirement: 'ul-udp-checksum-zero-rx', title: 'a checksum of zero', make: () => ({ fields: { checksum: 0 } }) },
  'checksum-wrong': {
    requirement: 'ul-udp-bad-checksum',
    title: 'a checksum with one bit wrong',
    make: (_t, ends, fields) => ({ fields: { checksum: checksumOf(ends, fields) ^ 0x0100 } }),
  },
  'checksum-of-another-destination': {
    requirement: 'udp-checksum-address',
    title: 'a checksum made for another destination',
    make: (t, { source }, fields) => ({ fields: { checksum: checksumOf({ source, destination: freshAddress(t) }, fields) } }),
  },
  'checksum-of-another-protocol': {
    requirement: 'udp-checksum-nh',
    title: 'a checksum over the Next Header of the IPv6 header, behind Destination Options',
    make: (_t, ends, fields) => ({
      before: [destinationOptions({ options: [padN(6)] })],
      fields: { checksum: withNextHeader(checksumOf(ends, fields), PROTOCOL.destinationOptions) },
    }),
  },
  'length-4': claiming(4),
  'length-7': claiming(7),
  'length-too-long': claiming(UDP_HEADER_OCTETS + OCTETS + 1),
};

/** To a port where somebody listens: a device that takes the datagram in answers it. */
function refusedRequest(t: TestContext, ends: Ends, make: RefusedRow['make']): Request {
  const fields = { sourcePort: freshPort(t), destinationPort: ECHO_PORT };
  const data = t.random.octets(OCTETS);
  const details = make(t, ends, { ...fields, data });
  return request(t, ends, { ...details, data, fields: { ...fields, ...details.fields } });
}

suite('UDP datagrams that no program gets', () => {
  for (const [name, { requirement, title, make }] of Object.entries(refused))
    conformance({
      id: `udp.refused.${name}`,
      title: `a datagram with ${title} does not reach the program at its port`,
      requirement,
      role: 'node',
      testbed: oneLink,
      ...echoing,
      async run(t) {
        await serveEcho(t);
        const ends = linkLocalEnds(t);
        const sent = await t.send(`a datagram with ${title}`, refusedRequest(t, ends, make).frame);
        await t.expectNone('an answer or an error', [anyEchoTo(ends.source), errorTo(ends.source)], { since: sent, for: ANSWER_TIME });
        const right = request(t, ends);
        const asked = await t.send('a datagram with nothing wrong', right.frame);
        await t.expect('the same data', right.reply, { since: asked, within: ANSWER_TIME });
      },
    });

  conformance({
    id: 'udp.refused.group-not-joined',
    title: 'a datagram to a group that nobody has joined does not reach the program at its port',
    requirement: 'udp-dst-not-member',
    role: 'node',
    testbed: oneLink,
    ...echoing,
    async run(t) {
      await serveEcho(t);
      const source = t.tester.linkLocal;
      const sent = await t.send('a datagram to a group', request(t, { source, destination: NOBODYS_GROUP }).frame);
      await t.expectNone('an answer or an error', [anyEchoTo(source), errorTo(source)], { since: sent, for: ANSWER_TIME });
    },
  });
});
