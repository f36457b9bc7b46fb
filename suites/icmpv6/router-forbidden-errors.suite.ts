import '../ledger/ledger.js';
import { address, ALL_NODES, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { LINK_LAYER_BROADCAST, multicastLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { milliseconds } from '../../reference/time.js';
import { frame, type LayerDraft } from '../../reference/wire/frame.js';
import { destinationUnreachable, packetTooBig, parameterProblem, timeExceeded, unknownIcmpv6 } from '../../reference/wire/icmpv6.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { redirectedHeader } from '../../reference/wire/nd-options.js';
import { redirect } from '../../reference/wire/nd.js';
import { udp } from '../../reference/wire/udp.js';
import { betweenLinks, type Topology } from '../forwarding/topology.js';
import { cargo, transit } from '../forwarding/transit.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies, type Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { addressIn } from '../nd/device-addresses.js';
import { transitCauses, type TransitCauseName } from './router-causes.js';

/** How a packet is made that RFC 4443 section 2.4(e) forbids an error about. */
interface Ban {
  readonly rule: string;
  readonly title: string;
  readonly causes: readonly TransitCauseName[];
  readonly header?: (topology: Topology) => Ipv6Draft;
  /** The message that it carries, with so many octets at least. */
  readonly carried?: (topology: Topology, octets: number) => LayerDraft;
  readonly to?: LinkLayerAddress;
}

/** A datagram of the far node that the near one could complain about. */
const invokingPacket = ({ near, far }: Topology, octets: number): Uint8Array =>
  frame(ipv6({ source: far.node, destination: near.node }), udp({ data: new Uint8Array(octets) })).packet;

const GROUP_NOBODY_IS = address('ff0e::6:7:8');
const ALL: readonly TransitCauseName[] = ['hl', 'noroute', 'addr', 'ptb'];

const bans: Readonly<Record<string, Ban>> = {
  'icmp-error': {
    rule: 'e.1',
    title: 'that is an ICMPv6 error message',
    causes: ALL,
    carried: (topology, octets) => destinationUnreachable({ code: 4, invokingPacket: invokingPacket(topology, octets) }),
  },
  redirect: {
    rule: 'e.2',
    title: 'that is a Redirect',
    causes: ALL,
    carried: (topology, octets) =>
      redirect({
        target: topology.near.node,
        destination: topology.near.device,
        options: [redirectedHeader(invokingPacket(topology, octets))],
      }),
  },
  l2mcast: {
    rule: 'e.4',
    title: 'sent as link-layer multicast',
    causes: ['hl', 'noroute', 'addr'],
    to: multicastLinkLayerAddress(ALL_NODES),
  },
  l2bcast: { rule: 'e.5', title: 'sent as link-layer broadcast', causes: ['hl', 'noroute', 'addr'], to: LINK_LAYER_BROADCAST },
  'src-unspec': { rule: 'e.6', title: 'from the unspecified address', causes: ALL, header: () => ({ source: UNSPECIFIED }) },
  'src-mcast': { rule: 'e.6', title: 'from a group', causes: ALL, header: () => ({ source: GROUP_NOBODY_IS }) },
  'src-anycast': {
    rule: 'e.6',
    title: "from the subnet-router anycast address of the router's own subnet",
    causes: ALL,
    header: ({ near }) => ({ source: near.prefix.address }),
  },
};

/** Every kind of error, and one that is not known. */
const kinds: Readonly<Record<string, (quote: Uint8Array) => LayerDraft>> = {
  'too-big': (quote) => packetTooBig({ mtu: 1400, invokingPacket: quote }),
  'time-exceeded': (quote) => timeExceeded({ code: 0, invokingPacket: quote }),
  'parameter-problem': (quote) => parameterProblem({ code: 1, pointer: 6, invokingPacket: quote }),
  unknown: (quote) => unknownIcmpv6({ type: 99, body: quote }),
};

const FIRST_INFORMATIONAL = 128;
const anyError: Match = { 'icmpv6.type': satisfies<number>('below 128, an error', (type) => type < FIRST_INFORMATIONAL) };
const isBogus = (source: Address): boolean => source === UNSPECIFIED || source === GROUP_NOBODY_IS;

/** So that a second error about the control packet is not taken for one about the other. */
const APART = milliseconds(100);

/**
 * An ordinary node's packet meets the cause first, then the one about which nothing may be said. Where the router does not
 * even report the first, the silence says little, and the record tells.
 */
async function expectNoError(t: TestContext, cause: TransitCauseName, ban: Omit<Ban, 'causes'>): Promise<void> {
  const { title, refusal, octets, arrange } = transitCauses[cause];
  const topology = await betweenLinks(t);
  const met = await arrange(t, topology);
  const node = t.neighbor({ name: 'ordinary node', link: topology.near.link, addresses: [addressIn(t, topology.near.prefix)] });
  const control = transit(topology, [cargo(t, octets)], { source: node.address, ...met });
  const controlled = await t.send(`${title}, from an ordinary node`, control, { from: node });
  const seen = await t.optionally(
    'the error about that',
    { 'ipv6.destination': node.address, [`${refusal.message}.code`]: refusal.code },
    {
      since: controlled,
      within: refusal.within,
    },
  );
  if (!seen) t.note('the device does not report this cause to an ordinary node either');
  await t.elapse(APART);
  const draft = transit(topology, [ban.carried?.(topology, octets) ?? cargo(t, octets)], { ...met, ...ban.header?.(topology) });
  const sent = await t.send(`${title}, in a packet that nothing may be said about`, draft, {
    from: topology.near.neighbor,
    to: ban.to ?? t.dut.on(topology.near.link).linkLayerAddress,
  });
  const source = ban.header?.(topology).source as Address | undefined;
  const toBogus = source !== undefined && isBogus(source) ? [{ 'ipv6.destination': source }] : [];
  await t.expectNone('any error', [anyError, ...toBogus], { since: sent, for: refusal.within });
}

suite('ICMPv6 errors that routers must not send', () => {
  for (const [name, { causes, ...ban }] of Object.entries(bans))
    for (const cause of causes)
      conformance({
        id: `icmpv6.router-forbidden-errors.${cause}-${name}`,
        title: `${transitCauses[cause].title} in a packet ${ban.title} (${ban.rule}) is not reported`,
        requirement: `noerr-${cause}-on-${name}`,
        role: 'router',
        testbed: twoLinks,
        actions: transitCauses[cause].actions,
        run: (t) => expectNoError(t, cause, ban),
      });

  for (const [name, make] of Object.entries(kinds))
    conformance({
      id: `icmpv6.router-forbidden-errors.hl-icmp-error-${name}`,
      title: `${transitCauses.hl.title} in an ICMPv6 error of the kind "${name}" (e.1) is not reported`,
      requirement: 'noerr-hl-on-icmp-error',
      role: 'router',
      testbed: twoLinks,
      actions: transitCauses.hl.actions,
      run: (t) =>
        expectNoError(t, 'hl', {
          rule: 'e.1',
          title: name,
          carried: (topology, octets) => make(invokingPacket(topology, octets)),
        }),
    });
});
