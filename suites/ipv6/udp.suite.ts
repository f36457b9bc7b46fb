import '../ledger/ledger.js';
import { decodePacket, frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { valueAt } from '../../reference/wire/paths.js';
import { UDP_HEADER_OCTETS, udp, type UdpDraft } from '../../reference/wire/udp.js';
import { closedPort } from '../icmpv6/causes.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { expectSilence } from './outcomes.js';
import { linkLocalEnds, packetOf, type Ends } from './probes.js';

const DATA_OCTETS = 12;

function rightChecksum(ends: Ends, fields: UdpDraft): number {
  const found = valueAt(decodePacket(frame(ipv6(ends), udp(fields)).packet), 'udp.checksum');
  if (!found.found) throw new Error('the datagram has no checksum');
  return found.value as number;
}

interface DatagramRow {
  readonly requirement: string;
  readonly title: string;
  readonly change: (ends: Ends, fields: UdpDraft) => UdpDraft;
}

const length = (octets: number): DatagramRow => ({
  requirement: 'ul-udp-bad-length',
  title: `a UDP length of ${octets}, where ${UDP_HEADER_OCTETS + DATA_OCTETS} octets are there`,
  change: () => ({ length: octets }),
});

const rows: Readonly<Record<string, DatagramRow>> = {
  'checksum-zero': { requirement: 'ul-udp-checksum-zero-rx', title: 'a UDP checksum of zero', change: () => ({ checksum: 0 }) },
  'checksum-wrong': {
    requirement: 'ul-udp-bad-checksum',
    title: 'a wrong UDP checksum',
    change: (ends, fields) => ({ checksum: rightChecksum(ends, fields) ^ 0x0100 }),
  },
  'length-too-long': length(UDP_HEADER_OCTETS + DATA_OCTETS + 4),
  'length-too-short': length(UDP_HEADER_OCTETS - 1),
};

suite('UDP datagrams that must not be taken in', () => {
  for (const [name, { requirement, title, change }] of Object.entries(rows))
    conformance({
      id: `ipv6.udp.${name}`,
      title: `a datagram with ${title} is discarded without an error, although its port is closed`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const ends = linkLocalEnds(t);
        const fields = { ...closedPort, data: t.random.octets(DATA_OCTETS) };
        await expectSilence(t, `a datagram with ${title}`, packetOf(ends, [udp({ ...fields, ...change(ends, fields) })]));
      },
    });
});
