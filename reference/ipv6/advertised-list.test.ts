import { expect } from 'chai';
import { EventQueue } from '../engine/event-queue.js';
import { after, days, seconds, START, type Duration } from '../time.js';
import { AdvertisedList } from './advertised-list.js';

function list(limit = 3) {
  const queue = new EventQueue();
  let evicted = 0;
  const names = new AdvertisedList<string>({
    limit,
    keyOf: (name) => name.toLowerCase(),
    schedule: (at, action) => queue.schedule(at, 'timer', action),
    evicted: () => evicted++,
  });
  const until = (span: Duration) => after(START, span);
  return { queue, names, until, evicted: () => evicted };
}

describe('AdvertisedList (RFC 8106 section 6.2)', () => {
  it('puts the latest option first, in its own order', () => {
    const { names, until } = list(5);
    names.advertise(['a', 'b'], until(seconds(9)));
    names.advertise(['c', 'd'], until(seconds(9)));
    expect(names.list()).to.deep.equal(['c', 'd', 'a', 'b']);
  });

  it('leaves what is known in its place and resets its end, in both directions', () => {
    const { queue, names, until } = list(5);
    names.advertise(['a', 'b', 'c'], until(seconds(5)));
    names.advertise(['B'], until(seconds(9)));
    names.advertise(['c'], until(seconds(2)));
    expect(names.list()).to.deep.equal(['a', 'b', 'c']);
    queue.runUntil(until(seconds(2)));
    expect(names.list()).to.deep.equal(['a', 'b']);
    queue.runUntil(until(seconds(5)));
    expect(names.list()).to.deep.equal(['b']);
    queue.runUntil(until(seconds(9)));
    expect(names.list()).to.deep.equal([]);
    expect(queue.size).to.equal(0);
  });

  it('drops what is withdrawn, and nothing for what is unknown', () => {
    const { queue, names, until } = list();
    names.advertise(['a', 'b'], until(seconds(5)));
    names.advertise(['B', 'c'], 'withdrawn');
    expect(names.list()).to.deep.equal(['a']);
    expect(queue.size).to.equal(1);
  });

  it('makes room at the cost of what expires first', () => {
    const { names, until, evicted } = list(3);
    names.advertise(['a'], 'never');
    names.advertise(['b'], until(seconds(5)));
    names.advertise(['c'], until(seconds(9)));
    names.advertise(['d'], until(seconds(1)));
    expect(names.list()).to.deep.equal(['d', 'c', 'a']);
    expect(evicted()).to.equal(1);
  });

  it('takes no more of one option than it holds', () => {
    const { names, evicted } = list(3);
    names.advertise(['a', 'b', 'c', 'd', 'e', 'a'], 'never');
    expect(names.list()).to.deep.equal(['a', 'b', 'c']);
    expect(evicted()).to.equal(2);
  });

  it('keeps what never ends, and leaves no timer when cleared', () => {
    const { queue, names, until } = list();
    names.advertise(['a'], 'never');
    names.advertise(['b'], until(days(90)));
    queue.runUntil(until(days(60)));
    expect(names.list()).to.deep.equal(['b', 'a']);
    names.clear();
    expect(names.list()).to.deep.equal([]);
    expect(queue.size).to.equal(0);
  });
});
