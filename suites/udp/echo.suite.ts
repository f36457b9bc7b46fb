import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { destinationOptions, routingUnknown } from '../../reference/wire/extension-headers.js';
import { padN } from '../../reference/wire/ipv6-options.js';
import { errorTo } from '../icmpv6/questions.js';
import { globalEnds, linkLocalEnds, type Ends } from '../ipv6/probes.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { anyEchoTo, echoing, request, serveEcho, type RequestDetails } from './echo.js';

interface EchoRow {
  readonly requirement: string;
  readonly title: string;
  readonly details?: (t: TestContext) => RequestDetails;
  readonly ends?: (t: TestContext) => Ends | Promise<Ends>;
  readonly needsAddress?: true;
}

const ofOctets =
  (octets: number) =>
  (t: TestContext): RequestDetails => ({ data: t.random.octets(octets) });

const rows: Readonly<Record<string, EchoRow>> = {
  'link-local': { requirement: 'udp-demux-port', title: 'to the link-local address' },
  global: { requirement: 'udp-reply-swap', title: 'to a global address', ends: globalEnds, needsAddress: true },
  empty: { requirement: 'udp-empty', title: 'without data', details: ofOctets(0) },
  'odd-length': { requirement: 'udp-odd-length', title: 'of an odd length', details: ofOctets(7) },
  'to-all-nodes': {
    requirement: 'udp-reply-source-mcast',
    title: 'to the group of all nodes',
    ends: (t) => ({ source: t.tester.linkLocal, destination: ALL_NODES }),
  },
  'behind-options': {
    requirement: 'udp-checksum-nh',
    title: 'behind Destination Options, with a checksum over Next Header 17',
    details: () => ({ before: [destinationOptions({ options: [padN(6)] })] }),
  },
  'behind-routing-header': {
    requirement: 'ul-routing-header-final-dst',
    title: 'behind a Routing header without segments left',
    details: () => ({ before: [routingUnknown({ routingType: 33, segmentsLeft: 0, data: new Uint8Array(4) })] }),
  },
};

suite('UDP datagrams that a program gets', () => {
  for (const [name, { requirement, title, details, ends, needsAddress }] of Object.entries(rows))
    conformance({
      id: `udp.echo.${name}`,
      title: `a datagram ${title} reaches the program at its port, whose answer goes to the port that asked`,
      requirement,
      role: 'node',
      testbed: oneLink,
      actions: [...echoing.actions, ...(needsAddress ? (['add-address'] as const) : [])],
      async run(t) {
        const between = await (ends ?? linkLocalEnds)(t);
        await serveEcho(t);
        const asked = request(t, between, details?.(t));
        const sent = await t.send(`a datagram ${title}`, asked.frame);
        await t.expect('the same data', asked.reply, { since: sent, within: ANSWER_TIME });
        await t.expectNone('an error, or a second answer', [errorTo(between.source), anyEchoTo(between.source)], {
          since: sent,
          for: ANSWER_TIME,
        });
      },
    });

  conformance({
    id: 'udp.echo.source-port-zero',
    title: 'a datagram from port 0, to which nothing can be answered, brings no error',
    requirement: 'udp-source-port-zero',
    role: 'node',
    testbed: oneLink,
    ...echoing,
    async run(t) {
      await serveEcho(t);
      const ends = linkLocalEnds(t);
      const sent = await t.send('a datagram from port 0', request(t, ends, { fields: { sourcePort: 0 } }).frame);
      await t.expectNone('an error', errorTo(ends.source), { since: sent, for: ANSWER_TIME });
    },
  });

  conformance({
    id: 'udp.echo.ended',
    title: 'when the program has ended, its port is unreachable',
    requirement: 'err-port-unreach-udp-ll',
    role: 'node',
    testbed: oneLink,
    actions: ['serve-udp-echo', 'stop-udp-echo'],
    async run(t) {
      await serveEcho(t);
      const ends = linkLocalEnds(t);
      await t.given('the program answers', async () => {
        const first = request(t, ends);
        await t.expect('the same data', first.reply, { since: await t.send('a datagram', first.frame), within: ANSWER_TIME });
      });
      await t.do({ kind: 'stop-udp-echo', link: 'link0', port: Number(request(t, ends).reply['udp.sourcePort']) });
      const late = request(t, ends);
      const sent = await t.send('a datagram, too late', late.frame);
      const quoted = { 'destinationUnreachable.code': 4, 'destinationUnreachable.invokingPacket': late.frame.packet };
      await t.expect('Destination Unreachable', quoted, { since: sent, within: ANSWER_TIME });
    },
  });
});

/** Enough for a constant step to show, and for two equal labels to be no chance. */
const FLOWS = 8;

suite('Flow labels of UDP', () => {
  conformance({
    id: 'udp.flow-label.by-flow',
    title: 'what is sent to one port has one flow label, and several ports have several that follow no step',
    requirement: 'hdr-flow-source-uniform',
    role: 'node',
    testbed: oneLink,
    ...echoing,
    async run(t) {
      await serveEcho(t);
      const ends = linkLocalEnds(t);
      const labels: number[] = [];
      for (let flow = 0; flow < FLOWS; flow++) {
        const asked = request(t, ends);
        const again = { since: await t.send('a datagram', asked.frame), within: seconds(1) };
        const label = (await t.expect('the same data', asked.reply, again)).get('ipv6.flowLabel') as number;
        const distinct = satisfies<number>('the label of the flow', (value) => value === label);
        const second = { since: await t.send('another datagram of the flow', asked.frame), within: seconds(1) };
        await t.expect('the same label', { ...asked.reply, 'ipv6.flowLabel': distinct }, second);
        labels.push(label);
      }
      const asked = request(t, ends);
      const sent = await t.send('a datagram', asked.frame);
      const fits = satisfies<number>(`zero, like ${labels.join(', ')}, or another label`, (label) => isSpread([...labels, label]));
      await t.expect('a label of its own', { ...asked.reply, 'ipv6.flowLabel': fits }, { since: sent, within: ANSWER_TIME });
    },
  });
});

/** All zero, where the device sets none (RFC 6437 section 3); else no two alike, and not counted up. */
function isSpread(labels: readonly number[]): boolean {
  if (labels.every((label) => label === 0)) return true;
  const steps = labels.slice(1).map((label, i) => label - (labels[i] ?? 0));
  return new Set(labels).size === labels.length && new Set(steps).size > 1;
}
