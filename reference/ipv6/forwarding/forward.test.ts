import { expect } from 'chai';
import { address, sameAddress, solicitedNodeMulticast, UNSPECIFIED, type Address } from '../../net/address.js';
import {
  FAR_PEER_MAC,
  FAR_PEER,
  FAR_SIDE,
  NEAR,
  NEAR_PEER,
  REJECTED,
  BEHIND,
  NODE_FAR_MAC,
  routerBench,
  type RouterBench,
} from '../../router-bench.js';
import { seconds } from '../../time.js';
import { destinationOptions, hopByHop } from '../../wire/extension-headers.js';
import { Ethernet } from '../../wire/ethernet.js';
import { decodePacket, layer } from '../../wire/frame.js';
import { DestinationUnreachable, EchoReply, echoRequest, PacketTooBig, ParameterProblem, TimeExceeded } from '../../wire/icmpv6.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import { unknownIpv6Option } from '../../wire/ipv6-options.js';
import type { LayerDraft } from '../../wire/layer-draft.js';
import { NeighborSolicitation } from '../../wire/nd.js';

const packet = (
  destination: Address,
  header: Parameters<typeof ipv6>[0] = {},
  between: readonly LayerDraft[] = [],
  data: Uint8Array<ArrayBuffer> = new Uint8Array(8),
): LayerDraft[] => [ipv6({ source: NEAR_PEER, destination, ...header }), ...between, echoRequest({ identifier: 7, sequence: 1, data })];

const sent = (
  bench: RouterBench,
  destination: Address,
  ...rest: [Parameters<typeof ipv6>[0]?, LayerDraft[]?, Uint8Array<ArrayBuffer>?]
): Uint8Array => bench.send(destination, packet(destination, ...rest));

describe('forwarding, RFC 8200 section 3', () => {
  it('changes nothing but the hop limit', () => {
    const bench = routerBench();
    const options = [unknownIpv6Option(0xfe, new Uint8Array(4))];
    const given = sent(bench, FAR_PEER, { hopLimit: 9, trafficClass: 0xb9, flowLabel: 0x34567 }, [
      hopByHop({ options }),
      destinationOptions({ options }),
    ]);
    expect(bench.heard).to.have.length(0);
    const [forwarded] = bench.heardFar;
    const wanted = Uint8Array.from(given);
    wanted[7] = 8;
    expect(forwarded?.octets.subarray(14)).to.deep.equal(wanted);
    expect(layer(forwarded!.decoded, Ethernet)).to.deep.include({ source: NODE_FAR_MAC, destination: FAR_PEER_MAC });
  });

  for (const hopLimit of [0, 1])
    it(`answers hop limit ${hopLimit} with Time Exceeded`, () => {
      const bench = routerBench();
      const given = sent(bench, FAR_PEER, { hopLimit });
      expect(bench.heardFar).to.have.length(0);
      const error = layer(bench.heard[0]!.decoded, TimeExceeded);
      expect(error).to.include({ code: 0 });
      expect(error?.invokingPacket).to.deep.equal(given);
      expect(bench.discarded('forward-hop-limit')).to.equal(1);
    });

  it('answers what does not fit the next link with Packet Too Big, and never fragments it', () => {
    const bench = routerBench();
    sent(bench, FAR_PEER, {}, [], new Uint8Array(1300));
    expect(bench.heardFar).to.have.length(0);
    expect(layer(bench.heard[0]!.decoded, PacketTooBig)).to.include({ code: 0, mtu: 1280 });
  });

  it('lets a packet through that just fits', () => {
    const bench = routerBench();
    sent(bench, FAR_PEER, {}, [], new Uint8Array(1280 - 48));
    expect(bench.heardFar).to.have.length(1);
  });
});

describe('Hop-by-Hop Options in transit, RFC 8200 section 4', () => {
  const optionType = { skip: 0x1b, discard: 0x5b, report: 0x9b, reportUnicast: 0xdb };
  const carrying = (bench: RouterBench, type: number): Uint8Array =>
    sent(bench, FAR_PEER, {}, [hopByHop({ options: [unknownIpv6Option(type, new Uint8Array(4))] })]);
  const obeying = () => routerBench({ features: { processHopByHopInTransit: true } });

  for (const [what, type] of Object.entries(optionType))
    it(`are not looked at unless the router is configured to: ${what}`, () => {
      const bench = routerBench();
      carrying(bench, type);
      expect(bench.heardFar).to.have.length(1);
    });

  it('are skipped where their type says so', () => {
    const bench = obeying();
    carrying(bench, optionType.skip);
    expect(bench.heardFar).to.have.length(1);
  });

  it('discard a packet silently where their type says so', () => {
    const bench = obeying();
    carrying(bench, optionType.discard);
    expect([...bench.heard, ...bench.heardFar]).to.have.length(0);
    expect(bench.discarded('option-discard')).to.equal(1);
  });

  for (const type of [optionType.report, optionType.reportUnicast])
    it(`discard and report it: 0x${type.toString(16)}`, () => {
      const bench = obeying();
      const given = carrying(bench, type);
      expect(bench.heardFar).to.have.length(0);
      expect(layer(bench.heard[0]!.decoded, ParameterProblem)).to.deep.include({ code: 2, pointer: 42, invokingPacket: given });
    });

  it('are obeyed by the generation of RFC 2460', () => {
    const bench = routerBench({ behaviour: 'book' });
    carrying(bench, optionType.discard);
    expect(bench.discarded('option-discard')).to.equal(1);
  });
});

describe('routes', () => {
  const unreachable = (bench: RouterBench): number | undefined => layer(bench.heard[0]!.decoded, DestinationUnreachable)?.code;

  it('none: Destination Unreachable, code 0', () => {
    const bench = routerBench();
    sent(bench, address('2001:db8:ffff::1'));
    expect(unreachable(bench)).to.equal(0);
  });

  it('one that rejects: code 6', () => {
    const bench = routerBench();
    sent(bench, REJECTED);
    expect(unreachable(bench)).to.equal(6);
  });

  it('a neighbour that cannot be resolved: code 3 for each packet that waited', () => {
    const bench = routerBench();
    const silent = address('2001:db8:0:b::dead');
    for (let i = 0; i < 2; i++) sent(bench, silent);
    bench.advance(seconds(4));
    expect(bench.heardFar.map(({ decoded }) => layer(decoded, NeighborSolicitation)?.target)).to.deep.equal([silent, silent, silent]);
    expect(bench.heardFar.every(({ decoded }) => sameAddress(layer(decoded, Ipv6)!.destination, solicitedNodeMulticast(silent)))).to.equal(
      true,
    );
    expect(bench.heard.map(({ decoded }) => layer(decoded, DestinationUnreachable)?.code)).to.deep.equal([3, 3]);
  });

  it('one through a router on the same link: forwarded there', () => {
    const bench = routerBench();
    sent(bench, BEHIND);
    expect(bench.heard.some(({ line }) => line.includes('NS fe80::1'))).to.equal(true);
  });
});

describe('scopes, RFC 4007 section 9', () => {
  it('keeps a link-local source on its link, and says so', () => {
    const bench = routerBench();
    sent(bench, FAR_PEER, { source: address('fe80::b') });
    expect(bench.heardFar).to.have.length(0);
    bench.advance(seconds(1));
    expect(bench.heard.some(({ line }) => line.includes('NS fe80::b'))).to.equal(true);
    expect(bench.discarded('forward-source-link-local')).to.equal(1);
  });

  it('sends nothing on for the unspecified address, and tells nobody', () => {
    const bench = routerBench();
    sent(bench, FAR_PEER, { source: UNSPECIFIED });
    expect([...bench.heard, ...bench.heardFar]).to.have.length(0);
  });

  it('forwards no multicast', () => {
    const bench = routerBench();
    sent(bench, address('ff0e::1234'));
    expect([...bench.heard, ...bench.heardFar]).to.have.length(0);
  });
});

describe('errors about packets in transit', () => {
  for (const subnet of ['2001:db8:0:a::', '2001:db8:0:b::'])
    it(`do not go to ${subnet}, the anycast address of a subnet of the router's own: RFC 4443 section 2.4(e.6)`, () => {
      const bench = routerBench();
      sent(bench, FAR_PEER, { hopLimit: 1, source: address(subnet) });
      expect([...bench.heard, ...bench.heardFar]).to.have.length(0);
      expect(bench.discarded('error-source')).to.equal(1);
    });
});

describe('addresses of a router', () => {
  const answer = (bench: RouterBench) => decodePacket(bench.heard[0]!.octets.subarray(14));

  it('are answered for on every link', () => {
    const bench = routerBench();
    sent(bench, FAR_SIDE);
    expect(layer(answer(bench), EchoReply)).to.include({ identifier: 7 });
    expect(layer(answer(bench), Ipv6)?.source).to.deep.equal(FAR_SIDE);
  });

  it('include the anycast address of each subnet, RFC 4291 section 2.6.1; the reply comes from a unicast one', () => {
    const bench = routerBench();
    sent(bench, address('2001:db8:0:b::'));
    expect(layer(answer(bench), EchoReply)).to.include({ identifier: 7 });
    expect(layer(answer(bench), Ipv6)?.source).to.deep.equal(NEAR);
  });

  it('answer through the interface that leads to the sender', () => {
    const bench = routerBench();
    // Asked on the near link on behalf of a node on the far one.
    bench.send(NEAR, [ipv6({ source: FAR_PEER, destination: NEAR }), echoRequest({ identifier: 9 })]);
    expect(bench.heard).to.have.length(0);
    expect(layer(bench.heardFar[0]!.decoded, EchoReply)).to.include({ identifier: 9 });
  });

  it('are gone with their subnet when the address is removed', () => {
    const bench = routerBench();
    bench.node.command({ kind: 'remove-address', link: 'link1', address: FAR_SIDE });
    expect(
      bench.node.routes().some(({ origin, target }) => origin === 'connected' && 'name' in target && target.name === 'link1'),
    ).to.equal(false);
    sent(bench, FAR_PEER);
    expect(bench.heardFar.filter(({ line }) => !line.includes('MLD'))).to.have.length(0);
  });
});
