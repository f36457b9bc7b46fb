import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { prefixInformation, type NdOptionDraft, type PrefixInformationDraft } from '../../reference/wire/nd-options.js';
import { question } from '../icmpv6/questions.js';
import { present } from '../kit/match.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from './constants.js';
import { addressIn } from './device-addresses.js';
import { multicastSolicitationFor, solicitationFor } from './messages.js';

/** Long against any test, short enough to be forgotten soon. */
export const WHILE_TESTED_S = 60;

/** An option that says only that the prefix is on-link; `given` fields come on top. */
export const onLinkOption = ({ address, length }: Prefix, given: PrefixInformationDraft = {}): NdOptionDraft =>
  prefixInformation({
    prefix: address,
    prefixLength: length,
    onLink: true,
    autonomous: false,
    validLifetime: WHILE_TESTED_S,
    preferredLifetime: WHILE_TESTED_S,
    ...given,
  });

/** A node of the link with an address in a prefix; the device has sent nothing to it yet. */
export const nodeIn = (t: TestContext, prefix: Prefix, name = 'node in the prefix'): Neighbor =>
  t.neighbor({ name, addresses: [addressIn(t, prefix)] });

async function replyTo(t: TestContext, node: Neighbor, device: Address): Promise<Received> {
  const ask = question(t, node.address, device);
  const sent = await t.send(`Echo Request of the ${node.name}`, ask.frame, { from: node });
  return t.expect(
    `Echo Reply to the ${node.name}`,
    { ...ask.reply, 'ethernet.destination': present },
    { since: sent, within: ANSWER_TIME },
  );
}

/** The device takes the node for a neighbour: it resolves it and sends to it without a router. */
export async function expectDirect(t: TestContext, node: Neighbor, device: Address): Promise<void> {
  const before = t.now();
  const reply = await replyTo(t, node, device);
  t.require('sent to the node itself', reply, { 'ethernet.destination': node.linkLayerAddress });
  await t.expect('Neighbor Solicitation for the node', multicastSolicitationFor(node.address), { since: before, within: ANSWER_TIME });
}

/** The device sends to the node through a router, and does not look for it on the link. */
export async function expectByRouter(t: TestContext, node: Neighbor, device: Address, router: Neighbor): Promise<void> {
  const before = t.now();
  const reply = await replyTo(t, node, device);
  t.require('sent through the router', reply, { 'ethernet.destination': router.linkLayerAddress });
  await t.expectNone('a Neighbor Solicitation for the node', solicitationFor(node.address), { since: before, for: ANSWER_TIME });
}
