import { isLinkLocal, type Address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import type { FrameDraft } from '../../reference/wire/frame.js';
import { cargo, packetBetween } from '../forwarding/transit.js';
import { question } from '../icmpv6/questions.js';
import { present, type Match } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from './constants.js';
import { addressIn, assignGlobal, remoteAddress } from './device-addresses.js';

/** A node on the link of the router sends packets to it that it could send to a better first hop itself. */
export interface Detour {
  readonly device: Address;
  /** Whose packets these are; its address is in the router's subnet. */
  readonly sender: Neighbor;
  readonly destination: Address;
  /** The better first hop, and the address that names it in a Redirect. */
  readonly hop: Neighbor;
  readonly target: Address;
}

/** The destination is on the link, or behind another router there. */
export type DetourKind = 'neighbor' | 'router';

export async function detour(t: TestContext, kind: DetourKind): Promise<Detour> {
  const device = await assignGlobal(t);
  const sender = t.tester;
  if (kind === 'neighbor') {
    const hop = t.neighbor({ name: 'destination on the link' });
    return { device, sender, hop, destination: hop.address, target: hop.address };
  }
  const hop = t.neighbor({ name: 'better router', router: true });
  const prefix = prefixOf(remoteAddress(t), 64);
  await t.do({ kind: 'add-route', link: 'link0', prefix, gateway: hop.linkLocal });
  return { device, sender, hop, destination: addressIn(t, prefix), target: hop.linkLocal };
}

/** A packet of the sender that takes the detour. */
export const detoured = (t: TestContext, { sender, destination }: Detour, octets?: number): FrameDraft =>
  packetBetween(sender.address, destination, [cargo(t, octets)]);

export const anyRedirect: Match = { redirect: present };

/** The Redirect of RFC 4861 section 8.2 about a destination. */
export const redirectAbout = ({ target, destination, sender }: Detour): Match => ({
  'ipv6.destination': sender.address,
  'redirect.target': target,
  'redirect.destination': destination,
});

/** What a router says about a packet, sound or not; without a Redirect it is not to be judged by its form. */
export async function redirectOf(t: TestContext, way: Detour, draft: FrameDraft): Promise<Received> {
  const sent = await t.send('packet that takes a detour', draft, { from: way.sender });
  const sound = await t.optionally('Redirect', anyRedirect, { since: sent, within: ANSWER_TIME });
  return sound ?? t.allReceived(anyRedirect, sent)[0] ?? t.skip('the device sends no Redirect');
}

/** The router has to know the link-layer address of the better first hop before it can tell. */
export const givenKnown = (t: TestContext, { device, hop, target }: Detour): Promise<unknown> =>
  t.given('the router knows the link-layer address of the better hop', async () => {
    const ask = question(t, target, isLinkLocal(target) ? t.dut.linkLocal : device);
    const sent: Sent = await t.send('Echo Request of the better hop', ask.frame, { from: hop });
    return t.expect('Echo Reply', ask.reply, { since: sent, within: ANSWER_TIME });
  });
