import { expect } from 'chai';
import type { FrameRecord, TestDetails } from '../../suites/kit/record.js';
import { lanesOf, routeOf } from './lanes.js';

const node = (name: string, link: string, linkLayerAddress: string) => ({ name, link, linkLayerAddress, addresses: [] });

const details: TestDetails = {
  id: 'a.b.c',
  purpose: '',
  testbed: { title: 'two links', links: ['link0', 'link1'] },
  nodes: [
    node('tester', 'link0', '02:00:00:00:00:01'),
    node('other', 'link0', '02:00:00:00:00:02'),
    node('far', 'link1', '02:00:00:00:00:03'),
    node('idle', 'link1', '02:00:00:00:00:04'),
    node('dut', 'link0', '02:00:00:00:00:0D'),
  ],
  steps: [],
  frames: [],
  events: [],
  uncertaintyUs: 0,
  tape: [],
};

const frame = (draft: Partial<FrameRecord>): FrameRecord => ({
  ordinal: 1,
  link: 'link0',
  direction: 'out',
  atUs: 0,
  node: 'tester',
  octets: '02000000000d',
  notation: '',
  steps: [],
  background: false,
  ...draft,
});

describe('lanes of a ladder', () => {
  const frames = [frame({}), frame({ node: 'other' }), frame({ node: 'far', link: 'link1' })];
  const lanes = lanesOf(details, frames);
  const route = (draft: Partial<FrameRecord>) => {
    const { from, to, toAll } = routeOf(frame(draft), lanes);
    return `${from.name} > ${to.name}${toAll ? ' and all' : ''}`;
  };

  it('has the first link left of the device, further links right of it, and no node that did nothing', () => {
    expect(lanes.all.map(({ name }) => name)).to.deep.equal(['tester', 'other', 'dut', 'far']);
    expect(lanes.all.map(({ x }) => x)).to.deep.equal([...lanes.all.map(({ x }) => x)].sort((a, b) => a - b));
  });

  it('leads a sent frame from its node to the device', () => {
    expect(route({ node: 'far', link: 'link1' })).to.equal('far > dut');
  });

  it('leads the device’s frame to the node that has its destination address', () => {
    expect(route({ direction: 'in', node: 'dut', octets: '020000000002' })).to.equal('dut > other');
  });

  it('leads a multicast to every node of its link', () => {
    expect(route({ direction: 'in', node: 'dut', octets: '333300000001' })).to.equal('dut > tester and all');
    expect(route({ direction: 'in', node: 'dut', link: 'link1', octets: '333300000001' })).to.equal('dut > far and all');
  });

  it('gives a stranger a lane of its own', () => {
    const strange = frame({ direction: 'in', node: 'stranger', octets: '333300000001' });
    const withStranger = lanesOf(details, [...frames, strange]);
    expect(withStranger.all[0]?.name).to.equal('stranger');
    expect(routeOf(strange, withStranger).from.name).to.equal('stranger');
  });

  it('has the lane of a tester even when nothing was sent', () => {
    expect(lanesOf(details, []).all.map(({ name }) => name)).to.deep.equal(['tester', 'dut']);
  });
});
