import { expect } from 'chai';
import { address, type Address } from '../../reference/net/address.js';
import { destinationOptions, fragment, hopByHop } from '../../reference/wire/extension-headers.js';
import { decodePacket, frame, layer, raw, type LayerDraft } from '../../reference/wire/frame.js';
import { destinationUnreachable, packetTooBig, timeExceeded } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { jumboPayload, tunnelEncapsulationLimit } from '../../reference/wire/ipv6-options.js';
import { nodeAddressesReply, nodeInformationQuery, QTYPE } from '../../reference/wire/node-information.js';
import { udp, Udp } from '../../reference/wire/udp.js';
import { judgedScene } from './crafted/judged-scene.js';
import { data, lives } from './crafted/messages.js';
import { renumbering, tunnelled } from './crafted/violations-other.js';
import type { Scene } from './crafted/scene.js';

const B = '02:51:00:00:01:02';
const ROUTER = '02:51:00:00:01:03';
const NONCE = new Uint8Array(8).fill(3);

describe('the judge of Node Information', () => {
  const query = (s: Scene, atMs: number): void =>
    s.send(
      atMs,
      s.a,
      { source: s.a.linkLocal, destination: s.b.linkLocal },
      nodeInformationQuery({ code: 0, qtype: QTYPE.nodeAddresses, linkLocal: true, all: true, nonce: NONCE, data: s.b.linkLocal }),
    );
  const reply = (s: Scene, atMs: number): void =>
    s.send(
      atMs,
      s.b,
      { source: s.b.linkLocal, destination: s.a.linkLocal },
      nodeAddressesReply({
        linkLocal: true,
        all: true,
        truncated: true,
        nonce: NONCE,
        addresses: [{ timeToLive: 0, address: s.b.linkLocal }],
      }),
    );
  const exchange = (s: Scene): void => {
    query(s, 0);
    reply(s, 10);
  };

  it('passes one reply with the flags of the query, and Truncated of its own', async () => {
    for (const rule of ['once', 'flags', 'undefined-flags', 'time-to-live'])
      expect((await judgedScene(`icmpv6.node-information.${rule}`, exchange))[0], rule).to.include({ verdict: 'pass', kept: 1, node: B });
  });

  it('counts replies against queries with the same nonce', async () => {
    const [check] = await judgedScene('icmpv6.node-information.once', (s) => {
      exchange(s);
      query(s, 1_000);
      reply(s, 1_010);
    });
    expect(check).to.include({ verdict: 'pass', kept: 2, broken: 0 });
  });

  it('does not judge a reply whose query it has not seen', async () => {
    const [check] = await judgedScene('icmpv6.node-information.once', (s) => reply(s, 0));
    expect(check).to.include({ verdict: 'inconclusive', undecided: 1 });
    expect(await judgedScene('icmpv6.node-information.flags', (s) => reply(s, 0))).to.deep.equal([]);
  });
});

describe('the judge of Router Renumbering', () => {
  const WANTED = { resultRequested: true, allInterfaces: true } as const;
  /** The router is known to process Commands. */
  const known = (s: Scene): void => {
    renumbering.command(s, 0, WANTED);
    renumbering.result(s, 300, WANTED);
  };

  it('passes a Result that is asked for, in time, with the flags of the Command', async () => {
    for (const rule of ['flags', 'asked', 'delay', 'reserved'])
      expect((await judgedScene(`renumbering.result.${rule}`, known))[0], rule).to.include({ verdict: 'pass', node: ROUTER });
    expect(await judgedScene('renumbering.result.unasked', known)).to.deep.equal([]);
  });

  it('leaves open whether a Result that comes soon after MaxDelay was late, or its Command took long to process', async () => {
    const answered = (atMs: number) => (s: Scene) => {
      renumbering.command(s, 0, { ...WANTED, maxDelay: 0 });
      renumbering.result(s, atMs, { ...WANTED, maxDelay: 0 });
    };
    const [soon] = await judgedScene('renumbering.result.delay', answered(200));
    expect(soon).to.include({ verdict: 'inconclusive', kept: 0, broken: 0, undecided: 1, node: ROUTER });
    expect((await judgedScene('renumbering.result.asked', answered(200)))[0]).to.include({ verdict: 'pass', kept: 1 });
    expect((await judgedScene('renumbering.result.delay', answered(400)))[0]).to.include({ verdict: 'fail', broken: 1 });
  });

  it('passes silence after a Command without R only of a router that was seen to process Commands, and seen to live', async () => {
    const unasked = (s: Scene): void => {
      lives(s, 900, s.router, s.router.linkLocal);
      renumbering.command(s, 1_000, { sequenceNumber: 8 });
      lives(s, 150_000, s.router, s.router.linkLocal);
      renumbering.command(s, 300_000, { sequenceNumber: 9 });
    };
    const rule = 'renumbering.result.unasked';
    expect(await judgedScene(rule, unasked)).to.deep.equal([]);
    const [check] = await judgedScene(rule, (s) => {
      known(s);
      unasked(s);
    });
    expect(check).to.include({ verdict: 'pass', kept: 1, node: ROUTER });
  });

  it('does not praise the silence of a router from which nothing to the sender of the Command was captured', async () => {
    const [check] = await judgedScene('renumbering.result.unasked', (s) => {
      known(s);
      lives(s, 900, s.router, s.router.linkLocal);
      renumbering.command({ ...s, a: s.b }, 1_000, { sequenceNumber: 8 });
      lives(s, 150_000, s.router, s.router.linkLocal);
      renumbering.command(s, 300_000, { sequenceNumber: 9 });
    });
    expect(check).to.include({ verdict: 'inconclusive', kept: 0, undecided: 1, node: ROUTER });
  });
});

describe('the judge of tunnels', () => {
  const limited = (limit: number) => destinationOptions({ options: [tunnelEncapsulationLimit(limit)] });
  const inside = (fields: object = {}) => ipv6({ source: address('2001:db8:a::1'), destination: address('2001:db8:b::1'), ...fields });

  it('passes a limit that goes down, and asks nobody for one where the packet inside has none', async () => {
    const rule = 'tunnel.limit.goes-down';
    const [check] = await judgedScene(rule, (s) => tunnelled(s, limited(1), inside(), limited(2), udp({ data })));
    expect(check).to.include({ verdict: 'pass', kept: 1 });
    const [none] = await judgedScene(rule, (s) => tunnelled(s, inside(), limited(2), udp({ data })));
    expect(none?.evidence[0]?.text).to.equal('no limit around a packet of limit 2, wanted 1');
    expect(await judgedScene(rule, (s) => tunnelled(s, limited(4), inside(), udp({ data })))).to.deep.equal([]);
  });

  it('looks for the limit no further than the next packet (RFC 2473 section 4.1.1)', async () => {
    const nested = (s: Scene): void => tunnelled(s, inside(), inside(), limited(2), udp({ data }));
    const blamed = (await judgedScene('tunnel.limit.goes-down', nested)).map(({ node }) => node);
    expect(blamed, 'who sent the packet in the middle').to.deep.equal(['2001:db8:a::1']);
  });

  it('passes fragments of small packets', async () => {
    const first = fragment({ moreFragments: true, identification: 1 });
    const [small] = await judgedScene('tunnel.fragments.small-packets', (s) =>
      tunnelled(s, first, inside({ payloadLength: 1_240 }), raw(new Uint8Array(1_000), 59)),
    );
    expect(small).to.include({ verdict: 'pass', kept: 1 });
  });
});

describe('the judge of ICMPv6 extensions', () => {
  const jumbo = hopByHop({ options: [jumboPayload(0x10000)] });
  /** Time Exceeded about a packet of which 128 octets are quoted, with an extension behind them. */
  const about =
    (...layers: readonly LayerDraft[]) =>
    (s: Scene): void => {
      const ends = { source: s.b.global, destination: s.a.global };
      const quote = frame(ipv6({ ...ends, payloadLength: 0 }), ...layers, udp({ data: new Uint8Array(100).fill(7) })).octets.subarray(
        0,
        128,
      );
      const invokingPacket = Uint8Array.from([...quote, 0x20, 0, 0, 0, 0, 8, 2, 1, 0, 0, 0, 1]);
      s.send(0, s.a, { source: s.a.global, destination: s.b.global }, timeExceeded({ unused: (quote.length / 8) << 24, invokingPacket }));
    };

  it('does not take for padding what is quoted of a jumbogram', async () => {
    expect(await judgedScene('icmpv6.extension.quote', about(jumbo))).to.deep.equal([]);
    expect((await judgedScene('icmpv6.extension.quote', about()))[0]).to.include({ verdict: 'fail', broken: 1 });
  });
});

describe('the judge of short quotes in ICMPv6 errors', () => {
  const rule = 'icmpv6.error.quote';
  const short = (source: Address, destination: Address): Uint8Array =>
    frame(ipv6({ source, destination }), udp({ data: new Uint8Array(600) })).octets.subarray(0, 88);
  const tell = (s: Scene, source: Address, error: LayerDraft): void => s.send(10, s.router, { source, destination: s.a.global }, error);
  const FAR = address('2001:db8:ffff::1');

  it('blames nobody for what may be translated from ICMPv4, or relayed by the entry-point of a tunnel', async () => {
    const [translated] = await judgedScene(rule, (s) => {
      lives(s, 0, s.router, s.router.global);
      tell(s, FAR, timeExceeded({ invokingPacket: short(s.a.global, FAR) }));
      tell(s, FAR, destinationUnreachable({ code: 4, invokingPacket: short(s.a.global, FAR) }));
    });
    expect(translated).to.include({ verdict: 'inconclusive', undecided: 2 });
    const [relayed] = await judgedScene(rule, (s) => {
      lives(s, 0, s.router, s.router.global);
      tell(s, s.router.global, destinationUnreachable({ code: 3, invokingPacket: short(s.a.global, FAR) }));
      tell(s, s.router.global, packetTooBig({ mtu: 1_280, invokingPacket: short(s.a.global, FAR) }));
    });
    expect(relayed).to.include({ verdict: 'inconclusive', undecided: 2 });
  });

  it('blames a router for its own, and a neighbour for what went to itself', async () => {
    const [router] = await judgedScene(rule, (s) => {
      lives(s, 0, s.router, s.router.global);
      tell(s, s.router.global, timeExceeded({ invokingPacket: short(s.a.global, FAR) }));
      tell(s, s.router.global, destinationUnreachable({ code: 4, invokingPacket: short(s.a.global, s.router.global) }));
    });
    expect(router).to.include({ verdict: 'fail', broken: 2, node: ROUTER });
  });
});

describe('the judge of UDP', () => {
  const datagram = (fields: object) => (s: Scene) => s.send(0, s.a, { source: s.a.global, destination: s.b.global }, udp(fields));

  it('passes right checksums, and asks about zero only where zero was computed or sent', async () => {
    expect((await judgedScene('udp.message.checksum', datagram({ data })))[0]).to.include({ verdict: 'pass', kept: 1 });
    expect(await judgedScene('udp.message.checksum-never-zero', datagram({ data }))).to.deep.equal([]);
  });

  it('does not judge a tunnel over UDP that goes without', async () => {
    const rule = 'udp.message.checksum-never-zero';
    // RFC 8200 section 8.1: "a specific port (or set of ports)".
    for (const ports of [{ destinationPort: 4_789 }, { destinationPort: 40_000 }, { sourcePort: 53, destinationPort: 4_789 }]) {
      const [check] = await judgedScene(rule, datagram({ sourcePort: 50_000, checksum: 0, data, ...ports }));
      expect(check).to.include({ verdict: 'inconclusive', undecided: 1 });
    }
    for (const ports of [{ destinationPort: 53 }, { sourcePort: 547, destinationPort: 546 }]) {
      const [check] = await judgedScene(rule, datagram({ sourcePort: 50_000, checksum: 0, data, ...ports }));
      expect(check).to.include({ verdict: 'fail', broken: 1 });
    }
  });

  it('sees 0xffff where zero was computed', async () => {
    const checks = await judgedScene('udp.message.checksum-never-zero', (s) => {
      const ends = { source: s.a.global, destination: s.b.global };
      // With these two octets the sum that was missing to all ones is there, so that zero is computed.
      const { checksum } = datagramOf(ipv6(ends), udp({ data: new Uint8Array(2) }));
      s.send(0, s.a, ends, udp({ data: Uint8Array.of(checksum >> 8, checksum & 0xff) }));
    });
    expect(checks[0]).to.include({ verdict: 'pass', kept: 1 });
  });
});

function datagramOf(...layers: readonly LayerDraft[]): Udp {
  const value = layer(decodePacket(frame(...layers).packet), Udp);
  if (!value) throw new Error('the datagram cannot be read');
  return value;
}
