import '../ledger/ledger.js';
import { linkPadding, raw, type LayerDraft } from '../../reference/wire/frame.js';
import { noNextHeader } from '../../reference/wire/extension-headers.js';
import type { Ipv6Draft } from '../../reference/wire/ipv6.js';
import { udp } from '../../reference/wire/udp.js';
import { conformance, suite } from '../kit/conformance.js';
import type { TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { expectRefused, HOP_LIMIT_EXCEEDED } from './refusals.js';
import { betweenLinks } from './topology.js';
import { cargo, expectDropped, expectForwarded, expectForwardedOnce, givenForwarding, sendTransit, transit } from './transit.js';

interface HeaderRow {
  readonly requirement: string;
  readonly title: string;
  readonly header?: Ipv6Draft;
  readonly layers?: (t: TestContext) => readonly LayerDraft[];
}

const ECHO_HEADER = 8;
const ordinary = (t: TestContext): readonly LayerDraft[] => [cargo(t)];
const withHeader = (requirement: string, title: string, header: Ipv6Draft): HeaderRow => ({ requirement, title, header });
const withPayload = (octets: number): HeaderRow => ({
  requirement: octets % 2 === 1 ? 'hdr-plen-odd-forward' : 'fwd-global-to-global',
  title: `a Payload Length of ${octets}`,
  layers: (t) => [cargo(t, octets - ECHO_HEADER)],
});

const unchanged: Readonly<Record<string, HeaderRow>> = {
  'hop-limit-15': withHeader('hdr-hl-decrement', 'Hop Limit 15', { hopLimit: 15 }),
  'hop-limit-2': withHeader('hdr-hl-decrement', 'Hop Limit 2', { hopLimit: 2 }),
  'hop-limit-255': withHeader('hdr-hl-decrement', 'Hop Limit 255', { hopLimit: 255 }),
  'traffic-class-b9': withHeader('hdr-tc-forwarded', 'Traffic Class 0xb9, a DSCP and an ECN bit', { trafficClass: 0xb9 }),
  'traffic-class-03': withHeader('hdr-tc-forwarded', 'Traffic Class 0x03, congestion experienced', { trafficClass: 0x03 }),
  'traffic-class-ff': withHeader('hdr-tc-forwarded', 'Traffic Class 0xff', { trafficClass: 0xff }),
  'flow-label-34567': withHeader('hdr-flow-forwarded-unchanged', 'Flow Label 0x34567', { flowLabel: 0x34567 }),
  'flow-label-fffff': withHeader('hdr-flow-forwarded-unchanged', 'Flow Label 0xfffff', { flowLabel: 0xfffff }),
  'flow-label-zero': withHeader('hdr-flow-zero-forwarded', 'Flow Label 0', { flowLabel: 0 }),
  'payload-odd': withPayload(57),
  'payload-even': withPayload(58),
  'payload-1': {
    requirement: 'hdr-plen-odd-forward',
    title: 'a Payload Length of 1',
    layers: (t) => [raw(t.random.octets(1), UNASSIGNED_NEXT_HEADER)],
  },
  'padding-of-the-link': {
    requirement: 'fwd-global-to-global',
    title: '20 octets behind the end of the packet',
    layers: (t) => [cargo(t), linkPadding(t.random.octets(20))],
  },
  'no-next-header': {
    requirement: 'hdr-nh-none-forward',
    title: 'Next Header 59 and octets behind it',
    layers: (t) => [noNextHeader({ data: t.random.octets(12) })],
  },
  'udp-wrong-checksum': {
    requirement: 'hdr-nh-unrecognised-forward',
    title: 'a UDP datagram whose checksum is wrong',
    layers: (t) => [udp({ sourcePort: 50_123, destinationPort: 61_357, checksum: 0x1234, data: t.random.octets(8) })],
  },
};

/** IANA's registry of protocol numbers: unassigned from here to there; two more are for experiments. */
const UNASSIGNED_NEXT_HEADER = 148;
const LAST_EXPERIMENT = 254;

const declared = { role: 'router', testbed: twoLinks, actions: ['add-address'] } as const;

suite('Forwarding: the IPv6 header', () => {
  for (const [name, { requirement, title, header = {}, layers = ordinary }] of Object.entries(unchanged))
    conformance({
      ...declared,
      id: `forwarding.header.${name}`,
      title: `a packet with ${title} is forwarded with nothing changed but the Hop Limit`,
      requirement,
      async run(t) {
        const topology = await betweenLinks(t);
        await expectForwardedOnce(t, topology, `packet with ${title}`, transit(topology, layers(t), header));
      },
    });

  conformance({
    ...declared,
    id: 'forwarding.header.next-header-unassigned',
    title: `packets with each of the Next Header values ${UNASSIGNED_NEXT_HEADER} to ${LAST_EXPERIMENT} are forwarded as they are`,
    requirement: 'hdr-nh-unrecognised-forward',
    async run(t) {
      const topology = await betweenLinks(t);
      for (let nextHeader = UNASSIGNED_NEXT_HEADER; nextHeader <= LAST_EXPERIMENT; nextHeader++)
        await expectForwarded(t, topology, `Next Header ${nextHeader}`, transit(topology, [raw(t.random.octets(16), nextHeader)]));
    },
  });

  for (const version of [0, 4, 5, 7, 15])
    conformance({
      ...declared,
      id: `forwarding.header.version-${version}`,
      title: `a packet of version ${version} is not forwarded`,
      requirement: 'hdr-version-not-6-discard',
      async run(t) {
        const topology = await betweenLinks(t);
        await givenForwarding(t, topology);
        const draft = transit(topology, [cargo(t)], { version });
        await expectDropped(t, topology, await sendTransit(t, topology, `packet of version ${version}`, draft), draft);
      },
    });

  for (const [name, hopLimit] of [
    ['zero', 0],
    ['one', 1],
  ] as const)
    conformance({
      ...declared,
      id: `forwarding.header.hop-limit-${name}`,
      title: `a packet with Hop Limit ${hopLimit} is discarded with Time Exceeded`,
      requirement: `hdr-hl-${name}-router`,
      async run(t) {
        const topology = await betweenLinks(t);
        const draft = transit(topology, [cargo(t)], { hopLimit });
        const sent = await sendTransit(t, topology, `packet with Hop Limit ${hopLimit}`, draft);
        await expectRefused(t, topology, sent, draft, HOP_LIMIT_EXCEEDED);
      },
    });

  for (const missing of [1, 8])
    conformance({
      ...declared,
      id: `forwarding.header.payload-lacks-${missing}`,
      title: `a packet that is ${missing} octets shorter than its Payload Length is not forwarded`,
      requirement: 'hdr-plen-exceeds-frame-forward',
      async run(t) {
        const topology = await betweenLinks(t);
        await givenForwarding(t, topology);
        const octets = 16;
        const draft = transit(topology, [cargo(t, octets)], { payloadLength: ECHO_HEADER + octets + missing });
        await expectDropped(t, topology, await sendTransit(t, topology, 'packet cut short', draft), draft);
      },
    });
});
