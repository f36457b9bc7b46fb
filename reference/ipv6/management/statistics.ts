import { DISCARD_REASONS } from '../discard-reasons.js';
import { ICMPV6_TYPE_WORDS } from '../../wire/icmpv6-header.js';

/** A counter as system management knows it: the sum of some of the node's own. */
export interface Statistic {
  readonly name: string;
  /** As `netstat -s` prints it, in KAME's words; none for the names of RFC 4293. */
  readonly says?: string;
  readonly counters: readonly string[];
}

/** Values by name, in the order of the tables. */
export type Values = ReadonlyMap<string, number>;

const discards = (which: RegExp): readonly string[] =>
  DISCARD_REASONS.filter((reason) => which.test(reason)).map((reason) => `discard.${reason}`);

const MESSAGE_CHECKS = /^(ns|na|ra|redirect|icmpv6)-checksum$/;
const MESSAGE_CODES = /^(ns|na|ra|redirect)-code$/;
const MESSAGE_LENGTHS = /^((ns|na|ra|redirect)-length|icmpv6-truncated)$/;
const ND_OPTIONS = /^(ns|na|ra|redirect)-option-length$|^pio-prefix-length$|^(rio|rdnss|dnssl)-length$/;

/** What makes a message of Neighbor Discovery a bad one beside its checksum, code, length and options. */
const bad = (message: string, unless: readonly string[] = []): readonly string[] =>
  discards(new RegExp(`^${message}-`)).filter(
    (name) =>
      ![MESSAGE_CHECKS, MESSAGE_CODES, MESSAGE_LENGTHS, ND_OPTIONS].some((other) => other.test(name.slice('discard.'.length))) &&
      !unless.includes(name.slice('discard.'.length)),
  );

const row = (name: string, says: string, ...counters: readonly string[]): Statistic => ({ name, says, counters });

const SCOPES =
  /^(source-(multicast|loopback)|destination-(unspecified|loopback)|multicast-(scope-reserved|interface-local)|ipv4-(mapped|compatible)-address|embedded-zone)$/;
const OPTIONS = /^(option-(malformed|discard|report|report-unicast)|jumbo-.*)$/;
const FRAGMENTS = /^(fragment-(length|overlap|empty|header-chain)|reassembly-limit)$/;

/** `netstat -s -p ip6`. Not there: what the node never does (packets of raw sockets, tunnels, buffers that run out). */
export const IP6_STATISTICS: readonly Statistic[] = [
  row('total', 'total packets received', 'ipv6.in', ...discards(/^ipv6-truncated$/)),
  row('toosmall', 'with size smaller than minimum', ...discards(/^ipv6-truncated$/)),
  row('tooshort', 'with data size < data length', ...discards(/^ipv6-payload-length$/)),
  row('badoptions', 'with bad options', ...discards(OPTIONS)),
  row('badvers', 'with incorrect version number', ...discards(/^ipv6-version$/)),
  row('fragments', 'fragments received', 'ipv6.fragments'),
  row('fragdropped', 'fragments dropped (dup or out of space)', ...discards(FRAGMENTS)),
  row('fragtimeout', 'fragments dropped after timeout', ...discards(/^reassembly-timeout$/)),
  row('fragoverflow', 'fragments that exceeded limit', ...discards(/^fragment-overflow$/)),
  row('reassembled', 'packets reassembled ok', 'ipv6.reassembled'),
  row('delivered', 'packets for this host', 'ipv6.delivered'),
  row('forward', 'packets forwarded', 'ipv6.forwarded'),
  row('cantforward', 'packets not forwardable', ...discards(/^forward-(?!hop-limit|too-big)|^destination-not-ours$/)),
  row('redirectsent', 'redirects sent', 'redirect.sent'),
  row('localout', 'packets sent from this host', 'ipv6.out.local'),
  row('odropped', 'output packets dropped due to no bufs, etc.', ...discards(/^(resolution|optimistic)-/)),
  row('noroute', 'output packets discarded due to no route', ...discards(/^no-route$/)),
  row('fragmented', 'output datagrams fragmented', 'ipv6.out.fragmented'),
  row('ofragments', 'fragments created', 'ipv6.out.fragments'),
  row('cantfrag', "datagrams that can't be fragmented", ...discards(/^jumbogram-too-big$/)),
  row('badscope', 'packets that violated scope rules', ...discards(SCOPES)),
  row('notmember', "multicast packets which we don't join", ...discards(/^multicast-not-joined$/)),
  row('exthdrtoolong', 'packets whose headers are not contiguous', ...discards(/^header-truncated$/)),
  row('toomanyhdr', 'packets discarded because of too many headers', ...discards(/^header-limit$/)),
];

/** `netstat -s -p icmp6`. */
export const ICMP6_STATISTICS: readonly Statistic[] = [
  row('error', 'calls to icmp6_error', 'icmpv6.error.attempted'),
  row('canterror', 'errors not generated in response to an icmp6 message', ...discards(/^error-(?!rate)/)),
  row('toofreq', 'errors not generated because of rate limitation', ...discards(/^error-rate$/)),
  row('badcode', 'messages with bad code fields', ...discards(MESSAGE_CODES)),
  row('tooshort', 'messages < minimum length', ...discards(MESSAGE_LENGTHS)),
  row('checksum', 'bad checksums', ...discards(MESSAGE_CHECKS)),
  row('badlen', 'messages with bad length', ...discards(/^(mld|renumbering)-length$/)),
  row('reflect', 'message responses generated', 'icmpv6.out.type-129', 'icmpv6.error.generated'),
  row('nd_badopt', 'messages with bad ND options', ...discards(ND_OPTIONS)),
  row('nd_toomanyopt', 'messages with too many ND options', ...discards(/^nd-option-limit$/)),
  row('badns', 'bad neighbor solicitation messages', ...bad('ns', ['ns-looped-back', 'ns-target-tentative'])),
  row('badna', 'bad neighbor advertisement messages', ...bad('na', ['na-no-entry', 'na-no-override', 'na-static-neighbor'])),
  row('badrs', 'bad router solicitation messages', ...bad('rs', ['rs-on-host'])),
  row('badra', 'bad router advertisement messages', ...bad('ra', ['ra-on-router', 'ra-not-accepted'])),
  row(
    'badredirect',
    'bad redirect messages',
    ...bad('redirect', ['redirect-not-accepted', 'redirect-to-remote', 'redirect-target-unknown', 'redirect-rate']),
  ),
  row('pmtuchg', 'path MTU changes', 'path-mtu.changed'),
];

/** `netstat -s -p udp`. Not there: datagrams that found no room, for nothing is queued. */
export const UDP_STATISTICS: readonly Statistic[] = [
  row('ipackets', 'datagrams received', 'udp.in'),
  row('badlen', 'with bad data length field', ...discards(/^udp-length$/)),
  row('badsum', 'with bad checksum', ...discards(/^udp-checksum$/)),
  row('nosum', 'with no checksum', ...discards(/^udp-checksum-zero$/)),
  row('noport', 'dropped due to no socket', ...discards(/^udp-port-closed$/)),
  row('noportmcast', 'multicast datagrams dropped due to no socket', 'udp.unheard.multicast'),
  row('delivered', 'delivered', 'udp.delivered'),
  row('opackets', 'datagrams output', 'udp.out'),
];

const mib = (name: string, ...counters: readonly string[]): Statistic => ({ name, counters });

/** Discards of RFC 4293's InAddrErrors, whose destination "was not a valid address to be received at this entity"; sources count too. */
const ADDRESSES = /^(source-(multicast|loopback)|destination-|multicast-|ipv4-(mapped|compatible)-address|embedded-zone)/;
const HEADERS = /^(ipv6-(truncated|version)|forward-hop-limit|option-|header-(truncated|limit)|routing-segments-left|source-route-|jumbo-)/;

/** A tunnel is a link to the packets that it carries: what does not get into it was on its way out. */
const INTO_TUNNELS = /^tunnel-(entry-address|loopback|nesting|encapsulation-limit|too-big)$/;

/** ipSystemStatsTable of RFC 4293, in its order. */
export const IP_SYSTEM_STATISTICS: readonly Statistic[] = [
  mib('ipSystemStatsInReceives', 'ipv6.in', ...discards(/^ipv6-truncated$/)),
  mib('ipSystemStatsInOctets', 'ipv6.in.octets'),
  mib('ipSystemStatsInHdrErrors', ...discards(HEADERS)),
  mib('ipSystemStatsInNoRoutes', ...discards(/^forward-no-route$/)),
  mib('ipSystemStatsInAddrErrors', ...discards(ADDRESSES)),
  mib('ipSystemStatsInUnknownProtos', ...discards(/^next-header-unrecognized$/)),
  mib('ipSystemStatsInTruncatedPkts', ...discards(/^ipv6-payload-length$/)),
  mib('ipSystemStatsInForwDatagrams', 'ipv6.forward.attempted'),
  mib('ipSystemStatsReasmReqds', 'ipv6.fragments'),
  mib('ipSystemStatsReasmOKs', 'ipv6.reassembled'),
  mib('ipSystemStatsReasmFails', ...discards(/^(fragment|reassembly)-/)),
  mib('ipSystemStatsInDiscards', ...discards(/^(no-next-header|forward-(rejected|blackholed|too-big|source-|point-to-point|group-))/)),
  mib('ipSystemStatsInDelivers', 'ipv6.delivered'),
  mib('ipSystemStatsOutRequests', 'ipv6.out.local'),
  mib('ipSystemStatsOutNoRoutes', ...discards(/^no-(route|source-address)$/)),
  mib('ipSystemStatsOutForwDatagrams', 'ipv6.forwarded'),
  mib('ipSystemStatsOutDiscards', ...discards(/^(resolution|optimistic)-/), ...discards(INTO_TUNNELS)),
  mib('ipSystemStatsOutFragReqds', 'ipv6.out.fragmented', ...discards(/^jumbogram-too-big$/)),
  mib('ipSystemStatsOutFragOKs', 'ipv6.out.fragmented'),
  mib('ipSystemStatsOutFragFails', ...discards(/^jumbogram-too-big$/)),
  mib('ipSystemStatsOutFragCreates', 'ipv6.out.fragments'),
  mib('ipSystemStatsOutTransmits', 'ipv6.out'),
  mib('ipSystemStatsOutOctets', 'ipv6.out.octets'),
  mib('ipSystemStatsInMcastPkts', 'ipv6.in.multicast'),
  mib('ipSystemStatsOutMcastPkts', 'ipv6.out.multicast'),
];

const NEIGHBOR_DISCOVERY_ERRORS = /^(ns|na|ra|redirect)-(fragmented|hop-limit|checksum|code|length|option-length|source)$/;

/** icmpStatsTable of RFC 4293; the histograms are its icmpMsgStatsTable. */
export const ICMP_STATISTICS: readonly Statistic[] = [
  mib('icmpStatsInMsgs', 'icmpv6.in'),
  mib(
    'icmpStatsInErrors',
    ...discards(/^(icmpv6-(checksum|truncated)|mld-(length|hop-limit)|renumbering-length)$/),
    ...discards(NEIGHBOR_DISCOVERY_ERRORS),
  ),
  mib('icmpStatsOutMsgs', 'icmpv6.out', ...discards(/^error-rate$/)),
  mib('icmpStatsOutErrors', ...discards(/^error-rate$/)),
];

/** The rows of ipSystemStatsTable for IPv4 (ipSystemStatsIPVersion): as much of it as the node speaks. */
export const IPV4_SYSTEM_STATISTICS: readonly Statistic[] = [
  mib('ipSystemStatsInReceives', 'ipv4.in'),
  mib('ipSystemStatsInHdrErrors', ...discards(/^ipv4-(header|checksum|time-to-live)$/)),
  mib('ipSystemStatsInNoRoutes', ...discards(/^ipv4-forward-no-route$/)),
  mib('ipSystemStatsInAddrErrors', ...discards(/^ipv4-(source|for-many|not-ours)$/)),
  mib('ipSystemStatsInUnknownProtos', ...discards(/^ipv4-protocol$/)),
  mib('ipSystemStatsInForwDatagrams', 'ipv4.forward.attempted'),
  mib('ipSystemStatsReasmReqds', 'ipv4.fragments'),
  mib('ipSystemStatsReasmOKs', 'ipv4.reassembled'),
  mib('ipSystemStatsReasmFails', ...discards(/^ipv4-(fragment|reassembly-)/)),
  mib('ipSystemStatsInDiscards', ...discards(/^(ipv4-too-big|tunnel-inner-source)$/)),
  mib('ipSystemStatsInDelivers', 'ipv4.delivered'),
  mib('ipSystemStatsOutRequests', 'ipv4.out.local'),
  mib('ipSystemStatsOutNoRoutes', ...discards(/^ipv4-no-route$/)),
  mib('ipSystemStatsOutForwDatagrams', 'ipv4.forwarded'),
  mib('ipSystemStatsOutDiscards', ...discards(/^arp-(queue-overflow|failed)$/)),
];

export function valuesOf(statistics: readonly Statistic[], counters: ReadonlyMap<string, number>): Values {
  return new Map(
    statistics.map(({ name, counters: parts }) => [name, parts.reduce((total, part) => total + (counters.get(part) ?? 0), 0)]),
  );
}

/** Messages by type: KAME's histograms, RFC 4293's icmpMsgStatsTable. */
export interface MessageCount {
  readonly type: number;
  readonly title: string;
  readonly count: number;
}

/** Of the messages received or sent; types that never came are not among them. */
export function messagesByType(counters: ReadonlyMap<string, number>, direction: 'in' | 'out'): readonly MessageCount[] {
  const found: MessageCount[] = [];
  for (let type = 0; type < 256; type++) {
    const count = counters.get(`icmpv6.${direction}.type-${type}`);
    if (count !== undefined) found.push({ type, title: ICMPV6_TYPE_WORDS[type] ?? `type ${type}`, count });
  }
  return found;
}

const ERROR = /^icmpv6\.error\.([a-z-]+)\.(\d+)$/;

/** Of the errors generated, by kind and code. */
export const errorsByCode = (counters: ReadonlyMap<string, number>): readonly { kind: string; code: number; count: number }[] =>
  [...counters].flatMap(([name, count]) => {
    const [, kind = '', code = ''] = ERROR.exec(name) ?? [];
    return kind === '' ? [] : [{ kind, code: Number(code), count }];
  });
