import { expect } from 'chai';
import type { TestDetails } from '../../suites/kit/record.js';
import { other } from '../sample/other-tests.js';
import { testbedPicture } from './testbed-picture.js';

const node = (name: string, link: string) => ({ name, link, linkLayerAddress: '02:00:5e:10:00:01', addresses: ['fe80::1'] });
const details = (links: readonly string[], ...nodes: TestDetails['nodes'][number][]): TestDetails => {
  const [{ details: some }] = other as [(typeof other)[number]];
  if (!some) throw new Error('the sample has details');
  return { ...some, testbed: { title: '', links }, nodes };
};

describe('testbedPicture', () => {
  it('hangs each node of the bench on its link, and the device on all of them', () => {
    const picture = testbedPicture(details(['link0', 'link1'], node('tester', 'link0'), node('router', 'link1'), node('dut', 'link0')));
    expect(picture?.links.map(({ name, nodes }) => [name, nodes.map((one) => one.name)])).to.deep.equal([
      ['link0', ['tester']],
      ['link1', ['router']],
    ]);
    expect(picture?.text).to.equal('link0: the device with tester; link1: the device with router');
    for (const { y } of picture?.links ?? [])
      expect(y).to.be.within(picture?.device.y ?? 0, (picture?.device.y ?? 0) + (picture?.device.height ?? 0));
  });

  it('keeps everything inside its frame, however many there are', () => {
    const picture = testbedPicture(
      details(['link0'], ...Array.from({ length: 9 }, (_, i) => node(`a neighbour with a long name ${i}`, 'link0'))),
    );
    expect(picture?.links[0]?.nodes).to.have.length(6);
    expect(picture?.links[0]?.more).to.equal('+ 3');
    for (const box of picture?.links[0]?.nodes ?? []) {
      expect(box.x + box.width).to.be.below(picture?.links[0]?.end ?? 0);
      expect(box.y).to.be.at.least(0);
      expect(box.name.length).to.be.at.most(34);
      expect(box.width).to.be.at.least(7 * box.name.length);
    }
  });

  it('does not cut a name of the length that tests give, and tells nodes of one name apart by their addresses', () => {
    const spare = node('spare interface', 'link0');
    const other = { ...spare, linkLayerAddress: '02:00:5e:10:1b:9c' };
    const inPrefix = { ...node('node in the prefix', 'link0'), linkLayerAddress: '02:00:5e:10:00:02' };
    const picture = testbedPicture(details(['link0', 'link1'], inPrefix, spare, other, node('spare interface', 'link1')));
    expect(picture?.links.map(({ nodes }) => nodes.map(({ name }) => name))).to.deep.equal([
      ['node in the prefix', 'spare interface 00:01', 'spare interface 1b:9c'],
      ['spare interface'],
    ]);
  });

  it('is not drawn of the device alone', () => {
    expect(testbedPicture(details(['link0'], node('dut', 'link0')))).to.equal(undefined);
    expect(testbedPicture(details(['link0', 'link1'], node('tester', 'link1')))?.text).to.equal(
      'link0: the device alone; link1: the device with tester',
    );
  });
});
