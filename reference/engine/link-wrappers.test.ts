import { expect } from 'chai';
import { milliseconds, seconds, START, after } from '../time.js';
import { EventQueue } from './event-queue.js';
import { delay, drop, duplicate, edit, inSequence, record, tapped, type Tap } from './link-wrappers.js';
import { MemoryLink } from './memory-link.js';

/** Two ports, `near` behind the tap; what arrives where and when. */
function setUp(tap: Tap) {
  const queue = new EventQueue();
  const link = new MemoryLink(queue);
  const arrived: string[] = [];
  const near = tapped(link, queue, tap).attach('near', (octets) => arrived.push(`near ${octets[0]} at ${queue.now}`));
  const far = link.attach('far', (octets) => arrived.push(`far ${octets[0]} at ${queue.now}`));
  return { near, far, arrived, settle: () => void queue.runUntil(after(START, seconds(10))) };
}

const send = (first: number): Uint8Array => Uint8Array.of(first);

describe('link wrappers', () => {
  it('record sees both directions and changes nothing', () => {
    const seen: string[] = [];
    const { near, far, arrived, settle } = setUp(record((octets, direction) => seen.push(`${direction} ${octets[0]}`)));
    near.transmit(send(1));
    far.transmit(send(2));
    settle();
    expect(seen).to.deep.equal(['out 1', 'in 2']);
    expect(arrived).to.deep.equal(['far 1 at 0', 'near 2 at 0']);
  });

  it('drop takes the chosen frames only', () => {
    const { near, far, arrived, settle } = setUp(drop((octets, direction) => direction === 'out' && octets[0] === 1));
    near.transmit(send(1));
    near.transmit(send(2));
    far.transmit(send(1));
    settle();
    expect(arrived).to.deep.equal(['far 2 at 0', 'near 1 at 0']);
  });

  it('delay holds frames back', () => {
    const { near, arrived, settle } = setUp(delay(milliseconds(3)));
    near.transmit(send(1));
    settle();
    expect(arrived).to.deep.equal(['far 1 at 3000']);
  });

  it('edit works on a copy, and undefined leaves the frame alone', () => {
    const { near, arrived, settle } = setUp(
      edit((copy) => {
        if (copy[0] === 2) return undefined;
        copy[0] = 9;
        return copy;
      }),
    );
    const original = send(1);
    near.transmit(original);
    near.transmit(send(2));
    settle();
    expect(arrived).to.deep.equal(['far 9 at 0', 'far 2 at 0']);
    expect(original[0]).to.equal(1);
  });

  it('duplicate sends twice', () => {
    const { near, arrived, settle } = setUp(duplicate(milliseconds(1)));
    near.transmit(send(1));
    settle();
    expect(arrived).to.deep.equal(['far 1 at 0', 'far 1 at 1000']);
  });

  it('taps in sequence add their delays and see what the ones before let through', () => {
    const { near, arrived, settle } = setUp(
      inSequence(
        drop((octets) => octets[0] === 1),
        duplicate(milliseconds(1)),
        delay(milliseconds(2)),
      ),
    );
    near.transmit(send(1));
    near.transmit(send(2));
    settle();
    expect(arrived).to.deep.equal(['far 2 at 2000', 'far 2 at 3000']);
  });

  it('a detached port gets nothing that was held back', () => {
    const { near, far, arrived, settle } = setUp(delay(milliseconds(3)));
    far.transmit(send(1));
    near.detach();
    settle();
    expect(arrived).to.deep.equal([]);
  });
});
