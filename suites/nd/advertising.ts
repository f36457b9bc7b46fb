import { ALL_NODES, ALL_ROUTERS, type Address } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { seconds, sum } from '../../reference/time.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { routerSolicitation, type RouterSolicitationDraft } from '../../reference/wire/nd.js';
import type { ActionKind } from '../kit/action.js';
import type { AdvertisingSettings } from '../kit/advertising.js';
import { oneOf, type Match } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { MAX_INITIAL_RTR_ADVERT_INTERVAL, MAX_RA_DELAY_TIME, MIN_DELAY_BETWEEN_RAS } from './constants.js';

export const ADVERTISES: readonly ActionKind[] = ['advertise'];

/** Any Router Advertisement of the device. */
export const anyAdvertisement: Match = { 'routerAdvertisement.type': 134 };
export const multicastAdvertisement: Match = { ...anyAdvertisement, 'ipv6.destination': ALL_NODES };

/** The answer to a solicitor: to all nodes, or to him alone (RFC 4861 section 6.2.6). */
export const answerTo = (solicitor: Address): Match => ({ ...anyAdvertisement, 'ipv6.destination': oneOf(ALL_NODES, solicitor) });

/** The defaults of RFC 4861 section 6.2.1, and no prefix. After the first three advertisements the next comes minutes later. */
export const DEFAULTS: AdvertisingSettings = { advPrefixList: [] };

/** The shortest intervals that RFC 4861 section 6.2.1 allows. */
export const QUICK: AdvertisingSettings = { maxRtrAdvInterval: seconds(4), minRtrAdvInterval: seconds(3), advPrefixList: [] };

/**
 * No sentence says how soon the first advertisement comes: it is granted the longest interval of the beginning, and what
 * the rate limit may ask for on top of it.
 */
export const FIRST_ADVERTISEMENT_TIME = sum(MAX_INITIAL_RTR_ADVERT_INTERVAL, MIN_DELAY_BETWEEN_RAS);

const advertise = (t: TestContext, configuration: AdvertisingSettings): Promise<void> =>
  t.do({ kind: 'advertise', link: 'link0', configuration });

/** The device is told to advertise; its first advertisement. */
export async function firstAdvertisement(t: TestContext, configuration: AdvertisingSettings): Promise<Received> {
  const before = t.now();
  await advertise(t, configuration);
  return t.expect('the first Router Advertisement', multicastAdvertisement, { since: before, within: FIRST_ADVERTISEMENT_TIME });
}

/** The same as a precondition of what is tested. */
export const beginAdvertising = (t: TestContext, configuration: AdvertisingSettings = DEFAULTS): Promise<Received> =>
  t.given('the device advertises', () => firstAdvertisement(t, configuration));

/** From here on an answer is not put off by the rate limit (RFC 4861 section 6.2.6). */
export async function beginAnswering(t: TestContext, configuration: AdvertisingSettings = DEFAULTS): Promise<void> {
  await beginAdvertising(t, configuration);
  await t.elapse(MIN_DELAY_BETWEEN_RAS);
}

export interface Solicitor {
  readonly source: Address;
  /** All routers when left out. */
  readonly destination?: Address;
  /** Without it the solicitation says nothing of where its sender is. */
  readonly linkLayer?: Neighbor['linkLayerAddress'] | undefined;
}

export const solicitationBy = (
  { source, destination = ALL_ROUTERS, linkLayer }: Solicitor,
  given: RouterSolicitationDraft = {},
): FrameDraft =>
  frame(
    ipv6({ source, destination }),
    routerSolicitation({ ...given, options: [...(linkLayer ? [sourceLinkLayerAddress(linkLayer)] : []), ...(given.options ?? [])] }),
  );

/** A host solicits, in the usual way. */
export const solicit = (t: TestContext, host: Neighbor = t.tester): Promise<Sent> =>
  t.send('Router Solicitation', solicitationBy({ source: host.linkLocal, linkLayer: host.linkLayerAddress }), { from: host });

/** By then an answer has come, whatever the rate limit and the random delay may be (RFC 4861 section 6.2.6). */
export const LATEST_ANSWER = sum(MIN_DELAY_BETWEEN_RAS, MAX_RA_DELAY_TIME);

/** The answer to a solicitation that no rate limit puts off. */
export const expectAnswer = (t: TestContext, sent: Sent, solicitor: Address = t.tester.linkLocal): Promise<Received> =>
  t.expect('Router Advertisement in answer', answerTo(solicitor), { since: sent, within: MAX_RA_DELAY_TIME });

/** A prefix of the test's site, by a number from 1 on: one that no other test has. */
export const numberedPrefix = (t: TestContext, number: number, length = 64): Prefix =>
  prefixOf(
    t.prefix.address.map((octet, i) => (i === 6 ? octet ^ (number >> 8) : i === 7 ? octet ^ (number & 0xff) : octet)),
    length,
  );
