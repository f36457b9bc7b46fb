import { expect } from 'chai';
import { BIRD } from '../adapters/routing/routing-programs.js';
import type { Outcome } from '../adapters/run-program.js';
import { checkRouting } from './machine.js';

/** A system on which BIRD, asked for its version, ends so. */
const answering = (bird: Partial<Outcome>) => ({
  run: ([program = '', ...parameters]: readonly string[]): Promise<Outcome> => {
    const said = { code: 0, stdout: '', stderr: '' };
    if (program === BIRD) return Promise.resolve({ ...said, ...bird });
    expect([program, ...parameters]).to.deep.equal(['test', '-x', BIRD]);
    return Promise.resolve({ ...said, code: bird.code === 'ENOENT' ? 1 : 0 });
  },
});

describe('the check of the routing daemon', () => {
  it('tells which version is there', async () => {
    expect(await checkRouting('bird', answering({ stderr: 'BIRD version 2.0.12\n' }))).to.deep.equal({
      state: 'ok',
      subject: 'routing',
      text: 'BIRD 2.0.12',
    });
  });

  it('says how to install one that is not there', async () => {
    expect(await checkRouting('bird', answering({ code: 'ENOENT' }))).to.deep.equal({
      state: 'problem',
      subject: 'routing',
      text: `${BIRD} is not installed`,
      remedy: 'sudo apt-get install bird2',
    });
  });

  it('has no one install again what is there, and says nothing in time, or says something else', async () => {
    for (const outcome of [{ code: 'TIMEOUT' }, { code: 1, stderr: 'error while loading shared libraries' }, { stdout: 'BIRD, latest' }])
      expect(await checkRouting('bird', answering(outcome))).to.deep.equal({
        state: 'problem',
        subject: 'routing',
        text: `${BIRD} does not say its version`,
        remedy: `try: ${BIRD} --version`,
      });
  });
});
