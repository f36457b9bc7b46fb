import { expect } from 'chai';
import { address, type Address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { NEAR_PEER, routerBench, type RouterBench } from '../../router-bench.js';
import { milliseconds } from '../../time.js';
import { hopByHop } from '../../wire/extension-headers.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { ipv6 } from '../../wire/ipv6.js';
import { unknownIpv6Option } from '../../wire/ipv6-options.js';
import type { LayerDraft } from '../../wire/layer-draft.js';

const GROUP = address('ff0e::1:2');
const SITE = address('ff05::1:2');
const ALL = prefixOf(address('ff00::'), 8);

const routed = (over: Parameters<typeof routerBench>[0] = {}): RouterBench =>
  routerBench({ multicastRoutes: [{ groups: ALL, link: 'link0', to: ['link1'] }], ...over });

function send(
  bench: RouterBench,
  group: Address,
  header: Parameters<typeof ipv6>[0] = {},
  octets = 8,
  between: readonly LayerDraft[] = [],
): Uint8Array {
  const packet = bench.send(group, [
    ipv6({ source: NEAR_PEER, destination: group, hopLimit: 9, ...header }),
    ...between,
    echoRequest({ data: new Uint8Array(octets) }),
  ]);
  bench.advance(milliseconds(1));
  return packet;
}

const errors = (bench: RouterBench): readonly string[] =>
  bench.heard.map(({ line }) => line).filter((line) => /too big|unreachable|exceeded|problem/i.test(line));

describe('packets to groups in transit', () => {
  it('go out with nothing changed but the hop limit, to the link-layer address of the group', () => {
    const bench = routed();
    const packet = send(bench, GROUP);
    const [frame] = bench.heardFar;
    const wanted = Uint8Array.from(packet);
    wanted[7] = 8;
    expect(frame?.octets.subarray(14)).to.deep.equal(wanted);
    expect([...(frame?.octets.subarray(0, 6) ?? [])]).to.deep.equal([0x33, 0x33, 0, 1, 0, 2]);
    expect(bench.heard).to.have.length(0);
    expect(bench.discarded('multicast-not-joined')).to.equal(0);
  });

  it('are for the router, too, where it listens', () => {
    const bench = routed();
    send(bench, address('ff05::2'));
    expect(bench.heardFar).to.have.length(1);
    expect(bench.heard.some(({ line }) => line.includes('echo reply'))).to.equal(true);
  });

  it('are nothing to a host, and nothing but foreign without a route', () => {
    const host = routed({ role: 'host' });
    send(host, GROUP);
    expect(host.heardFar).to.have.length(0);
    const bench = routerBench();
    send(bench, GROUP);
    expect(bench.heardFar).to.have.length(0);
    expect(bench.discarded('multicast-not-joined')).to.equal(1);
  });

  it('come in by the link that the route says, or go no further', () => {
    const bench = routerBench({ multicastRoutes: [{ groups: ALL, link: 'link1', to: ['link0'] }] });
    send(bench, GROUP);
    expect(bench.discarded('forward-group-interface')).to.equal(1);
    expect([...bench.heard, ...bench.heardFar]).to.have.length(0);
  });

  it('stop at the boundary of a configured zone (RFC 4007 section 9)', () => {
    const bench = routed();
    expect(bench.node.command({ kind: 'set-zone', link: 'link1', scope: 5, zone: 2 }).ok).to.equal(true);
    send(bench, SITE);
    expect(bench.heardFar).to.have.length(0);
    expect(bench.discarded('forward-group-zone')).to.equal(1);
    bench.node.command({ kind: 'set-zone', link: 'link0', scope: 5, zone: 2 });
    send(bench, SITE);
    send(bench, GROUP);
    expect(bench.heardFar).to.have.length(2);
    for (const scope of [2, 14, 15, 4.5])
      expect(bench.node.command({ kind: 'set-zone', link: 'link1', scope, zone: 2 }).ok).to.equal(false);
  });

  it('bring one Packet Too Big, and of other errors none (RFC 4443 section 2.4)', () => {
    const bench = routed();
    send(bench, GROUP, {}, 1400);
    expect(errors(bench)).to.have.length(1);
    bench.forget();
    send(bench, GROUP, { hopLimit: 1 });
    send(bench, GROUP, { source: address('fe80::b') });
    expect(errors(bench)).to.deep.equal([]);
    expect(bench.heardFar).to.have.length(0);
    expect(bench.discarded('error-multicast-destination')).to.equal(1);
  });

  it('that an option discards are not for the router either, and reported once', () => {
    const bench = routed({ features: { processHopByHopInTransit: true } });
    send(bench, address('ff05::2'), {}, 8, [hopByHop({ options: [unknownIpv6Option(0x9b, new Uint8Array(4))] })]);
    expect(errors(bench)).to.have.length(1);
    expect(bench.heardFar).to.have.length(0);
  });

  it('are routed by command', () => {
    const bench = routerBench();
    const order = { link: 'link0', groups: ALL } as const;
    expect(bench.node.command({ kind: 'add-multicast-route', ...order, to: ['link1'] }).ok).to.equal(true);
    send(bench, GROUP);
    expect(bench.heardFar).to.have.length(1);
    expect(bench.node.multicastRoutes()).to.have.length(1);
    expect(bench.node.command({ kind: 'remove-multicast-route', ...order })).to.deep.include({ ok: true });
    expect(bench.node.command({ kind: 'remove-multicast-route', ...order })).to.deep.include({ ok: false });
    expect(bench.node.command({ kind: 'add-multicast-route', ...order, to: ['nowhere'] })).to.deep.include({ ok: false });
    send(bench, GROUP);
    expect(bench.heardFar).to.have.length(1);
  });
});
