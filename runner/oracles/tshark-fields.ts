/**
 * The name that tshark gives to each field of the wire descriptions. Keys are `message.field`, for options and records
 * `family.member.field`. A field in `NOT_COMPARED` has no counterpart; the value says why.
 */

const icmpv6Header = (message: string): Readonly<Record<string, string>> => ({
  [`${message}.type`]: 'icmpv6.type',
  [`${message}.code`]: 'icmpv6.code',
  [`${message}.checksum`]: 'icmpv6.checksum',
});

const ndOptionHeader = (option: string): Readonly<Record<string, string>> => ({
  [`ndOption.${option}.type`]: 'icmpv6.opt.type',
  [`ndOption.${option}.length`]: 'icmpv6.opt.length',
});

const ipv6OptionHeader = (option: string): Readonly<Record<string, string>> => ({
  [`ipv6Option.${option}.type`]: 'ipv6.opt.type',
  [`ipv6Option.${option}.length`]: 'ipv6.opt.length',
});

const routingHeader = (message: string): Readonly<Record<string, string>> => ({
  [`${message}.nextHeader`]: 'ipv6.routing.nxt',
  [`${message}.hdrExtLen`]: 'ipv6.routing.len',
  [`${message}.routingType`]: 'ipv6.routing.type',
  [`${message}.segmentsLeft`]: 'ipv6.routing.segleft',
});

const nodeInformation = (message: string): Readonly<Record<string, string>> => ({
  ...icmpv6Header(message),
  [`${message}.qtype`]: 'icmpv6.ni.qtype',
  [`${message}.unused`]: 'icmpv6.ni.flag.rsv',
  [`${message}.globalScope`]: 'icmpv6.ni.flag.g',
  [`${message}.siteLocal`]: 'icmpv6.ni.flag.s',
  [`${message}.linkLocal`]: 'icmpv6.ni.flag.l',
  [`${message}.compatible`]: 'icmpv6.ni.flag.c',
  [`${message}.all`]: 'icmpv6.ni.flag.a',
  [`${message}.truncated`]: 'icmpv6.ni.flag.t',
  [`${message}.nonce`]: 'icmpv6.ni.nonce',
});

const listenerMessage = (message: string): Readonly<Record<string, string>> => ({
  ...icmpv6Header(message),
  [`${message}.maximumResponseDelay`]: 'icmpv6.mld.maximum_response_delay',
  [`${message}.reserved`]: 'icmpv6.reserved',
  [`${message}.multicastAddress`]: 'icmpv6.mld.multicast_address',
});

const merged = (of: readonly string[], fields: (name: string) => Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.assign({}, ...of.map(fields)) as Readonly<Record<string, string>>;

const LINK: Readonly<Record<string, string>> = {
  'ethernet.destination': 'eth.dst',
  'ethernet.source': 'eth.src',
  'ethernet.etherType': 'eth.type',
  'vlanTag.priority': 'vlan.priority',
  'vlanTag.dropEligible': 'vlan.dei',
  'vlanTag.vlanIdentifier': 'vlan.id',
  'vlanTag.etherType': 'vlan.etype',
  'pppoeSession.version': 'pppoe.version',
  'pppoeSession.type': 'pppoe.type',
  'pppoeSession.code': 'pppoe.code',
  'pppoeSession.sessionId': 'pppoe.session_id',
  'pppoeSession.length': 'pppoe.payload_length',
  'pppoeSession.protocol': 'ppp.protocol',
  'linuxCooked.packetType': 'sll.pkttype',
  'linuxCooked.hardwareType': 'sll.hatype',
  'linuxCooked.addressLength': 'sll.halen',
  'linuxCooked.etherType': 'sll.etype',
  'linuxCooked2.etherType': 'sll.etype',
  'linuxCooked2.interfaceIndex': 'sll.ifindex',
  'linuxCooked2.hardwareType': 'sll.hatype',
  'linuxCooked2.packetType': 'sll.pkttype',
  'linuxCooked2.addressLength': 'sll.halen',
};

const IPV6: Readonly<Record<string, string>> = {
  'ipv6.version': 'ipv6.version',
  'ipv6.trafficClass': 'ipv6.tclass',
  'ipv6.flowLabel': 'ipv6.flow',
  'ipv6.payloadLength': 'ipv6.plen',
  'ipv6.nextHeader': 'ipv6.nxt',
  'ipv6.hopLimit': 'ipv6.hlim',
  'ipv6.source': 'ipv6.src',
  'ipv6.destination': 'ipv6.dst',
  'hopByHop.nextHeader': 'ipv6.hopopts.nxt',
  'hopByHop.hdrExtLen': 'ipv6.hopopts.len',
  'destinationOptions.nextHeader': 'ipv6.dstopts.nxt',
  'destinationOptions.hdrExtLen': 'ipv6.dstopts.len',
  'ipv6Option.pad1.type': 'ipv6.opt.type',
  ...merged(['padN', 'tunnelEncapsulationLimit', 'routerAlert', 'jumboPayload', 'homeAddress', 'unknownOption'], ipv6OptionHeader),
  'ipv6Option.padN.data': 'ipv6.opt.padn',
  'ipv6Option.tunnelEncapsulationLimit.limit': 'ipv6.opt.tel',
  'ipv6Option.routerAlert.value': 'ipv6.opt.router_alert',
  'ipv6Option.jumboPayload.jumboPayloadLength': 'ipv6.opt.jumbo',
  'ipv6Option.homeAddress.homeAddress': 'ipv6.opt.mipv6.home_address',
  'ipv6Option.unknownOption.data': 'ipv6.opt.experimental',
  ...merged(['routing0', 'routing2', 'routing4', 'routingUnknown'], routingHeader),
  'routing0.reserved': 'ipv6.routing.src.reserved',
  'routing0.addresses': 'ipv6.routing.src.addr',
  'routing2.reserved': 'ipv6.routing.mipv6.reserved',
  'routing2.homeAddress': 'ipv6.routing.mipv6.home_address',
  'routing4.lastEntry': 'ipv6.routing.srh.last_entry',
  'routing4.flags': 'ipv6.routing.srh.flags',
  'routing4.tag': 'ipv6.routing.srh.tag',
  'routing4.segments': 'ipv6.routing.srh.addr',
  'routingUnknown.data': 'ipv6.routing.unknown_data',
  'fragment.nextHeader': 'ipv6.fraghdr.nxt',
  'fragment.reserved': 'ipv6.fraghdr.reserved_octet',
  'fragment.fragmentOffset': 'ipv6.fraghdr.offset',
  'fragment.reserved2': 'ipv6.fraghdr.reserved_bits',
  'fragment.moreFragments': 'ipv6.fraghdr.more',
  'fragment.identification': 'ipv6.fraghdr.ident',
  'fragmentPayload.data': 'data.data',
  'noNextHeader.data': 'data.data',
  'unknownUpperLayer.data': 'data.data',
};

const ICMPV6: Readonly<Record<string, string>> = {
  ...merged(
    ['destinationUnreachable', 'packetTooBig', 'timeExceeded', 'parameterProblem', 'echoRequest', 'echoReply', 'unknownIcmpv6'],
    icmpv6Header,
  ),
  'destinationUnreachable.unused': 'icmpv6.reserved',
  'packetTooBig.mtu': 'icmpv6.mtu',
  'timeExceeded.unused': 'icmpv6.reserved',
  'parameterProblem.pointer': 'icmpv6.pointer',
  ...merged(['echoRequest', 'echoReply'], (echo) => ({
    [`${echo}.identifier`]: 'icmpv6.echo.identifier',
    [`${echo}.sequence`]: 'icmpv6.echo.sequence_number',
    [`${echo}.data`]: 'data.data',
  })),
  'unknownIcmpv6.body': 'icmpv6.data',
  ...merged(['nodeInformationQuery', 'nodeInformationReply', 'nodeNameReply', 'nodeAddressesReply'], nodeInformation),
  'nodeInformationQuery.data': 'icmpv6.ni.query.subject_ipv6',
  'nodeNameReply.timeToLive': 'icmpv6.ni.reply.node_ttl',
  'nodeNameReply.names': 'icmpv6.ni.reply.node_name',
  'nodeAddress.timeToLive': 'icmpv6.ni.reply.node_ttl',
  'nodeAddress.address': 'icmpv6.ni.reply.node_address',
  ...merged(['multicastListenerQuery', 'multicastListenerReport', 'multicastListenerDone'], listenerMessage),
  ...icmpv6Header('multicastListenerQuery2'),
  'multicastListenerQuery2.maximumResponseCode': 'icmpv6.mld.maximum_response_code',
  'multicastListenerQuery2.reserved': 'icmpv6.reserved',
  'multicastListenerQuery2.multicastAddress': 'icmpv6.mld.multicast_address',
  'multicastListenerQuery2.reserved2': 'icmpv6.mld.flag.reserved',
  'multicastListenerQuery2.suppress': 'icmpv6.mld.flag.s',
  'multicastListenerQuery2.querierRobustness': 'icmpv6.mld.flag.qrv',
  'multicastListenerQuery2.queryIntervalCode': 'icmpv6.mld.qqi',
  'multicastListenerQuery2.numberOfSources': 'icmpv6.mld.nb_sources',
  'multicastListenerQuery2.sources': 'icmpv6.mld.source_address',
  ...icmpv6Header('multicastListenerReport2'),
  'multicastListenerReport2.reserved': 'icmpv6.reserved',
  'multicastListenerReport2.numberOfRecords': 'icmpv6.mldr.nb_mcast_records',
  'multicastAddressRecord.recordType': 'icmpv6.mldr.mar.record_type',
  'multicastAddressRecord.auxDataLength': 'icmpv6.mldr.mar.aux_data_len',
  'multicastAddressRecord.numberOfSources': 'icmpv6.mldr.mar.nb_sources',
  'multicastAddressRecord.multicastAddress': 'icmpv6.mldr.mar.multicast_address',
  'multicastAddressRecord.sources': 'icmpv6.mldr.mar.source_address',
  'multicastAddressRecord.auxData': 'icmpv6.mldr.mar.auxiliary_data',
};

const ND_MESSAGES: Readonly<Record<string, string>> = {
  ...merged(['routerSolicitation', 'routerAdvertisement', 'neighborSolicitation', 'neighborAdvertisement', 'redirect'], icmpv6Header),
  'routerSolicitation.reserved': 'icmpv6.reserved',
  'routerAdvertisement.curHopLimit': 'icmpv6.nd.ra.cur_hop_limit',
  'routerAdvertisement.managed': 'icmpv6.nd.ra.flag.m',
  'routerAdvertisement.other': 'icmpv6.nd.ra.flag.o',
  'routerAdvertisement.homeAgent': 'icmpv6.nd.ra.flag.h',
  'routerAdvertisement.preference': 'icmpv6.nd.ra.flag.prf',
  'routerAdvertisement.proxy': 'icmpv6.nd.ra.flag.p',
  'routerAdvertisement.reserved': 'icmpv6.nd.ra.flag.rsv',
  'routerAdvertisement.routerLifetime': 'icmpv6.nd.ra.router_lifetime',
  'routerAdvertisement.reachableTime': 'icmpv6.nd.ra.reachable_time',
  'routerAdvertisement.retransTimer': 'icmpv6.nd.ra.retrans_timer',
  'neighborSolicitation.reserved': 'icmpv6.reserved',
  'neighborSolicitation.target': 'icmpv6.nd.ns.target_address',
  'neighborAdvertisement.router': 'icmpv6.nd.na.flag.r',
  'neighborAdvertisement.solicited': 'icmpv6.nd.na.flag.s',
  'neighborAdvertisement.override': 'icmpv6.nd.na.flag.o',
  'neighborAdvertisement.reserved': 'icmpv6.nd.na.flag.rsv',
  'neighborAdvertisement.target': 'icmpv6.nd.na.target_address',
  'redirect.reserved': 'icmpv6.reserved',
  'redirect.target': 'icmpv6.nd.rd.target_address',
  'redirect.destination': 'icmpv6.rd.na.destination_address',
};

const ND_OPTION_NAMES = [
  'sourceLinkLayerAddress',
  'targetLinkLayerAddress',
  'prefixInformation',
  'redirectedHeader',
  'mtu',
  'advertisementInterval',
  'homeAgentInformation',
  'nonce',
  'routeInformation',
  'rdnss',
  'dnssl',
  'captivePortal',
  'pref64',
  'unknownOption',
];

const ND_OPTIONS: Readonly<Record<string, string>> = {
  ...merged(ND_OPTION_NAMES, ndOptionHeader),
  'ndOption.sourceLinkLayerAddress.linkLayerAddress': 'icmpv6.opt.src_linkaddr',
  'ndOption.targetLinkLayerAddress.linkLayerAddress': 'icmpv6.opt.target_linkaddr',
  'ndOption.prefixInformation.prefixLength': 'icmpv6.opt.prefix.length',
  'ndOption.prefixInformation.onLink': 'icmpv6.opt.prefix.flag.l',
  'ndOption.prefixInformation.autonomous': 'icmpv6.opt.prefix.flag.a',
  'ndOption.prefixInformation.routerAddress': 'icmpv6.opt.prefix.flag.r',
  'ndOption.prefixInformation.reserved1': 'icmpv6.opt.prefix.flag.reserved',
  'ndOption.prefixInformation.validLifetime': 'icmpv6.opt.prefix.valid_lifetime',
  'ndOption.prefixInformation.preferredLifetime': 'icmpv6.opt.prefix.preferred_lifetime',
  'ndOption.prefixInformation.reserved2': 'icmpv6.opt.reserved',
  'ndOption.prefixInformation.prefix': 'icmpv6.opt.prefix',
  'ndOption.redirectedHeader.reserved': 'icmpv6.opt.reserved',
  'ndOption.redirectedHeader.packet': 'icmpv6.opt.redirected_packet',
  'ndOption.mtu.reserved': 'icmpv6.opt.reserved',
  'ndOption.mtu.mtu': 'icmpv6.opt.mtu',
  'ndOption.advertisementInterval.reserved': 'icmpv6.opt.reserved',
  'ndOption.advertisementInterval.interval': 'icmpv6.opt.advertisement_interval',
  'ndOption.homeAgentInformation.reserved': 'icmpv6.opt.reserved',
  'ndOption.homeAgentInformation.preference': 'icmpv6.opt.home_agent_preference',
  'ndOption.homeAgentInformation.lifetime': 'icmpv6.opt.home_agent_lifetime',
  'ndOption.nonce.nonce': 'icmpv6.opt.nonce',
  'ndOption.routeInformation.prefixLength': 'icmpv6.opt.prefix.length',
  'ndOption.routeInformation.preference': 'icmpv6.opt.route_info.flag.route_preference',
  'ndOption.routeInformation.routeLifetime': 'icmpv6.opt.route_lifetime',
  'ndOption.routeInformation.prefix': 'icmpv6.opt.prefix',
  'ndOption.rdnss.reserved': 'icmpv6.opt.reserved',
  'ndOption.rdnss.lifetime': 'icmpv6.opt.rdnss.lifetime',
  'ndOption.rdnss.addresses': 'icmpv6.opt.rdnss',
  'ndOption.dnssl.reserved': 'icmpv6.opt.reserved',
  'ndOption.dnssl.lifetime': 'icmpv6.opt.dnssl.lifetime',
  'ndOption.dnssl.names': 'icmpv6.opt.dnssl',
  'ndOption.dnssl.padding': 'icmpv6.opt.padding',
  'ndOption.captivePortal.uri': 'icmpv6.opt.captive_portal',
  'ndOption.pref64.scaledLifetime': 'icmpv6.opt.pref64.scaled_lifetime',
  'ndOption.pref64.prefixLengthCode': 'icmpv6.opt.pref64.plc',
  'ndOption.pref64.prefix': 'icmpv6.opt.pref64.prefix',
  'ndOption.unknownOption.data': 'icmpv6.data',
};

const RENUMBERING_HEADER: Readonly<Record<string, string>> = {
  sequenceNumber: 'sequence_number',
  segmentNumber: 'segment_number',
  test: 'flag.t',
  resultRequested: 'flag.r',
  allInterfaces: 'flag.a',
  siteSpecific: 'flag.s',
  processedPreviously: 'flag.p',
  reservedFlags: 'flag.rsv',
  maxDelay: 'maxdelay',
};

const renumberingMessage = (message: string): Readonly<Record<string, string>> => ({
  ...icmpv6Header(message),
  [`${message}.reserved`]: 'icmpv6.reserved',
  ...Object.fromEntries(Object.entries(RENUMBERING_HEADER).map(([field, name]) => [`${message}.${field}`, `icmpv6.rr.${name}`])),
});

const operationFields = (operation: string): Readonly<Record<string, string>> => ({
  [`prefixControlOperation.${operation}.opCode`]: 'icmpv6.rr.pco.mp.opcode',
  [`prefixControlOperation.${operation}.opLength`]: 'icmpv6.rr.pco.mp.oplength',
  [`prefixControlOperation.${operation}.ordinal`]: 'icmpv6.rr.pco.mp.ordinal',
  [`prefixControlOperation.${operation}.matchLen`]: 'icmpv6.rr.pco.mp.matchlen',
});

const definedOperationFields = (operation: string): Readonly<Record<string, string>> => ({
  ...operationFields(operation),
  [`prefixControlOperation.${operation}.minLen`]: 'icmpv6.rr.pco.mp.minlen',
  [`prefixControlOperation.${operation}.maxLen`]: 'icmpv6.rr.pco.mp.maxlen',
  [`prefixControlOperation.${operation}.reserved`]: 'icmpv6.reserved',
  [`prefixControlOperation.${operation}.matchPrefix`]: 'icmpv6.rr.pco.mp.matchprefix',
});

const ROUTER_RENUMBERING: Readonly<Record<string, string>> = {
  ...merged(['routerRenumberingCommand', 'routerRenumberingResult', 'sequenceNumberReset'], renumberingMessage),
  ...merged(['addOperation', 'changeOperation', 'setGlobalOperation'], definedOperationFields),
  ...operationFields('unknownOperation'),
  'usePrefixPart.useLen': 'icmpv6.rr.pco.up.uselen',
  'usePrefixPart.keepLen': 'icmpv6.rr.pco.up.keeplen',
  'usePrefixPart.flagMask': 'icmpv6.rr.pco.up.flagmask',
  'usePrefixPart.raFlags': 'icmpv6.rr.pco.up.raflags',
  'usePrefixPart.validLifetime': 'icmpv6.rr.pco.up.validlifetime',
  'usePrefixPart.preferredLifetime': 'icmpv6.rr.pco.up.preferredlifetime',
  'usePrefixPart.decrementValid': 'icmpv6.rr.pco.up.flag.v',
  'usePrefixPart.decrementPreferred': 'icmpv6.rr.pco.up.flag.p',
  'usePrefixPart.reserved': 'icmpv6.rr.pco.up.flag.reserved',
  'usePrefixPart.usePrefix': 'icmpv6.rr.pco.up.useprefix',
  'matchReport.reserved': 'icmpv6.rr.rm.flag.reserved',
  'matchReport.outOfBounds': 'icmpv6.rr.rm.flag.b',
  'matchReport.forbidden': 'icmpv6.rr.rm.flag.f',
  'matchReport.ordinal': 'icmpv6.rr.rm.ordinal',
  'matchReport.matchedLen': 'icmpv6.rr.rm.matchedlen',
  'matchReport.interfaceIndex': 'icmpv6.rr.rm.interfaceindex',
  'matchReport.matchedPrefix': 'icmpv6.rr.rm.matchedprefix',
};

const UDP: Readonly<Record<string, string>> = {
  'ripng.command': 'ripng.cmd',
  'ripng.version': 'ripng.version',
  'ripng.reserved': 'ripng.reserved',
  'routeTableEntry.prefix': 'ripng.rte.ipv6_prefix',
  'routeTableEntry.routeTag': 'ripng.rte.route_tag',
  'routeTableEntry.prefixLength': 'ripng.rte.prefix_length',
  'routeTableEntry.metric': 'ripng.rte.metric',
  'udp.sourcePort': 'udp.srcport',
  'udp.destinationPort': 'udp.dstport',
  'udp.length': 'udp.length',
  'udp.checksum': 'udp.checksum',
  'udp.data': 'udp.payload',
};

const icmpv4Header = (message: string): Readonly<Record<string, string>> => ({
  [`${message}.type`]: 'icmp.type',
  [`${message}.code`]: 'icmp.code',
  [`${message}.checksum`]: 'icmp.checksum',
});

const icmpv4Echo = (message: string): Readonly<Record<string, string>> => ({
  ...icmpv4Header(message),
  [`${message}.identifier`]: 'icmp.ident',
  [`${message}.sequence`]: 'icmp.seq',
  [`${message}.data`]: 'data.data',
});

const IPV4: Readonly<Record<string, string>> = {
  'ipv4.version': 'ip.version',
  'ipv4.typeOfService': 'ip.dsfield',
  'ipv4.totalLength': 'ip.len',
  'ipv4.identification': 'ip.id',
  'ipv4.reserved': 'ip.flags.rb',
  'ipv4.dontFragment': 'ip.flags.df',
  'ipv4.moreFragments': 'ip.flags.mf',
  'ipv4.fragmentOffset': 'ip.frag_offset',
  'ipv4.timeToLive': 'ip.ttl',
  'ipv4.protocol': 'ip.proto',
  'ipv4.checksum': 'ip.checksum',
  'ipv4.source': 'ip.src',
  'ipv4.destination': 'ip.dst',
  ...merged(['icmpv4EchoRequest', 'icmpv4EchoReply'], icmpv4Echo),
  ...merged(['icmpv4DestinationUnreachable', 'icmpv4TimeExceeded', 'unknownIcmpv4'], icmpv4Header),
  'icmpv4DestinationUnreachable.nextHopMtu': 'icmp.mtu',
  'arp.hardwareType': 'arp.hw.type',
  'arp.protocolType': 'arp.proto.type',
  'arp.hardwareLength': 'arp.hw.size',
  'arp.protocolLength': 'arp.proto.size',
  'arp.operation': 'arp.opcode',
  'arp.senderHardwareAddress': 'arp.src.hw_mac',
  'arp.senderProtocolAddress': 'arp.src.proto_ipv4',
  'arp.targetHardwareAddress': 'arp.dst.hw_mac',
  'arp.targetProtocolAddress': 'arp.dst.proto_ipv4',
};

export const TSHARK_FIELDS: Readonly<Record<string, string>> = {
  ...LINK,
  ...IPV4,
  ...IPV6,
  ...ICMPV6,
  ...ND_MESSAGES,
  ...ND_OPTIONS,
  ...ROUTER_RENUMBERING,
  ...UDP,
};

const QUOTED = 'a quoted packet: its own fields are compared';
const SRH_TLV = 'tshark 4.0 does not dissect the TLVs of a Segment Routing header';
const ADDRESS_PART = 'tshark shows only as many octets as the address has';

export const NOT_COMPARED: Readonly<Record<string, string>> = {
  'prefixControlOperation.unknownOperation.body': 'tshark reads the parts of a defined operation there',
  'sequenceNumberReset.body': 'tshark has no field for it',
  'destinationUnreachable.invokingPacket': QUOTED,
  'packetTooBig.invokingPacket': QUOTED,
  'timeExceeded.invokingPacket': QUOTED,
  'parameterProblem.invokingPacket': QUOTED,
  'icmpv4DestinationUnreachable.invokingPacket': QUOTED,
  'icmpv4TimeExceeded.invokingPacket': QUOTED,
  'icmpv4DestinationUnreachable.unused': 'tshark shows the parts that later RFCs made of it',
  'icmpv4TimeExceeded.unused': 'tshark shows the parts that later RFCs made of it',
  'ipv4.headerLength': 'tshark shows octets, not the units of the field',
  'unknownIcmpv4.body': 'tshark does not show it',
  'ipv4.options': 'tshark dissects each option',
  'linuxCooked.address': ADDRESS_PART,
  'linuxCooked2.address': ADDRESS_PART,
  'linuxCooked2.reserved': 'tshark does not show it',
  'nodeInformationReply.data': 'there is none but with a Qtype that has a description of its own',
  'loopback.addressFamily': 'tshark shows it in the byte order of the capturing host',
  'ndOption.captivePortal.padding': 'tshark shows it as part of the URI',
  'ndOption.routeInformation.reserved1': 'tshark joins both reserved fields to one',
  'ndOption.routeInformation.reserved2': 'tshark joins both reserved fields to one',
  'segmentRoutingTlv.pad1.type': SRH_TLV,
  'segmentRoutingTlv.padN.type': SRH_TLV,
  'segmentRoutingTlv.padN.length': SRH_TLV,
  'segmentRoutingTlv.padN.data': SRH_TLV,
  'segmentRoutingTlv.hmac.type': SRH_TLV,
  'segmentRoutingTlv.hmac.length': SRH_TLV,
  'segmentRoutingTlv.hmac.destinationUnverified': SRH_TLV,
  'segmentRoutingTlv.hmac.reserved': SRH_TLV,
  'segmentRoutingTlv.hmac.keyId': SRH_TLV,
  'segmentRoutingTlv.hmac.hmac': SRH_TLV,
  'segmentRoutingTlv.unknownOption.type': SRH_TLV,
  'segmentRoutingTlv.unknownOption.length': SRH_TLV,
  'segmentRoutingTlv.unknownOption.data': SRH_TLV,
};
