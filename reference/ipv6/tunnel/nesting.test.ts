import { expect } from 'chai';
import type { PortsBench } from '../../ports-bench.js';
import { milliseconds } from '../../time.js';
import { BEHIND, ENTRY, EXIT, forwarded, INSIDE, ORIGIN, OTHER_END, settle, TUNNEL, tunnelBench, WAYPOINT } from '../../tunnel-bench.js';
import { layer, type DecodedFrame } from '../../wire/frame.js';
import { DestinationUnreachable, echoRequest, PacketTooBig, timeExceeded } from '../../wire/icmpv6.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import type { LayerDraft } from '../../wire/layer-draft.js';
import { encapsulationLimitIn } from './encapsulation-limit.js';

type Limit = number | 'none';

const BEFORE_DATA = 48;

const original = (octets = 100): LayerDraft[] => [
  ipv6({ source: ORIGIN, destination: BEHIND }),
  echoRequest({ data: new Uint8Array(octets - BEFORE_DATA) }),
];

const limitOf = (decoded: DecodedFrame): number | undefined => encapsulationLimitIn(decoded)?.limit;

function told(bench: PortsBench): readonly DecodedFrame[] {
  bench.advance(milliseconds(1));
  return bench.sent('link0');
}

describe('a tunnel within a tunnel, RFC 2473 section 4', () => {
  const nested = (limits: readonly [Limit, Limit]): PortsBench => {
    const bench = tunnelBench({ encapsulationLimit: limits[0], routes: [] });
    const above = { ...TUNNEL, name: 'tunnel1', link: 'tunnel0', local: INSIDE, remote: OTHER_END, addresses: [] };
    bench.node.command({ ...above, encapsulationLimit: limits[1] });
    settle(bench);
    return bench;
  };

  it('packs the packet twice, the outer limit one below the inner', () => {
    const [sent] = forwarded(nested([7, 3]), ...original());
    const headers = sent!.layers.filter(({ message }) => message === Ipv6).map(({ value }) => value as Ipv6);
    expect(headers.map(({ destination }) => destination)).to.deep.equal([EXIT, OTHER_END, BEHIND]);
    expect(limitOf(sent!)).to.equal(2);
  });

  it('takes the MTU of the tunnel that it goes through, less its own headers', () => {
    const bench = nested(['none', 'none']);
    expect(forwarded(bench, ...original(1420))).to.have.length(1);
    expect(forwarded(bench, ...original(1421))).to.have.length(0);
    expect(layer(told(bench)[0]!, PacketTooBig)).to.include({ mtu: 1420 });
  });

  it('is refused by a limit of zero: the source learns what the node tells itself', () => {
    const bench = nested([4, 0]);
    expect(forwarded(bench, ...original())).to.have.length(0);
    expect(layer(told(bench)[0]!, DestinationUnreachable)).to.include({ code: 3 });
  });

  it('has its errors handed from entry to entry, section 8.4', () => {
    const bench = nested(['none', 'none']);
    const [sent] = forwarded(bench, ...original());
    const error = timeExceeded({ invokingPacket: sent!.octets.slice(sent!.packetOffset) });
    bench.send('link1', ipv6({ source: WAYPOINT, destination: ENTRY }), error);
    bench.advance(milliseconds(1));
    expect(layer(told(bench)[0]!, DestinationUnreachable)).to.include({ code: 3 });
    expect(bench.node.counters().get('tunnel.error-relayed')).to.equal(2);
  });
});
