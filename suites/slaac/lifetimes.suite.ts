import '../ledger/ledger.js';
import type { Address } from '../../reference/net/address.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { after, elapsed, hours, seconds, type Duration, type Instant } from '../../reference/time.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { sitePrefix } from '../nd/device-addresses.js';
import { expectByRouter, nodeIn } from '../nd/on-link-prefixes.js';
import { advertiseRouter, advertise } from '../nd/routers.js';
import { autonomousOption, expectAnswers, expectGone, givenFormed, offer, type Lifetimes } from './formation.js';
import { beginConversation, sourceTowards } from './sources.js';

const LONG: Lifetimes = { valid: 120, preferred: 120 };
const INFINITY_S = 0xffff_ffff;

interface Scene {
  readonly router: Neighbor;
  /** Where the address under test is from. */
  readonly prefix: Prefix;
  readonly held: Address;
  /** When the lifetimes were advertised. */
  readonly since: Instant;
  /** A prefix whose address stays preferred; only where a test asks for it. */
  readonly other: Prefix;
}

/** The device has formed an address from a prefix with these lifetimes, about three seconds ago. */
async function begin(t: TestContext, lifetimes: Lifetimes): Promise<Scene> {
  const router = t.neighbor({ name: 'router', router: true });
  const [prefix, other] = [sitePrefix(t, 1), sitePrefix(t, 2)];
  const sent = await offer(t, router, prefix, lifetimes);
  const held = await givenFormed(t, sent, prefix);
  return { router, prefix, held, since: sent.at, other };
}

/** As `begin`, beside an address that stays preferred. */
async function beginBeside(t: TestContext, lifetimes: Lifetimes): Promise<Scene & { readonly preferred: Address }> {
  const scene = await begin(t, lifetimes);
  const preferred = await givenFormed(t, await offer(t, scene.router, scene.other, LONG), scene.other);
  return { ...scene, preferred };
}

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'> & { readonly pings?: true; readonly lasts?: Duration };

const lifetimeTest = ({ pings, ...row }: Row): void =>
  conformance({ ...row, id: `slaac.lifetime.${row.id}`, role: 'host', testbed: oneLink, ...(pings && { actions: ['ping'] }) });

/** Long enough for a preferred lifetime of a few seconds to have ended. */
const DEPRECATED_SOON: Lifetimes = { valid: 120, preferred: 5 };
const UNTIL_DEPRECATED = seconds(5.5);

suite('Address lifetimes: deprecated addresses', () => {
  lifetimeTest({
    id: 'deprecated-answers',
    title: 'an address whose preferred lifetime has ended is still answered for',
    requirement: 'life-expiry-deprecated',
    async run(t) {
      const { held } = await begin(t, DEPRECATED_SOON);
      await t.elapse(UNTIL_DEPRECATED);
      await expectAnswers(t, held);
    },
  });

  lifetimeTest({
    id: 'deprecated-not-chosen',
    title: 'an address whose preferred lifetime has ended is not the source of a new conversation while another one is there',
    requirement: 'life-deprecated-not-new-source',
    pings: true,
    async run(t) {
      const { prefix, preferred } = await beginBeside(t, DEPRECATED_SOON);
      await t.elapse(UNTIL_DEPRECATED);
      t.require('the source is the preferred address', await sourceTowards(t, prefix), { 'ipv6.source': preferred });
    },
  });

  lifetimeTest({
    id: 'formed-deprecated',
    title: 'an address formed with Preferred Lifetime 0 is not the source of a new conversation while another one is there',
    requirement: 'slaac-pref-zero-new',
    pings: true,
    async run(t) {
      const { prefix, preferred } = await beginBeside(t, { valid: 120, preferred: 0 });
      t.require('the source is the preferred address', await sourceTowards(t, prefix), { 'ipv6.source': preferred });
    },
  });

  lifetimeTest({
    id: 'deprecated-alone',
    title: 'a deprecated address is the source of a new conversation when there is no other of its scope',
    requirement: 'life-deprecated-block-default-off',
    pings: true,
    async run(t) {
      const { prefix, held } = await begin(t, { valid: 120, preferred: 0 });
      t.require('the source is the deprecated address', await sourceTowards(t, prefix), { 'ipv6.source': held });
    },
  });

  lifetimeTest({
    id: 'deprecated-explicit',
    title: 'a deprecated address that an application asks for is the source',
    requirement: 'life-deprecated-explicit',
    pings: true,
    async run(t) {
      const { prefix, held } = await beginBeside(t, { valid: 120, preferred: 0 });
      t.require('the source is the deprecated address', await sourceTowards(t, prefix, held), { 'ipv6.source': held });
    },
  });

  lifetimeTest({
    id: 'preferred-again',
    title: 'a deprecated address is preferred again when a new Preferred Lifetime comes',
    requirement: 'life-refresh-preferred',
    pings: true,
    async run(t) {
      const { router, prefix, held } = await beginBeside(t, { valid: 120, preferred: 0 });
      await offer(t, router, prefix, LONG);
      t.require('the source is the address that was deprecated', await sourceTowards(t, prefix), { 'ipv6.source': held });
    },
  });

  lifetimeTest({
    id: 'preferred-extended',
    title: 'a new Preferred Lifetime takes the place of one that is about to end',
    requirement: 'life-refresh-preferred',
    pings: true,
    async run(t) {
      const { router, prefix, held } = await beginBeside(t, { valid: 120, preferred: 9 });
      await offer(t, router, prefix, LONG);
      await t.elapse(seconds(5));
      t.require('the source is the address whose lifetime was extended', await sourceTowards(t, prefix), { 'ipv6.source': held });
    },
  });

  lifetimeTest({
    id: 'preferred-shortened',
    title: 'a shorter Preferred Lifetime takes the place of a longer one',
    requirement: 'life-refresh-preferred',
    pings: true,
    async run(t) {
      const { router, prefix, preferred } = await beginBeside(t, LONG);
      await offer(t, router, prefix, { valid: 120, preferred: 2 });
      await t.elapse(seconds(3));
      t.require('the source is the other address', await sourceTowards(t, prefix), { 'ipv6.source': preferred });
    },
  });

  lifetimeTest({
    id: 'preferred-zero',
    title: 'a Preferred Lifetime of 0 deprecates an address at once, and it is still answered for',
    requirement: 'life-preferred-zero-existing',
    pings: true,
    async run(t) {
      const { router, prefix, held, preferred } = await beginBeside(t, LONG);
      await offer(t, router, prefix, { valid: 120, preferred: 0 });
      t.require('the source is the other address', await sourceTowards(t, prefix), { 'ipv6.source': preferred });
      await expectAnswers(t, held);
    },
  });

  lifetimeTest({
    id: 'renumber',
    title: 'when an old prefix is deprecated and a new one comes, both addresses answer and the new one is the source',
    requirement: 'life-two-prefixes-renumber',
    pings: true,
    async run(t) {
      const { router, prefix, held, other } = await begin(t, LONG);
      await offer(t, router, prefix, { valid: 120, preferred: 0 });
      const fresh = await givenFormed(t, await offer(t, router, other, LONG), other);
      for (const address of [held, fresh]) await expectAnswers(t, address);
      t.require('the source is the new address', await sourceTowards(t, prefix), { 'ipv6.source': fresh });
    },
  });
});

suite('Address lifetimes: the end of an address', () => {
  lifetimeTest({
    id: 'invalid',
    title: 'an address answers until its valid lifetime ends, and not after',
    requirement: 'life-expiry-invalid',
    async run(t) {
      const { held } = await begin(t, { valid: 8, preferred: 8 });
      await t.elapse(seconds(3));
      await expectAnswers(t, held);
      await t.elapse(seconds(4));
      await expectGone(t, held);
    },
  });

  lifetimeTest({
    id: 'invalid-deprecated',
    title: 'a deprecated address answers until its valid lifetime ends, and not after',
    requirement: 'life-expiry-invalid',
    async run(t) {
      const { held } = await begin(t, { valid: 8, preferred: 0 });
      await t.elapse(seconds(3));
      await expectAnswers(t, held);
      await t.elapse(seconds(4));
      await expectGone(t, held);
    },
  });

  lifetimeTest({
    id: 'invalid-not-source',
    title: 'an address whose valid lifetime has ended is not the source of a new conversation',
    requirement: 'life-invalid-not-source',
    pings: true,
    async run(t) {
      const { held, other, preferred } = await beginBeside(t, { valid: 8, preferred: 8 });
      await t.elapse(seconds(6));
      const { since } = await beginConversation(t, other);
      await t.expectNone('a packet from the invalid address', { 'ipv6.source': held }, { since, for: ANSWER_TIME });
      t.require('the source is the valid address', await sourceTowards(t, other), { 'ipv6.source': preferred });
    },
  });

  lifetimeTest({
    id: 'valid-longer',
    title: 'a valid lifetime above the remaining one is taken over',
    requirement: 'life-valid-gt-stored',
    async run(t) {
      const { router, prefix, held } = await begin(t, { valid: 6, preferred: 6 });
      await offer(t, router, prefix, LONG);
      await t.elapse(seconds(5));
      await expectAnswers(t, held);
    },
  });

  lifetimeTest({
    id: 'valid-shorter',
    title: 'with two hours or less remaining a shorter valid lifetime is ignored',
    requirement: 'life-valid-stored-le-2h',
    async run(t) {
      const { router, prefix, held } = await begin(t, LONG);
      await offer(t, router, prefix, { valid: 2, preferred: 2 });
      await t.elapse(seconds(4));
      await expectAnswers(t, held);
    },
  });

  lifetimeTest({
    id: 'valid-two-hours',
    title: 'with more than two hours remaining a valid lifetime of seconds becomes two hours',
    requirement: 'life-valid-stored-gt-2h',
    async run(t) {
      const { router, prefix, held } = await begin(t, { valid: 10_000, preferred: 120 });
      await offer(t, router, prefix, { valid: 2, preferred: 2 });
      await t.elapse(seconds(4));
      await expectAnswers(t, held);
    },
  });

  for (const [name, valid] of [
    ['short', 120],
    ['long', 10_000],
    ['infinite', INFINITY_S],
  ] as const)
    lifetimeTest({
      id: `valid-zero-${name}`,
      title: `a valid lifetime of 0 does not end an address that had ${valid === INFINITY_S ? 'an infinite one' : `${valid} s`}`,
      requirement: 'life-valid-zero-existing',
      async run(t) {
        const { router, prefix, held } = await begin(t, { valid, preferred: 120 });
        await offer(t, router, prefix, { valid: 0, preferred: 0 });
        await t.elapse(seconds(2));
        await expectAnswers(t, held);
      },
    });

  lifetimeTest({
    id: 'on-link-ends-first',
    title: 'a valid lifetime of 0 takes the prefix off the link at once, while its address is kept',
    requirement: 'life-onlink-vs-addr',
    async run(t) {
      const { router, prefix, held } = await begin(t, LONG);
      await advertiseRouter(t, router);
      const option = autonomousOption(prefix, { onLink: true, validLifetime: 0, preferredLifetime: 0 });
      await advertise(t, router, { routerLifetime: 1800, options: [option] });
      await expectByRouter(t, nodeIn(t, prefix), held, router);
    },
  });
});

/** Around the end of a lifetime: the address answers just before, and is gone just after. */
async function expectEnd(t: TestContext, held: Address, end: Instant): Promise<void> {
  await t.elapse((elapsed(t.now(), end) - seconds(10)) as Duration);
  await expectAnswers(t, held);
  await t.elapse(seconds(12));
  await expectGone(t, held);
}

suite('Address lifetimes of hours', () => {
  for (const [id, requirement, stored, received, left, title] of [
    ['gt-2h', 'life-valid-gt-2h', 10_000, 9_000, 9_000, 'of more than two hours takes the place of a longer one'],
    ['to-2h', 'life-valid-stored-gt-2h', 10_000, 30, 7_200, 'of seconds, with more than two hours remaining, leaves two hours'],
    ['zero-to-2h', 'life-valid-zero-existing', 10_000, 0, 7_200, 'of 0, with more than two hours remaining, leaves two hours'],
    ['not-below', 'life-valid-stored-le-2h', 7_200, 30, 7_200, 'of seconds, with two hours remaining, changes nothing'],
    ['infinite-to-finite', 'life-infinite-to-finite', INFINITY_S, 9_000, 9_000, 'above two hours takes the place of an infinite one'],
    ['infinite-to-2h', 'life-valid-stored-gt-2h', INFINITY_S, 30, 7_200, 'of seconds leaves two hours of an infinite one'],
    ['longer', 'life-valid-gt-stored', 60, 9_000, 9_000, 'of hours takes the place of a minute'],
  ] as const)
    lifetimeTest({
      id: `hours-${id}`,
      title: `a valid lifetime ${title}`,
      requirement,
      lasts: hours(2),
      async run(t) {
        const { router, prefix, held, since } = await begin(t, { valid: stored, preferred: Math.min(stored, 60) });
        const sent = await offer(t, router, prefix, { valid: received, preferred: Math.min(received, 60) });
        await expectEnd(t, held, after(stored === left ? since : sent.at, seconds(left)));
      },
    });
});
