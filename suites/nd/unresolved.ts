import type { Address } from '../../reference/net/address.js';
import { question, type Question } from '../icmpv6/questions.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from './constants.js';
import { answer, multicastSolicitationFor } from './messages.js';

/** A neighbour that the device has a packet for, and whose solicitations nobody answers. */
export interface Unresolved {
  readonly node: Neighbor;
  readonly target: Address;
  readonly ask: Question;
  readonly sent: Sent;
}

/** An Echo Request makes the device need the neighbour's link-layer address. */
export async function needResolution(
  t: TestContext,
  from: 'link-local' | 'global',
  device: Address = t.dut.linkLocal,
): Promise<Unresolved> {
  const node = t.neighbor({ name: 'unresolved' });
  t.takeOver('neighbor-discovery', node);
  const target = from === 'global' ? node.address : node.linkLocal;
  const ask = question(t, target, device);
  return { node, target, ask, sent: await t.send('Echo Request of an unknown neighbor', ask.frame, { from: node }) };
}

export const firstSolicitation = (t: TestContext, { target, sent }: Unresolved): Promise<Received> =>
  t.expect('Neighbor Solicitation', multicastSolicitationFor(target), { since: sent, within: ANSWER_TIME });

export const answerSolicitation = (t: TestContext, { node, target }: Unresolved, solicited: Received): Promise<Sent> =>
  t.send('Neighbor Advertisement', answer(solicited, target, node.linkLayerAddress), { from: node });
