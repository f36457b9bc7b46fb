import { sameAddress, type Address } from '../../reference/net/address.js';
import { seconds } from '../../reference/time.js';
import { question, type Question } from '../icmpv6/questions.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { detectionIn } from './formation.js';
import { LONG, offerPrefix, setVariable, targetOf } from './temporary.js';
import { FIRST_PROBE_TIME } from '../nd/tentative.js';

/** An address that the device uses while it tests it (RFC 4429), and the default router that told it of the prefix. */
export interface Optimistic {
  readonly router: Neighbor;
  readonly address: Address;
  readonly offered: Sent;
  readonly probe: Received;
}

/** Solicitations a RetransTimer apart: enough for a test to end before the detection does. */
const TRANSMITS = 9;

/** Longer than that. */
export const DETECTION = seconds(TRANSMITS + 1);

/** From now on the device may use addresses at once, and takes its time to test them. */
export async function allowOptimistic(t: TestContext): Promise<void> {
  await setVariable(t, 'dupAddrDetectTransmits', TRANSMITS);
  await setVariable(t, 'optimisticDad', 1);
}

export const stateOf = async (t: TestContext, address: Address): Promise<string | undefined> =>
  (await t.state()).addresses.find((held) => sameAddress(held.address, address))?.state;

/** The device has formed an address from the prefix of a router, which it uses; its first solicitation has just come. */
export async function beginOptimistic(t: TestContext): Promise<Optimistic> {
  const router = t.neighbor({ name: 'router', router: true });
  await allowOptimistic(t);
  const offered = await offerPrefix(t, router, t.prefix, LONG);
  const probe = await t.given('the device tests an address of the prefix', () =>
    t.expect('Duplicate Address Detection in the prefix', detectionIn(t.prefix), { since: offered, within: FIRST_PROBE_TIME }),
  );
  const address = targetOf(probe);
  if ((await stateOf(t, address)) !== 'optimistic') t.skip('the device does not use an address before its detection is over');
  return { router, address, offered, probe };
}

/** An Echo Request to the address by whatever way; `reply` is how the answer to it is known. */
export async function askAt(
  t: TestContext,
  from: Neighbor,
  source: Address,
  address: Address,
): Promise<Question & { readonly sent: Sent }> {
  const asked = question(t, source, address);
  return { ...asked, sent: await t.send('Echo Request to the address', asked.frame, { from }) };
}
