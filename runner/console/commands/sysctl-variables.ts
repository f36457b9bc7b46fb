import type { Features } from '../../../reference/ipv6/behaviour.js';
import type { Ipv6Constants } from '../../../reference/ipv6/constants.js';
import type { InterfaceVariables } from '../../../reference/ipv6/interface-variables.js';
import type { NodeVariable } from '../../../reference/ipv6/node-command.js';
import type { InterfaceView, Node, NodeCommand } from '../../../reference/node.js';
import { inSeconds, type Duration } from '../../../reference/time.js';

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

const constant = (name: string, which: keyof Ipv6Constants, inUnits: (value: number) => number = (value) => value): Variable => ({
  ...{ name, from: 0, to: LARGEST },
  read: (node) => inUnits(variablesOf(node).constants[which]),
  fixed: `constants.${which} in the file of the node sets it`,
});

const always = (name: string, value: number, fixed: string): Variable => ({
  ...{ name, from: value, to: value, fixed },
  read: () => value,
});

const wholeSeconds = (value: number): number => inSeconds(value as Duration);

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

const numeric = (
  name: string,
  variable: NodeVariable,
  { from, to, read }: { readonly from: number; readonly to: number; readonly read: (variables: InterfaceVariables) => number },
  inUnit = 1,
): Variable => ({
  ...{ name, from, to },
  read: (node) => read(variablesOf(node)),
  write: (node, value) => onEach(node, (link) => ({ kind: 'set-variable', link, variable, value: value * inUnit })),
});

/** On a loopback interface nobody else could have an address. */
const dadCount: Variable = {
  ...{ name: 'net.inet6.ip6.dad_count', from: 0, to: 100 },
  read: (node) => variablesOf(node).dupAddrDetectTransmits,
  write: (node, value) =>
    onEach(
      node,
      (link) => ({ kind: 'set-variable', link, variable: 'dupAddrDetectTransmits', value }),
      ({ kind }) => kind !== 'loopback',
    ),
};

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
  constant('net.inet6.ip6.maxfragpackets', 'REASSEMBLY_LIMIT'),
  constant('net.inet6.ip6.maxfragsperpacket', 'FRAGMENTS_PER_PACKET_LIMIT'),
  feature('net.inet6.ip6.use_deprecated', 'useDeprecatedSources'),
  always('net.inet6.icmp6.rediraccept', 1, 'a host heeds Redirects (RFC 4861 section 8.3)'),
  constant('net.inet6.icmp6.errppslimit', 'ERRORS_PER_SECOND'),
  constant('net.inet6.icmp6.nd6_delay', 'DELAY_FIRST_PROBE_TIME', wholeSeconds),
  constant('net.inet6.icmp6.nd6_umaxtries', 'MAX_UNICAST_SOLICIT'),
  constant('net.inet6.icmp6.nd6_mmaxtries', 'MAX_MULTICAST_SOLICIT'),
  always('net.inet6.icmp6.nd6_useloopback', 1, 'what the node sends to itself never leaves it'),
];

/** What KAME's manual has beside these, and why it is not here. */
export const MISSING_VARIABLES: Readonly<Record<string, string>> = {
  'net.inet6.ip6.bindv6only': 'it has no sockets',
  'net.inet6.ip6.keepfaith': 'it relays no TCP (FAITH)',
  'net.inet6.ip6.auto_flowlabel': 'it sets no flow labels',
  'net.inet6.ip6.hdrnestlimit': 'the limit is that of what it can decode',
  'net.inet6.ip6.maxfrags': 'it bounds packets being reassembled, and fragments of each: maxfragpackets, maxfragsperpacket',
  'net.inet6.ip6.mcast_pmtu': 'path MTU discovery includes multicast always (RFC 8201 section 3)',
  'net.inet6.ip6.log_interval': 'it logs to the stderr of sixproof node --verbose',
  'net.inet6.icmp6.nodeinfo': 'it does not speak node information queries (RFC 4620)',
  'net.inet6.icmp6.redirtimeout': 'a Redirect holds until its router fails or the interface restarts',
  'net.inet6.icmp6.nd6_prune': 'lifetimes end by timers of their own',
  'net.inet6.icmp6.nd6_maxnudhint': 'it has no upper layer that gives hints',
  'net.inet6.icmp6.nd6_debug': 'sixproof node --verbose tells all',
};
