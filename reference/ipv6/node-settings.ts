import { formatAddress, isLinkLocal } from '../net/address.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';
import { prefixContains, prefixOf } from '../net/prefix.js';
import type { MulticastRouteSettings } from '../multicast/forwarding/config.js';
import { problemWithMulticastRoute, type MulticastRoute } from '../multicast/forwarding/multicast-routes.js';
import { FEATURES } from './behaviour.js';
import type { InterfaceSettings, NodeSettings } from './config.js';
import { constantsOf } from './constants.js';
import { loopbackConfiguration, loopbackContradictions, loopbackNames } from './loopback-settings.js';
import { configuredRipng } from '../routing/ripng/configured-ripng.js';
import type { ConfiguredRoute, InterfaceConfiguration, NodeConfiguration } from './node-configuration.js';
import { advertisingVariables } from './router-advertising/advertising-variables.js';
import type { RouteSettings } from './routes-config.js';
import { MOST_OCTETS } from './text-config.js';
import { tunnelConfigurations, tunnelContradictions, type TunnelsOfNode } from './tunnel/tunnel-settings.js';

/** What a NIC brings along. */
export interface Nic {
  readonly name: string;
  /** Absent for a line to one other node, which carries bare packets: nobody needs an address there to be found. */
  readonly linkLayerAddress?: LinkLayerAddress;
  readonly mtu: number;
}

/** A setting that does not go together with another, or with the NICs. */
export interface Contradiction {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What belongs to one interface alone: it cannot be the same on several. */
const OF_ONE_INTERFACE = [
  'linkLayerAddress',
  'addresses',
  'ipv4Addresses',
  'ipv4Routes',
] as const satisfies readonly (keyof InterfaceSettings)[];

/** What the schema cannot say about settings for a node on these NICs. */
export function contradictions(settings: NodeSettings, nics: readonly string[]): readonly Contradiction[] {
  const found: Contradiction[] = [];
  for (const key of OF_ONE_INTERFACE)
    if (nics.length > 1 && settings[key] !== undefined)
      found.push({ path: [key], message: `each of the ${nics.length} NICs needs its own: put it under interfaces.${nics[0]}` });
  found.push(...misnamedInterfaces(settings, nics));
  found.push(...advertisingOutOfBounds(settings, nics));
  for (const { name, message } of tunnelContradictions(tunnelsOf(settings, nics))) found.push({ path: ['tunnels', name], message });
  for (const [index, route] of settings.routes.entries()) {
    const link = linkOf(route, settings, nics);
    if (!link.ok) found.push({ path: ['routes', index, link.at], message: link.message });
  }
  for (const [index, route] of settings.multicastRoutes.entries()) {
    const message = problemWithMulticastRoute(multicastRoute(route), [...nics, ...Object.keys(settings.tunnels)]);
    if (message !== undefined) found.push({ path: ['multicastRoutes', index], message });
  }
  const ripng = ripngOf(settings, nics);
  if (ripng?.ok === false) found.push(...ripng.error.map(({ path, message }) => ({ path: ['ripng', ...path], message })));
  return found;
}

function misnamedInterfaces({ interfaces }: NodeSettings, nics: readonly string[]): readonly Contradiction[] {
  const loopbacks = loopbackNames({ interfaces }, nics);
  return Object.entries(interfaces).flatMap(([name, own]): readonly Contradiction[] => {
    const at = (key: string, message: string): Contradiction => ({ path: ['interfaces', name, key], message });
    if (loopbacks.includes(name)) return loopbackContradictions(name, own).map(({ key, message }) => at(key, message));
    if (!nics.includes(name)) return [{ path: ['interfaces', name], message: `no such NIC here: there is ${nics.join(', ')}` }];
    if (own.kind === 'loopback') return [at('kind', `${name} is a NIC here; a loopback interface is without one, such as lo0`)];
    return own.mtu !== undefined && own.mtu > MOST_OCTETS ? [at('mtu', `at most ${MOST_OCTETS} octets on a NIC, not ${own.mtu}`)] : [];
  });
}

/** RIPng runs on NICs and in tunnels. */
function ripngOf(
  { ripng, role, behaviour, tunnels }: NodeSettings,
  nics: readonly string[],
): ReturnType<typeof configuredRipng> | undefined {
  return ripng && configuredRipng(ripng, { role, behaviour, interfaces: [...nics, ...Object.keys(tunnels)] });
}

/** RFC 4861 section 6.2.1, for each interface by its own features and constants; what is wrong for several is told once. */
function advertisingOutOfBounds(settings: NodeSettings, nics: readonly string[]): readonly Contradiction[] {
  const found = nics.flatMap((name): readonly Contradiction[] => {
    const { advertising, features, constants } = inherited(settings, name);
    if (advertising === undefined) return [];
    const limits = {
      features: { ...FEATURES[settings.behaviour], ...features },
      constants: constantsOf(settings.behaviour, constants),
    };
    const checked = advertisingVariables(advertising, limits);
    const at = settings.interfaces[name]?.advertising === undefined ? [] : ['interfaces', name];
    return checked.ok ? [] : checked.error.map(({ path, says }) => ({ path: [...at, 'advertising', ...path], message: says }));
  });
  return [...new Map(found.map((one) => [`${one.path.join('.')} ${one.message}`, one])).values()];
}

/** The configuration of a node; the values of the NICs fill what the settings leave out. Free of contradictions. */
export function nodeConfiguration(settings: NodeSettings, nics: readonly Nic[]): NodeConfiguration {
  const { name, role, behaviour, policyTable, routerRenumbering, routeDistances } = settings;
  const names = nics.map((nic) => nic.name);
  const routes = settings.routes.flatMap((route) => configuredRoute(route, settings, names));
  const ripng = ripngOf(settings, names);
  return {
    ...{ name, role, behaviour },
    ...(policyTable !== undefined && { policyTable }),
    ...(routerRenumbering !== undefined && { routerRenumbering }),
    interfaces: [
      ...nics.map((nic) => interfaceConfiguration(inherited(settings, nic.name), nic)),
      ...loopbackNames(settings, names).map((name) => loopbackConfiguration(name, inherited(settings, name), settings.interfaces[name])),
      ...tunnelConfigurations(tunnelsOf(settings, names)),
    ],
    ...(routes.length > 0 && { routes }),
    ...(routeDistances !== undefined && { routeDistances }),
    ...(settings.multicastRoutes.length > 0 && { multicastRoutes: settings.multicastRoutes.map(multicastRoute) }),
    ...(ripng?.ok && { ripng: ripng.value }),
  };
}

const tunnelsOf = (settings: NodeSettings, nics: readonly string[]): TunnelsOfNode => ({
  tunnels: settings.tunnels,
  nics: nics.map((name) => [name, inherited(settings, name)]),
  loopbacks: loopbackNames(settings, nics).map((name) => [name, settings.interfaces[name] ?? {}]),
});

/** The settings of an interface with those of the whole node where it has none; single constants and features count. */
function inherited(node: NodeSettings, name: string): InterfaceSettings {
  const own = node.interfaces[name] ?? {};
  const merged = { ...node, ...own };
  return {
    ...merged,
    ...((node.constants ?? own.constants) && { constants: { ...node.constants, ...own.constants } }),
    ...((node.features ?? own.features) && { features: { ...node.features, ...own.features } }),
  };
}

function interfaceConfiguration(settings: InterfaceSettings, nic: Nic): InterfaceConfiguration {
  const { ipv4Addresses, ipv4Routes } = settings;
  const { secretKey, networkIdentifier, dupAddrDetectTransmits, constants, features, advertising, temporaryAddressesFor } = settings;
  const common = {
    name: nic.name,
    mtu: settings.mtu ?? nic.mtu,
    addresses: settings.addresses ?? [],
    ...(ipv4Addresses !== undefined && { ipv4Addresses }),
    ...(ipv4Routes !== undefined && { ipv4Routes: ipv4Routes.map(({ prefix, via }) => ({ prefix, ...(via && { gateway: via }) })) }),
    ...(temporaryAddressesFor !== undefined && { temporaryAddressesFor }),
    ...(secretKey !== undefined && { secretKey }),
    ...(networkIdentifier !== undefined && { networkIdentifier }),
    ...(dupAddrDetectTransmits !== undefined && { dupAddrDetectTransmits }),
    ...(advertising !== undefined && { advertising }),
    ...(constants !== undefined && { constants }),
    ...(features !== undefined && { features }),
    ...(settings.zones !== undefined && { zones: settings.zones }),
  };
  const linkLayerAddress = nic.linkLayerAddress && (settings.linkLayerAddress ?? nic.linkLayerAddress);
  if (linkLayerAddress === undefined) return { ...common, kind: 'point-to-point' };
  return { ...common, linkLayerAddress, interfaceIdentifier: settings.interfaceIdentifier ?? 'stable' };
}

const multicastRoute = ({ groups, source, from, to }: MulticastRouteSettings): MulticastRoute => ({
  groups,
  link: from,
  to,
  ...(source && { source }),
});

function configuredRoute(route: RouteSettings, settings: NodeSettings, nics: readonly string[]): readonly ConfiguredRoute[] {
  const link = linkOf(route, settings, nics);
  if (!link.ok) return [];
  const { prefix, via, reject, blackhole, distance, metric } = route;
  const target = { ...(via && { gateway: via }), ...(reject && { reject }), ...(blackhole && { blackhole }) };
  const chosen = { ...(distance !== undefined && { distance }), ...(metric !== undefined && { metric }) };
  return [{ ...chosen, prefix, link: link.name, ...target }];
}

type Link =
  { readonly ok: true; readonly name: string } | { readonly ok: false; readonly at: 'via' | 'interface'; readonly message: string };

/** The interface of a route: as it says, or where its router is by the addresses that are configured. */
function linkOf({ via, interface: named, reject, blackhole }: RouteSettings, settings: NodeSettings, nics: readonly string[]): Link {
  const [first = ''] = nics;
  if (reject || blackhole) return { ok: true, name: first };
  if (named !== undefined) {
    const all = [...nics, ...Object.keys(settings.tunnels)];
    if (all.includes(named)) return { ok: true, name: named };
    return { ok: false, at: 'interface', message: `no such NIC here: there is ${all.join(', ')}` };
  }
  if (nics.length === 1 || via === undefined) return { ok: true, name: first };
  if (isLinkLocal(via))
    return { ok: false, at: 'via', message: `on which link? Say ${formatAddress(via)}%${first}, or interface: ${first}` };
  const attached = nics.find((name) =>
    (settings.interfaces[name]?.addresses ?? []).some(({ address, prefixLength }) => prefixContains(prefixOf(address, prefixLength), via)),
  );
  if (attached !== undefined) return { ok: true, name: attached };
  return { ok: false, at: 'via', message: `no interface has an address in the subnet of ${formatAddress(via)}: say interface: NAME` };
}
