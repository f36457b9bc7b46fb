import { expect } from 'chai';
import { conformance, suite } from '../suites/kit/conformance.js';
import { requirements } from '../suites/kit/ledger.js';
import type { Verdict } from '../suites/kit/record.js';
import { declare } from '../suites/kit/registry.js';
import { oneLink } from '../suites/kit/testbed.js';
import { runWithMocha } from './mocha-run.js';
import { madeUpTest } from './results/made-up-run.js';

const tests = declare(() => {
  requirements([{ slug: 'made-up', rfc: 4861, section: '7.2', level: 'MUST', role: 'node', text: 'made up' }]);
  const test = (id: string): void =>
    conformance({ id, title: `title of ${id}`, requirement: 'made-up', role: 'node', testbed: oneLink, run: () => Promise.resolve() });
  suite('A', () => {
    suite('B', () => ['a.b.one', 'a.b.two'].forEach(test));
    test('a.c.one');
  });
  test('d.e.one');
}).tests();

describe('Mocha as the scheduler', () => {
  it('runs every test once, one at a time, whatever the verdicts', async () => {
    const verdicts: readonly Verdict[] = ['fail', 'skip', 'inconclusive', 'pass'];
    const seen: string[] = [];
    let atWork = 0;
    await runWithMocha(tests, {
      signal: new AbortController().signal,
      onStray: (_, error) => expect.fail(error.message),
      async perform(test) {
        expect(++atWork).to.equal(1);
        seen.push(test.id);
        await new Promise((resolve) => setTimeout(resolve, 1));
        atWork--;
        return madeUpTest(test.id, verdicts[seen.length - 1] ?? 'pass');
      },
    });
    expect([...seen].sort()).to.deep.equal(tests.map(({ id }) => id).sort());
  });

  it('starts no test after the interruption', async () => {
    const interruption = new AbortController();
    const seen: string[] = [];
    await runWithMocha(tests, {
      signal: interruption.signal,
      onStray: (_, error) => expect.fail(error.message),
      perform(test) {
        seen.push(test.id);
        if (seen.length === 2) interruption.abort();
        return Promise.resolve(seen.length === 2 ? undefined : madeUpTest(test.id));
      },
    });
    expect(seen).to.have.length(2);
  });

  it('tells of an exception in performing, and goes on', async () => {
    const seen: string[] = [];
    const strays: (string | undefined)[] = [];
    await runWithMocha(tests, {
      signal: new AbortController().signal,
      onStray: (test, error) => strays.push(`${test?.id}: ${error.message}`),
      perform(test) {
        seen.push(test.id);
        return seen.length === 1 ? Promise.reject(new Error('boom')) : Promise.resolve(madeUpTest(test.id));
      },
    });
    expect(strays).to.deep.equal([`${seen[0]}: boom`]);
    expect(seen).to.have.length(4);
  });
});
