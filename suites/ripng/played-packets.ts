import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import type { FrameDraft } from '../../reference/wire/frame.js';
import { expectRefused, HOP_LIMIT_EXCEEDED, NO_ROUTE, refusalMatch } from '../forwarding/refusals.js';
import type { Side, Topology } from '../forwarding/topology.js';
import { cargo, copies, packetBetween, sentOn, type Onward } from '../forwarding/transit.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { addressIn } from '../nd/device-addresses.js';
import type { PlayedNetwork } from './played-network.js';

/** Where a packet comes from: a host, or a router that brings it from further away. */
export interface Origin {
  readonly neighbor: Neighbor;
  readonly address: Address;
}

export const hostOn = ({ neighbor, node }: Side): Origin => ({ neighbor, address: node });
export const behind = (t: TestContext, neighbor: Neighbor, prefix: Prefix): Origin => ({ neighbor, address: addressIn(t, prefix) });

/** Routers tell of a route before packets follow it, where another program or hardware has to be told. */
const INSTALLATION = seconds(1);
const HOP_LIMIT = 64;

/** Where a packet is to go: the link that the device sends it to, and the routers that it passes from there on. */
export interface Way {
  readonly link: string;
  readonly by: readonly [string, ...string[]];
}

/** One packet, with the Hop Limit that it has at some place. */
type Packet = (hopLimit: number) => FrameDraft;

function packetFor(t: TestContext, source: Address, destination: Address): Packet {
  const load = [cargo(t)];
  return (hopLimit) => packetBetween(source, destination, load, { hopLimit });
}

/** A packet for the destination gets there, by the device and these routers. */
export async function expectWay(
  t: TestContext,
  network: PlayedNetwork,
  from: Origin,
  destination: Address,
  { link, by }: Way,
): Promise<void> {
  const [first] = by;
  const packet = packetFor(t, from.address, destination);
  const forwarded = await expectOnward(t, from, packet, { link, to: network.neighbor(first, link) }, `router ${first}`);
  const { way, end, back } = network.carry(first, destination);
  if (back) await expectNotAgain(t, packet(HOP_LIMIT - 1 - way.length), forwarded, back);
  await t.given(`the packet arrives by ${by.join(', ')}`, () => Promise.resolve(end === 'arrived' && way.join() === by.join()));
}

/** A packet for the destination goes to one of these routers on the link; to which. */
export async function expectTaken(
  t: TestContext,
  network: PlayedNetwork,
  from: Origin,
  destination: Address,
  { link, of }: { readonly link: string; readonly of: readonly string[] },
): Promise<string> {
  const draft = packetFor(t, from.address, destination)(HOP_LIMIT);
  await t.elapse(INSTALLATION);
  const sent = await t.send('a packet by way of the device', draft, { from: from.neighbor });
  const onward = of.map((name) => sentOn(t, draft, { link, to: network.neighbor(name, link) }));
  const forwarded = await t.expect(`the packet, to router ${of.join(' or ')}`, onward, { since: sent, within: ANSWER_TIME, link });
  return network.nameOf(forwarded.get('ethernet.destination') as Uint8Array) ?? '';
}

/** A packet for a host on a link of the device gets there. */
export const expectDelivered = (t: TestContext, from: Origin, { link, node, neighbor }: Side): Promise<Received> =>
  expectOnward(t, from, packetFor(t, from.address, node), { link, to: neighbor }, 'the host');

async function expectOnward(t: TestContext, { neighbor }: Origin, packet: Packet, onward: Onward, whom: string): Promise<Received> {
  await t.elapse(INSTALLATION);
  const draft = packet(HOP_LIMIT);
  const sent = await t.send(`a packet by way of the device to ${whom}`, draft, { from: neighbor });
  return t.expect(`the packet, to ${whom}`, sentOn(t, draft, onward), { since: sent, within: ANSWER_TIME, link: onward.link });
}

/** What the device has told the routers leads the packet back: it must not go round. */
async function expectNotAgain(t: TestContext, draft: FrameDraft, since: Received, back: Neighbor): Promise<void> {
  const sent = await t.send('the packet, back at the device', draft, { from: back });
  await t.expectNone('the packet once more', copies(draft), { since: sent, for: ANSWER_TIME, link: since.link });
}

/** A packet of a host for the destination is refused: there is no route. */
export async function expectNoWay(t: TestContext, { near, far }: Topology, destination: Address, refusal = NO_ROUTE): Promise<void> {
  const draft = packetBetween(near.node, destination, [cargo(t)], { hopLimit: HOP_LIMIT });
  await t.elapse(INSTALLATION);
  const sent = await t.send('a packet by way of the device', draft, { from: near.neighbor });
  await expectRefused(t, { near, far }, sent, draft, refusal);
}

/**
 * While routers count, a packet goes to and fro between the device and one of them. It loses one of its Hop Limit with every
 * router, and is refused when that is used up (RFC 8200 section 3, RFC 4443 section 3.3): it must be odd for the device to see that.
 */
export async function expectWornOut(
  t: TestContext,
  network: PlayedNetwork,
  topology: Topology,
  destination: Address,
  hopLimit: number,
): Promise<void> {
  const packet = packetFor(t, topology.near.node, destination);
  let from = topology.near.neighbor;
  for (let left = hopLimit; left > 1; left -= 2) {
    const sent = await t.send(`the packet with a Hop Limit of ${left}`, packet(left), { from });
    from = await expectReturned(t, network, topology, sent, packet(left), destination);
  }
  const sent = await t.send('the packet with a Hop Limit of 1', packet(1), { from });
  await expectTimeExceeded(t, topology, sent, packet(1));
}

/** The packet leaves for a router, which would send it back; that router. */
async function expectReturned(
  t: TestContext,
  network: PlayedNetwork,
  { far }: Topology,
  sent: Sent,
  draft: FrameDraft,
  destination: Address,
): Promise<Neighbor> {
  const { ['ethernet.destination']: _anyRouter, ...asSent } = sentOn(t, draft, { link: far.link, to: far.neighbor });
  const forwarded = await t.expect('the packet, forwarded', asSent, { since: sent, within: ANSWER_TIME, link: far.link });
  const name = network.nameOf(forwarded.get('ethernet.destination') as Uint8Array);
  const back = name === undefined ? undefined : network.carry(name, destination).back;
  await t.given('it is sent back to the device', () => Promise.resolve(back !== undefined));
  return back ?? far.neighbor;
}

const expectTimeExceeded = (t: TestContext, topology: Topology, sent: Sent, draft: FrameDraft): Promise<Received> =>
  t.expect('Time Exceeded', refusalMatch(t, topology, draft, HOP_LIMIT_EXCEEDED), {
    since: sent,
    within: HOP_LIMIT_EXCEEDED.within,
    link: topology.near.link,
  });
