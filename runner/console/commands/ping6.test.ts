import { expect } from 'chai';
import { lineBench } from '../../../reference/line-bench.js';
import { PEER_MAC, type NodeBench } from '../../../reference/node-bench.js';
import { address, type Address } from '../../../reference/net/address.js';
import { FAR, PEER, ROUTER, ROUTER_MAC, settledNode } from '../../../reference/settled-node.js';
import { seconds, milliseconds } from '../../../reference/time.js';
import { layer } from '../../../reference/wire/frame.js';
import { EchoRequest, echoReply, packetTooBig } from '../../../reference/wire/icmpv6.js';
import { Ipv6, ipv6 } from '../../../reference/wire/ipv6.js';
import { madeUpSession } from '../made-up-session.js';

interface Peer {
  /** Which request of the node is answered, by whom; undefined for none. */
  readonly answers: (sequence: number) => readonly Address[];
  readonly afterMs?: number;
}

/** Answers the node's Echo Requests. */
function answering(bench: NodeBench, { answers, afterMs = 2 }: Peer): void {
  const push = bench.heard.push.bind(bench.heard);
  bench.heard.push = (...frames) => {
    for (const { decoded } of frames) {
      const [request, header] = [layer(decoded, EchoRequest), layer(decoded, Ipv6)];
      if (request === undefined || header === undefined) continue;
      const { identifier, sequence, data } = request;
      for (const source of answers(sequence))
        bench.queue.schedule((bench.queue.now + milliseconds(afterMs)) as never, 'frame', () =>
          bench.send(header.source, [
            ipv6({ source, destination: header.source, hopLimit: 63 }),
            echoReply({ identifier, sequence, data }),
          ]),
        );
    }
    return push(...frames);
  };
}

describe('console: ping6', () => {
  it('prints replies as they come, then the sums', async () => {
    const bench = settledNode();
    answering(bench, { answers: (sequence) => (sequence === 1 ? [] : [PEER]) });
    const { run } = madeUpSession(bench, milliseconds(10));
    const { lines, failed } = await run('ping6 -c 3 -s 8 -I link0 fe80::b');
    expect(lines).to.deep.equal([
      'PING6(56=40+8+8 bytes) fe80::ff:fe00:a%link0 --> fe80::b%link0',
      '16 bytes from fe80::b%link0, icmp_seq=0 hlim=63 time=2.000 ms',
      '16 bytes from fe80::b%link0, icmp_seq=2 hlim=63 time=2.000 ms',
      '',
      '--- fe80::b%link0 ping6 statistics ---',
      '3 packets transmitted, 2 packets received, 33.3% packet loss',
      'round-trip min/avg/max/std-dev = 2.000/2.000/2.000/0.000 ms',
    ]);
    expect(failed).to.equal(false);
  });

  it('sends itself jumbograms over a loopback interface that is made for them, RFC 2675', async () => {
    const bench = lineBench({ interfaces: [{ kind: 'loopback', name: 'lo', mtu: 131_072 }] });
    const { run } = madeUpSession(bench, milliseconds(10));
    const { lines, failed } = await run('ping6 -b 70000 -s 68000 -c 1 ::1');
    expect(lines.slice(0, 2)).to.deep.equal([
      'PING6(68048=40+8+68000 bytes) ::1 --> ::1',
      '68008 bytes from ::1, icmp_seq=0 hlim=64 time=0.000 ms',
    ]);
    expect(failed).to.equal(false);
  });

  it('fills the data with a pattern, and sends several at once to begin with', async () => {
    const bench = settledNode();
    answering(bench, { answers: () => [PEER] });
    const begun = bench.queue.now;
    const { lines } = await madeUpSession(bench, milliseconds(10)).run('ping6 -l 3 -c 4 -s 5 -p a1b2 fe80::b');
    const requests = bench.heard.flatMap(({ at, decoded }) => {
      const request = layer(decoded, EchoRequest);
      return request ? [{ at: at - begun, data: [...request.data] }] : [];
    });
    expect(requests.map(({ at }) => at)).to.deep.equal([0, 0, 0, Number(seconds(1))]);
    for (const { data } of requests) expect(data).to.deep.equal([0xa1, 0xb2, 0xa1, 0xb2, 0xa1]);
    expect(lines.at(-2)).to.equal('4 packets transmitted, 4 packets received, 0.0% packet loss');
  });

  it('sends no more at once than are wanted', async () => {
    const bench = settledNode();
    answering(bench, { answers: () => [PEER] });
    const { lines } = await madeUpSession(bench, milliseconds(10)).run('ping6 -l 5 -c 2 -q fe80::b');
    expect(lines.at(-2)).to.equal('2 packets transmitted, 2 packets received, 0.0% packet loss');
  });

  it('gives the same as data', async () => {
    const bench = settledNode();
    answering(bench, { answers: () => [PEER] });
    const { data } = madeUpSession(bench, milliseconds(10));
    expect(await data('ping6 -c 2 -i 0.1 -q fe80::b')).to.deep.equal({
      destination: 'fe80::b%link0',
      ...{ sent: 2, received: 2, duplicates: 0, errors: 0 },
      replies: [0, 1].map((sequence) => ({ sequence, source: 'fe80::b', hopLimit: 63, ms: 2 })),
      roundTripMs: { min: 2, average: 2, max: 2, deviation: 0 },
    });
    expect(await data('ping6 -c 1 fe80::b')).to.include({ sent: 1 });
  });

  it('marks what a group answers more than once, and waits for all of it', async () => {
    const bench = settledNode();
    answering(bench, { answers: () => [PEER, ROUTER] });
    const { lines } = madeUpSession(bench, milliseconds(10));
    const shown = await lines('ping6 -c 1 ff02::1%link0');
    expect(shown.filter((line) => line.includes('(DUP!)'))).to.have.length(1);
    expect(shown).to.include('1 packets transmitted, 1 packets received, +1 duplicates, 0.0% packet loss');
  });

  it('prints the errors that come back, and does not wait for replies then', async () => {
    const bench = settledNode();
    bench.heard.push = (...frames) => {
      for (const { decoded, octets } of frames)
        if (layer(decoded, EchoRequest) !== undefined && layer(decoded, Ipv6)?.destination[4] === FAR[4]) {
          const destination = layer(decoded, Ipv6)!.source;
          const error = packetTooBig({ mtu: 1280, invokingPacket: octets.subarray(14) });
          bench.queue.schedule(bench.queue.now, 'frame', () =>
            bench.send(destination, [ipv6({ source: ROUTER, destination }), error], { from: ROUTER_MAC }),
          );
        }
      return Array.prototype.push.apply(bench.heard, frames);
    };
    const before = bench.queue.now;
    const { lines } = madeUpSession(bench, milliseconds(10));
    const shown = await lines('ping6 -c 1 -s 1400 2001:db8:ffff::1');
    expect(shown).to.include('from fe80::1%link0, icmp_seq=0: Packet Too Big (mtu = 1280)');
    expect(shown).to.include('1 packets transmitted, 0 packets received, +1 errors, 100.0% packet loss');
    expect(bench.queue.now - before).to.be.below(seconds(1));
  });

  it('fails when nothing answers, and says when the next hop does not', async () => {
    const bench = settledNode();
    const { run } = madeUpSession(bench);
    const { lines, failed } = await run('ping6 -c 1 fe80::99');
    expect(failed).to.equal(true);
    expect(lines).to.include('icmp_seq=0: the next hop does not answer Neighbor Solicitations');
    expect(lines.some((line) => line.startsWith('round-trip'))).to.equal(false);
  });

  it('goes on until it is interrupted, and then shows the sums', async () => {
    const bench = settledNode();
    answering(bench, { answers: () => [PEER] });
    const interruption = new AbortController();
    bench.queue.schedule((bench.queue.now + seconds(3.5)) as never, 'timer', () => interruption.abort());
    const { lines } = await madeUpSession(bench, milliseconds(100)).run('ping6 fe80::b', undefined, interruption.signal);
    expect(lines).to.include('4 packets transmitted, 4 packets received, 0.0% packet loss');
    const sent = bench.heard.length;
    bench.advance(seconds(5));
    expect(bench.heard.filter(({ decoded }) => layer(decoded, EchoRequest) !== undefined).length).to.be.at.most(sent);
  });

  it('sends from, with the hop limit and through what it is told', async () => {
    const bench = settledNode();
    bench.node.command({ kind: 'set-neighbor', link: 'link0', address: address('2001:db8::77'), linkLayerAddress: PEER_MAC });
    await madeUpSession(bench).lines('ping6 -c 1 -h 3 -S 2001:db8::ff:fe00:a fe80::b%link0');
    const header = layer(bench.heard.find(({ decoded }) => layer(decoded, EchoRequest) !== undefined)!.decoded, Ipv6);
    expect(header).to.deep.include({ hopLimit: 3, source: address('2001:db8::ff:fe00:a') });
  });

  for (const [line, complaint] of [
    ['ping6', 'misused: ping6: wanted one address'],
    ['ping6 fe80::1 fe80::2', 'misused: ping6: wanted one address'],
    ['ping6 -c 0 fe80::1', 'misused: ping6: -c is a whole number from 1 to 100000, not "0"'],
    ['ping6 -s 1000001 fe80::1', 'misused: ping6: -s is a whole number from 0 to 1000000, not "1000001"'],
    ['ping6 -l 0 fe80::1', 'misused: ping6: -l is a whole number from 1 to 1000, not "0"'],
    ['ping6 -p 1 fe80::1', 'misused: ping6: -p is one to 16 octets in hexadecimal, not "1"'],
    ['ping6 -i 0.001 fe80::1', 'misused: ping6: -i is a number of seconds from 0.01 to 3600, not "0.001"'],
    ['ping6 -S 2001:db8::9 -c 1 fe80::1', "refused: ping6: can't assign requested address"],
    ['ping6 -I link1 fe80::1', 'misused: there is no interface "link1". Did you mean "link0"?'],
    ['ping6 host', 'misused: "host" is not an IPv6 address: a group is not 1 to 4 hexadecimal digits'],
  ] as const)
    it(`explains: ${line}`, async () => expect(await madeUpSession(settledNode()).lines(line)).to.deep.equal([complaint]));

  it('wants a number of requests where the answer is data', async () => {
    const { data } = madeUpSession(settledNode());
    expect(await data('ping6 fe80::b')).to.equal(undefined);
  });
});
