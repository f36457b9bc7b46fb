import type { Address } from '../net/address.js';
import { hardwareIdentifier, nextStableIdentifier } from './stable-identifier.js';
import type { LinkLayerAddress } from '../net/link-layer-address.js';

/** Where an interface takes its interface identifiers from: RFC 2464 section 4, or RFC 7217. */
export type IdentifierSource =
  | { readonly kind: 'eui64' }
  /** That of another interface. */
  | { readonly kind: 'borrowed'; readonly identifier: Uint8Array }
  | { readonly kind: 'stable'; readonly secretKey: Uint8Array; readonly networkIdentifier?: string };

export interface Identifier {
  readonly identifier: Uint8Array;
  /** DAD_Counter that it was made with. */
  readonly dadCounter: number;
}

/** The identifier for a prefix after `dadCounter` conflicts; undefined when this source has no other to offer. */
export function identifierFor(
  source: IdentifierSource,
  iface: { readonly name: string; readonly linkLayerAddress: LinkLayerAddress },
  prefix: Address,
  dadCounter: number,
): Identifier | undefined {
  if (source.kind === 'stable') return nextStableIdentifier({ ...source, prefix, interfaceName: iface.name, dadCounter });
  if (source.kind === 'borrowed') return dadCounter === 0 ? { identifier: source.identifier, dadCounter } : undefined;
  return dadCounter === 0 ? { identifier: hardwareIdentifier(iface.linkLayerAddress), dadCounter } : undefined;
}
