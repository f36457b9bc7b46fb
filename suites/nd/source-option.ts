import type { NdOption } from '../../reference/wire/nd-options.js';
import type { ObservedPacket } from '../kit/rule.js';

/** Of a message of Neighbor Discovery that has options. */
export const optionsOf = ({ message }: ObservedPacket): readonly NdOption[] =>
  (message.value as { readonly options: readonly NdOption[] }).options;

/** Whether it has a Source Link-Layer Address option. */
export const carriesSource = (packet: ObservedPacket): boolean => optionsOf(packet).some(({ kind }) => kind === 'sourceLinkLayerAddress');
