import { expect } from 'chai';
import fc from 'fast-check';
import { address, sameAddress } from '../../net/address.js';
import { SocketTable, type Bound, type Ends } from './socket-table.js';

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const own = some(address('fe80::1'), address('2001:db8::1'));
const far = some(address('fe80::2'), address('2001:db8::2'));
const port = some(1, 2);
const link = some('a', 'b');

const bound: fc.Arbitrary<Bound> = fc.record(
  {
    port,
    address: own,
    link,
    peer: fc.record({ address: far, port }),
    shared: fc.constant(true as const),
  },
  { requiredKeys: ['port'] },
);
const ends: fc.Arbitrary<Ends> = fc.record(
  { source: far, sourcePort: port, destination: own, destinationPort: port, link },
  { requiredKeys: ['source', 'sourcePort', 'destination', 'destinationPort'] },
);

/** What the rules say, word by word. */
const takes = (socket: Bound, to: Ends): boolean =>
  socket.port === to.destinationPort &&
  (!socket.address || sameAddress(socket.address, to.destination)) &&
  (!socket.link || !to.link || socket.link === to.link) &&
  (!socket.peer || (sameAddress(socket.peer.address, to.source) && socket.peer.port === to.sourcePort));
const rank = (socket: Bound): string => [socket.peer, socket.address, socket.link].map((part) => (part === undefined ? 0 : 1)).join('');

describe('SocketTable', () => {
  it('finds whom a naive search finds, whatever comes and goes', () => {
    const change = fc.oneof(
      { weight: 3, arbitrary: bound.map((socket) => ({ socket })) },
      { weight: 1, arbitrary: fc.nat(20).map((remove) => ({ remove })) },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), fc.array(ends, { minLength: 1, maxLength: 10 }), (changes, datagrams) => {
        const table = new SocketTable<Bound>();
        const naive: Bound[] = [];
        for (const one of changes) {
          if ('socket' in one) {
            if (table.isTaken(one.socket)) continue;
            table.add(one.socket);
            naive.push(one.socket);
          } else {
            const [gone] = naive.splice(one.remove, 1);
            if (gone) table.remove(gone);
          }
        }
        expect(table.size).to.equal(naive.length);
        for (const datagram of datagrams) {
          const takers = naive.filter((socket) => takes(socket, datagram));
          expect(table.findAll(datagram)).to.deep.equal(takers);
          const best = [...takers].sort((a, b) => rank(b).localeCompare(rank(a)))[0];
          expect(table.find(datagram)).to.equal(best);
        }
        for (const free of [1, 2]) expect(table.isFree(free)).to.equal(!naive.some((socket) => socket.port === free));
      }),
      { numRuns: 500 },
    );
  });

  it('never lets two have one place unless both share it', () => {
    fc.assert(
      fc.property(fc.array(bound, { maxLength: 30 }), (wanted) => {
        const table = new SocketTable<Bound>();
        const there: Bound[] = [];
        const place = ({ shared: _shared, ...rest }: Bound): string => JSON.stringify([rest.port, rest.address, rest.link, rest.peer]);
        for (const socket of wanted) {
          const neighbors = there.filter((other) => place(other) === place(socket));
          expect(table.isTaken(socket)).to.equal(neighbors.some((other) => !(other.shared && socket.shared)));
          if (table.isTaken(socket)) continue;
          table.add(socket);
          there.push(socket);
        }
      }),
    );
  });

  it('removing twice, or what was never there, changes nothing', () => {
    const table = new SocketTable<Bound>();
    const socket = { port: 1 };
    table.add(socket);
    table.remove({ port: 1 });
    expect(table.size).to.equal(1);
    table.remove(socket);
    table.remove(socket);
    expect([table.size, table.isFree(1)]).to.deep.equal([0, true]);
  });
});
