import '../ledger/ledger.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { suite } from '../kit/conformance.js';
import type { Neighbor, Received, TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { LATEST_ANSWER } from '../nd/advertising.js';
import {
  advertiseOn,
  beginRenumbering,
  exactlyReports,
  expectPrefixes,
  expectResult,
  give,
  newPrefix,
  oldPrefix,
  operation,
  renumberingTest,
  REPORTS,
  reportsOf,
  subnet,
  use,
} from './commands.js';

const farPrefix = (t: TestContext): Prefix => subnet(t, 4);

const farNode = (t: TestContext): Neighbor => t.neighbor({ name: 'node on link1', link: 'link1' });

async function beginOnBoth(t: TestContext): Promise<Neighbor> {
  const node = farNode(t);
  await beginRenumbering(t);
  await advertiseOn(t, 'link1', [farPrefix(t)]);
  return node;
}

/** A Command about the prefix of the other link. */
const changeFar = (t: TestContext) => operation('changeOperation', farPrefix(t), [use(newPrefix(t))]);

suite('Router Renumbering: interfaces', () => {
  renumberingTest({
    id: 'interface.other',
    title: 'a Command is applied to an interface with a match, also when it came by another one',
    requirement: 'rr-interfaces',
    testbed: twoLinks,
    async run(t) {
      const node = await beginOnBoth(t);
      await give(t, { operations: [changeFar(t)] });
      await expectPrefixes(t, [newPrefix(t)], node);
    },
  });

  renumberingTest({
    id: 'interface.no-match',
    title: 'an interface without a match stays as it is',
    requirement: 'rr-interfaces',
    testbed: twoLinks,
    async run(t) {
      const node = await beginOnBoth(t);
      await give(t, { operations: [operation('setGlobalOperation', oldPrefix(t), [use(newPrefix(t))])] });
      await t.given('the Command was performed', () => expectPrefixes(t, [newPrefix(t)]));
      await expectPrefixes(t, [farPrefix(t)], node);
    },
  });

  renumberingTest({
    id: 'interface.reports',
    title: 'a prefix that matches is reported for each interface, by another InterfaceIndex',
    requirement: 'rr-interfaces',
    testbed: twoLinks,
    async run(t) {
      await beginOnBoth(t);
      const everywhere = operation('addOperation', { ...t.prefix, length: 48 });
      const result = await expectResult(t, await give(t, { resultRequested: true, operations: [everywhere] }));
      t.require('both prefixes', result, { [REPORTS]: exactlyReports([{ prefix: oldPrefix(t) }, { prefix: farPrefix(t) }]) });
      const [first, second] = reportsOf(result).map(({ interfaceIndex }) => interfaceIndex);
      t.check('the InterfaceIndex of each interface is its own, and not zero', {
        holds: first !== second && first !== 0 && second !== 0,
        found: `the Match Reports of the two prefixes have InterfaceIndex ${first} and ${second}`,
        frames: [result],
      });
    },
  });

  for (const [name, siteSpecific] of [
    ['site-clear', false],
    ['site-set', true],
  ] as const)
    renumberingTest({
      id: `interface.${name}`,
      title: `a Command with S ${siteSpecific ? 'set' : 'clear'} is applied to the interface that received it`,
      requirement: 'rr-site-ignored',
      async run(t) {
        await beginRenumbering(t);
        await give(t, { siteSpecific, operations: [operation('changeOperation', oldPrefix(t), [use(newPrefix(t))])] });
        await expectPrefixes(t, [newPrefix(t)]);
      },
    });
});

/** Takes the far interface down after it has advertised. */
async function shutDown(t: TestContext): Promise<Neighbor> {
  const node = await beginOnBoth(t);
  await t.do({ kind: 'interface-down', link: 'link1' });
  await t.elapse(LATEST_ANSWER);
  return node;
}

async function expectAfterReturn(t: TestContext, prefix: Prefix, node: Neighbor): Promise<Received> {
  await t.do({ kind: 'interface-up', link: 'link1' });
  await t.elapse(LATEST_ANSWER);
  return expectPrefixes(t, [prefix], node);
}

suite('Router Renumbering: interfaces that are shut down', () => {
  renumberingTest({
    id: 'shut-down.left-alone',
    title: 'without A a Command is not applied to an interface that is shut down',
    requirement: 'rr-shut-down',
    testbed: twoLinks,
    actions: ['interface-down', 'interface-up'],
    async run(t) {
      const node = await shutDown(t);
      const result = await expectResult(t, await give(t, { resultRequested: true, operations: [changeFar(t)] }));
      t.require('no report of the interface', result, { [REPORTS]: exactlyReports([]) });
      await expectAfterReturn(t, farPrefix(t), node);
    },
  });

  renumberingTest({
    id: 'shut-down.all-interfaces',
    title: 'with A a Command is applied to an interface that is shut down',
    requirement: 'rr-all-interfaces',
    testbed: twoLinks,
    actions: ['interface-down', 'interface-up'],
    async run(t) {
      const node = await shutDown(t);
      const result = await expectResult(t, await give(t, { allInterfaces: true, resultRequested: true, operations: [changeFar(t)] }));
      t.require('a report of the interface', result, { [REPORTS]: exactlyReports([{ prefix: farPrefix(t) }]) });
      await expectAfterReturn(t, newPrefix(t), node);
    },
  });
});
