import type { TestContext } from '../kit/test-context.js';
import { LINK_MTU } from '../nd/constants.js';
import { assignOnLink, becomeFirstHop } from '../nd/routers.js';
import { exchange, requireFragments, requireWhole, sendTooBig, type LargePacket, type Path } from './large-packets.js';

/** Where the far end is: behind a router, on the link by its global address, on the link by its link-local address. */
export type Place = 'off-link' | 'on-link' | 'link-local';

export async function pathTo(t: TestContext, place: Place): Promise<Path> {
  if (place === 'off-link') {
    const hop = await becomeFirstHop(t);
    return { device: hop.device, remote: hop.remote, from: hop.router };
  }
  const node = t.neighbor({ name: 'far end' });
  if (place === 'link-local') return { device: t.dut.linkLocal, remote: node.linkLocal, from: node };
  return { device: await assignOnLink(t), remote: node.address, from: node };
}

/** A path over which the device has just sent a packet as long as the link takes. */
export async function usedPath(t: TestContext, place: Place = 'off-link'): Promise<{ readonly path: Path; readonly packet: LargePacket }> {
  const path = await pathTo(t, place);
  const packet = await t.given('the device sends as much as the link takes', async () => {
    const reply = await exchange(t, path, LINK_MTU);
    requireWhole(t, reply, LINK_MTU);
    return reply;
  });
  return { path, packet };
}

/** As `usedPath`, then reduced by a Packet Too Big message. */
export async function reducedPath(t: TestContext, mtu: number): Promise<{ readonly path: Path; readonly packet: LargePacket }> {
  const used = await usedPath(t);
  await sendTooBig(t, used.path, used.packet, { mtu });
  await t.given(`the path MTU is ${mtu}`, async () => requireFragments(t, await exchange(t, used.path, LINK_MTU), mtu));
  return used;
}
