import { md5 } from '../../reference/crypto/digest.js';
import { address, addressFromOctets, formatAddress, type Address } from '../../reference/net/address.js';
import { readNodeNames, writeNodeNames } from '../../reference/wire/domain-names.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { nodeInformationQuery, QTYPE, type NodeInformationQueryDraft } from '../../reference/wire/node-information.js';
import { conformance, type ConformanceTest } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';

/** A test for devices that take part in RFC 4620. */
type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'> & Partial<Pick<ConformanceTest, 'role' | 'actions'>>;

export const informationTest = (row: Row): void =>
  conformance({ role: 'node', ...row, id: `icmpv6.node-information.${row.id}`, testbed: oneLink, claims: ['node-information'] });

/** RFC 4620 section 4: what the Data field of a query is. */
export const SUBJECT = { address: 0, name: 1, ipv4: 2 } as const;
/** RFC 4620 section 4: what became of a query. */
export const OUTCOME = { successful: 0, refused: 1, unknownQtype: 2 } as const;

export interface Query {
  readonly sent: Sent;
  /** Any reply to it: type and nonce tell. */
  readonly reply: Match;
  /** Its reply as RFC 4620 section 4 wants it. */
  readonly answered: Match;
}

export interface QueryEnds {
  readonly from?: Neighbor;
  readonly source?: Address;
  readonly destination?: Address;
}

const NODE_INFORMATION_REPLY = 140;
const NONCE_OCTETS = 8;

/** A query about the device's link-local address, to that address; `given` fields come on top. */
export async function ask(t: TestContext, given: NodeInformationQueryDraft, ends: QueryEnds = {}): Promise<Query> {
  const { from = t.tester, source = from.linkLocal, destination = t.dut.linkLocal } = ends;
  const nonce = t.random.octets(NONCE_OCTETS);
  const query = nodeInformationQuery({ code: SUBJECT.address, qtype: QTYPE.nodeName, nonce, data: t.dut.linkLocal, ...given });
  const sent = await t.send('Node Information Query', frame(ipv6({ source, destination }), query), { from });
  const reply = { 'icmpv6.type': NODE_INFORMATION_REPLY, 'icmpv6.nonce': nonce, 'ipv6.destination': source };
  return { sent, reply, answered: { ...reply, 'icmpv6.qtype': given.qtype ?? QTYPE.nodeName } };
}

/** The fully qualified or single-component names of the device, as the device tells them. */
export async function learnNames(t: TestContext): Promise<readonly string[]> {
  const names = await t.given('the device tells its name', async () => {
    const { sent, answered } = await ask(t, {});
    const reply = await t.expect(
      'Node Information Reply',
      { ...answered, 'icmpv6.code': OUTCOME.successful },
      { since: sent, within: ANSWER_TIME },
    );
    return reply.decoded.layers.at(-1)?.name === 'nodeNameReply' ? (reply.get('nodeNameReply.names') as readonly string[]) : [];
  });
  return names.length > 0 ? names : t.skip('the device does not know its name');
}

export const learnName = async (t: TestContext): Promise<string> => (await learnNames(t))[0] ?? '';

/** The wire form of a name: with all labels and the zero octet when fully qualified. */
export const nameSubject = (name: string): NodeInformationQueryDraft => ({ code: SUBJECT.name, data: writeNodeNames([name]) });

export const firstLabel = (name: string): string => name.split('.', 1)[0] ?? '';

const GROUP_PREFIX = address('ff02::2:ff00:0');
const GROUP_PREFIX_OCTETS = 13;

/** RFC 4620 section 5: the group of the nodes whose name begins with that label. */
export function groupOf(name: string): Address {
  const octets = writeNodeNames([firstLabel(name).toLowerCase()]);
  const digest = md5(octets.subarray(0, 1 + (octets[0] ?? 0)));
  return addressFromOctets(GROUP_PREFIX.map((octet, i) => (i < GROUP_PREFIX_OCTETS ? octet : (digest[i - GROUP_PREFIX_OCTETS] ?? 0))));
}

/** The addresses that a reply tells, in text form. */
export function addressesIn(reply: Received): readonly string[] {
  if (reply.decoded.layers.at(-1)?.name !== 'nodeAddressesReply') return [];
  const told = reply.get('nodeAddressesReply.addresses') as readonly { readonly address: Uint8Array }[];
  return told.map((one) => formatAddress(one.address));
}

/** For faults: the name that a query is about; undefined when it is about an address. */
export const subjectNameIn = (code: number, data: Uint8Array): string | undefined =>
  code === SUBJECT.name ? readNodeNames(data, 0, data.length).value[0] : undefined;
