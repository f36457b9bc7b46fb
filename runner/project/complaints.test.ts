import { expect } from 'chai';
import { complaintsIn } from './complaints.js';

describe('complaints of a failed stage', () => {
  it('are the failures that Mocha lists, without their stacks', () => {
    const output = ['  3 passing (2s)', '  1 failing', '', '  1) lab: it differs', '     AssertionError: no', '      at f (a.ts:5:1)', ''];
    expect(complaintsIn(output.join('\n'))).to.equal('  1 failing\n  1) lab: it differs\n     AssertionError: no');
  });

  it('are the last lines of anything else', () => {
    const output = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');
    expect(complaintsIn(output).split('\n')).to.have.length(40);
    expect(complaintsIn(output)).to.match(/^line 60\n.*line 99$/s);
  });
});
