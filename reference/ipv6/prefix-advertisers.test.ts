import { expect } from 'chai';
import fc from 'fast-check';
import { address, formatAddress } from '../net/address.js';
import { EventQueue } from '../engine/event-queue.js';
import { formatPrefix, prefixOf } from '../net/prefix.js';
import { after, instant, seconds } from '../time.js';
import { PrefixAdvertisers } from './prefix-advertisers.js';

const [ONE, TWO, THREE] = [address('fe80::1'), address('fe80::2'), address('fe80::3')];
const SITE = prefixOf(address('2001:db8:1::'), 48);
const LINK = prefixOf(address('2001:db8:1:2::'), 64);

function advertisers(limit = 8) {
  const queue = new EventQueue();
  const refusals: string[] = [];
  const changes: string[] = [];
  const table = new PrefixAdvertisers({
    limit,
    schedule: (at, action) => queue.schedule(at, 'timer', action),
    changed: (prefix) => changes.push(formatPrefix(prefix)),
    refused: () => refusals.push('refused'),
  });
  const of = (text: string): readonly string[] => table.of(address(text)).map(formatAddress);
  return { queue, refusals, changes, table, of, at: (count: number) => instant(seconds(count)) };
}

describe('which routers advertise the prefix of an address', () => {
  it('tells all of them', () => {
    const { table, of } = advertisers();
    for (const router of [ONE, TWO]) table.note(LINK, router, 'never');
    expect(of('2001:db8:1:2::9')).to.deep.equal(['fe80::1', 'fe80::2']);
    expect(of('2001:db8:1:3::9')).to.deep.equal([]);
  });

  it('asks for the longest prefix only', () => {
    const { table, of } = advertisers();
    table.note(SITE, ONE, 'never');
    table.note(LINK, TWO, 'never');
    expect(of('2001:db8:1:2::9')).to.deep.equal(['fe80::2']);
    expect(of('2001:db8:1:3::9')).to.deep.equal(['fe80::1']);
  });

  it('forgets what has expired or was taken back, and falls back to a shorter prefix', () => {
    const { queue, table, of, at } = advertisers();
    table.note(SITE, ONE, 'never');
    table.note(LINK, TWO, at(10));
    table.note(LINK, THREE, at(20));
    queue.runUntil(at(10));
    expect(of('2001:db8:1:2::9')).to.deep.equal(['fe80::3']);
    table.note(LINK, THREE, 'withdrawn');
    expect(of('2001:db8:1:2::9')).to.deep.equal(['fe80::1']);
    expect(queue.size).to.equal(0);
  });

  it('tells of every router that begins or ceases, not of a lifetime that is set anew', () => {
    const { queue, changes, table, at } = advertisers();
    table.note(SITE, ONE, at(10));
    table.note(SITE, ONE, at(5));
    expect(changes).to.have.length(1);
    queue.runUntil(at(5));
    table.note(SITE, ONE, 'withdrawn');
    expect(changes).to.deep.equal(['2001:db8:1::/48', '2001:db8:1::/48']);
  });

  it('is bounded: what has expired makes room, anything more is refused and counted', () => {
    const { queue, table, of, at, refusals } = advertisers(2);
    table.note(LINK, ONE, at(10));
    table.note(LINK, TWO, 'never');
    table.note(LINK, THREE, 'never');
    expect(refusals).to.have.length(1);
    queue.runUntil(at(10));
    table.note(LINK, THREE, 'never');
    expect(refusals).to.have.length(1);
    expect(of('2001:db8:1:2::9')).to.deep.equal(['fe80::2', 'fe80::3']);
  });

  it('never grows over its limit', () => {
    const notes = fc.array(fc.tuple(fc.nat(5), fc.nat(5), fc.nat(30)), { maxLength: 60 });
    fc.assert(
      fc.property(notes, (list) => {
        const { queue, table } = advertisers(4);
        for (const [number, router, until] of list) {
          const end = after(queue.now, seconds(until));
          table.note(prefixOf(address(`2001:db8:${number}::`), 64), address(`fe80::${router + 1}`), until === 0 ? 'withdrawn' : end);
          queue.runUntil(after(queue.now, seconds(1)));
          expect(table.size).to.be.at.most(4);
        }
      }),
    );
  });
});
