import { formatAddress, parseAddress } from '../../reference/net/address.js';
import { formatLinkLayerAddress, parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { DeviceAddress, InterfaceState, ResolverState } from './action.js';

/** The state of a device's interface as a tape holds it. */
export interface InterfaceStateJson {
  readonly linkLayerAddress: string;
  readonly addresses: readonly { readonly address: string; readonly prefixLength: number; readonly state: DeviceAddress['state'] }[];
  readonly resolver?: { readonly servers: readonly string[]; readonly searchList: readonly string[] };
}

export const stateAsJson = (state: InterfaceState): InterfaceStateJson => ({
  linkLayerAddress: formatLinkLayerAddress(state.linkLayerAddress),
  addresses: state.addresses.map((held) => ({ ...held, address: formatAddress(held.address) })),
  ...(state.resolver && { resolver: { ...state.resolver, servers: state.resolver.servers.map(formatAddress) } }),
});

/** The way back; undefined when the tape holds no such state. */
export function stateFromJson(json: InterfaceStateJson): InterfaceState | undefined {
  const linkLayerAddress = parseLinkLayerAddress(json.linkLayerAddress);
  if (!linkLayerAddress) return undefined;
  const addresses: DeviceAddress[] = [];
  for (const held of json.addresses) {
    const parsed = parseAddress(held.address);
    if (!parsed.ok) return undefined;
    addresses.push({ address: parsed.value, prefixLength: held.prefixLength, state: held.state });
  }
  const resolver = json.resolver && resolverFromJson(json.resolver);
  if (json.resolver && !resolver) return undefined;
  return { linkLayerAddress, addresses, ...(resolver && { resolver }) };
}

function resolverFromJson({ servers, searchList }: NonNullable<InterfaceStateJson['resolver']>): ResolverState | undefined {
  const parsed = servers.map(parseAddress);
  return parsed.every(({ ok }) => ok) ? { servers: parsed.flatMap((one) => (one.ok ? [one.value] : [])), searchList } : undefined;
}
