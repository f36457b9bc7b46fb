import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import type { Instant } from '../../reference/time.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { begunSince } from '../nd/commanded.js';
import { nodeIn } from '../nd/on-link-prefixes.js';

/**
 * The device begins a conversation of its own with a node in a prefix, which is on-link: its source address is what it
 * prefers for new communication.
 */
export async function beginConversation(
  t: TestContext,
  prefix: Prefix,
  source?: Address,
): Promise<{ readonly node: Neighbor; readonly since: Instant }> {
  const node = nodeIn(t, prefix, 'new peer');
  // What the device was told before must have been taken in.
  await t.proveAlive();
  const since = t.now();
  await t.do({ kind: 'ping', link: 'link0', destination: node.address, ...(source && { source }) });
  return { node, since };
}

/** The source that the device chooses for a node in the prefix. */
export async function sourceTowards(t: TestContext, prefix: Prefix, source?: Address): Promise<Received> {
  const { node, since } = await beginConversation(t, prefix, source);
  const request = { 'ipv6.destination': node.address, 'icmpv6.type': 128 };
  return t.expect('Echo Request of the device', request, begunSince(t, since));
}
