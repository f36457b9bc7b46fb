import {
  bits,
  coded,
  flag,
  ipv6Address,
  octets,
  recordsToEnd,
  rest,
  surplus,
  u16,
  u32,
  u8,
  type Field,
  type NumberField,
} from './kit/field.js';
import { message, type Draft, type Value } from './kit/message.js';
import { readNodeNames, writeNodeNames } from './domain-names.js';
import { icmpv6Header } from './icmpv6-header.js';
import { builder } from './layer-draft.js';
import { PROTOCOL } from './protocol-numbers.js';

const traits = { family: 'icmpv6', nextHeader: PROTOCOL.icmpv6 } as const;

/** RFC 4620 section 4: what the Data field of a query is. */
const SUBJECTS = { 0: 'subject is an IPv6 address', 1: 'subject is a name, or empty', 2: 'subject is an IPv4 address' };
const OUTCOMES = { 0: 'successful', 1: 'refused', 2: 'unknown Qtype' };

/** RFC 4620 section 6; 1 is unused. */
export const QTYPE = { noop: 0, nodeName: 2, nodeAddresses: 3, ipv4Addresses: 4 } as const;
/** What RFC 4620 leaves unused was "Supported Qtypes" in the drafts before it, which KAME speaks. */
export const SUPPORTED_QTYPES = 1;
const QTYPE_WORDS = { 0: 'NOOP', 2: 'Node Name', 3: 'Node Addresses', 4: 'IPv4 Addresses' };

const NONCE_OCTETS = 8;

type Opening = {
  readonly qtype: NumberField;
  readonly unused: NumberField;
  readonly globalScope: Field<boolean, boolean, false>;
  readonly siteLocal: Field<boolean, boolean, false>;
  readonly linkLocal: Field<boolean, boolean, false>;
  readonly compatible: Field<boolean, boolean, false>;
  readonly all: Field<boolean, boolean, false>;
  readonly truncated: Field<boolean, boolean, false>;
  readonly nonce: Field<Uint8Array, Uint8Array, false>;
};

/** Section 4, with the flags of section 6.3; those of section 6.4 are the last two of them. */
const opening = (qtype: number): Opening => ({
  qtype: u16({ initial: qtype, words: QTYPE_WORDS }),
  unused: bits(10),
  globalScope: flag({ title: 'Global-scope addresses' }),
  siteLocal: flag({ title: 'Site-local addresses' }),
  linkLocal: flag({ title: 'Link-local addresses' }),
  compatible: flag({ title: 'IPv4-compatible and IPv4-mapped addresses' }),
  all: flag({ title: 'All unicast addresses' }),
  truncated: flag(),
  nonce: octets(NONCE_OCTETS),
});

/** As it stands a NOOP, whose code is 1 (section 6.1). */
export const NodeInformationQuery = message(
  'nodeInformationQuery',
  'RFC4620:4',
  { ...icmpv6Header(139), code: u8({ initial: 1, words: SUBJECTS }), ...opening(QTYPE.noop), data: rest({ title: 'Subject' }) },
  traits,
);
export type NodeInformationQuery = Value<typeof NodeInformationQuery>;
export type NodeInformationQueryDraft = Draft<typeof NodeInformationQuery>;
export const nodeInformationQuery = builder(NodeInformationQuery);

/** A reply without data, or with data of a Qtype that has no description of its own. */
export const NodeInformationReply = message(
  'nodeInformationReply',
  'RFC4620:4',
  { ...icmpv6Header(140, OUTCOMES), ...opening(QTYPE.noop), data: rest() },
  traits,
);
export type NodeInformationReply = Value<typeof NodeInformationReply>;
export type NodeInformationReplyDraft = Draft<typeof NodeInformationReply>;
export const nodeInformationReply = builder(NodeInformationReply);

const timeToLive = u32({ title: 'TTL', unit: 's' });

/** Names in text form; one of a single label is fully qualified when it ends with a dot. */
export const NodeNameReply = message(
  'nodeNameReply',
  'RFC4620:6.2',
  {
    ...icmpv6Header(140, OUTCOMES),
    ...opening(QTYPE.nodeName),
    timeToLive,
    names: coded<readonly string[]>({ initial: [], read: readNodeNames, write: writeNodeNames, text: (names) => names.join(' ') }),
    surplus: surplus({ title: 'Octets that are no name' }),
  },
  { ...traits, title: 'Node Information Reply, Node Name' },
);
export type NodeNameReply = Value<typeof NodeNameReply>;
export type NodeNameReplyDraft = Draft<typeof NodeNameReply>;
export const nodeNameReply = builder(NodeNameReply);

export const NodeAddress = message('nodeAddress', 'RFC4620:6.3', { timeToLive, address: ipv6Address() });

export const NodeAddressesReply = message(
  'nodeAddressesReply',
  'RFC4620:6.3',
  {
    ...icmpv6Header(140, OUTCOMES),
    ...opening(QTYPE.nodeAddresses),
    addresses: recordsToEnd(NodeAddress),
    surplus: surplus({ title: 'Octets that are no address' }),
  },
  { ...traits, title: 'Node Information Reply, Node Addresses' },
);
export type NodeAddressesReply = Value<typeof NodeAddressesReply>;
export type NodeAddressesReplyDraft = Draft<typeof NodeAddressesReply>;
export const nodeAddressesReply = builder(NodeAddressesReply);

/** Octets before the data: header, Qtype, flags and nonce. */
const OPENING_OCTETS = NodeInformationReply.compiled.layout.fixedOctets;
const TIME_TO_LIVE_OCTETS = 4;

/** The description of a reply of `size` octets that begins at `at`: data is present only with code 0 (section 4). */
export function nodeInformationReplyAt(
  octetsOf: Uint8Array,
  at: number,
  size: number,
): typeof NodeInformationReply | typeof NodeNameReply | typeof NodeAddressesReply {
  const { offsets } = NodeInformationReply.compiled.layout;
  const octet = (field: string, nth = 0): number => octetsOf[at + (offsets.get(field)?.offset ?? 0) + nth] ?? 0;
  if (size < OPENING_OCTETS + TIME_TO_LIVE_OCTETS || octet('code') !== 0 || octet('qtype') !== 0) return NodeInformationReply;
  const qtype = octet('qtype', 1);
  if (qtype === QTYPE.nodeName) return NodeNameReply;
  return qtype === QTYPE.nodeAddresses ? NodeAddressesReply : NodeInformationReply;
}
