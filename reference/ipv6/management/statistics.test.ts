import { expect } from 'chai';
import { DISCARD_REASONS } from '../discard-reasons.js';
import { ROUTER_RULE_BREAKING_PACKETS } from '../forwarding/rule-breaking-packets.js';
import { IPV4_RULE_BREAKING_PACKETS } from '../../ipv4/rule-breaking-packets.js';
import { LINK_RULE_BREAKING_PACKETS } from '../links/rule-breaking-packets.js';
import { RULE_BREAKING_PACKETS } from '../rule-breaking-packets.js';
import { TUNNEL_RULE_BREAKING_PACKETS } from '../tunnel/rule-breaking-packets.js';
import { BEHIND, FAR_PEER, NEAR, NEAR_PEER, REJECTED, routerBench } from '../../router-bench.js';
import { echoTo, LINK_LOCAL, PEER, settledNode } from '../../settled-node.js';
import { seconds } from '../../time.js';
import { echoRequest } from '../../wire/icmpv6.js';
import { ipv6 } from '../../wire/ipv6.js';
import {
  errorsByCode,
  ICMP6_STATISTICS,
  ICMP_STATISTICS,
  IP6_STATISTICS,
  IP_SYSTEM_STATISTICS,
  IPV4_SYSTEM_STATISTICS,
  messagesByType,
  valuesOf,
  type Statistic,
} from './statistics.js';

/**
 * Reasons that concern no packet as RFC 4293 counts them: frames for others, messages not sent, what UDP and its programs
 * discard, and a tunnel packet from nowhere, which counts as one of an unknown protocol.
 */
const ELSEWHERE =
  /^(interface-down|ipv6-disabled|link-layer-destination|loopback-arrival|ether-type|udp-|ripng-|error-|redirect-|tunnel-(unknown-entry|error-))|^(ns|na|ra|rs|mld|renumbering|pio|rio|rdnss|dnssl|nd|ni|icmpv6|icmpv4|echo|packet-too-big)-|^arp-malformed$/;

/** Of all packets that come to a point, those included that end there. */
const BEFORE_THE_CHECKS: ReadonlySet<string> = new Set(['ipSystemStatsInReceives', 'ipSystemStatsOutFragReqds']);

const reasonsIn = (statistics: readonly Statistic[]): readonly string[] =>
  statistics.flatMap(({ counters }) => counters.filter((name) => name.startsWith('discard.')).map((name) => name.slice(8)));

const nonzero = (values: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...values].filter(([, count]) => count > 0));

describe('statistics', () => {
  it('count every reason to discard a packet under one name of RFC 4293, of IPv6 or of IPv4', () => {
    const tables = [...IP_SYSTEM_STATISTICS, ...IPV4_SYSTEM_STATISTICS];
    const counted = reasonsIn(tables.filter(({ name }) => !BEFORE_THE_CHECKS.has(name)));
    expect(new Set(counted).size).to.equal(counted.length);
    const missing = DISCARD_REASONS.filter((reason) => !counted.includes(reason) && !ELSEWHERE.test(reason));
    expect(missing).to.deep.equal([]);
    expect(counted.filter((reason) => ELSEWHERE.test(reason))).to.deep.equal([]);
  });

  it('count no reason under two of KAME’s names of one protocol', () => {
    for (const table of [IP6_STATISTICS.filter(({ name }) => name !== 'total'), ICMP6_STATISTICS]) {
      const counted = reasonsIn(table);
      expect(new Set(counted).size).to.equal(counted.length);
    }
  });

  it('know every bad message of Neighbor Discovery', () => {
    const counted = reasonsIn(ICMP6_STATISTICS);
    for (const reason of DISCARD_REASONS.filter((one) =>
      /^(ns|na|ra|redirect)-(fragmented|hop-limit|checksum|code|length|option-length)$/.test(one),
    ))
      expect(counted, reason).to.include(reason);
    const byName = new Map(ICMP6_STATISTICS.map(({ name, counters }) => [name, counters]));
    expect(byName.get('badns')).to.include.members(['discard.ns-hop-limit', 'discard.ns-target-multicast']);
    expect(byName.get('badra')).to.include.members(['discard.ra-source', 'discard.ra-hop-limit']);
    expect(byName.get('badredirect')).to.include('discard.redirect-not-first-hop').and.not.include('discard.redirect-rate');
  });

  for (const [reason, row] of Object.entries(RULE_BREAKING_PACKETS))
    it(`see what came in where "${reason}" applies`, () => {
      const bench = settledNode();
      row.send(bench);
      bench.advance(seconds(70));
      balanced(bench.node.counters());
    });

  for (const [reason, row] of Object.entries(ROUTER_RULE_BREAKING_PACKETS))
    it(`see what came to a router where "${reason}" applies`, () => {
      const bench = routerBench();
      row.send(bench);
      bench.advance(seconds(5));
      balanced(bench.node.counters());
    });

  for (const [reason, row] of Object.entries({
    ...LINK_RULE_BREAKING_PACKETS,
    ...TUNNEL_RULE_BREAKING_PACKETS,
    ...IPV4_RULE_BREAKING_PACKETS,
  }))
    it(`see what came by a line or a tunnel where "${reason}" applies`, () => {
      const bench = row.bench({});
      row.send(bench);
      bench.advance(seconds(70));
      balanced(bench.node.counters());
      balancedIpv4(bench.node.counters());
    });

  /** The Case diagram of RFC 4293 section 3.2.3: nothing vanishes between the link and the upper layers. */
  function balanced(counters: ReadonlyMap<string, number>): void {
    const of = (name: string): number => valuesOf(IP_SYSTEM_STATISTICS, counters).get(`ipSystemStats${name}`) ?? 0;
    const atForwarding = counters.get('discard.forward-hop-limit') ?? 0;
    const inTransit =
      (counters.get('ipv6.forward.attempted') ?? 0) + atForwarding + (counters.get('discard.forward-source-unspecified') ?? 0);
    const discarded =
      of('InDiscards') -
      [...counters].reduce(
        (n, [name, count]) => n + (/^discard\.forward-(rej|black|too|source|point|group-zone)/.test(name) ? count : 0),
        0,
      );
    const here = of('InReceives') - inTransit - of('InTruncatedPkts') - of('InAddrErrors') - (of('InHdrErrors') - atForwarding);
    const reassembly = of('ReasmReqds') - of('ReasmOKs');
    expect(here - of('InUnknownProtos') - discarded - reassembly).to.equal(of('InDelivers'));
  }

  function balancedIpv4(counters: ReadonlyMap<string, number>): void {
    const of = (name: string): number => valuesOf(IPV4_SYSTEM_STATISTICS, counters).get(`ipSystemStats${name}`) ?? 0;
    const inTransit = of('InForwDatagrams') + (counters.get('discard.ipv4-time-to-live') ?? 0);
    const refused = (counters.get('discard.ipv4-header') ?? 0) + (counters.get('discard.ipv4-checksum') ?? 0) + of('InAddrErrors');
    // A packet that a tunnel discards has been delivered to it.
    const here = of('InReceives') - inTransit - refused - (of('ReasmReqds') - of('ReasmOKs'));
    expect(here - of('InUnknownProtos')).to.equal(of('InDelivers'));
  }

  it('name what a host does', () => {
    const bench = settledNode();
    const before = bench.node.counters().get('ipv6.in.octets') ?? 0;
    const packet = bench.send(LINK_LOCAL, echoTo(LINK_LOCAL));
    const counters = bench.node.counters();
    expect((counters.get('ipv6.in.octets') ?? 0) - before).to.equal(packet.length);
    expect(messagesByType(counters, 'in').find(({ type }) => type === 128)).to.deep.equal({ type: 128, title: 'Echo Request', count: 1 });
    expect(messagesByType(counters, 'out').find(({ type }) => type === 129)).to.include({ title: 'Echo Reply', count: 1 });
    const icmp = valuesOf(ICMP_STATISTICS, counters);
    expect(icmp.get('icmpStatsInMsgs')).to.equal(messagesByType(counters, 'in').reduce((sum, { count }) => sum + count, 0));
    expect(icmp.get('icmpStatsOutMsgs')).to.equal(messagesByType(counters, 'out').reduce((sum, { count }) => sum + count, 0));
    expect(valuesOf(ICMP6_STATISTICS, counters).get('reflect')).to.equal(1);
  });

  it('name fragments sent and received', () => {
    const bench = settledNode();
    bench.node.command({ kind: 'ping', link: 'link0', destination: LINK_LOCAL, source: LINK_LOCAL, dataOctets: 4000 });
    bench.node.command({ kind: 'ping', link: 'link0', destination: PEER, dataOctets: 4000 });
    bench.advance(seconds(0));
    expect(nonzero(valuesOf(IP6_STATISTICS, bench.node.counters()))).to.include({
      reassembled: 2,
      fragments: 6,
      ofragments: 9,
      fragmented: 3,
    });
  });

  it('name what a router does', () => {
    const bench = routerBench();
    const start = new Map(bench.node.counters());
    for (const destination of [FAR_PEER, REJECTED, BEHIND])
      bench.send(destination, [ipv6({ source: NEAR_PEER, destination }), echoRequest()]);
    bench.send(FAR_PEER, [ipv6({ source: NEAR_PEER, destination: FAR_PEER }), echoRequest({ data: new Uint8Array(1300) })]);
    bench.send(NEAR, [ipv6({ source: NEAR_PEER, destination: NEAR }), echoRequest()]);
    bench.advance(seconds(5));
    const [kame, then] = [valuesOf(IP6_STATISTICS, bench.node.counters()), valuesOf(IP6_STATISTICS, start)];
    const change = (name: string): number => (kame.get(name) ?? 0) - (then.get(name) ?? 0);
    expect([change('forward'), change('cantforward'), change('odropped'), change('redirectsent')]).to.deep.equal([2, 1, 1, 1]);
    expect(errorsByCode(bench.node.counters())).to.deep.equal([
      { kind: 'destination-unreachable', code: 6, count: 1 },
      { kind: 'packet-too-big', code: 0, count: 1 },
      { kind: 'destination-unreachable', code: 3, count: 1 },
    ]);
  });
});
