import { expect } from 'chai';
import fc from 'fast-check';
import { checkDut } from './dut-problems.js';
import { readYaml } from './yaml-source.js';

/** Texts that look enough like YAML to get deep into the parser. */
const yamlish = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        'device',
        'links',
        'link0',
        ': ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        '\n',
        '  ',
        '&a ',
        '*a',
        '"',
        "'",
        '|',
        '>',
        '? ',
        '#',
        '!!',
        '---',
        '<<',
        '\t',
        '%',
      ),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''));

describe('reading YAML', function () {
  this.timeout(20_000);

  it('never throws, and places every problem inside the file', () => {
    fc.assert(
      fc.property(yamlish, (text) => {
        const checked = checkDut(readYaml(text));
        if (checked.ok) return;
        const lines = text.split(/\r\n|\r|\n/);
        expect(checked.problems).to.not.be.empty;
        for (const { line, column } of checked.problems) {
          expect(line).to.be.within(1, lines.length);
          expect(column).to.be.at.least(1);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('finds keys and values behind an alias', () => {
    const source = readYaml('base: &base\n  tester: 3\nlink: *base\n');
    expect(source.position(['link', 'tester'])).to.deep.equal({ line: 2, column: 11 });
    expect(source.keyPosition(['base'], 'tester')).to.deep.equal({ line: 2, column: 3 });
    expect(source.position(['absent', 'deeper'])).to.deep.equal({ line: 1, column: 1 });
  });
});
