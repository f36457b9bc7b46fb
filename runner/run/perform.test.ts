import { expect } from 'chai';
import { failed, ok } from '../../reference/net/result.js';
import { milliseconds, seconds } from '../../reference/time.js';
import type { BindError, Binding } from '../../suites/kit/bench.js';
import { conformance, type ConformanceTest, type RegisteredTest } from '../../suites/kit/conformance.js';
import { requirements } from '../../suites/kit/ledger.js';
import { declare } from '../../suites/kit/registry.js';
import { oneLink } from '../../suites/kit/testbed.js';
import { scriptedBinding } from '../bindings/scripted-device.js';
import { Problem } from '../exit-codes.js';
import { createPerformer, type Performer } from './perform.js';

function madeUp(run: ConformanceTest['run']): RegisteredTest {
  const [test] = declare(() => {
    requirements([{ slug: 'made-up', rfc: 4861, section: '7.2', level: 'MUST', role: 'node', text: 'made up' }]);
    conformance({ id: 'a.b.c', title: 't', requirement: 'made-up', role: 'node', testbed: oneLink, run });
  }).tests();
  if (test === undefined) throw new Error('nothing was declared');
  return test;
}

/** A scripted device that cannot be reached the first times, on a clock that says it is real. */
function bindingThatFails(...errors: readonly (BindError['kind'] | undefined)[]): Binding & { opened: number } {
  const inside = scriptedBinding();
  return {
    name: 'scripted',
    opened: 0,
    async open(testbed, test) {
      const kind = errors[this.opened++];
      if (kind !== undefined) return failed({ kind, detail: `it is ${kind}` });
      const bench = await inside.open(testbed, test);
      return bench.ok
        ? ok({
            ...bench.value,
            clock: Object.assign(Object.create(bench.value.clock) as object, bench.value.clock, { kind: 'real' as const }),
          })
        : bench;
    },
    close: () => inside.close(),
  };
}

function performerFor(binding: Binding, signal = new AbortController().signal, waits: string[] = []): Performer {
  const onWait = (id: string, _atMost: unknown, purpose?: string): void => void waits.push(`${id} ${purpose}`);
  return createPerformer({ binding, execute: { seed: 1 }, signal, estimate: () => undefined, onWait });
}

const passing = madeUp(() => Promise.resolve());
const vague = madeUp(async (t) => {
  await t.given('what never is', () => Promise.resolve(false));
});

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it did not reject'),
    (error: unknown) => error,
  );
}

describe('performing one test', () => {
  it('runs it once and keeps its zero on the wall clock', async () => {
    const waits: string[] = [];
    const binding = bindingThatFails();
    const performed = await performerFor(binding, undefined, waits).perform(passing);
    expect(performed?.last.record).to.include({ id: 'a.b.c', verdict: 'pass' });
    expect(performed?.last.zeroAtMs).to.be.closeTo(Date.now(), 10_000);
    expect(performed).to.not.have.property('earlier');
    expect(binding.opened).to.equal(1);
    expect(waits).to.include('a.b.c for the device to answer the observer');
  });

  it('tells what a test waits for', async () => {
    const waits: string[] = [];
    const watching = madeUp(async (t) => {
      await t.elapse(milliseconds(1));
      await t.optionally('Echo Reply', { 'icmpv6.type': 129 }, { since: t.now(), within: milliseconds(1) });
      await t.expectNone('Redirect', { 'icmpv6.type': 137 }, { since: t.now(), for: milliseconds(1), proof: 'none' });
    });
    await performerFor(bindingThatFails(), undefined, waits).perform(watching);
    expect(waits).to.include.members(['a.b.c while time passes', 'a.b.c for Echo Reply', 'a.b.c to see none: Redirect']);
  });

  it('repeats a live test that was INCONCLUSIVE once, and keeps both', async () => {
    const binding = bindingThatFails();
    const performed = await performerFor(binding).perform(vague);
    expect(binding.opened).to.equal(2);
    expect(performed?.earlier?.record.verdict).to.equal('inconclusive');
    expect(performed?.last.record.earlier).to.deep.include({ verdict: 'inconclusive' });
    expect(performed?.last.record.verdict).to.equal('inconclusive');
  });

  it('does not repeat on a virtual clock, which would say the same again', async () => {
    const performed = await performerFor(scriptedBinding()).perform(vague);
    expect(performed?.last.record.verdict).to.equal('inconclusive');
    expect(performed).to.not.have.property('earlier');
    expect(performed?.last).to.not.have.property('zeroAtMs');
  });

  it('tries a device that cannot be reached once more, then ends the run', async () => {
    const performed = await performerFor(bindingThatFails('unreachable')).perform(passing);
    expect(performed?.last.record).to.deep.include({ verdict: 'pass' });
    expect(performed?.last.record.earlier).to.deep.include({ verdict: 'inconclusive' });
    const error = await rejection(performerFor(bindingThatFails('link-lost', 'link-lost')).perform(passing));
    expect(error).to.be.instanceOf(Problem).and.include({ message: 'it is link-lost', exitCode: 3 });
  });

  it('ends the run at once without rights or module', async () => {
    const binding = bindingThatFails('no-permission');
    const error = await rejection(performerFor(binding).perform(passing));
    expect(error).to.be.instanceOf(Problem).and.include({ exitCode: 3 });
    expect(binding.opened).to.equal(1);
  });

  it('makes a testbed that does not fit a SKIP', async () => {
    const performed = await performerFor(bindingThatFails('does-not-fit')).perform(passing);
    expect(performed?.last.record).to.deep.include({ verdict: 'skip' });
  });

  it('leaves no record of a test that was interrupted in its wait', async () => {
    const interruption = new AbortController();
    const waiting = madeUp(async (t) => {
      interruption.abort();
      await t.elapse(seconds(1_000));
    });
    expect(await performerFor(bindingThatFails(), interruption.signal).perform(waiting)).to.equal(undefined);
  });
});
