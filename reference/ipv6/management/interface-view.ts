import type { Address } from '../../net/address.js';
import type { Ipv4Prefix } from '../../net/ipv4-address.js';
import type { LinkLayerAddress } from '../../net/link-layer-address.js';
import type { Prefix } from '../../net/prefix.js';
import type { Instant } from '../../time.js';
import type { LifetimeState } from '../address-lifetime.js';
import { phaseOf, type AddressOrigin, type AddressPhase, type InterfaceAddress } from '../address-table.js';
import type { DefaultRouter } from '../default-router-list.js';
import { isDetached } from '../detached-addresses.js';
import type { Destination } from '../destination-cache.js';
import type { Interface } from '../interface.js';
import type { Until } from '../lifetime-table.js';
import type { InterfaceVariables } from '../interface-variables.js';
import type { NeighborPhase, NeighborState } from '../neighbor-state.js';
import type { Proxied } from '../proxy-table.js';
import type { LastingRoute } from '../route-information.js';
import type { GroupService, LinkKind } from '../services.js';
import type { TunnelConfiguration } from '../tunnel/tunnel-configuration.js';

/** What system management sees of an interface. */
export interface InterfaceView {
  readonly name: string;
  /** RFC 3493 section 4. */
  readonly index: number;
  readonly kind: LinkKind;
  /** Of the interface that is the near side of a tunnel. */
  readonly tunnel?: TunnelConfiguration;
  /** Octets of the largest packet that leaves by it now. */
  readonly mtu: number;
  readonly linkLayerAddress: LinkLayerAddress;
  readonly up: boolean;
  /** IP operation was disabled after a duplicate link-local address (RFC 4862 section 5.4.5). */
  readonly disabled: boolean;
  readonly variables: InterfaceVariables;
  readonly addresses: readonly AddressView[];
  readonly ipv4Addresses: readonly Ipv4Prefix[];
  readonly neighbors: readonly NeighborView[];
  /** Nodes that the interface answers for. */
  readonly proxied: readonly Proxied[];
  readonly routers: readonly Address[];
  readonly defaultRouters: readonly DefaultRouter[];
  /** The default routers as routes for ::/0, then the more specific routes (RFC 4191 section 3.1). */
  readonly routes: readonly LastingRoute[];
  /** What routers say of DNS (RFC 8106); link-local servers are on this link. */
  readonly resolver: ResolverView;
  /** Prefixes that are on-link because a router said so. */
  readonly prefixes: readonly { readonly prefix: Prefix; readonly until: Instant | 'never' }[];
  readonly destinations: readonly Destination[];
  readonly groups: ReturnType<GroupService['list']>;
}

/** In the order in which they are to be asked, and tried; `Entries`: with the time until which each holds. */
interface ResolverView {
  readonly servers: readonly Address[];
  readonly serverEntries: readonly { readonly value: Address; readonly until: Until }[];
  readonly searchList: readonly string[];
  readonly searchEntries: readonly { readonly value: string; readonly until: Until }[];
}

export interface AddressView {
  readonly address: Address;
  readonly prefixLength: number;
  readonly state: AddressPhase;
  readonly origin: AddressOrigin;
  readonly anycast: boolean;
  /** KAME's state of an address whose routers are gone while another is there. */
  readonly detached: boolean;
  /** Of an address that was formed from an advertised prefix. */
  readonly lifetime?: LifetimeState;
}

export interface NeighborView {
  readonly address: Address;
  readonly state: NeighborPhase;
  readonly linkLayerAddress?: LinkLayerAddress;
  readonly isRouter: boolean;
  /** Set by hand: no message changes it. */
  readonly fixed: boolean;
  /** Solicitations sent so far, while the neighbour is being asked for or probed. */
  readonly solicited?: number;
  /** When its state changes by itself. */
  readonly until?: Instant;
}

export function interfaceView(iface: Interface): InterfaceView {
  const { context, link, name, index } = iface;
  const tunnel = context.tunnels.configurationOf(name);
  return {
    name,
    index,
    kind: link.kind,
    ...(tunnel && { tunnel }),
    mtu: iface.mtu,
    linkLayerAddress: iface.linkLayerAddress,
    up: iface.state !== 'down',
    disabled: iface.state === 'disabled',
    variables: iface.variables,
    addresses: iface.addresses.list().map((entry) => addressView(iface, entry)),
    ipv4Addresses: context.ipv4.addressesOf(iface),
    neighbors: neighborViews(iface),
    proxied: iface.proxies.list(),
    routers: iface.routers.list().map(({ address }) => address),
    defaultRouters: iface.routers.list().map(({ address, preference, until }) => ({ address, preference, until })),
    routes: iface.routes.list(),
    resolver: resolverView(iface.resolver),
    prefixes: iface.prefixes.entries(),
    destinations: iface.destinations.list(),
    groups: iface.groups.list(),
  };
}

const resolverView = ({ servers, searchList }: Interface['resolver']): ResolverView => ({
  servers: servers.list(),
  serverEntries: servers.entries(),
  searchList: searchList.list(),
  searchEntries: searchList.entries(),
});

function addressView(iface: Interface, entry: InterfaceAddress): AddressView {
  const { address, prefixLength, origin, anycast } = entry;
  const lifetime = iface.autoconfiguration.lifetimeOf(address);
  return {
    address,
    prefixLength,
    state: phaseOf(entry),
    origin,
    anycast,
    detached: isDetached(iface, entry),
    ...(lifetime && { lifetime }),
  };
}

function neighborViews(iface: Interface): readonly NeighborView[] {
  const fixed = iface.neighbors.fixed().map(({ address, linkLayerAddress, until }): NeighborView => {
    const isRouter = iface.destinations.routesThrough(address);
    return { address, state: 'reachable', linkLayerAddress, isRouter, fixed: true, ...(until !== 'never' && { until }) };
  });
  const learned = iface.neighbors.list().map(({ address, state, until }): NeighborView => ({
    address,
    state: state.phase,
    isRouter: state.phase !== 'none' && state.isRouter,
    fixed: false,
    ...known(state),
    ...(until !== undefined && { until }),
  }));
  return [...fixed, ...learned];
}

const known = (state: NeighborState): Pick<NeighborView, 'linkLayerAddress' | 'solicited'> => ({
  ...('linkLayerAddress' in state && { linkLayerAddress: state.linkLayerAddress }),
  ...('solicited' in state && { solicited: state.solicited }),
});
