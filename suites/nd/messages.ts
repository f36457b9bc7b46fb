import { ALL_NODES, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import type { LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { sourceLinkLayerAddress, targetLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { neighborAdvertisement, neighborSolicitation } from '../../reference/wire/nd.js';
import type { Match } from '../kit/match.js';
import type { Received } from '../kit/test-context.js';

/** A valid Neighbor Solicitation; without `linkLayer` it carries no Source Link-Layer Address option. */
export const solicitation = (of: {
  source: Address;
  target: Address;
  destination?: Address;
  linkLayer?: LinkLayerAddress | undefined;
}): FrameDraft =>
  frame(
    ipv6({ source: of.source, destination: of.destination ?? solicitedNodeMulticast(of.target) }),
    neighborSolicitation({ target: of.target, options: of.linkLayer ? [sourceLinkLayerAddress(of.linkLayer)] : [] }),
  );

export interface AdvertisementFields {
  readonly target: Address;
  /** Default: the target. */
  readonly source?: Address;
  /** Default: all nodes. */
  readonly destination?: Address;
  readonly router?: boolean;
  readonly solicited?: boolean;
  readonly override?: boolean;
  readonly linkLayer?: LinkLayerAddress | undefined;
}

/** A Neighbor Advertisement; without `linkLayer` it carries no Target Link-Layer Address option. */
export const advertisement = (of: AdvertisementFields): FrameDraft =>
  frame(
    ipv6({ source: of.source ?? of.target, destination: of.destination ?? ALL_NODES }),
    neighborAdvertisement({
      router: of.router ?? false,
      solicited: of.solicited ?? false,
      override: of.override ?? false,
      target: of.target,
      options: of.linkLayer ? [targetLinkLayerAddress(of.linkLayer)] : [],
    }),
  );

/** The answer to a solicitation of the device, as RFC 4861 section 7.2.4 wants it. */
export const answer = (solicited: Received, target: Address, linkLayer: LinkLayerAddress, router = false): FrameDraft =>
  advertisement({ target, destination: solicited.get('ipv6.source') as Address, router, solicited: true, override: true, linkLayer });

/** Any solicitation of the device for a neighbour. */
export const solicitationFor = (target: Address): Match => ({ 'neighborSolicitation.target': target });

export const multicastSolicitationFor = (target: Address): Match => ({
  ...solicitationFor(target),
  'ipv6.destination': solicitedNodeMulticast(target),
});

/** The advertisement of the device for one of its addresses. */
export const advertisementOf = (target: Address): Match => ({ 'neighborAdvertisement.target': target });
