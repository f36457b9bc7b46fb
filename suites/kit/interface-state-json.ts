import { formatAddress, parseAddress } from '../../reference/net/address.js';
import { formatLinkLayerAddress, parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { DeviceAddress, InterfaceState } from './action.js';

/** The state of a device's interface as a tape holds it. */
export interface InterfaceStateJson {
  readonly linkLayerAddress: string;
  readonly addresses: readonly { readonly address: string; readonly prefixLength: number; readonly state: DeviceAddress['state'] }[];
}

export const stateAsJson = (state: InterfaceState): InterfaceStateJson => ({
  linkLayerAddress: formatLinkLayerAddress(state.linkLayerAddress),
  addresses: state.addresses.map((held) => ({ ...held, address: formatAddress(held.address) })),
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
  return { linkLayerAddress, addresses };
}
