import { parseAddress } from '../../reference/net/address.js';
import { parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { InterfaceState } from '../../suites/kit/action.js';
import type { NicPlace } from '../links/nic/capture-process.js';

/** A link as the file of a device describes it. */
export interface ConfiguredLink {
  /** NIC of this machine. */
  readonly tester: string;
  /** What the device calls its end. */
  readonly device?: string | undefined;
  /** The device's link-local address and MAC, where they cannot be learnt. */
  readonly address?: string | undefined;
  readonly linkLayerAddress?: string | undefined;
}

export type ConfiguredLinks = ReadonlyMap<string, ConfiguredLink>;

export const placesOf = (links: ConfiguredLinks): ReadonlyMap<string, NicPlace> =>
  new Map([...links].map(([name, { tester }]) => [name, { interface: tester }]));

/** The state that the user wrote down; the error says which settings are missing. */
export function configuredState(name: string, link: ConfiguredLink | undefined): Result<InterfaceState, string> {
  const address = parseAddress(link?.address ?? '');
  const linkLayerAddress = parseLinkLayerAddress(link?.linkLayerAddress ?? '');
  if (!address.ok || linkLayerAddress === undefined) {
    return failed(
      `the device's addresses on ${name} are not known: set links.${name}.address and links.${name}.linkLayerAddress, or control.state`,
    );
  }
  return ok({ linkLayerAddress, addresses: [{ address: address.value, prefixLength: 64, state: 'preferred' }] });
}
