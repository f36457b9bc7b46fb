import { ALL_ROUTERS, type Address } from '../../reference/net/address.js';
import { formatPrefix, prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import {
  routerRenumberingCommand,
  sequenceNumberReset,
  type MatchReport,
  type PrefixControlOperationDraft,
  type RouterRenumberingCommandDraft,
  type UsePrefixPartDraft,
} from '../../reference/wire/router-renumbering.js';
import type { Duration } from '../../reference/time.js';
import type { AdvertisedPrefixSettings } from '../kit/advertising.js';
import { conformance, type ConformanceTest } from '../kit/conformance.js';
import { satisfies, type Match, type Matcher } from '../kit/match.js';
import type { Neighbor, Received, Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { exactly, OPTIONS } from '../nd/advertised-prefixes.js';
import {
  answerTo,
  DEFAULTS,
  FIRST_ADVERTISEMENT_TIME,
  LATEST_ANSWER,
  multicastAdvertisement,
  numberedPrefix,
  solicit,
} from '../nd/advertising.js';
import { ANSWER_TIME } from '../nd/constants.js';

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'> & Partial<Pick<ConformanceTest, 'testbed' | 'actions'>>;

/** A test for routers that claim Router Renumbering, and can be told to take it from anybody. */
export const renumberingTest = ({ actions = [], ...row }: Row): void =>
  conformance({
    ...{ role: 'router', testbed: oneLink, claims: ['router-renumbering'], ...row },
    actions: ['accept-renumbering', 'advertise', ...actions],
    id: `renumbering.${row.id}`,
  });

/** A subnet of the test's site, by a number from 1 on. */
export const subnet = (t: TestContext, number: number): Prefix => numberedPrefix(t, number);

/** What the device advertises before, and what Commands put in its place. */
export const oldPrefix = (t: TestContext): Prefix => subnet(t, 1);
export const newPrefix = (t: TestContext): Prefix => subnet(t, 2);

export type Kind = 'addOperation' | 'changeOperation' | 'setGlobalOperation';

export const operation = (
  kind: Kind,
  { address: matchPrefix, length: matchLen }: Prefix,
  usePrefixes: readonly UsePrefixPartDraft[] = [],
  ordinal = 1,
) => ({ kind, ordinal, matchLen, matchPrefix, usePrefixes });

/** A Use-Prefix Part with the L and A flags set, whatever the Matched Prefix has. */
export const use = ({ address: usePrefix, length: useLen }: Prefix, given: UsePrefixPartDraft = {}): UsePrefixPartDraft => ({
  ...{ useLen, usePrefix, flagMask: 0xc0, raFlags: 0xc0, validLifetime: 3_600, preferredLifetime: 1_800 },
  ...given,
});

/** The Command that shows its effect best: the old prefix goes, the new one comes. */
export const replacement = (t: TestContext): PrefixControlOperationDraft => operation('changeOperation', oldPrefix(t), [use(newPrefix(t))]);

/** SequenceNumbers of tests begin here, far from the zero that a router begins with. */
export const SEQUENCE = 1_000;

export const command = (t: TestContext, given: RouterRenumberingCommandDraft, destination: Address = ALL_ROUTERS): FrameDraft =>
  frame(ipv6({ source: t.tester.linkLocal, destination }), routerRenumberingCommand({ sequenceNumber: SEQUENCE, ...given }));

/** Sends a Command, from the tester to all routers of its link unless told otherwise. */
export const give = (t: TestContext, given: RouterRenumberingCommandDraft, destination?: Address): Promise<Sent> =>
  t.send('Router Renumbering Command', command(t, given, destination));

export const giveReset = (t: TestContext, given: RouterRenumberingCommandDraft): Promise<Sent> => {
  const { operations: _none, ...header } = given;
  const message = sequenceNumberReset({ sequenceNumber: SEQUENCE, ...header });
  return t.send('Sequence Number Reset', frame(ipv6({ source: t.tester.linkLocal, destination: ALL_ROUTERS }), message));
};

const ROUTER_RENUMBERING = 138;

/** Any message of Router Renumbering from the device, whatever its code is. */
export const anyMessage: Match = { 'icmpv6.type': ROUTER_RENUMBERING };

export const resultFor = (t: TestContext, sequenceNumber = SEQUENCE): Match => ({
  'routerRenumberingResult.sequenceNumber': sequenceNumber,
  'ipv6.destination': t.tester.linkLocal,
});

/** The Result of a Command whose MaxDelay is zero, or as given. How long processing may take no sentence says. */
export const expectResult = (t: TestContext, since: Sent, fields: Match = {}, within: Duration = ANSWER_TIME): Promise<Received> => {
  const { sequenceNumber } = since.frame.layers.at(-1)?.values as { readonly sequenceNumber: number };
  return t.expect('Result', { ...resultFor(t, sequenceNumber), ...fields }, { since, within });
};

export const expectNoResult = (t: TestContext, since: Sent): Promise<void> =>
  t.expectNone('a Result', anyMessage, { since, for: ANSWER_TIME });

export const REPORTS = 'routerRenumberingResult.matchReports';

export const reportsOf = (result: Received): readonly MatchReport[] => result.get(REPORTS) as readonly MatchReport[];

const inText = ({ outOfBounds, forbidden, ordinal, matchedLen, matchedPrefix }: MatchReport): string => {
  const flags = `${outOfBounds ? ' B' : ''}${forbidden ? ' F' : ''}`;
  return `${ordinal} ${formatPrefix(prefixOf(matchedPrefix, Math.min(matchedLen, 128)))}${flags}`;
};

export interface Reported {
  readonly ordinal?: number;
  readonly prefix: Prefix;
  /** ` F`, ` B` or nothing. */
  readonly flags?: string;
}

/** One Match Report for each of these, in any order, and no other. */
export function exactlyReports(wanted: readonly Reported[]): Matcher {
  const texts = wanted.map(({ ordinal = 1, prefix, flags = '' }) => `${ordinal} ${formatPrefix(prefix)}${flags}`);
  const words = texts.length === 0 ? 'no Match Report' : `Match Reports of ordinal and prefix: ${texts.join(', ')}`;
  return satisfies<readonly MatchReport[]>(words, (reports) => reports.map(inText).sort().join() === [...texts].sort().join());
}

/** The device takes Commands, and advertises these prefixes on the first link. */
export async function beginRenumbering(
  t: TestContext,
  prefixes: readonly (Prefix | AdvertisedPrefixSettings)[] = [oldPrefix(t)],
): Promise<void> {
  await t.do({ kind: 'accept-renumbering', link: 'link0' });
  await advertiseOn(t, 'link0', prefixes);
}

export async function advertiseOn(t: TestContext, link: string, prefixes: readonly (Prefix | AdvertisedPrefixSettings)[]): Promise<void> {
  const advPrefixList = prefixes.map((one) => ('prefix' in one ? one : { prefix: one }));
  await t.given(`the device advertises ${advPrefixList.map(({ prefix }) => formatPrefix(prefix)).join(', ')} on ${link}`, async () => {
    const since = t.now();
    await t.do({ kind: 'advertise', link, configuration: { ...DEFAULTS, advPrefixList } });
    await t.expect('Router Advertisement', multicastAdvertisement, { since, within: FIRST_ADVERTISEMENT_TIME, link });
  });
}

/** What the device advertises once it has had time for a Command: its answer to a solicitation of a node on the link. */
export async function nextAdvertisement(t: TestContext, node: Neighbor = t.tester): Promise<Received> {
  await t.elapse(ANSWER_TIME);
  const sent = await solicit(t, node);
  return t.expect('Router Advertisement', answerTo(node.linkLocal), { since: sent, within: LATEST_ANSWER, link: node.link });
}

/** The device advertises these prefixes and no others. */
export async function expectPrefixes(t: TestContext, prefixes: readonly Prefix[], node?: Neighbor): Promise<Received> {
  const advertisement = await nextAdvertisement(t, node);
  t.require('the prefixes that are advertised', advertisement, { [OPTIONS]: exactly(prefixes.map(formatPrefix)) });
  return advertisement;
}
