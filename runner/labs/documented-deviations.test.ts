import { expect } from 'chai';
import { tests } from '../../suites/index.js';
import { documentedDeviations, findingAnchors } from './documented-deviations.js';

for (const device of ['linux', 'radvd'])
  describe(`the documented deviations of ${device}`, () => {
    const documented = documentedDeviations(device);

    it('name tests that exist, each once', () => {
      const ids = documented.map(({ test }) => test);
      expect(new Set(ids).size).to.equal(ids.length);
      expect(tests.map(({ id }) => id)).to.include.members(ids);
    });

    it('have a finding each, and each finding is one of theirs', () => {
      expect(new Set(findingAnchors(device))).to.deep.equal(new Set(documented.map(({ finding }) => finding)));
    });
  });
