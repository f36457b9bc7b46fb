import { expect } from 'chai';
import fc from 'fast-check';
import { readAssignments } from './shell-assignments.js';

const values = (text: string): Record<string, string> => {
  const read = readAssignments(text);
  if (!read.ok) throw new Error(read.error.map(({ place, text: says }) => `${place.line}:${place.column} ${says}`).join('\n'));
  return Object.fromEntries([...read.value].map(([name, { value }]) => [name, value]));
};
const complaints = (text: string): readonly string[] => {
  const read = readAssignments(text);
  return read.ok ? [] : read.error.map(({ place, text: says }) => `${place.line}:${place.column} ${says}`);
};

describe('readAssignments', () => {
  for (const [what, text, wanted] of [
    ['plain values', 'a=1\nb=two\n', { a: '1', b: 'two' }],
    ['quoted values', `a="x y" b='z "w" $HOME' c=p"q"'r'`, { a: 'x y', b: 'z "w" $HOME', c: 'pqr' }],
    ['no value', 'a=\nb=""', { a: '', b: '' }],
    ['the last of several', 'a=1\na=2', { a: '2' }],
    ['comments, but not inside of a word', '# a=0\na=1 # b=2\nc=x#y', { a: '1', c: 'x#y' }],
    ['backslashes', String.raw`a="\"\\\$\x" b=\ c\$ d='\'`, { a: '"\\$\\x', b: ' c$', d: '\\' }],
    ['a backslash at the end', 'a=b\\', { a: 'b\\' }],
    ['values over several lines', 'a="x\ny"\nb=1\\\n2', { a: 'x\ny', b: '12' }],
    ['semicolons and ends of lines of other systems', 'a=1; b=2;\r\nc=3\r\n', { a: '1', b: '2', c: '3' }],
    ['names of objects', '__proto__=1', Object.fromEntries([['__proto__', '1']])],
  ] as const)
    it(`reads ${what}`, () => expect(values(text)).to.deep.equal(wanted));

  it('says where a variable stands that is set last', () => {
    const read = readAssignments('a=1\n\n  a="2\n"; b=3');
    expect(read.ok && [...read.value].map(([name, { place }]) => [name, place])).to.deep.equal([
      ['a', { line: 3, column: 3 }],
      ['b', { line: 4, column: 4 }],
    ]);
  });

  const COMMAND = 'wanted NAME=value: commands are not carried out';
  const acts = (character: string): string => `${character} is for a shell to act on: put a plain value here`;
  for (const [text, ...told] of [
    ['rm -rf /', `1:1 ${COMMAND}`],
    ['. /etc/rc.conf.local\na=1\nexport b=2', `1:1 ${COMMAND}`, `3:1 ${COMMAND}`],
    ['a =1', `1:1 ${COMMAND}`],
    ['1a=1', `1:1 ${COMMAND}`],
    ['a=$(reboot)', `1:3 ${acts('$')}`],
    ['a="x ${b}"', `1:6 ${acts('$')}`],
    ['a="`reboot`"', `1:4 ${acts('`')}`],
    ['a=b|sh', `1:4 ${acts('|')}`],
    ['a=b&', `1:4 ${acts('&')}`],
    ['a=b>c', `1:4 ${acts('>')}`],
    ['\na="b\nc', '2:3 this quote is not closed'],
    ["a='b", '1:3 this quote is not closed'],
    ['a=1 if', `1:5 ${COMMAND}`],
  ] as const)
    it(`does not read: ${JSON.stringify(text)}`, () => expect(complaints(text)).to.deep.equal(told));

  it('ends soon where nothing is right, and where there is too much', () => {
    expect(complaints('x\n'.repeat(5_000))).to.have.length(20);
    expect(complaints('a=1\n'.repeat(10_001))).to.deep.equal(['10001:1 more than 10000 variables: what follows was not read']);
    expect(values(`a="${'x'.repeat(300_000)}"`)['a']).to.have.length(300_000);
  });

  it('never throws, and says where it stands in the text', () => {
    const some = fc.constantFrom('a=', 'b', ' ', '\n', "'", '"', '\\', '$', '`', '#', ';', '=', '\r');
    fc.assert(
      fc.property(
        fc.array(some).map((parts) => parts.join('')),
        (text) => {
          const read = readAssignments(text);
          const places = read.ok ? [...read.value.values()].map(({ place }) => place) : read.error.map(({ place }) => place);
          const lines = text.split('\n');
          for (const { line, column } of places) expect(column).to.be.within(1, (lines[line - 1]?.length ?? 0) + 1);
        },
      ),
    );
  });
});
