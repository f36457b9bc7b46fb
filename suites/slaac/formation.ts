import type { Address } from '../../reference/net/address.js';
import { prefixContains, type Prefix } from '../../reference/net/prefix.js';
import { prefixInformation, type NdOptionDraft, type PrefixInformationDraft } from '../../reference/wire/nd-options.js';
import { question } from '../icmpv6/questions.js';
import { satisfies, type Match } from '../kit/match.js';
import type { Cause, Neighbor, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { advertisementOf, solicitation } from '../nd/messages.js';
import { advertise } from '../nd/routers.js';
import { detectionOfAny, expectAssigned, FIRST_PROBE_TIME } from '../nd/tentative.js';

/** Long against any test, short enough to be forgotten soon. */
const WHILE_TESTED_S = 120;

/** An option that says only that addresses may be formed from the prefix; `given` fields come on top. */
export const autonomousOption = ({ address, length }: Prefix, given: PrefixInformationDraft = {}): NdOptionDraft =>
  prefixInformation({
    prefix: address,
    prefixLength: length,
    onLink: false,
    autonomous: true,
    validLifetime: WHILE_TESTED_S,
    preferredLifetime: WHILE_TESTED_S,
    ...given,
  });

export interface Lifetimes {
  readonly valid: number;
  readonly preferred: number;
}

/** The router offers a prefix with these lifetimes, in seconds; L=1, so that what the device sends in it comes directly. */
export const offer = (t: TestContext, router: Neighbor, prefix: Prefix, { valid, preferred }: Lifetimes): Promise<Sent> =>
  advertise(
    t,
    router,
    { options: [autonomousOption(prefix, { onLink: true, validLifetime: valid, preferredLifetime: preferred })] },
    `Router Advertisement: valid ${valid} s, preferred ${preferred} s`,
  );

const within = (prefix: Prefix) => satisfies<Uint8Array>('in the advertised prefix', (target) => prefixContains(prefix, target));

export const detectionIn = (prefix: Prefix): Match =>
  detectionOfAny('in the advertised prefix', (target) => prefixContains(prefix, target));

/** The device tests an address of its own making in the prefix, and then has it. */
export async function expectFormed(t: TestContext, since: Cause, prefix: Prefix): Promise<Address> {
  const probe = await t.expect('Duplicate Address Detection in the prefix', detectionIn(prefix), { since, within: FIRST_PROBE_TIME });
  const formed = probe.get('neighborSolicitation.target') as Address;
  await expectAssigned(t, formed);
  await expectAnswers(t, formed);
  return formed;
}

/** As `expectFormed`, where it is what a test starts from. */
export const givenFormed = (t: TestContext, since: Cause, prefix: Prefix): Promise<Address> =>
  t.given('the device forms an address from the prefix', () => expectFormed(t, since, prefix));

/** Nothing of the prefix is tested, nor used without being tested. */
export async function expectNotFormed(t: TestContext, since: Cause, prefix: Prefix): Promise<void> {
  const forbidden = [{ 'neighborSolicitation.target': within(prefix) }, { 'ipv6.source': within(prefix) }];
  await t.expectNone('Duplicate Address Detection in the prefix, or anything from it', forbidden, { since, for: FIRST_PROBE_TIME });
}

/** The device answers an Echo Request to the address. */
export async function expectAnswers(t: TestContext, address: Address): Promise<void> {
  const ask = question(t, t.tester.linkLocal, address);
  const sent = await t.send('Echo Request to the address', ask.frame);
  await t.expect('Echo Reply from the address', ask.reply, { since: sent, within: ANSWER_TIME });
}

/** The device has the address no more: it answers neither a solicitation for it nor an Echo Request to it. */
export async function expectGone(t: TestContext, address: Address): Promise<void> {
  const { linkLocal: source, linkLayerAddress: linkLayer } = t.tester;
  const since = await t.send('Neighbor Solicitation for the address', solicitation({ source, target: address, linkLayer }));
  const ask = question(t, source, address);
  await t.send('Echo Request to the address', ask.frame);
  const forbidden = [advertisementOf(address), ask.reply, { 'ipv6.source': address }];
  await t.expectNone('anything of the address', forbidden, { since, for: ANSWER_TIME });
}
