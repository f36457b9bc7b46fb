import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../../net/address.js';
import { concat, hex } from '../../net/octets.js';
import { FAR_SIDE, routerBench } from '../../router-bench.js';
import { tunnelBench } from '../../tunnel-bench.js';
import { encodeAnnouncement } from './announcement.js';
import { ILP32, LP64 } from './c-structure.js';
import { IFAN, IFF, RTM, RTM_VERSION } from './constants.js';
import { decodeRoutingMessage, type RoutingMessage } from './routing-message.js';
import { openSocket } from './socket-bench.js';

function decoded(octets: Uint8Array, model = ILP32): RoutingMessage {
  const result = decodeRoutingMessage(octets, model);
  if (!result.ok) throw new Error(result.error.path);
  return result.value;
}

describe('announcements of interfaces', () => {
  const GIF = { index: 5, name: 'gif0', what: IFAN.DEPARTURE };

  it('are the same for long and short machines, in their order of octets', () => {
    const text = '1800 05 11 0500 67696630 000000000000000000000000 0100'.replaceAll(' ', '');
    for (const model of [ILP32, LP64]) expect(hex(encodeAnnouncement(GIF, model)).replaceAll(' ', '')).to.equal(text);
    expect(encodeAnnouncement(GIF, { longOctets: 4, littleEndian: false }).slice(4, 6)).to.deep.equal(Uint8Array.of(0, 5));
  });

  it('are read as they were written', () => {
    const name = fc.string({ maxLength: 15, unit: fc.integer({ min: 33, max: 126 }).map((code) => String.fromCharCode(code)) });
    const anything = fc.record({ index: fc.nat(0xffff), name, what: fc.nat(0xffff) });
    fc.assert(
      fc.property(anything, fc.constantFrom(ILP32, LP64), (given, model) => {
        const { index, what } = given;
        const header = { length: 24, version: RTM_VERSION, type: RTM.IFANNOUNCE, index, what };
        const found = decoded(encodeAnnouncement(given, model), model);
        expect(found).to.deep.equal({ kind: 'announcement', header, name: given.name, rest: new Uint8Array(0) });
      }),
    );
  });

  it('have a name that fits', () =>
    expect(decoded(encodeAnnouncement({ ...GIF, name: 'x'.repeat(40) }, ILP32))).to.include({ name: 'x'.repeat(15) }));

  it('are read with a name that fills its room, and with what follows', () => {
    const octets = concat(encodeAnnouncement(GIF, ILP32), Uint8Array.of(1, 2));
    octets.fill(0x79, 6, 22);
    octets[0] = octets.length;
    expect(decoded(octets)).to.deep.include({ name: 'y'.repeat(16), rest: Uint8Array.of(1, 2) });
  });

  for (const [length, path, offset] of [
    [5, 'if_announcemsghdr.index', 4],
    [21, 'if_announcemsghdr.name', 6],
    [23, 'if_announcemsghdr.what', 22],
  ] as const)
    it(`cannot end after ${length} octets`, () => {
      const octets = encodeAnnouncement(GIF, ILP32).slice(0, length);
      octets[0] = length;
      const result = decodeRoutingMessage(octets, ILP32);
      expect(result.ok ? {} : result.error).to.include({ kind: 'truncated', path, offset });
    });
});

describe('routing sockets: announcements', () => {
  it('has no program announce an interface', () => {
    const octets = encodeAnnouncement({ index: 9, name: 'gif9', what: IFAN.ARRIVAL }, LP64);
    expect(openSocket(routerBench({ routes: [] })).socket.write(octets)).to.deep.equal({ ok: false, error: 'EOPNOTSUPP' });
  });

  it('announces interfaces that come and go, before they are up and after they are down', () => {
    const bench = tunnelBench();
    const { heard } = openSocket(bench);
    const told = (): readonly string[] => {
      const lines = heard.flatMap((message) => {
        if (message.kind === 'interface') return [(message.header.flags & IFF.UP) === 0 ? 'down' : 'up'];
        return message.kind === 'announcement' ? [`${message.name} ${message.header.index} ${message.header.what}`] : [];
      });
      heard.length = 0;
      return lines;
    };
    const index = bench.node.interfaces().find(({ name }) => name === 'tunnel0')?.index ?? 0;
    bench.node.command({ kind: 'remove-tunnel', link: 'link1', name: 'tunnel0' });
    expect(told()).to.deep.equal(['down', `tunnel0 ${index} ${IFAN.DEPARTURE}`]);
    const ends = { family: 'ipv6', local: FAR_SIDE, remote: address('2001:db8:77::1') } as const;
    expect(bench.node.command({ kind: 'add-tunnel', link: 'link1', name: 'gif7', ...ends })).to.include({ ok: true });
    expect(told()).to.deep.equal([`gif7 ${index + 1} ${IFAN.ARRIVAL}`, 'up']);
  });
});
