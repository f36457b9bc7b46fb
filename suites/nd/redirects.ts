import type { Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { targetLinkLayerAddress, type NdOptionDraft } from '../../reference/wire/nd-options.js';
import { redirect, type RedirectDraft } from '../../reference/wire/nd.js';
import type { FirstHop } from './routers.js';

export interface RedirectFields {
  /** The better first hop. */
  readonly target: Address;
  readonly linkLayer?: LinkLayerAddress | undefined;
  /** Default: the remote address of the first hop. */
  readonly destination?: Address;
  /** Ahead of the link-layer address. */
  readonly options?: readonly NdOptionDraft[];
  readonly header?: Ipv6Draft;
  readonly fields?: RedirectDraft;
}

/** What the first hop says about a remote address: it is better reached through the target. */
export function redirectBy(hop: FirstHop, of: RedirectFields): FrameDraft {
  const options = [...(of.options ?? []), ...(of.linkLayer ? [targetLinkLayerAddress(of.linkLayer)] : [])];
  return frame(
    ipv6({ source: hop.router.linkLocal, destination: hop.device, ...of.header }),
    redirect({ target: of.target, destination: of.destination ?? hop.remote, options, ...of.fields }),
  );
}
