import { prefixOf } from '../../reference/net/prefix.js';
import type { FrameDraft, LayerDraft } from '../../reference/wire/frame.js';
import type { Ipv6Draft } from '../../reference/wire/ipv6.js';
import { ADDRESS_UNREACHABLE, BEYOND_SCOPE, HOP_LIMIT_EXCEEDED, NO_ROUTE, REJECTED, tooBig, type Refusal } from '../forwarding/refusals.js';
import type { Topology } from '../forwarding/topology.js';
import { transit } from '../forwarding/transit.js';
import type { ActionKind } from '../kit/action.js';
import type { TestContext } from '../kit/test-context.js';
import { MINIMUM_MTU } from '../nd/constants.js';
import { addressIn, remoteAddress } from '../nd/device-addresses.js';

/** What makes a router refuse a packet in transit. */
export interface TransitCause {
  readonly title: string;
  /** Ledger line of the error as such. */
  readonly requirement: string;
  readonly refusal: Refusal;
  readonly actions: readonly ActionKind[];
  /** The least that the packet must carry. */
  readonly octets: number;
  /** Brings the cause about; the returned header fields make a packet meet it. */
  readonly arrange: (t: TestContext, topology: Topology) => Promise<Ipv6Draft>;
}

const ORDINARY = 24;

export const transitCauses = {
  hl: {
    title: 'a Hop Limit that is used up',
    requirement: 'err-hoplimit',
    refusal: HOP_LIMIT_EXCEEDED,
    actions: ['add-address'],
    octets: ORDINARY,
    arrange: () => Promise.resolve({ hopLimit: 1 }),
  },
  noroute: {
    title: 'no route',
    requirement: 'err-noroute',
    refusal: NO_ROUTE,
    actions: ['add-address'],
    octets: ORDINARY,
    arrange: (t) => Promise.resolve({ destination: remoteAddress(t) }),
  },
  rejected: {
    title: 'a route that says to reject',
    requirement: 'fwd-reject-route',
    refusal: REJECTED,
    actions: ['add-address', 'add-route'],
    octets: ORDINARY,
    async arrange(t, { far }) {
      const prefix = prefixOf(remoteAddress(t), 64);
      await t.do({ kind: 'add-route', link: far.link, prefix, reject: true });
      return { destination: addressIn(t, prefix) };
    },
  },
  scope: {
    title: 'a link-local source',
    requirement: 'err-beyond-scope',
    refusal: BEYOND_SCOPE,
    actions: ['add-address'],
    octets: ORDINARY,
    arrange: (_t, { near }) => Promise.resolve({ source: near.neighbor.linkLocal }),
  },
  addr: {
    title: 'a neighbor that cannot be resolved',
    requirement: 'err-addr-unreach',
    refusal: ADDRESS_UNREACHABLE,
    actions: ['add-address'],
    octets: ORDINARY,
    arrange: (t, { far }) => Promise.resolve({ destination: addressIn(t, far.prefix) }),
  },
  ptb: {
    title: 'a next link that does not take its size',
    requirement: 'err-ptb',
    refusal: tooBig(MINIMUM_MTU),
    actions: ['add-address', 'set-variable'],
    octets: MINIMUM_MTU,
    async arrange(t, { far }) {
      await t.do({ kind: 'set-variable', link: far.link, variable: 'linkMtu', value: MINIMUM_MTU });
      return {};
    },
  },
} satisfies Readonly<Record<string, TransitCause>> as Readonly<Record<TransitCauseName, TransitCause>>;

export type TransitCauseName = 'hl' | 'noroute' | 'rejected' | 'scope' | 'addr' | 'ptb';

/** A packet that meets the cause, with other header fields beside. */
export async function refused(
  t: TestContext,
  topology: Topology,
  cause: TransitCause,
  layers: readonly LayerDraft[],
  header: Ipv6Draft = {},
): Promise<FrameDraft> {
  return transit(topology, layers, { ...header, ...(await cause.arrange(t, topology)) });
}
