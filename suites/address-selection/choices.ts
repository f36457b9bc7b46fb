import { isMulticast, type Address } from '../../reference/net/address.js';
import { oneOf, present, type MatchValue } from '../kit/match.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { begunSince } from '../nd/commanded.js';
import { addressIn, assignAll, type NewAddress } from '../nd/device-addresses.js';
import { advertiseRouter } from '../nd/routers.js';
import { autonomousOption, givenFormed } from '../slaac/formation.js';
import { linkIn, type Range } from './prefixes.js';

/** An address that the device is to hold: configured, or formed from a prefix with Preferred Lifetime 0. */
export type Holding = NewAddress | { readonly deprecated: Range };

const isDeprecated = (holding: Holding): holding is { readonly deprecated: Range } => 'deprecated' in holding;

/** A router through which everything that is not on the link is reached. */
export async function defaultRouter(t: TestContext): Promise<Neighbor> {
  const router = t.neighbor({ name: 'router', router: true });
  await advertiseRouter(t, router);
  return router;
}

/** Gives the device these addresses, in this order; returns them as they are. */
export async function hold(t: TestContext, router: Neighbor, holdings: readonly Holding[]): Promise<readonly Address[]> {
  const held: Address[] = [];
  for (const holding of holdings)
    held.push(isDeprecated(holding) ? await formDeprecated(t, router, holding.deprecated) : await configure(t, holding));
  return held;
}

async function configure(t: TestContext, wanted: NewAddress): Promise<Address> {
  await assignAll(t, [wanted]);
  return wanted.address;
}

async function formDeprecated(t: TestContext, router: Neighbor, range: Range): Promise<Address> {
  const prefix = linkIn(t, range);
  return givenFormed(t, await advertiseRouter(t, router, [autonomousOption(prefix, { preferredLifetime: 0 })]), prefix);
}

/** An address of the device in a range. */
export const anyIn = (t: TestContext, range: Range): NewAddress => ({ address: addressIn(t, linkIn(t, range)) });

/** Whatever link-layer address it goes to: that of the destination, or of a router. */
const requestTo = (destination: MatchValue) => ({ 'ipv6.destination': destination, 'icmpv6.type': 128, 'ethernet.destination': present });

/** The device begins a conversation with a node, on the link or behind a router; its first packet is returned. */
export async function beginWith(
  t: TestContext,
  destination: Address,
  given: { readonly source?: Address; readonly link?: string; readonly prefers?: 'public' | 'temporary' } = {},
): Promise<Received> {
  const { source, prefers, link = 'link0' } = given;
  // Whoever has the address, on the link or not, is found by a resolution.
  if (!isMulticast(destination)) t.neighbor({ name: 'destination', link, addresses: [destination] });
  await t.proveAlive(link);
  const since = t.now();
  await t.do(
    prefers === undefined
      ? { kind: 'ping', link, destination, ...(source && { source }) }
      : { kind: 'ping-preferring', link, destination, prefers },
  );
  return t.expect('Echo Request of the device', requestTo(destination), { ...begunSince(t, since), link });
}

/** The device chooses this one of its addresses for a conversation. */
export async function expectSource(
  t: TestContext,
  destination: Address,
  source: Address,
  given: Parameters<typeof beginWith>[2] = {},
): Promise<void> {
  t.require('the source is the wanted one', await beginWith(t, destination, given), { 'ipv6.source': source });
}

/** Of these destinations, given in this order, the device tries one first. */
export async function expectFirst(t: TestContext, destinations: readonly Address[], wanted: Address): Promise<void> {
  for (const [i, one] of destinations.entries()) t.neighbor({ name: `destination ${i + 1}`, addresses: [one] });
  await t.proveAlive();
  const since = t.now();
  await t.do({ kind: 'ping-first-of', link: 'link0', destinations });
  const first = await t.expect('Echo Request to one of the destinations', requestTo(oneOf(...destinations)), begunSince(t, since));
  t.require('the destination is the wanted one', first, { 'ipv6.destination': wanted });
}
