import { expect } from 'chai';
import { instant, milliseconds } from '../time.js';
import { EventQueue } from './event-queue.js';
import { MemoryLink } from './memory-link.js';

const frame = (first: number): Uint8Array => Uint8Array.of(first, 0, 0);

describe('MemoryLink', () => {
  it('delivers a frame to every other port, not to its sender, at the same instant', () => {
    const queue = new EventQueue();
    const link = new MemoryLink(queue);
    const got: string[] = [];
    const a = link.attach('a', () => got.push('a'));
    link.attach('b', (octets) => got.push(`b${octets[0]}`));
    link.attach('c', (octets) => got.push(`c${octets[0]}`));
    a.transmit(frame(1));
    expect(got, 'nothing arrives inside transmit').to.deep.equal([]);
    queue.runUntil(instant(0));
    expect(got).to.deep.equal(['b1', 'c1']);
  });

  it('keeps the order of frames and delays them', () => {
    const queue = new EventQueue();
    const link = new MemoryLink(queue, { delay: milliseconds(2) });
    const got: number[][] = [];
    const a = link.attach('a', () => undefined);
    link.attach('b', (octets) => got.push([queue.now, octets[0] ?? -1]));
    for (const i of [1, 2, 3]) a.transmit(frame(i));
    queue.runUntil(instant(10_000));
    expect(got).to.deep.equal([
      [2_000, 1],
      [2_000, 2],
      [2_000, 3],
    ]);
  });

  it('loses what the rule takes, per receiver, and counts it', () => {
    const queue = new EventQueue();
    const link = new MemoryLink(queue, { loses: (octets, _from, to) => to === 'b' && octets[0] === 2 });
    const got: string[] = [];
    const a = link.attach('a', () => undefined);
    for (const name of ['b', 'c']) link.attach(name, (octets) => got.push(`${name}${octets[0]}`));
    for (const i of [1, 2]) a.transmit(frame(i));
    while (queue.runNext());
    expect(got).to.deep.equal(['b1', 'c1', 'c2']);
    expect(link.lost).to.equal(1);
  });

  it('delivers nothing to a port that was detached while the frame was under way', () => {
    const queue = new EventQueue();
    const link = new MemoryLink(queue);
    const a = link.attach('a', () => undefined);
    const b = link.attach('b', () => expect.fail('detached'));
    a.transmit(frame(1));
    b.detach();
    while (queue.runNext());
    link.attach('b', () => undefined);
    expect(() => link.attach('b', () => undefined)).to.throw('already has a port "b"');
  });
});
