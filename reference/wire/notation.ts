import { formatAddress } from '../net/address.js';
import { formatIpv4Address } from '../net/ipv4-address.js';
import { formatLinkLayerAddress } from '../net/link-layer-address.js';
import { hex } from '../net/octets.js';
import type { DecodedFrame, Layer } from './decode-frame.js';
import type { AnyMessage } from './kit/message.js';
import { describeDecodeError, describeFirstPart } from './presentation.js';
import { UDP_HEADER_OCTETS } from './udp.js';

/**
 * A frame in one line that reads and greps:
 * `IPv6 fe80::1 > ff02::1 hl 255 | RA M=0 O=1 lifetime 1800 | prefix 2001:db8:1::/64 LA 2592000/604800`.
 */
export function notation(decoded: DecodedFrame): string {
  const parts = decoded.layers.filter(({ name }) => !LINK_LAYERS.has(name)).flatMap(layerParts);
  if (decoded.stopped) parts.push(describeDecodeError(decoded.stopped));
  if (parts.length > 0) return parts.join(' | ');
  const [link] = decoded.layers;
  return link ? `${link.message.title} ${summaryOf(link.message, link.value)}` : `${decoded.octets.length} octets, not understood`;
}

const LINK_LAYERS = new Set(['ethernet', 'linuxCooked', 'linuxCooked2', 'loopback']);

function layerParts(layer: Layer): readonly string[] {
  const value = layer.value as Fields;
  const own = summaryOf(layer.message, value) + (layer.checksum === 'bad' ? ' checksum wrong' : '') + firstPart(layer);
  const { optionsField = '' } = layer.message.compiled.layout;
  const options = (value[optionsField] ?? []) as readonly Fields[];
  const texts = options.map(optionSummary).filter((text) => text !== '');
  if (layer.message.family !== 'icmpv6' && layer.message.family !== 'icmpv4')
    return [texts.length === 0 ? own : `${own} ${texts.join(', ')}`];
  return [own + quoted(layer), ...texts];
}

const firstPart = ({ firstPart: part }: Layer): string => (part ? ` (${describeFirstPart(part)})` : '');

function quoted(layer: Layer): string {
  const { nested } = layer;
  return nested && 'invokingPacket' in (layer.value as object) ? ` [${notation(withoutError(nested))}]` : '';
}

/** A quoted packet is cut as a rule; that it is needs no saying. */
const withoutError = ({ octets, layers, rest, packetOffset, packetEnd }: DecodedFrame): DecodedFrame => ({
  octets,
  layers,
  rest,
  packetOffset,
  packetEnd,
});

type Fields = Readonly<Record<string, unknown>>;
type Summary = (value: Fields) => string;

/** The value of a layer, an option or a record in a few words; partial values give what there is. */
export function summaryOf(message: AnyMessage, value: unknown): string {
  const summary = SUMMARIES[message.name];
  return summary ? summary(value as Fields) : message.title;
}

function optionSummary(option: Fields): string {
  const summary = SUMMARIES[String(option['kind'])];
  return summary ? summary(option) : String(option['kind']);
}

const text = (value: Fields, field: string): string => String((value[field] as number | string | undefined) ?? '?');
const bit = (value: Fields, field: string): string => (value[field] === undefined ? '?' : value[field] ? '1' : '0');
const at = (value: Fields, field: string): string => {
  const octets = value[field];
  if (!(octets instanceof Uint8Array)) return '?';
  return octets.length === 16 ? formatAddress(octets) : hex(octets);
};
const mac = (value: Fields, field: string): string => (value[field] instanceof Uint8Array ? formatLinkLayerAddress(value[field]) : '?');
const sizeOf = (value: Fields, field: string): number => (value[field] as { readonly length: number } | undefined)?.length ?? 0;
const list = (value: Fields, field: string): string => ((value[field] ?? []) as readonly Uint8Array[]).map(formatAddress).join(' ');
const hex16 = (value: Fields, field: string): string =>
  typeof value[field] === 'number' ? `0x${value[field].toString(16).padStart(4, '0')}` : '?';

function ipv6Summary(value: Fields): string {
  const extra = (['trafficClass', 'flowLabel'] as const).filter((field) => value[field]);
  const words = extra.map((field) => ` ${field === 'flowLabel' ? 'flow' : 'class'} 0x${(value[field] as number).toString(16)}`).join('');
  return `IPv6 ${at(value, 'source')} > ${at(value, 'destination')} hl ${text(value, 'hopLimit')}${words}`;
}

/** The data that no layer of its own stands for is counted. */
function datagramSummary(value: Fields): string {
  const ports = `UDP ${text(value, 'sourcePort')} > ${text(value, 'destinationPort')}`;
  const isCarrier = sizeOf(value, 'data') === 0 && Number(value['length']) > UDP_HEADER_OCTETS;
  return isCarrier ? ports : `${ports} ${sizeOf(value, 'data')} octets`;
}

const RIPNG_COMMAND: Readonly<Record<number, string>> = { 1: 'request', 2: 'response' };
const NEXT_HOP_METRIC = 0xff;
const SHOWN_ROUTES = 4;

function routes(value: Fields): string {
  const entries = (value['entries'] ?? []) as readonly Fields[];
  const more = entries.length - SHOWN_ROUTES;
  return entries.slice(0, SHOWN_ROUTES).map(routeSummary).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function routeSummary(value: Fields): string {
  if (value['metric'] === NEXT_HOP_METRIC) return `next hop ${at(value, 'prefix')}`;
  const tag = value['routeTag'] ? ` tag ${hex16(value, 'routeTag')}` : '';
  return `${at(value, 'prefix')}/${text(value, 'prefixLength')} metric ${text(value, 'metric')}${tag}`;
}

function ipv4Summary(value: Fields): string {
  const ip = (field: string): string => (value[field] instanceof Uint8Array ? formatIpv4Address(value[field]) : '?');
  const flags = `${value['dontFragment'] ? ' DF' : ''}${value['moreFragments'] ? ' MF' : ''}`;
  const offset = value['fragmentOffset'] ? ` offset ${8 * Number(value['fragmentOffset'])}` : '';
  const service = value['typeOfService'] ? ` tos ${hex16(value, 'typeOfService')}` : '';
  return `IPv4 ${ip('source')} > ${ip('destination')} ttl ${text(value, 'timeToLive')}${service}${flags}${offset}`;
}

function arpSummary(value: Fields): string {
  const [asked, by] = ['targetProtocolAddress', 'senderProtocolAddress'].map((field) =>
    value[field] instanceof Uint8Array ? formatIpv4Address(value[field]) : '?',
  );
  return value['operation'] === 1 ? `ARP who has ${asked}, tell ${by}` : `ARP ${by} is at ${mac(value, 'senderHardwareAddress')}`;
}

function prefixSummary(value: Fields): string {
  const flags = `${value['onLink'] ? 'L' : ''}${value['autonomous'] ? 'A' : ''}${value['routerAddress'] ? 'R' : ''}`;
  const lifetimes = `${lifetime(value, 'validLifetime')}/${lifetime(value, 'preferredLifetime')}`;
  return `prefix ${at(value, 'prefix')}/${text(value, 'prefixLength')} ${flags === '' ? '-' : flags} ${lifetimes}`;
}

/** All ones stand for infinity (RFC 4861 section 4.6.2, RFC 4191 section 2.3, RFC 8106 section 5). */
const lifetime = (value: Fields, field: string): string => (value[field] === 0xffffffff ? 'infinite' : text(value, field));

const PREFERENCE = ['medium', 'high', 'reserved', 'low'];

function advertisementSummary(value: Fields): string {
  const flags = ['homeAgent', 'proxy'].filter((field) => value[field] === true).map((field) => ` ${field === 'proxy' ? 'P' : 'H'}=1`);
  const preference = value['preference'] ? ` preference ${PREFERENCE[value['preference'] as number]}` : '';
  const timers = ['reachableTime', 'retransTimer']
    .filter((field) => value[field])
    .map((field) => ` ${field === 'reachableTime' ? 'reachable' : 'retrans'} ${text(value, field)}`);
  return `RA M=${bit(value, 'managed')} O=${bit(value, 'other')}${flags.join('')}${preference} lifetime ${text(value, 'routerLifetime')}${timers.join('')}`;
}

const UNREACHABLE = [
  'no route',
  'prohibited',
  'beyond scope',
  'address',
  'port',
  'source policy',
  'reject route',
  'source routing',
  'headers too long',
];
const coded = (name: string, value: Fields, words: readonly string[] = []): string => {
  const word = words[value['code'] as number];
  return `${name} code ${text(value, 'code')}${word === undefined ? '' : ` (${word})`}`;
};
const echo = (word: string) => (value: Fields) =>
  `echo ${word} id ${hex16(value, 'identifier')} seq ${text(value, 'sequence')} ${sizeOf(value, 'data')} octets`;
const listener = (word: string) => (value: Fields) => `MLD ${word} ${at(value, 'multicastAddress')}`;
const QTYPES = ['NOOP', '1', 'name', 'addresses', 'IPv4 addresses'];
const nodeInformation = (word: string) => (value: Fields) =>
  `NI ${word} ${QTYPES[value['qtype'] as number] ?? text(value, 'qtype')} code ${text(value, 'code')}`;
const RECORD_WORDS = ['?', 'IS_IN', 'IS_EX', 'TO_IN', 'TO_EX', 'ALLOW', 'BLOCK'];
const record = (value: Fields): string => {
  const word = RECORD_WORDS[value['recordType'] as number] ?? text(value, 'recordType');
  return `${word} ${at(value, 'multicastAddress')} {${list(value, 'sources')}}`;
};
const renumbering = (word: string, value: Fields): string => {
  const flags = ['test', 'resultRequested', 'allInterfaces', 'siteSpecific', 'processedPreviously'].map((field, i) =>
    value[field] === true ? 'TRASP'.charAt(i) : '',
  );
  return `RR ${word} ${text(value, 'sequenceNumber')}.${text(value, 'segmentNumber')} ${flags.join('') || '-'}`;
};
const operation = (word: string) => (value: Fields) =>
  `${word} ${at(value, 'matchPrefix')}/${text(value, 'matchLen')} {${((value['usePrefixes'] ?? []) as readonly Fields[]).map(used).join(' ')}}`;
const used = (value: Fields): string => `${at(value, 'usePrefix')}/${text(value, 'useLen')}+${text(value, 'keepLen')}`;
const matched = (value: Fields): string => {
  const flags = `${value['outOfBounds'] === true ? 'B' : ''}${value['forbidden'] === true ? 'F' : ''}`;
  const where = `${at(value, 'matchedPrefix')}/${text(value, 'matchedLen')} on ${text(value, 'interfaceIndex')}`;
  return ` ${text(value, 'ordinal')}:${flags === '' ? '' : `${flags} `}${where}`;
};
const unknown = (value: Fields): string => `option ${text(value, 'type')} (${sizeOf(value, 'data')} octets)`;

const SUMMARIES: Readonly<Record<string, Summary | undefined>> = {
  ethernet: (v) => `${mac(v, 'source')} > ${mac(v, 'destination')} type ${hex16(v, 'etherType')}`,
  vlanTag: (v) => `VLAN ${text(v, 'vlanIdentifier')}${v['priority'] ? ` priority ${text(v, 'priority')}` : ''}`,
  pppoeSession: (v) => `PPPoE session ${hex16(v, 'sessionId')}`,
  linuxCooked: (v) => `from ${mac(v, 'address')} type ${hex16(v, 'etherType')}`,
  linuxCooked2: (v) => `interface ${text(v, 'interfaceIndex')} from ${mac(v, 'address')} type ${hex16(v, 'etherType')}`,
  loopback: (v) => `family ${text(v, 'addressFamily')}`,
  ipv6: ipv6Summary,
  hopByHop: () => 'HBH',
  destinationOptions: () => 'DstOpts',
  routing0: (v) => `routing 0 left ${text(v, 'segmentsLeft')} via ${list(v, 'addresses')}`,
  routing2: (v) => `routing 2 left ${text(v, 'segmentsLeft')} home ${at(v, 'homeAddress')}`,
  routing4: (v) => `SRH left ${text(v, 'segmentsLeft')} segments ${list(v, 'segments')}`,
  routingUnknown: (v) => `routing ${text(v, 'routingType')} left ${text(v, 'segmentsLeft')}`,
  fragment: (v) =>
    `fragment ${text(v, 'identification')} offset ${8 * Number(v['fragmentOffset'])}${v['moreFragments'] ? ' more' : ' last'}`,
  fragmentPayload: (v) => `${sizeOf(v, 'data')} octets of a fragment`,
  noNextHeader: (v) => `no next header${sizeOf(v, 'data') > 0 ? ` (${sizeOf(v, 'data')} octets)` : ''}`,
  unknownUpperLayer: (v) => `${sizeOf(v, 'data')} octets, protocol not understood`,
  destinationUnreachable: (v) => coded('unreachable', v, UNREACHABLE),
  packetTooBig: (v) => `too big mtu ${text(v, 'mtu')}`,
  timeExceeded: (v) => coded('time exceeded', v, ['hop limit', 'reassembly']),
  parameterProblem: (v) => `${coded('parameter problem', v)} pointer ${text(v, 'pointer')}`,
  echoRequest: echo('request'),
  echoReply: echo('reply'),
  arp: arpSummary,
  ipv4: ipv4Summary,
  icmpv4DestinationUnreachable: (v) => `ICMPv4 ${coded('unreachable', v)}${v['nextHopMtu'] ? ` mtu ${text(v, 'nextHopMtu')}` : ''}`,
  icmpv4TimeExceeded: (v) => `ICMPv4 ${coded('time exceeded', v)}`,
  icmpv4EchoRequest: (v) => `ICMPv4 ${echo('request')(v)}`,
  icmpv4EchoReply: (v) => `ICMPv4 ${echo('reply')(v)}`,
  unknownIcmpv4: (v) => `ICMPv4 type ${text(v, 'type')} code ${text(v, 'code')}`,
  unknownIcmpv6: (v) => `ICMPv6 type ${text(v, 'type')} code ${text(v, 'code')}`,
  routerSolicitation: () => 'RS',
  routerAdvertisement: advertisementSummary,
  neighborSolicitation: (v) => `NS ${at(v, 'target')}`,
  neighborAdvertisement: (v) => `NA ${at(v, 'target')} R=${bit(v, 'router')} S=${bit(v, 'solicited')} O=${bit(v, 'override')}`,
  redirect: (v) => `redirect ${at(v, 'destination')} to ${at(v, 'target')}`,
  multicastListenerQuery: listener('query'),
  multicastListenerReport: listener('report'),
  multicastListenerDone: listener('done'),
  multicastListenerQuery2: (v) => `MLDv2 query ${at(v, 'multicastAddress')} {${list(v, 'sources')}}`,
  multicastListenerReport2: (v) => `MLDv2 report ${((v['records'] ?? []) as readonly Fields[]).map(record).join(', ')}`,
  multicastAddressRecord: record,
  routerRenumberingCommand: (v) => renumbering('command', v),
  routerRenumberingResult: (v) => `${renumbering('result', v)}${((v['matchReports'] ?? []) as readonly Fields[]).map(matched).join('')}`,
  sequenceNumberReset: (v) => renumbering('reset', v),
  addOperation: operation('add'),
  changeOperation: operation('change'),
  setGlobalOperation: operation('set-global'),
  unknownOperation: (v) => `operation ${text(v, 'opCode')}`,
  nodeInformationQuery: nodeInformation('query'),
  nodeInformationReply: nodeInformation('reply'),
  nodeNameReply: (v) => `${nodeInformation('reply')(v)} ${((v['names'] ?? []) as readonly string[]).join(' ')}`,
  nodeAddressesReply: (v) =>
    `${nodeInformation('reply')(v)} ${((v['addresses'] ?? []) as readonly Fields[]).map((one) => at(one, 'address')).join(' ')}`,
  nodeAddress: (v) => at(v, 'address'),
  udp: datagramSummary,
  ripng: (v) => `RIPng ${RIPNG_COMMAND[v['command'] as number] ?? text(v, 'command')} ${routes(v)}`.trimEnd(),
  routeTableEntry: routeSummary,
  pad1: () => '',
  padN: () => '',
  tunnelEncapsulationLimit: (v) => `encapsulation limit ${text(v, 'limit')}`,
  routerAlert: (v) => `router alert ${text(v, 'value')}`,
  jumboPayload: (v) => `jumbo ${text(v, 'jumboPayloadLength')}`,
  homeAddress: (v) => `home ${at(v, 'homeAddress')}`,
  hmac: (v) => `hmac key ${text(v, 'keyId')}`,
  sourceLinkLayerAddress: (v) => `slla ${mac(v, 'linkLayerAddress')}`,
  targetLinkLayerAddress: (v) => `tlla ${mac(v, 'linkLayerAddress')}`,
  prefixInformation: prefixSummary,
  redirectedHeader: (v) => `redirected ${sizeOf(v, 'packet')} octets`,
  mtu: (v) => `mtu ${text(v, 'mtu')}`,
  advertisementInterval: (v) => `interval ${text(v, 'interval')}`,
  homeAgentInformation: (v) => `home agent preference ${text(v, 'preference')} lifetime ${text(v, 'lifetime')}`,
  nonce: (v) => `nonce ${at(v, 'nonce')}`,
  routeInformation: (v) =>
    `route ${padded(v)}/${text(v, 'prefixLength')} ${PREFERENCE[v['preference'] as number]} ${lifetime(v, 'routeLifetime')}`,
  rdnss: (v) => `rdnss ${list(v, 'addresses')} ${lifetime(v, 'lifetime')}`,
  dnssl: (v) => `dnssl ${((v['names'] ?? []) as readonly string[]).join(' ')} ${lifetime(v, 'lifetime')}`,
  captivePortal: (v) => `captive portal ${text(v, 'uri')}`,
  pref64: (v) => `pref64 ${padded(v)} code ${text(v, 'prefixLengthCode')} lifetime ${8 * Number(v['scaledLifetime'])}`,
  unknownOption: unknown,
};

/** A prefix that is sent without its last octets, as an address. */
function padded(value: Fields): string {
  const octets = new Uint8Array(16);
  octets.set(((value['prefix'] ?? octets) as Uint8Array).subarray(0, 16));
  return formatAddress(octets);
}
