import '../ledger/ledger.js';
import { ALL_NODES, UNSPECIFIED, address, withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import { LINK_LAYER_BROADCAST, multicastLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { seconds, sum } from '../../reference/time.js';
import { destinationUnreachable } from '../../reference/wire/icmpv6.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { redirect } from '../../reference/wire/nd.js';
import { udp } from '../../reference/wire/udp.js';
import { expectProblem, UNRECOGNIZED_OPTION } from '../ipv6/outcomes.js';
import { linkLocalEnds, send, type Ends } from '../ipv6/probes.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies, type Match } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { freshAddress } from '../nd/device-addresses.js';
import { assignOnLink } from '../nd/routers.js';
import { causes, causing, type CauseName, type Circumstances } from './causes.js';

/** Why RFC 4443 section 2.4(e) forbids an error about a packet, and how such a packet is made. */
interface Ban {
  readonly rule: string;
  readonly title: string;
  readonly causes: readonly CauseName[];
  readonly make: (t: TestContext, ends: Ends) => Partial<Ends> & Circumstances;
}

/** An error about a datagram of the device. */
const errorMessage = ({ source, destination }: Ends) =>
  destinationUnreachable({ code: 4, invokingPacket: frame(ipv6({ source: destination, destination: source }), udp({})).packet });

const GROUP_NOBODY_IS = address('ff05::6:7:8');
const ALL_NODES_MAC = multicastLinkLayerAddress(ALL_NODES);

const bans: Readonly<Record<string, Ban>> = {
  'icmp-error': {
    rule: 'e.1',
    title: 'that is an ICMPv6 error message',
    causes: ['reasm', 'nh', 'opt11', 'opt10'],
    make: (_t, ends) => ({ carried: errorMessage(ends) }),
  },
  redirect: {
    rule: 'e.2',
    title: 'that is a Redirect',
    causes: ['reasm', 'nh'],
    make: (t, { source }) => ({ carried: redirect({ target: source, destination: freshAddress(t) }) }),
  },
  'mcast-dst': { rule: 'e.3', title: 'to a group', causes: ['port', 'reasm', 'nh', 'opt11'], make: () => ({ destination: ALL_NODES }) },
  l2mcast: {
    rule: 'e.4',
    title: 'sent as link-layer multicast',
    causes: ['port', 'reasm', 'nh', 'opt11'],
    make: () => ({ to: ALL_NODES_MAC }),
  },
  l2bcast: {
    rule: 'e.5',
    title: 'sent as link-layer broadcast',
    causes: ['port', 'nh', 'opt11'],
    make: () => ({ to: LINK_LAYER_BROADCAST }),
  },
  'src-unspec': {
    rule: 'e.6',
    title: 'from the unspecified address',
    causes: ['port', 'reasm', 'nh', 'opt11', 'opt10'],
    make: () => ({ source: UNSPECIFIED }),
  },
  'src-mcast': {
    rule: 'e.6',
    title: 'from a group',
    causes: ['port', 'reasm', 'nh', 'opt11', 'opt10'],
    make: () => ({ source: GROUP_NOBODY_IS }),
  },
};

/** The ledger has one line for what a type beginning with bits 10 does not permit about a source. */
const slugOf = (cause: CauseName, ban: string): string =>
  cause === 'opt10' && ban === 'src-mcast' ? 'noerr-opt10-on-src-unspec' : `noerr-${cause}-on-${ban}`;

const FIRST_INFORMATIONAL = 128;
const anyError: Match = { 'icmpv6.type': satisfies<number>('below 128, an error', (type) => type < FIRST_INFORMATIONAL) };

/** How long after the control packet the forbidden one is sent, so that their errors cannot be mistaken for each other. */
const APART = seconds(10);

/**
 * Sends the packet that brings an error, from an ordinary node, then the one that must not. Where the device does not even
 * report the first, the silence says little, and the record tells.
 */
async function expectNoError(t: TestContext, cause: CauseName, ends: Ends, circumstances: Circumstances): Promise<void> {
  const { title, error, within } = causes[cause];
  const node = t.neighbor({ name: 'ordinary node' });
  const control = causing(t, causes[cause], { source: node.linkLocal, destination: t.dut.linkLocal });
  const controlled = await t.send(`${title}, from an ordinary node`, control.frame, { from: node });
  const isSlow = cause === 'reasm';
  if (isSlow) await t.elapse(APART);
  const watch = () => t.optionally('the error about that', { ...error, 'ipv6.destination': node.linkLocal }, { since: controlled, within });
  const early = isSlow ? undefined : await watch();
  const sent: Sent = await send(t, `${title}, in a packet that nothing may be said about`, causing(t, causes[cause], ends, circumstances));
  const seen = early ?? (isSlow ? await watch() : undefined);
  if (!seen) t.note('the device does not report this cause to an ordinary node either');
  const bogus = ends.source === UNSPECIFIED || ends.source === GROUP_NOBODY_IS ? [{ 'ipv6.destination': ends.source }] : [];
  await t.expectNone('any error', [anyError, ...bogus], { since: sent, for: sum(within, seconds(1)) });
}

suite('ICMPv6 errors that must not be sent', () => {
  for (const [name, { rule, title, causes: named, make }] of Object.entries(bans))
    for (const cause of named)
      conformance({
        id: `icmpv6.forbidden-errors.${cause}-${name}`,
        title: `${causes[cause].title} in a packet ${title} (${rule}) is not reported`,
        requirement: slugOf(cause, name),
        role: 'node',
        testbed: oneLink,
        async run(t) {
          const ordinary = linkLocalEnds(t);
          const { source, destination, ...circumstances } = make(t, ordinary);
          const ends = { source: source ?? ordinary.source, destination: destination ?? ordinary.destination };
          const to = circumstances.to ?? (source ? t.dut.linkLayerAddress : undefined);
          await expectNoError(t, cause, ends, { ...circumstances, ...(to && { to }) });
        },
      });

  for (const cause of ['port', 'reasm', 'nh', 'opt11'] as const)
    conformance({
      id: `icmpv6.forbidden-errors.${cause}-src-anycast`,
      title: `${causes[cause].title} in a packet from an address that the device knows to be anycast (e.6) is not reported`,
      requirement: `noerr-${cause}-on-src-anycast`,
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const destination = await assignOnLink(t);
        const anycast = anycastAddress(t);
        await t.do({ kind: 'add-address', link: 'link0', address: anycast, prefixLength: 64, anycast: true });
        await expectNoError(t, cause, { source: anycast, destination }, {});
      },
    });
});

const anycastAddress = (t: TestContext): Address => withInterfaceIdentifier(t.prefix.address, t.random.octets(8));

const exceptions: Readonly<Record<string, { requirement: string; title: string } & Pick<Circumstances, 'to'> & Partial<Ends>>> = {
  group: { requirement: 'noerr-exception-opt10-mcast', title: 'to a group', destination: ALL_NODES },
  'link-layer-multicast': { requirement: 'noerr-exception-opt10-l2mcast', title: 'sent as link-layer multicast', to: ALL_NODES_MAC },
  'link-layer-broadcast': { requirement: 'noerr-exception-opt10-l2bcast', title: 'sent as link-layer broadcast', to: LINK_LAYER_BROADCAST },
};

suite('ICMPv6 errors that are sent in spite of multicast', () => {
  for (const [name, { requirement, title, to, destination }] of Object.entries(exceptions))
    conformance({
      id: `icmpv6.errors.option-always-reported-${name}`,
      title: `an option whose type begins with bits 10 in a packet ${title} is reported`,
      requirement,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const ends = linkLocalEnds(t);
        const probe = causing(t, causes.opt10, destination ? { ...ends, destination } : ends, to ? { to } : {});
        await expectProblem(t, `an option in a packet ${title}`, probe, {
          code: UNRECOGNIZED_OPTION,
          at: 'destinationOptions.options[0].type',
        });
      },
    });
});
