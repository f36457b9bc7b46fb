import { expect } from 'chai';
import { at, THREE_DICE } from './engine/drive.js';
import { address, formatAddress } from './net/address.js';
import { linkLayerAddress } from './net/link-layer-address.js';
import { hex } from './net/octets.js';
import { days, inSeconds, milliseconds, seconds } from './time.js';
import { NODE_MAC, nodeBench, PEER_MAC, type NodeBench } from './node-bench.js';
import { echoRequest } from './wire/icmpv6.js';
import { ipv6 } from './wire/ipv6.js';
import { neighborSolicitation, routerAdvertisement } from './wire/nd.js';
import { prefixInformation, sourceLinkLayerAddress } from './wire/nd-options.js';

const ALL_NODES = address('ff02::1');
const LINK_LOCAL = address('fe80::ff:fe00:a');
const PEER = address('fe80::b');
const states = (bench: NodeBench) => bench.node.interfaces()[0]!.addresses.map((a) => `${formatAddress(a.address)} ${a.state}`);
const lines = (bench: NodeBench) => bench.heard.map(({ at, line }) => `${inSeconds((at - 0) as never)} ${line}`);

describe('a node that starts', () => {
  it('sends nothing before start', () => {
    const bench = nodeBench();
    bench.advance(seconds(10));
    expect(bench.heard).to.have.length(0);
    expect(bench.node.interfaces()[0]).to.deep.include({ up: false, addresses: [] });
  });

  it('joins, detects, reports again and solicits routers', () => {
    const bench = nodeBench({ dice: 'latest' });
    bench.node.start();
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a tentative']);
    bench.advance(seconds(5));
    expect(bench.heard.map(({ at, decoded }) => [at, decoded.layers.at(-1)?.name])).to.deep.equal([
      [1_000_000, 'multicastListenerReport2'],
      [1_000_000, 'neighborSolicitation'],
      // Frames that were sent at one instant in their order: the report that is repeated, then what detection brings.
      [2_000_000, 'multicastListenerReport2'],
      [2_000_000, 'multicastListenerReport2'],
      [2_000_000, 'routerSolicitation'],
      [3_000_000, 'multicastListenerReport2'],
    ]);
    expect(lines(bench)[1]).to.match(/^1 IPv6 :: > ff02::1:ff00:a hl 255 \| NS fe80::ff:fe00:a \| nonce /);
    expect(lines(bench)[4]).to.equal('2 IPv6 fe80::ff:fe00:a > ff02::2 hl 255 | RS | slla 02:00:00:00:00:0a');
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred']);
  });

  it('reports with :: before it has an address and with its link-local address afterwards', () => {
    const bench = nodeBench({ dice: 'latest' });
    bench.node.start();
    bench.advance(seconds(5));
    const sources = bench.heard.filter(({ line }) => line.includes('MLDv2')).map(({ line }) => line.split(' ')[1]);
    expect(sources).to.deep.equal(['::', '::', 'fe80::ff:fe00:a', 'fe80::ff:fe00:a']);
    expect(bench.heard.find(({ line }) => line.includes('ff02::1 '))).to.equal(undefined);
  });

  it('follows the book when told so: no nonce, three solicitations', () => {
    const bench = nodeBench({ dice: 'earliest', node: { behaviour: 'book' } });
    bench.node.start();
    bench.advance(seconds(100));
    expect(lines(bench)[1]).to.equal('0 IPv6 :: > ff02::1:ff00:a hl 255 | NS fe80::ff:fe00:a');
    const solicited = bench.heard.filter(({ line }) => line.includes('| RS')).map(({ at: sent }) => sent);
    expect(solicited).to.deep.equal([1, 5, 9].map((s) => at(seconds(s))));
  });

  it('runs detection for configured addresses too, but not for anycast ones', () => {
    const addresses = [
      { address: address('2001:db8::1'), prefixLength: 64 },
      { address: address('2001:db8::2'), prefixLength: 64, anycast: true },
    ];
    const bench = nodeBench({ iface: { addresses } });
    bench.node.start();
    bench.advance(seconds(1));
    const targets = bench.heard.flatMap(({ line }) => /NS ([^ ]+)/.exec(line)?.[1] ?? []);
    expect(targets.sort()).to.deep.equal(['2001:db8::1', 'fe80::ff:fe00:a']);
    bench.advance(seconds(2));
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred', '2001:db8::1 preferred', '2001:db8::2 preferred']);
  });

  it('skips detection with DupAddrDetectTransmits 0, and then delays its solicitation', () => {
    const bench = nodeBench({ dice: 'latest', iface: { dupAddrDetectTransmits: 0 } });
    bench.node.start();
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred']);
    bench.advance(seconds(3));
    expect(lines(bench)[0]).to.equal('0 IPv6 fe80::ff:fe00:a > ff02::16 hl 1 | HBH router alert 0 | MLDv2 report TO_EX ff02::1:ff00:a {}');
    expect(lines(bench).filter((line) => line.includes('| RS'))).to.have.length(1);
    expect(lines(bench).find((line) => line.includes('| RS'))).to.match(/^1 /);
  });

  it('announces a new global address to the routers, three times, without Override (RFC 9131)', () => {
    const bench = nodeBench({ dice: 'earliest', iface: { addresses: [{ address: address('2001:db8::1'), prefixLength: 64 }] } });
    bench.node.start();
    bench.advance(seconds(30));
    const announced = lines(bench).filter((line) => line.includes('| NA'));
    expect(announced).to.deep.equal(
      [1, 2, 3].map((s) => `${s} IPv6 2001:db8::1 > ff02::2 hl 255 | NA 2001:db8::1 R=0 S=0 O=0 | tlla 02:00:00:00:00:0a`),
    );
  });

  for (const dice of THREE_DICE)
    it(`sends the same packets for the same dice (${dice})`, () => {
      const run = () => {
        const bench = nodeBench({ dice, iface: { interfaceIdentifier: 'stable' } });
        bench.node.start();
        bench.advance(seconds(2));
        bench.send(ALL_NODES, [
          ipv6({ source: PEER, destination: ALL_NODES }),
          routerAdvertisement({ options: [prefixInformation({ prefix: address('2001:db8::') })] }),
        ]);
        bench.advance(seconds(600));
        return bench.heard.map(({ at, octets }) => `${at} ${hex(octets)}`);
      };
      expect(run()).to.deep.equal(run());
    });

  it('gives other packets for another seed', () => {
    const run = (dice: number) => {
      const bench = nodeBench({ dice });
      bench.node.start();
      bench.advance(seconds(5));
      return bench.heard.map(({ octets }) => hex(octets));
    };
    expect(run(1)).not.to.deep.equal(run(2));
  });

  it('lives thirty days without a router for what its events cost, and keeps its address', () => {
    const bench = nodeBench();
    bench.node.start();
    const ran = bench.queue.runUntil(at(days(30)));
    expect(ran).to.be.below(5_000);
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred']);
  });
});

describe('commands to a node', () => {
  function started(): NodeBench {
    const bench = nodeBench({ dice: 'earliest' });
    bench.node.start();
    bench.advance(seconds(5));
    bench.forget();
    return bench;
  }
  const link = 'link0';

  it('a command for no interface says which there are', () => {
    expect(started().node.command({ kind: 'reset', link: 'eth7' })).to.deep.equal({
      ok: false,
      error: 'there is no interface "eth7"; there is link0',
    });
  });

  it('reset forgets neighbours and detects again', () => {
    const bench = started();
    bench.send(LINK_LOCAL, [
      ipv6({ source: PEER, destination: LINK_LOCAL }),
      neighborSolicitation({ target: LINK_LOCAL, options: [sourceLinkLayerAddress(PEER_MAC)] }),
    ]);
    expect(bench.node.interfaces()[0]!.neighbors).to.have.length(1);
    expect(bench.node.command({ kind: 'reset', link }).ok).to.equal(true);
    expect(bench.node.interfaces()[0]!.neighbors).to.have.length(0);
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a tentative']);
    bench.advance(seconds(2));
    expect(states(bench)).to.deep.equal(['fe80::ff:fe00:a preferred']);
  });

  it('a variable that management set survives a reset', () => {
    const bench = started();
    bench.node.command({ kind: 'set-variable', link, variable: 'dupAddrDetectTransmits', value: 3 });
    bench.node.command({ kind: 'set-variable', link, variable: 'retransTimerMs', value: 500 });
    bench.node.command({ kind: 'reset', link });
    const start = bench.queue.now;
    bench.advance(seconds(2));
    const probes = bench.heard.filter(({ line }) => line.includes('NS fe80')).map(({ at: sent }) => sent - start);
    expect(probes).to.deep.equal([0, 500_000, 1_000_000]);
    expect(bench.node.command({ kind: 'set-variable', link, variable: 'retransTimerMs', value: -1 }).ok).to.equal(false);
  });

  it('is silent while the interface is down', () => {
    const bench = started();
    bench.node.command({ kind: 'interface-down', link });
    bench.send(LINK_LOCAL, [ipv6({ source: PEER, destination: LINK_LOCAL }), echoRequest({})]);
    bench.node.command({ kind: 'ping', link, destination: PEER });
    bench.advance(seconds(60));
    expect(bench.heard).to.have.length(0);
    expect(bench.discarded('interface-down')).to.equal(1);
    bench.node.command({ kind: 'interface-up', link });
    bench.advance(seconds(3));
    expect(bench.heard.length).to.be.above(3);
    expect(bench.queue.size, 'no timer of the time before is left').to.be.below(4);
  });

  it('adds an address through detection and removes it, leaving its group', () => {
    const bench = started();
    const added = address('2001:db8::77');
    expect(bench.node.command({ kind: 'add-address', link, address: added, prefixLength: 64 }).ok).to.equal(true);
    expect(bench.node.command({ kind: 'add-address', link, address: added, prefixLength: 64 }).ok).to.equal(false);
    bench.advance(seconds(2));
    expect(states(bench)[1]).to.equal('2001:db8::77 preferred');
    bench.forget();
    expect(bench.node.command({ kind: 'remove-address', link, address: added }).ok).to.equal(true);
    expect(bench.node.command({ kind: 'remove-address', link, address: added }).ok).to.equal(false);
    bench.advance(milliseconds(1));
    expect(bench.heard[0]?.line).to.include('TO_IN ff02::1:ff00:77');
    expect(states(bench)).to.have.length(1);
  });

  it('pings: resolves, sends, and tells of the reply', () => {
    const bench = started();
    expect(bench.node.command({ kind: 'ping', link, destination: PEER, dataOctets: 8 }).ok).to.equal(true);
    bench.advance(milliseconds(1));
    expect(bench.heard[0]?.line).to.include('NS fe80::b');
    expect(bench.node.command({ kind: 'ping', link, destination: PEER, source: address('fe80::77') })).to.deep.equal({
      ok: false,
      error: 'fe80::77 is not assigned to link0',
    });
  });

  it('a ping to an own address is answered without a frame on the link', () => {
    const bench = started();
    bench.node.command({ kind: 'ping', link, destination: LINK_LOCAL, dataOctets: 4 });
    bench.advance(milliseconds(1));
    expect(bench.heard).to.have.length(0);
    expect(bench.events.filter(({ name }) => name === 'echo-reply').map(({ detail }) => detail)).to.deep.equal([
      'from fe80::ff:fe00:a identifier 1 sequence 1, 4 octets',
    ]);
  });

  it('a ping without route is told as an event, and nothing is sent', () => {
    const bench = started();
    expect(bench.node.command({ kind: 'ping', link, destination: address('2001:db8:9::1') }).ok).to.equal(true);
    bench.advance(seconds(5));
    expect(bench.heard.filter(({ line }) => line.includes('NS'))).to.deep.equal([]);
    expect(bench.discarded('no-route')).to.equal(1);
  });

  it('a new link-layer address is announced to all nodes with Override', () => {
    const bench = started();
    bench.node.command({ kind: 'set-link-layer-address', link, address: linkLayerAddress([2, 0, 0, 0, 0, 0x99]) });
    bench.advance(seconds(10));
    const announced = bench.heard.filter(({ line }) => line.includes('| NA'));
    expect(announced.map(({ line }) => line.slice(line.indexOf('NA')))).to.deep.equal(
      Array(3).fill('NA fe80::ff:fe00:a R=0 S=0 O=1 | tlla 02:00:00:00:00:99'),
    );
    expect(hex(announced[0]!.octets.subarray(0, 12))).to.equal('333300000001020000000099');
    expect(bench.node.interfaces()[0]!.linkLayerAddress).not.to.deep.equal(NODE_MAC);
  });
});
