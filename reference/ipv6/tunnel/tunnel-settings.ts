import { addressText } from '../../net/address-text.js';
import { isIpv4 } from '../../net/ipv4-address.js';
import { equalOctets } from '../../net/octets.js';
import type { InterfaceSettings } from '../config.js';
import type { TunnelInterfaceConfiguration } from '../node-configuration.js';
import type { TunnelSettings } from './config.js';
import type { TunnelConfiguration } from './tunnel-configuration.js';
import { tunnelProblem } from './tunnel-problems.js';

/** The tunnels of a node's settings, and the settings of its NICs. */
export interface TunnelsOfNode {
  readonly tunnels: Readonly<Record<string, TunnelSettings>>;
  readonly nics: readonly (readonly [string, InterfaceSettings])[];
  readonly loopbacks: readonly (readonly [string, Held])[];
}

/** What the schema cannot say about a tunnel: that the node can have it beside its NICs and its other tunnels. */
export function tunnelContradictions({
  tunnels,
  nics,
  loopbacks,
}: TunnelsOfNode): readonly { readonly name: string; readonly message: string }[] {
  const names = nics.map(([name]) => name);
  const goingNowhere = loopbacks.map(([name]) => name);
  const known: TunnelConfiguration[] = [];
  const isOwn = (address: Uint8Array): boolean =>
    [...[...nics, ...loopbacks].map(([, settings]) => settings), ...Object.values(tunnels)].some((settings) => holds(settings, address));
  return Object.entries(tunnels).flatMap(([name, settings], index) => {
    const over = linkOf(settings, nics);
    if (over === undefined)
      return [{ name, message: `no interface has the address ${addressText(settings.local)}: say over: ${names[0]}, or give it to one` }];
    const configuration = configurationOf(settings, over);
    const before = Object.keys(tunnels).slice(0, index);
    const site = { interfaces: [...names, ...before], loopbacks: goingNowhere, tunnels: known, isOwn };
    const problem = tunnelProblem(name, configuration, site);
    known.push(configuration);
    return problem === undefined ? [] : [{ name, message: problem }];
  });
}

/** Free of contradictions. */
export const tunnelConfigurations = ({ tunnels, nics }: TunnelsOfNode): readonly TunnelInterfaceConfiguration[] =>
  Object.entries(tunnels).map(([name, settings]): TunnelInterfaceConfiguration => {
    const { mtu, addresses, ipv4Addresses, ipv4Routes } = settings;
    return {
      kind: 'tunnel',
      name,
      tunnel: configurationOf(settings, linkOf(settings, nics) ?? ''),
      ...(mtu !== undefined && { mtu }),
      ...(addresses !== undefined && { addresses }),
      ...(ipv4Addresses !== undefined && { ipv4Addresses }),
      ...(ipv4Routes !== undefined && { ipv4Routes: ipv4Routes.map((prefix) => ({ prefix })) }),
    };
  });

/** As it says, where its address is, or the only one. */
function linkOf({ over, local }: TunnelSettings, nics: TunnelsOfNode['nics']): string | undefined {
  const holder = nics.find(([, settings]) => holds(settings, local))?.[0];
  return over ?? holder ?? (nics.length === 1 ? nics[0]?.[0] : undefined);
}

type Held = Pick<InterfaceSettings, 'addresses' | 'ipv4Addresses'>;

const holds = ({ addresses = [], ipv4Addresses = [] }: Held, wanted: Uint8Array): boolean =>
  [...addresses, ...ipv4Addresses].some(({ address }) => equalOctets(address, wanted));

function configurationOf(settings: TunnelSettings, over: string): TunnelConfiguration {
  const { local, remote, hopLimit, trafficClass, ecn, flowLabel, encapsulationLimit, dynamicMtu } = settings;
  const common = {
    over,
    ...(hopLimit !== undefined && { hopLimit }),
    ...(trafficClass !== undefined && { trafficClass }),
    ...(ecn !== undefined && { ecn }),
  };
  if (isIpv4(local) && isIpv4(remote)) return { ...common, family: 'ipv4', local, remote, ...(dynamicMtu && { dynamicMtu }) };
  if (isIpv4(local) || isIpv4(remote)) throw new Error('the schema wants both ends of a tunnel in one protocol');
  return {
    ...{ ...common, family: 'ipv6', local, remote },
    ...(flowLabel !== undefined && { flowLabel }),
    ...(encapsulationLimit !== undefined && { encapsulationLimit }),
  };
}
