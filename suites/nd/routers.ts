import { ALL_NODES, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { prefixInformation, sourceLinkLayerAddress, type NdOptionDraft } from '../../reference/wire/nd-options.js';
import { routerAdvertisement, type RouterAdvertisementDraft } from '../../reference/wire/nd.js';
import { question } from '../icmpv6/questions.js';
import { present } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from './constants.js';
import { assignGlobal, remoteAddress } from './device-addresses.js';
import { takeBack } from './withdrawals.js';

/** An advertisement that leaves every variable of a host as it is; `given` fields and options come on top. */
export function quietAdvertisement(source: Address, linkLayer?: LinkLayerAddress, given: RouterAdvertisementDraft = {}): FrameDraft {
  const options = [...(linkLayer ? [sourceLinkLayerAddress(linkLayer)] : []), ...(given.options ?? [])];
  const unspecified = { curHopLimit: 0, routerLifetime: 0, reachableTime: 0, retransTimer: 0 };
  return frame(ipv6({ source, destination: ALL_NODES }), routerAdvertisement({ ...unspecified, ...given, options }));
}

/**
 * A router advertises; nothing is said of what is not given. When the test has ended the router takes back what it can:
 * itself as a default router, its prefixes, and the variables, which go back to their defaults.
 */
export function advertise(t: TestContext, router: Neighbor, given: RouterAdvertisementDraft = {}, label?: string): Promise<Sent> {
  const { options, ...fields } = takeBack(router, given);
  t.sendAtEnd('withdrawal', quietAdvertisement(router.linkLocal, router.linkLayerAddress, { ...fields, options: options ?? [] }), {
    from: router,
  });
  return t.send(label ?? 'Router Advertisement', quietAdvertisement(router.linkLocal, router.linkLayerAddress, given), { from: router });
}

/** How a device reaches what lies off the link. */
export interface FirstHop {
  readonly router: Neighbor;
  /** A global address of the device. */
  readonly device: Address;
  readonly remote: Address;
}

const ON_LINK_FOR_S = 600;

/**
 * A global address of the device in a prefix that is on-link: a router, which is none for other packets, declares that to a
 * host; a router knows it from its own address.
 */
export async function assignOnLink(t: TestContext, address?: Address): Promise<Address> {
  if (t.plays === 'router') return assignGlobal(t, address);
  const router = t.neighbor({ name: 'router', router: true });
  const prefix = prefixInformation({
    prefix: t.prefix.address,
    autonomous: false,
    validLifetime: ON_LINK_FOR_S,
    preferredLifetime: ON_LINK_FOR_S,
  });
  await advertise(t, router, { options: [prefix] }, 'Router Advertisement of an on-link prefix');
  return assignGlobal(t, address);
}

const ROUTER_LIFETIME_S = 1800;

export const advertiseRouter = (t: TestContext, router: Neighbor, options: readonly NdOptionDraft[] = []): Promise<Sent> =>
  advertise(t, router, { routerLifetime: ROUTER_LIFETIME_S, options });

/** The prefix of every address. */
export const DEFAULT_ROUTE: Prefix = prefixOf(UNSPECIFIED, 0);

/** A host learns its default router from an advertisement; a router is told by its operator (RFC 4861 section 6.2.7). */
async function becomeDefaultRouter(t: TestContext, router: Neighbor): Promise<void> {
  if (t.plays === 'router') await t.do({ kind: 'add-route', link: router.link, prefix: DEFAULT_ROUTE, gateway: router.linkLocal });
  else await advertiseRouter(t, router);
}

/** A router that the device sends its packets for a remote address to. */
export async function becomeFirstHop(t: TestContext): Promise<FirstHop> {
  const device = await assignGlobal(t);
  const hop = { router: t.neighbor({ name: 'router', router: true }), device, remote: remoteAddress(t) };
  await becomeDefaultRouter(t, hop.router);
  await t.given('the device sends to a remote address through the router', () => expectThrough(t, hop, hop.router.linkLayerAddress));
  return hop;
}

/** An Echo Request from the remote address comes in through the router; the reply must go to this link-layer address. */
export async function expectThrough(t: TestContext, hop: FirstHop, linkLayer: LinkLayerAddress): Promise<Received> {
  const reply = await expectReplyToRemote(t, hop);
  t.require('the reply to the remote address takes this hop', reply, { 'ethernet.destination': linkLayer });
  return reply;
}

export async function expectReplyToRemote(t: TestContext, hop: FirstHop): Promise<Received> {
  const ask = question(t, hop.remote, hop.device);
  const sent = await t.send('Echo Request from a remote address', ask.frame, { from: hop.router });
  return t.expect(
    'Echo Reply to the remote address',
    { ...ask.reply, 'ethernet.destination': present },
    { since: sent, within: ANSWER_TIME },
  );
}

export interface TwoRouters extends FirstHop {
  /** The default router that the device does not use now. */
  readonly reserve: Neighbor;
}

/** Two default routers; the one that the device uses for the remote address comes first, learnt from what it does. */
export async function becomeTwoRouters(t: TestContext): Promise<TwoRouters> {
  const device = await assignGlobal(t);
  const routers = [t.neighbor({ name: 'router 1', router: true }), t.neighbor({ name: 'router 2', router: true })] as const;
  const remote = remoteAddress(t);
  for (const router of routers) await advertiseRouter(t, router);
  return t.given('the device sends to a remote address through one of two routers', async () => {
    const reply = await expectReplyToRemote(t, { router: routers[0], device, remote });
    const usesFirst = equalOctets(reply.get('ethernet.destination') as Uint8Array, routers[0].linkLayerAddress);
    const [router, reserve] = usesFirst ? routers : [routers[1], routers[0]];
    return { router, reserve, device, remote };
  });
}
