import type { InterfaceSettings, NodeSettings } from './config.js';
import type { LineConfiguration } from './node-configuration.js';

/** KAME's name for the loopback interface that every node has. */
export const LOOPBACK_NAME = 'lo0';

/** As KAME's kernels had it that were built for jumbograms (RFC 2675): those begin beyond 65,575 octets. */
const LOOPBACK_MTU = 131_072;

/** What an interface can have that no link is behind. */
const OF_LOOPBACKS: ReadonlySet<string> = new Set(['kind', 'mtu', 'addresses', 'constants', 'features'] satisfies (keyof NamedSettings)[]);

type NamedSettings = NodeSettings['interfaces'][string];

/** The loopback interfaces of a node on these NICs: the one that it always has, and those that its settings name. */
export function loopbackNames({ interfaces }: Pick<NodeSettings, 'interfaces'>, nics: readonly string[]): readonly string[] {
  const named = Object.keys(interfaces).filter((name) => interfaces[name]?.kind === 'loopback' && !nics.includes(name));
  return nics.includes(LOOPBACK_NAME) ? named : [...new Set([LOOPBACK_NAME, ...named])];
}

/** The settings under `interfaces` that are of NICs. */
export const nicNames = (interfaces: NodeSettings['interfaces']): readonly string[] =>
  Object.keys(interfaces).filter((name) => name !== LOOPBACK_NAME && interfaces[name]?.kind !== 'loopback');

/** What is set for a loopback interface in vain, with the reason. */
export function loopbackContradictions(
  name: string,
  settings: NamedSettings,
): readonly { readonly key: string; readonly message: string }[] {
  if (settings.kind !== undefined && settings.kind !== 'loopback')
    return [{ key: 'kind', message: `${name} is the loopback interface of the node; no NIC has that name` }];
  return Object.keys(settings)
    .filter((key) => !OF_LOOPBACKS.has(key))
    .map((key) => ({ key, message: `no link is behind a loopback interface: it has ${[...OF_LOOPBACKS].join(', ')}` }));
}

/** `of`: with what all interfaces have in common. */
export function loopbackConfiguration(
  name: string,
  of: Pick<InterfaceSettings, 'constants' | 'features'>,
  own: NamedSettings = {},
): LineConfiguration {
  const { constants, features } = of;
  const { addresses, mtu = LOOPBACK_MTU } = own;
  return {
    kind: 'loopback',
    ...{ name, mtu },
    ...(addresses !== undefined && { addresses }),
    ...(constants !== undefined && { constants }),
    ...(features !== undefined && { features }),
  };
}
