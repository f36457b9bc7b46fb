import {
  ALL_NODES,
  UNSPECIFIED,
  address,
  solicitedNodeMulticast,
  withInterfaceIdentifier,
  type Address,
} from '../../reference/net/address.js';
import { milliseconds, seconds, type Duration } from '../../reference/time.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type FrameDraft, type LayerDraft } from '../../reference/wire/frame.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { routerAlert } from '../../reference/wire/ipv6-options.js';
import {
  multicastListenerQuery,
  multicastListenerQuery2,
  type MulticastListenerQuery2Draft,
  type MulticastListenerQueryDraft,
} from '../../reference/wire/mld.js';
import type { Neighbor, Sent, TestContext } from '../kit/test-context.js';
import { awaitLinkLocal } from './device.js';
import { reportedIn1, reportedIn2 } from './records.js';

/** Between the queries and reports of a test: long enough for what a device repeats to be over. */
export const SETTLING_TIME = seconds(3);

/** The last octets of the groups of a test. */
export const FIRST_GROUP = 1;
export const SECOND_GROUP = 2;

/** A group that no packet leaves the node to. */
export const INTERFACE_LOCAL_GROUP = address('ff11::5eed');

/** So many groups, so that a test can name the one or two that it asked for. */
export type Groups<Count extends number> = Count extends 1
  ? readonly [Address]
  : Count extends 2
    ? readonly [Address, Address]
    : readonly Address[];

/** Groups of the site that nobody else has joined, by number. */
export function freshGroups<Count extends number>(t: TestContext, count: Count): Groups<Count> {
  const base = t.random.octets(7);
  const groups = Array.from({ length: count }, (_, i) =>
    withInterfaceIdentifier(address('ff15::'), Uint8Array.of(...base, FIRST_GROUP + i)),
  );
  return groups as readonly Address[] as Groups<Count>;
}

export const freshGroup = (t: TestContext): Address => freshGroups(t, 1)[0];

/** Sources that no node has. */
export const freshSources = (t: TestContext, count: number): readonly Address[] =>
  Array.from({ length: count }, (_, i) => withInterfaceIdentifier(t.prefix.address, Uint8Array.of(0x5e, ...t.random.octets(6), i + 1)));

export interface QueryDetails {
  /** General when it is left out. */
  readonly group?: Address;
  readonly delay?: Duration;
  /** To the group, or to all nodes, when it is left out. */
  readonly destination?: Address;
  readonly header?: Ipv6Draft;
  /** In place of the Router Alert option. */
  readonly before?: readonly LayerDraft[];
}

const ALERT: readonly LayerDraft[] = [hopByHop({ options: [routerAlert()] })];
const MILLISECOND = milliseconds(1);
export const QUERY_DELAY = seconds(1);

function queryFrame(querier: Neighbor, { group, destination, header, before = ALERT }: QueryDetails, message: LayerDraft): FrameDraft {
  return frame(ipv6({ source: querier.linkLocal, destination: destination ?? group ?? ALL_NODES, ...header }), ...before, message);
}

/** A query of version 2 whose answer may take `delay`. */
export const query2 = (querier: Neighbor, details: QueryDetails = {}, fields: MulticastListenerQuery2Draft = {}): FrameDraft =>
  queryFrame(
    querier,
    details,
    multicastListenerQuery2({
      maximumResponseCode: (details.delay ?? QUERY_DELAY) / MILLISECOND,
      multicastAddress: details.group ?? UNSPECIFIED,
      ...fields,
    }),
  );

export const query1 = (querier: Neighbor, details: QueryDetails = {}, fields: MulticastListenerQueryDraft = {}): FrameDraft =>
  queryFrame(
    querier,
    details,
    multicastListenerQuery({
      maximumResponseDelay: (details.delay ?? QUERY_DELAY) / MILLISECOND,
      multicastAddress: details.group ?? UNSPECIFIED,
      ...fields,
    }),
  );

export const newQuerier = (t: TestContext): Neighbor => t.neighbor({ name: 'querier', router: true });

export const ask = (t: TestContext, querier: Neighbor, label: string, draft: FrameDraft): Promise<Sent> =>
  t.send(label, draft, { from: querier });

/**
 * A device that heard a query of version 1 less than 260 s ago, in another test, still speaks version 1: its interface is
 * initialised anew, which forgets that.
 */
export async function speakVersion2(t: TestContext, querier: Neighbor): Promise<void> {
  const group = solicitedNodeMulticast(t.dut.linkLocal);
  const asked = { group, delay: milliseconds(10) };
  const sent = await ask(t, querier, 'a query about the group of the link-local address', query2(querier, asked));
  const old = reportedIn1(group);
  const answer = await t.optionally('a report', [old, reportedIn2(group)], { since: sent, within: seconds(1) });
  if (answer?.decoded.layers.some(({ name }) => name === 'multicastListenerReport')) {
    await t.do({ kind: 'reset', link: 'link0' });
    await awaitLinkLocal(t);
  }
}

/** The device listens to groups, and has said so often enough. */
export async function listening(t: TestContext, groups: readonly Address[]): Promise<void> {
  for (const group of groups) await t.do({ kind: 'join-group', link: 'link0', group });
  await t.elapse(SETTLING_TIME);
}

/** A querier, and a device that speaks version 2 and listens to a number of groups. */
export async function listenerWith<Count extends number>(
  t: TestContext,
  count: Count,
): Promise<{ readonly querier: Neighbor; readonly groups: Groups<Count> }> {
  const querier = newQuerier(t);
  await speakVersion2(t, querier);
  const groups = freshGroups(t, count);
  await listening(t, groups);
  return { querier, groups };
}
