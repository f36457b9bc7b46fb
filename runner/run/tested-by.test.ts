import { expect } from 'chai';
import { hostname } from 'node:os';
import { whoRunsThis } from './tested-by.js';

describe('whoRunsThis', () => {
  it('names the user who became root by sudo, and the machine', () => {
    expect(whoRunsThis({ SUDO_USER: 'rlee' })).to.equal(`rlee@${hostname()}`);
  });

  it('names whose process it is without sudo', () => {
    expect(whoRunsThis({}).split('@').at(-1)).to.equal(hostname());
  });
});
