import { expect } from 'chai';
import { conformance, type ConformanceTest } from './conformance.js';
import { inEachPart, isRepeatedPart } from './parts.js';
import { declare } from './registry.js';
import { requirements } from './ledger.js';
import { oneLink } from './testbed.js';

const test = (name: string, role: string): ConformanceTest => ({
  id: `made.up.${name}`,
  title: name,
  requirement: 'made-up',
  role,
  testbed: oneLink,
  run: () => Promise.resolve(),
});

const declared = declare(() => {
  requirements([{ slug: 'made-up', rfc: 4861, section: '7.2', level: 'MUST', role: 'node', text: 'made up' }]);
  for (const [name, role] of [
    ['a', 'router'],
    ['b', 'node'],
    ['c', 'host'],
    ['d', 'client'],
  ] as const)
    conformance(test(name, role));
}).tests();

describe('the parts that a device plays', () => {
  const all = inEachPart(declared);

  it('has a test for any node run in each of them, hosts first', () => {
    expect(all.map(({ id, plays }) => `${id} ${plays}`)).to.deep.equal([
      'made.up.b host',
      'made.up.c host',
      'made.up.d client',
      'made.up.a router',
      'made.up.b@router router',
    ]);
  });

  it('says so in the description, which is what results are made of', () => {
    for (const { id, plays, description } of all) expect(description).to.include({ id, plays });
    expect(all.at(-1)?.description.roles).to.deep.equal(['node']);
  });

  it('tells the second appearance from the first', () =>
    expect(all.filter(isRepeatedPart).map(({ id }) => id)).to.deep.equal(['made.up.b@router']));
});
