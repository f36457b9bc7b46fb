import { expect } from 'chai';
import fc from 'fast-check';
import { address } from '../../net/address.js';
import { ipv4Address } from '../../net/ipv4-address.js';
import type { PortsBench } from '../../ports-bench.js';
import { milliseconds } from '../../time.js';
import {
  BEHIND,
  BEHIND_IPV4,
  ENTRY,
  ENTRY_IPV4,
  EXIT,
  EXIT_IPV4,
  forwarded,
  INSIDE,
  INSIDE_IPV4,
  ORIGIN,
  ORIGIN_IPV4,
  overIpv4Bench,
  tunnelBench,
} from '../../tunnel-bench.js';
import { destinationOptions, fragment } from '../../wire/extension-headers.js';
import { frame, raw, type LayerDraft } from '../../wire/frame.js';
import { icmpv4DestinationUnreachable, icmpv4EchoRequest, icmpv4TimeExceeded } from '../../wire/icmpv4.js';
import { destinationUnreachable, echoRequest, packetTooBig, parameterProblem } from '../../wire/icmpv6.js';
import { ipv4 } from '../../wire/ipv4.js';
import { ipv6 } from '../../wire/ipv6.js';
import { tunnelEncapsulationLimit } from '../../wire/ipv6-options.js';

const some = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const host = some(ENTRY, EXIT, ORIGIN, BEHIND, INSIDE, address('::'), address('ff02::1'), address('fe80::1'), address('2001:db8:ffff::1'));
const hostIpv4 = some(ENTRY_IPV4, EXIT_IPV4, ORIGIN_IPV4, BEHIND_IPV4, INSIDE_IPV4, ipv4Address('0.0.0.0'), ipv4Address('255.255.255.255'));

const header: fc.Arbitrary<LayerDraft> = fc.oneof(
  fc.record({ source: host, destination: host, hopLimit: some(0, 1, 64, 255) }).map((given) => ipv6(given)),
  fc
    .record({
      source: hostIpv4,
      destination: hostIpv4,
      timeToLive: some(0, 1, 64),
      dontFragment: fc.boolean(),
      moreFragments: fc.boolean(),
    })
    .map(({ moreFragments, ...given }) => ipv4({ ...given, moreFragments: moreFragments && given.dontFragment })),
  fc.nat(3).map((limit) => destinationOptions({ options: [tunnelEncapsulationLimit(limit)] })),
  fc.record({ fragmentOffset: fc.nat(3), moreFragments: fc.boolean() }).map((given) => fragment(given)),
);
const chain = fc.array(header, { maxLength: 12 });
const octets = fc.uint8Array({ maxLength: 90 });
const quoted = fc
  .record({ chain, data: octets, keep: fc.nat(160) })
  .map(({ chain: layers, data, keep }) => frame(...layers, raw(data, 59)).octets.subarray(0, keep));
const message: fc.Arbitrary<LayerDraft> = fc.oneof(
  octets.map((data) => echoRequest({ data })),
  octets.map((data) => icmpv4EchoRequest({ data })),
  fc.record({ mtu: fc.nat(2_000), invokingPacket: quoted }).map((given) => packetTooBig(given)),
  fc.record({ code: fc.nat(4), invokingPacket: quoted }).map((given) => destinationUnreachable(given)),
  fc.record({ pointer: some(44, 84, 0), invokingPacket: quoted }).map((given) => parameterProblem(given)),
  fc
    .record({ code: some(1, 4), nextHopMtu: some(0, 68, 1300), invokingPacket: quoted })
    .map((given) => icmpv4DestinationUnreachable(given)),
  quoted.map((invokingPacket) => icmpv4TimeExceeded({ invokingPacket })),
);
const packet = fc.record({ first: header, chain, message, port: some('link0', 'link1') });

const benches: Readonly<Record<string, () => PortsBench>> = { IPv6: () => tunnelBench(), IPv4: () => overIpv4Bench({ dynamicMtu: true }) };

describe('a node with a tunnel that receives anything', function () {
  this.timeout(60_000);

  for (const [what, make] of Object.entries(benches))
    it(`over ${what}: does not throw, keeps its timers few, and still carries a packet`, () => {
      fc.assert(
        fc.property(fc.array(packet, { maxLength: 40 }), (packets) => {
          const bench = make();
          for (const { first, chain: rest, message: last, port } of packets) bench.send(port, first, ...rest, last);
          bench.advance(milliseconds(10));
          expect(bench.queue.size).to.be.below(200);
          const sent = forwarded(bench, ipv6({ source: ORIGIN, destination: BEHIND }), echoRequest());
          expect(sent.length).to.be.above(0);
        }),
        { numRuns: 60 },
      );
    });
});
