import { anotherProtocol, each, elsewhere, keyWords, listsChanges, notOnTheWire, notTheDevice, type Reasons } from './kinds.js';

const DHCP = 'DHCPv6';
const management = notOnTheWire('what a device tells its management (SNMP, NETCONF or RESTCONF)');

/** RFC 8504 names the documents that a node follows; the rules are theirs. */
export const nodeRequirementReasons: Readonly<Record<number, Reasons>> = {
  8504: {
    '2': keyWords,
    '4': elsewhere('that a node has a link layer; of Ethernet the rules', 'RFC2464:2'),
    '5.8': elsewhere('that there is ICMPv6', 'RFC4443:2'),
    '5.10': elsewhere('how hosts with several prefixes and routers choose', 'RFC8028:3.1', 'RFC8028:3.3'),
    '5.11': elsewhere('that there is version 2 of Multicast Listener Discovery', 'RFC3810:6'),
    '5.12': anotherProtocol('Explicit Congestion Notification', 'who sets its bits is the transport'),
    '6.1': elsewhere('that addresses are as defined', 'RFC4291:2'),
    '6.2': elsewhere('that a host takes several addresses; who assigns prefixes to hosts is for operators to say', 'RFC4862:5.5.3'),
    '6.5': anotherProtocol(DHCP, 'addresses'),
    '7': anotherProtocol('DNS', 'the stub resolver of a node'),
    '8.1': anotherProtocol(DHCP, 'configuration'),
    '9': anotherProtocol('multicast DNS', 'how printers and the like are found'),
    '10.1.1': elsewhere('that tunnels are as defined', 'RFC4213:3'),
    '11.1': notOnTheWire('how people type addresses'),
    ...each(anotherProtocol('IPsec', 'that there is an architecture of it, and which algorithms'), '13', '13.1', '13.2'),
    '14.2': elsewhere('that routers advertise, and the options of Mobile IPv6 for it', 'RFC4861:6.2.4', 'RFC4861:6.2.6', 'RFC6275:8.3'),
    '14.3': anotherProtocol(DHCP, 'relays'),
    '15': notTheDevice('leaves it to vendors of small devices what they can do without'),
    ...each(management, '16.1', '16.1.1', '16.1.2', '16.1.3', '16.2', '16.2.1', '16.2.2'),
    A: listsChanges,
    B: listsChanges,
  },
};
