import { expect } from 'chai';
import { parseOptions, wholeNumber, type OptionSpec } from './options.js';
import { table } from './table.js';

const SPECS: readonly OptionSpec[] = [
  { flag: 'r', about: 'routes' },
  { flag: 'n', about: 'numbers' },
  { flag: 'c', value: 'COUNT', about: 'count' },
  { flag: 'i', value: 'INTERFACE', about: 'interface', last: true },
];

const parse = (line: string) => parseOptions('netstat', SPECS, line.split(' ').filter(Boolean));

describe('options of a console command', () => {
  it('stand alone, together, and with their value behind them or in one word', () => {
    for (const line of ['-r -n -c 3 x', '-rn -c3 x', '-rnc 3 x', '-nrc3 x']) {
      const options = parse(line);
      expect([options.has('r'), options.has('n'), options.value('c')], line).to.deep.equal([true, true, '3']);
      expect(options.operands).to.deep.equal(['x']);
    }
  });

  it('end with the first operand, with --, or with one that takes the rest', () => {
    expect(parse('x -r').operands).to.deep.equal(['x', '-r']);
    expect(parse('-r -- -n').operands).to.deep.equal(['-n']);
    expect(parse('-i eth1 -nud -r').operands).to.deep.equal(['-nud', '-r']);
    expect(parse('-').operands).to.deep.equal(['-']);
  });

  it('count, and the last value of several is taken', () => {
    expect(parse('-rr').count('r')).to.equal(2);
    expect(parse('-c 1 -c 2').value('c')).to.equal('2');
    expect(parse('').value('c')).to.equal(undefined);
  });

  it('are told apart from mistakes', () => {
    expect(() => parse('-x')).to.throw('netstat: there is no option -x. Known: -r -n -c -i');
    expect(() => parse('-c')).to.throw('netstat: -c wants COUNT');
  });

  it('hold numbers within bounds', () => {
    expect(wholeNumber('ping6', '-c', '7', 1, 9)).to.equal(7);
    for (const text of ['0', '10', '1.5', '1e0', '', 'x', '-1'])
      expect(() => wholeNumber('ping6', '-c', text, 1, 9), text).to.throw(`-c is a whole number from 1 to 9, not "${text}"`);
  });
});

describe('a table', () => {
  it('has columns as wide as their widest cell, and no blanks at the end', () => {
    expect(
      table(
        ['A', 'Long', 'C'],
        [
          ['aaa', 'b', ''],
          ['', 'b', 'c'],
        ],
      ),
    ).to.deep.equal(['A    Long  C', 'aaa  b', '     b     c']);
  });
});
