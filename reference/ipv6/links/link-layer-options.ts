import { sourceLinkLayerAddress, targetLinkLayerAddress, type NdOptionDraft } from '../../wire/nd-options.js';
import type { Ipv6Interface } from '../services.js';

type Teller = Pick<Ipv6Interface, 'link' | 'linkLayerAddress'>;

/** The options that tell our link-layer address; RFC 4213 section 3.8: none on a link where nodes have no such address. */
export const sourceOptions = ({ link, linkLayerAddress }: Teller): readonly NdOptionDraft[] =>
  link.hasAddresses ? [sourceLinkLayerAddress(linkLayerAddress)] : [];

/** `of` is the address of the node that is answered for, where that is another one. */
export const targetOptions = ({ link, linkLayerAddress }: Teller, of = linkLayerAddress): readonly NdOptionDraft[] =>
  link.hasAddresses ? [targetLinkLayerAddress(of)] : [];
