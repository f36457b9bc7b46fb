import type { Address } from '../../reference/net/address.js';
import { modifiedEui64 } from '../../reference/net/link-layer-address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { prefixContains, type Prefix } from '../../reference/net/prefix.js';
import { seconds, sum, type Duration } from '../../reference/time.js';
import type { ActionKind, InterfaceVariable } from '../kit/action.js';
import { conformance, type ConformanceTest } from '../kit/conformance.js';
import { satisfies, type Match, type MatchValue } from '../kit/match.js';
import type { Cause, Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { advertiseRouter } from '../nd/routers.js';
import { detectionOfAny, expectAssigned, FIRST_PROBE_TIME } from '../nd/tentative.js';
import { autonomousOption, givenFormed, type Lifetimes } from './formation.js';

/** Long against any test. */
export const LONG: Lifetimes = { valid: 600, preferred: 600 };

/** The router offers the prefix, and stays a default router. */
export const offerPrefix = (t: TestContext, router: Neighbor, prefix: Prefix, { valid, preferred }: Lifetimes): Promise<Sent> =>
  advertiseRouter(t, router, [autonomousOption(prefix, { onLink: true, validLifetime: valid, preferredLifetime: preferred })]);

export const setVariable = (t: TestContext, variable: InterfaceVariable, value: number): Promise<void> =>
  t.do({ kind: 'set-variable', link: 'link0', variable, value });

/** A router with a prefix from which the device has formed its stable address; what it forms beside it from now on is temporary. */
export interface Ground {
  readonly router: Neighbor;
  readonly prefix: Prefix;
  readonly stable: Address;
}

export interface Temporary extends Ground {
  readonly temporary: Address;
  /** The advertisement that it was formed by, and the solicitation that tested it. */
  readonly offered: Sent;
  readonly probe: Received;
}

/** The device has no temporary addresses, and forms a stable one from the prefix. */
export async function formStable(t: TestContext, lifetimes: Lifetimes = LONG): Promise<Ground> {
  const { prefix } = t;
  const router = t.neighbor({ name: 'router', router: true });
  await setVariable(t, 'temporaryAddresses', 0);
  const stable = await givenFormed(t, await offerPrefix(t, router, prefix, lifetimes), prefix);
  return { router, prefix, stable };
}

/** Duplicate Address Detection for an address of the prefix that is none of these. */
export const detectionOfAnother = (prefix: Prefix, ...known: readonly Address[]): Match =>
  detectionOfAny(
    'another one in the advertised prefix',
    (target) => prefixContains(prefix, target) && !known.some((one) => equalOctets(one, target)),
  );

/** From the advertisement to the first solicitation for an address. */
export const FORMING_TIME = FIRST_PROBE_TIME;

/** The device forms a temporary address; `since` is what makes it do so. */
export const expectTemporary = (
  t: TestContext,
  since: Cause,
  prefix: Prefix,
  known: readonly Address[],
  within: Duration = FORMING_TIME,
): Promise<Received> =>
  t.expect('Duplicate Address Detection of a temporary address', detectionOfAnother(prefix, ...known), { since, within });

export const targetOf = (probe: Received): Address => probe.get('neighborSolicitation.target') as Address;

/** Beside the stable address the device forms a temporary one, which is then in use. */
export async function beginTemporary(t: TestContext, lifetimes: Lifetimes = LONG): Promise<Temporary> {
  const ground = await formStable(t, lifetimes);
  const { router, prefix, stable } = ground;
  return t.given('the device forms a temporary address', async () => {
    await setVariable(t, 'temporaryAddresses', 1);
    const offered = await offerPrefix(t, router, prefix, lifetimes);
    const probe = await expectTemporary(t, offered, prefix, [stable]);
    await expectAssigned(t, targetOf(probe));
    return { ...ground, temporary: targetOf(probe), probe, offered };
  });
}

const identifierOf = (address: Uint8Array): Uint8Array => address.subarray(8);

const without = (words: string, identifiers: readonly Uint8Array[]): MatchValue =>
  satisfies<Uint8Array>(words, (target) => !identifiers.some((one) => equalOctets(one, identifierOf(target))));

/** An identifier that none of these addresses has, and that is not made of the MAC. */
export const freshIdentifier = (t: TestContext, ...known: readonly Address[]): MatchValue =>
  without('with another identifier, not made of the MAC', [...known.map(identifierOf), modifiedEui64(t.dut.linkLayerAddress)]);

/**
 * From a prefix that is new to it the device forms a stable and a temporary address at once. Which is which cannot be told
 * from the link, but neither has the identifier of an earlier temporary address.
 */
export async function expectBoth(t: TestContext, since: Cause, prefix: Prefix, earlier: Address): Promise<void> {
  const one = await expectTemporary(t, since, prefix, []);
  const other = await expectTemporary(t, since, prefix, [targetOf(one)]);
  const fresh = { 'neighborSolicitation.target': without('with another identifier', [identifierOf(earlier)]) };
  for (const probe of [one, other]) t.require('not the identifier of the earlier temporary address', probe, fresh);
}

/** How long the device is watched for an address that it must not form. */
export const NOT_FORMED_TIME = sum(FORMING_TIME, seconds(2));

/** The device forms no address of the prefix beside the known ones. */
export const expectNoneFormed = (t: TestContext, since: Cause, prefix: Prefix, known: readonly Address[]): Promise<void> =>
  t.expectNone('Duplicate Address Detection of another address', detectionOfAnother(prefix, ...known), { since, for: NOT_FORMED_TIME });

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run' | 'lasts'> & {
  /** Actions besides the one that switches temporary addresses on. */
  readonly also?: readonly ActionKind[];
};

export const temporaryTest = ({ also = [], ...row }: Row): void =>
  conformance({ ...row, id: `slaac.temporary.${row.id}`, role: 'host', testbed: oneLink, actions: ['set-variable', ...also] });
