import { formatAddress, isLinkLocal, type Address } from '../net/address.js';
import { formatIpv4Address } from '../net/ipv4-address.js';
import { formatPrefix } from '../net/prefix.js';
import { failed, ok, type Result } from '../net/result.js';
import { milliseconds } from '../time.js';
import { obeyMulticastOrder } from '../multicast/forwarding/multicast-orders.js';
import { echoRequest } from '../wire/icmpv6.js';
import { destinationsInOrder, type PrivacyPreference } from './address-selection.js';
import { isAssigned } from './address-table.js';
import type { Features } from './behaviour.js';
import { outgoingInterface } from './forwarding/outgoing-interface.js';
import type { Routing } from './forwarding/routing.js';
import { staticRoute, staticRouteKey } from './forwarding/static-route.js';
import type { Interface, ManagedVariables } from './interface.js';
import { obeyNeighborOrder } from './management/neighbor-orders.js';
import { obeyNodeOrder, type NodeChoices } from './management/node-orders.js';
import type { RenumberingService } from './services.js';
import type { UdpPrograms } from '../transport/udp/udp-programs.js';
import { addTunnel, removeTunnel, type TunnelHolder } from './tunnel/tunnel-commands.js';
import type { NodeCommand, NodeVariable } from './node-command.js';

const feature =
  (name: keyof Features) =>
  (value: number): ManagedVariables => ({ features: { [name]: value !== 0 } });

const VARIABLES: Readonly<Record<NodeVariable, (value: number) => ManagedVariables>> = {
  linkMtu: (value) => ({ linkMtu: value }),
  curHopLimit: (value) => ({ curHopLimit: value }),
  dupAddrDetectTransmits: (value) => ({ dupAddrDetectTransmits: value }),
  retransTimerMs: (value) => ({ retransTimer: milliseconds(value) }),
  baseReachableTimeMs: (value) => ({ baseReachableTime: milliseconds(value) }),
  optimisticDad: (value) => ({ optimisticDad: value !== 0 }),
  temporaryAddresses: (value) => ({ temporaryAddresses: value !== 0 }),
  tempPreferredLifetimeMs: (value) => ({ tempPreferredLifetime: milliseconds(value) }),
  tempValidLifetimeMs: (value) => ({ tempValidLifetime: milliseconds(value) }),
  acceptAdvertisements: feature('acceptAdvertisements'),
  acceptRedirects: feature('acceptRedirects'),
  unreachabilityDetection: feature('unreachabilityDetection'),
  useDeprecatedSources: feature('useDeprecatedSources'),
};

/** What commands are given to. */
interface Commanded extends TunnelHolder {
  readonly routing: Routing;
  readonly renumbering: RenumberingService;
  /** Pings so far: each gets an identifier of its own. */
  readonly pings: { sent: number };
  readonly choices: NodeChoices;
  readonly programs: UdpPrograms;
}

/** Carries out a command. What then happens on the network, no route included, is told in events. */
export function obey(commanded: Commanded, command: NodeCommand): Result<void, string> {
  const { interfaces, routing, renumbering, pings } = commanded;
  if (!('link' in command) || command.kind === 'set-default-interface') return obeyNodeOrder(commanded, command);
  const iface = interfaces.get(command.link);
  if (iface === undefined) return failed(`there is no interface "${command.link}"; there is ${[...interfaces.keys()].join(', ')}`);
  switch (command.kind) {
    case 'reset':
      iface.down();
      iface.up();
      return ok(undefined);
    case 'interface-down':
      iface.down();
      return ok(undefined);
    case 'interface-up':
      iface.up();
      return ok(undefined);
    case 'add-address':
      return iface.addAddress(command)
        ? ok(undefined)
        : failed(`${formatAddress(command.address)} is there already, or there is no room for it`);
    case 'remove-address':
      return iface.removeAddress(command.address)
        ? ok(undefined)
        : failed(`${formatAddress(command.address)} is no address of ${iface.name}`);
    case 'ping':
    case 'ping-preferring':
      return ping(iface, command, pings);
    case 'ping-without-zone':
      return pingWithoutZone(commanded, command.destination);
    case 'ping-first-of':
      return pingFirstOf(commanded, iface, command.destinations);
    case 'set-variable':
      return setVariable(iface, command);
    case 'set-link-layer-address':
      iface.setLinkLayerAddress(command.address);
      return ok(undefined);
    case 'set-feature':
      iface.manage({ features: { [command.feature]: command.value } });
      return ok(undefined);
    case 'set-constant':
      iface.manage({ constants: { [command.constant]: command.value } });
      return ok(undefined);
    case 'solicit-routers':
      return solicitRouters(iface);
    case 'add-route':
      routing.add(staticRoute(command));
      return ok(undefined);
    case 'remove-route':
      return routing.remove(command.prefix, command.origin ?? 'static', staticRouteKey(command).zone)
        ? ok(undefined)
        : failed(`there is no static route to ${formatPrefix(command.prefix)}`);
    case 'add-multicast-route':
    case 'remove-multicast-route':
    case 'set-zone':
      return obeyMulticastOrder(iface, command);
    case 'add-ipv4-address':
      return iface.context.ipv4.addAddress(iface, { address: command.address, length: command.prefixLength })
        ? ok(undefined)
        : failed(`${formatIpv4Address(command.address)} is there already`);
    case 'remove-ipv4-address':
      return iface.context.ipv4.removeAddress(iface, command.address)
        ? ok(undefined)
        : failed(`${formatIpv4Address(command.address)} is no address of ${iface.name}`);
    case 'add-tunnel':
      return addTunnel(commanded, command);
    case 'remove-tunnel':
      return removeTunnel(commanded, command.name);
    case 'advertise':
      return iface.advertising.configure({ ...command.configuration, advSendAdvertisements: true });
    case 'stop-advertising':
      return iface.advertising.withdraw() ? ok(undefined) : failed(`${iface.name} does not advertise`);
    case 'become-router':
    case 'become-host':
      for (const one of interfaces.values()) one.enableForwarding(command.kind === 'become-router');
      return ok(undefined);
    case 'accept-renumbering':
      renumbering.accept();
      return ok(undefined);
    case 'refuse-renumbering':
      renumbering.refuse();
      return ok(undefined);
    case 'serve-udp-echo':
    case 'stop-udp-echo':
    case 'join-group':
    case 'leave-group':
    case 'filter-sources':
      return commanded.programs.obey(command);
    default:
      return obeyNeighborOrder(iface, command);
  }
}

function solicitRouters(iface: Interface): Result<void, string> {
  if (iface.variables.isRouter) return failed(`${iface.name} routes: only hosts solicit routers (RFC 4861 section 6.2.2)`);
  if (iface.link.kind === 'loopback') return failed(`${iface.name} goes nowhere: no router is there`);
  if (iface.state !== 'up') return failed(`${iface.name} is down`);
  iface.discovery.begin({ delayed: false });
  return ok(undefined);
}

function setVariable(iface: Interface, { variable, value }: Extract<NodeCommand, { kind: 'set-variable' }>): Result<void, string> {
  if (!Number.isInteger(value) || value < 0) return failed(`${variable} is a whole number from zero on, not ${value}`);
  const { MINIMUM_MTU, LINK_MTU } = iface.variables.constants;
  // RFC 8200 section 5: IPv6 asks for 1280 octets of every link.
  if (variable === 'linkMtu' && (value < MINIMUM_MTU || value > LINK_MTU))
    return failed(`linkMtu is ${MINIMUM_MTU} to ${LINK_MTU} octets on ${iface.name}, not ${value}`);
  iface.manage(VARIABLES[variable](value));
  return ok(undefined);
}

/** As many octets of data as other ping programs send. */
const PING_DATA_OCTETS = 56;
const IDENTIFIERS = 0x1_0000;

interface Ping {
  readonly destination: Address;
  readonly source?: Address;
  readonly prefers?: PrivacyPreference;
  readonly dataOctets?: number;
}

function ping(iface: Interface, wanted: Ping, pings: { sent: number }): Result<void, string> {
  const { destination, source, prefers, dataOctets = PING_DATA_OCTETS } = wanted;
  if (source !== undefined && !isAssigned(iface.addresses.find(source)))
    return failed(`${formatAddress(source)} is not assigned to ${iface.name}`);
  const identifier = ++pings.sent % IDENTIFIERS;
  const data = Uint8Array.from({ length: dataOctets }, (_, i) => i);
  const layers = [echoRequest({ identifier, sequence: 1, data })];
  iface.output.send({ destination, ...(source && { source }), ...(prefers && { prefers }), layers });
  return ok(undefined);
}

function pingWithoutZone(commanded: Commanded, destination: Address): Result<void, string> {
  const iface = wayOut(commanded, destination);
  return iface === undefined
    ? failed(`which interface is ${formatAddress(destination)} to be reached by?`)
    : ping(iface, { destination }, commanded.pings);
}

function wayOut({ interfaces, routing, choices }: Commanded, destination: Address): Interface | undefined {
  return outgoingInterface({ interfaces: [...interfaces.values()], routing, byDefault: choices.defaultInterface }, destination);
}

/** The interface that is named is the zone of link-local destinations, and the way to all that nothing else leads to. */
function pingFirstOf(commanded: Commanded, named: Interface, destinations: readonly Address[]): Result<void, string> {
  const ways = destinations.map((address) => ({
    address,
    iface: isLinkLocal(address) ? named : (wayOut(commanded, address) ?? named),
  }));
  const [first] = destinationsInOrder(ways, named);
  return first === undefined ? failed('there is no destination') : ping(first.iface, { destination: first.address }, commanded.pings);
}
