import type { Features } from '../../../reference/ipv6/behaviour.js';
import type { Ipv6Constants } from '../../../reference/ipv6/constants.js';
import type { InterfaceVariables } from '../../../reference/ipv6/interface-variables.js';
import type { NodeVariable, SettableConstant } from '../../../reference/ipv6/node-command.js';
import type { InterfaceView, Node, NodeCommand } from '../../../reference/node.js';
import { inSeconds, seconds } from '../../../reference/time.js';

/** A variable of KAME's kernel, as far as this node has it. */
export interface Variable {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  read(node: Node): number;
  /** Sets it on all interfaces; the text says why it cannot. */
  readonly write?: (node: Node, value: number) => string | undefined;
  /** Why it cannot be set. */
  readonly fixed?: string;
}

const LARGEST = 2 ** 31 - 1;

const variablesOf = (node: Node) => {
  const [first] = node.interfaces();
  if (first === undefined) throw new Error('a node has at least one interface');
  return first.variables;
};

const obey = (node: Node, command: NodeCommand): string | undefined => {
  const obeyed = node.command(command);
  return obeyed.ok ? undefined : obeyed.error;
};

/** The same order for each interface, up to the first that is refused. */
function onEach(
  node: Node,
  order: (link: string) => NodeCommand,
  isMeant: (view: InterfaceView) => boolean = () => true,
): string | undefined {
  for (const { name } of node.interfaces().filter(isMeant)) {
    const why = obey(node, order(name));
    if (why !== undefined) return why;
  }
  return undefined;
}

const feature = (name: string, which: keyof Features): Variable => ({
  ...{ name, from: 0, to: 1 },
  read: (node) => Number(variablesOf(node).features[which]),
  write: (node, value) => onEach(node, (link) => ({ kind: 'set-feature', link, feature: which, value: value === 1 })),
});

const constant = (name: string, which: keyof Ipv6Constants): Variable => ({
  ...{ name, from: 0, to: LARGEST },
  read: (node) => variablesOf(node).constants[which],
  fixed: `constants.${which} in the file of the node sets it`,
});

/** One that holds as soon as it is set; `inUnit`: how much of the constant's own unit one is. */
const settable = (
  name: string,
  which: SettableConstant,
  { from = 0, inUnit = 1 }: { readonly from?: number; readonly inUnit?: number } = {},
): Variable => ({
  ...{ name, from, to: LARGEST },
  read: (node) => variablesOf(node).constants[which] / inUnit,
  write: (node, value) => onEach(node, (link) => ({ kind: 'set-constant', link, constant: which, value: value * inUnit })),
});

const always = (name: string, value: number, fixed: string): Variable => ({
  ...{ name, from: value, to: value, fixed },
  read: () => value,
});

const isRouter = (node: Node): boolean => variablesOf(node).isRouter;
const acceptsAdvertisements = (node: Node): boolean => !isRouter(node) && variablesOf(node).features.acceptAdvertisements;

/**
 * KAME's matrix of accept_rtadv and forwarding: 0/0 a host configured by hand, 0/1 a router, 1/0 an autoconfigured host,
 * 1/1 "invalid, or experimental", which this node refuses.
 */
export const forwarding: Variable = {
  ...{ name: 'net.inet6.ip6.forwarding', from: 0, to: 1 },
  read: (node) => Number(isRouter(node)),
  write(node, value) {
    if (value === 1 && acceptsAdvertisements(node))
      return 'accept_rtadv is 1, and a router heeds no advertisements: set net.inet6.ip6.accept_rtadv=0 first';
    if (value === 1) onEach(node, (link) => ({ kind: 'set-feature', link, feature: 'acceptAdvertisements', value: false }));
    if (value === 0 && isRouter(node))
      onEach(node, (link) => ({ kind: 'set-feature', link, feature: 'acceptAdvertisements', value: false }));
    return obey(node, { kind: value === 1 ? 'become-router' : 'become-host', link: node.interfaces()[0]?.name ?? '' });
  },
};

export const acceptRtadv: Variable = {
  ...{ name: 'net.inet6.ip6.accept_rtadv', from: 0, to: 1 },
  read: (node) => Number(acceptsAdvertisements(node)),
  write(node, value) {
    if (value === 1 && isRouter(node)) return 'forwarding is 1, and a router heeds no advertisements: set net.inet6.ip6.forwarding=0 first';
    return onEach(node, (link) => ({ kind: 'set-feature', link, feature: 'acceptAdvertisements', value: value === 1 }));
  },
};

interface NumericOptions {
  readonly from: number;
  readonly to: number;
  readonly read: (variables: InterfaceVariables) => number;
  /** Which interfaces it is set on, where not on all. */
  readonly isMeant?: (view: InterfaceView) => boolean;
}

const numeric = (name: string, variable: NodeVariable, { from, to, read, isMeant }: NumericOptions, inUnit = 1): Variable => ({
  ...{ name, from, to },
  read: (node) => read(variablesOf(node)),
  write: (node, value) => onEach(node, (link) => ({ kind: 'set-variable', link, variable, value: value * inUnit }), isMeant),
});

/** KAME's bits: whether the name is told, and the addresses; temporary addresses too; to nodes anywhere. */
const NODEINFO = { name: 1, addresses: 2, temporary: 4, forAll: 8 } as const;

const nodeinfo: Variable = {
  ...{ name: 'net.inet6.icmp6.nodeinfo', from: 0, to: 15 },
  read(node) {
    const { nodeInformation, nodeInformationNames, nodeInformationAddresses, nodeInformationForAll } = variablesOf(node).features;
    const bits = [
      [nodeInformationNames, NODEINFO.name],
      [nodeInformationAddresses, NODEINFO.addresses],
      [nodeInformationForAll, NODEINFO.forAll],
    ] as const;
    return nodeInformation ? bits.reduce((sum, [isSet, bit]) => sum + (isSet ? bit : 0), 0) : 0;
  },
  write(node, value) {
    if ((value & NODEINFO.temporary) !== 0)
      return 'bit 4 asks for temporary addresses to be told, and this node tells of none (RFC 4620 section 8)';
    const features = {
      nodeInformation: value !== 0,
      nodeInformationNames: (value & NODEINFO.name) !== 0,
      nodeInformationAddresses: (value & NODEINFO.addresses) !== 0,
      nodeInformationForAll: (value & NODEINFO.forAll) !== 0,
    };
    for (const [name, isSet] of Object.entries(features) as [keyof typeof features, boolean][]) {
      const why = onEach(node, (link) => ({ kind: 'set-feature', link, feature: name, value: isSet }));
      if (why !== undefined) return why;
    }
    return undefined;
  },
};

/** On a loopback interface nobody else could have an address. */
const dadCount = numeric('net.inet6.ip6.dad_count', 'dupAddrDetectTransmits', {
  from: 0,
  to: 100,
  read: ({ dupAddrDetectTransmits }) => dupAddrDetectTransmits,
  isMeant: ({ kind }) => kind !== 'loopback',
});

export const VARIABLES: readonly Variable[] = [
  forwarding,
  acceptRtadv,
  feature('net.inet6.ip6.redirect', 'sendRedirects'),
  numeric('net.inet6.ip6.hlim', 'curHopLimit', { from: 1, to: 255, read: ({ curHopLimit }) => curHopLimit }),
  dadCount,
  numeric('net.inet6.ip6.use_tempaddr', 'temporaryAddresses', { from: 0, to: 1, read: (of) => Number(of.temporaryAddresses) }),
  feature('net.inet6.ip6.prefer_tempaddr', 'preferTemporaryAddresses'),
  numeric(
    'net.inet6.ip6.temppltime',
    'tempPreferredLifetimeMs',
    { from: 1, to: LARGEST, read: (of) => inSeconds(of.tempPreferredLifetime) },
    1_000,
  ),
  numeric(
    'net.inet6.ip6.tempvltime',
    'tempValidLifetimeMs',
    { from: 1, to: LARGEST, read: (of) => inSeconds(of.tempValidLifetime) },
    1_000,
  ),
  settable('net.inet6.ip6.maxfragpackets', 'REASSEMBLY_LIMIT'),
  settable('net.inet6.ip6.maxfrags', 'FRAGMENT_LIMIT'),
  settable('net.inet6.ip6.maxfragsperpacket', 'FRAGMENTS_PER_PACKET_LIMIT'),
  settable('net.inet6.ip6.hdrnestlimit', 'EXTENSION_HEADER_LIMIT'),
  feature('net.inet6.ip6.auto_flowlabel', 'flowLabels'),
  feature('net.inet6.ip6.mcast_pmtu', 'multicastPathMtu'),
  feature('net.inet6.ip6.use_deprecated', 'useDeprecatedSources'),
  always('net.inet6.ip6.bindv6only', 1, 'its sockets are of IPv6 alone: none takes IPv4 packets under mapped addresses'),
  always('net.inet6.ip6.keepfaith', 0, 'it relays no TCP connections to IPv4 nodes (FAITH)'),
  always('net.inet6.ip6.log_interval', 0, 'it holds no messages back: sixproof node --verbose tells of every packet that it discards'),
  feature('net.inet6.icmp6.rediraccept', 'acceptRedirects'),
  settable('net.inet6.icmp6.redirtimeout', 'REDIRECT_TIMEOUT', { inUnit: seconds(1) }),
  nodeinfo,
  constant('net.inet6.icmp6.errppslimit', 'ERRORS_PER_SECOND'),
  settable('net.inet6.icmp6.nd6_delay', 'DELAY_FIRST_PROBE_TIME', { inUnit: seconds(1) }),
  settable('net.inet6.icmp6.nd6_umaxtries', 'MAX_UNICAST_SOLICIT', { from: 1 }),
  settable('net.inet6.icmp6.nd6_mmaxtries', 'MAX_MULTICAST_SOLICIT', { from: 1 }),
  always('net.inet6.icmp6.nd6_useloopback', 1, 'what the node sends to itself never leaves it'),
  always('net.inet6.icmp6.nd6_prune', 0, 'routers, prefixes and addresses end when their lifetime does, not at the next round of a timer'),
  always('net.inet6.icmp6.nd6_maxnudhint', 0, 'nothing above tells it that packets arrive (RFC 4861 section 7.3.1): it solicits each time'),
  always('net.inet6.icmp6.nd6_debug', 0, 'sixproof node --verbose tells of every message of Neighbor Discovery that it discards'),
];
