import { address, ALL_MLDV2_ROUTERS, ALL_NODES, UNSPECIFIED, type Address } from '../../../reference/net/address.js';
import { hopByHop } from '../../../reference/wire/extension-headers.js';
import type { LayerDraft } from '../../../reference/wire/frame.js';
import { routerAlert } from '../../../reference/wire/ipv6-options.js';
import {
  multicastListenerDone,
  multicastListenerQuery,
  multicastListenerQuery2,
  multicastListenerReport,
  multicastListenerReport2,
  type MulticastAddressRecordDraft,
  type MulticastListenerQuery2Draft,
  type MulticastListenerReport2Draft,
} from '../../../reference/wire/mld.js';
import { RECORD } from '../../../suites/mld/constants.js';
import type { Actor, Scene } from './scene.js';

/** A group that means nothing to anybody else. */
export const GROUP = address('ff02::5e:1');

const alert: LayerDraft = hopByHop({ options: [routerAlert()] });

/** A report of version 2 with these records. */
export const reports = (
  s: Scene,
  atMs: number,
  node: Actor,
  records: readonly MulticastAddressRecordDraft[],
  source: Address = node.linkLocal,
  fields: MulticastListenerReport2Draft = {},
): void => s.send(atMs, node, { source, destination: ALL_MLDV2_ROUTERS }, alert, multicastListenerReport2({ records, ...fields }));

const change =
  (recordType: number) =>
  (s: Scene, atMs: number, node: Actor, source?: Address): void =>
    reports(s, atMs, node, [{ recordType, multicastAddress: GROUP }], source);

export const listening = {
  /** CHANGE_TO_EXCLUDE_MODE without sources: the node listens from now on. */
  joins: change(RECORD.toExclude),
  leaves: change(RECORD.toInclude),
  answers: change(RECORD.isExclude),
  report2To: (s: Scene, atMs: number, node: Actor, destination: Address): void =>
    s.send(
      atMs,
      node,
      { source: node.linkLocal, destination },
      alert,
      multicastListenerReport2({ records: [{ recordType: RECORD.isExclude, multicastAddress: GROUP }] }),
    ),
  /** The change and its repetition. */
  joinsTwice(s: Scene, atMs: number, node: Actor): void {
    listening.joins(s, atMs, node);
    listening.joins(s, atMs + 500, node);
  },
  query: (s: Scene, atMs: number, fields: MulticastListenerQuery2Draft = {}): void =>
    s.send(
      atMs,
      s.router,
      { source: s.router.linkLocal, destination: ALL_NODES },
      alert,
      multicastListenerQuery2({ maximumResponseCode: 1_000, multicastAddress: UNSPECIFIED, ...fields }),
    ),
  query1: (s: Scene, atMs: number, multicastAddress: Address = UNSPECIFIED, destination: Address = ALL_NODES): void =>
    s.send(
      atMs,
      s.router,
      { source: s.router.linkLocal, destination },
      alert,
      multicastListenerQuery({ maximumResponseDelay: 1_000, multicastAddress }),
    ),
  report1: (s: Scene, atMs: number, node: Actor, destination: Address = GROUP, fields: { readonly reserved?: number } = {}): void =>
    s.send(atMs, node, { source: node.linkLocal, destination }, alert, multicastListenerReport({ multicastAddress: GROUP, ...fields })),
  done: (s: Scene, atMs: number, node: Actor, destination: Address): void =>
    s.send(atMs, node, { source: node.linkLocal, destination }, alert, multicastListenerDone({ multicastAddress: GROUP })),
} as const;
