import { requirements } from '../kit/ledger.js';
import type { Requirement } from '../kit/requirement.js';
import { addressResolution } from './address-resolution.js';
import { addressSelection } from './address-selection.js';
import { autoconfiguration } from './autoconfiguration.js';
import { duplicateAddressDetection } from './duplicate-address-detection.js';
import { ethernet } from './ethernet.js';
import { everyFrame } from './every-frame.js';
import { forwarding } from './forwarding.js';
import { fragmentSending } from './fragment-sending.js';
import { headerChain } from './header-chain.js';
import { icmpv6Errors } from './icmpv6-errors.js';
import { icmpv6General } from './icmpv6-general.js';
import { ipv6Header } from './ipv6-header.js';
import { messageValidation } from './message-validation.js';
import { jumbograms } from './jumbograms.js';
import { multicastListener } from './multicast-listener.js';
import { neighborAdvertisementByState } from './neighbor-advertisement-by-state.js';
import { neighborSolicitationByState } from './neighbor-solicitation-by-state.js';
import { neighborUnreachabilityDetection } from './neighbor-unreachability-detection.js';
import { onLinkDetermination } from './on-link-determination.js';
import { options } from './options.js';
import { otherAreas } from './other-areas.js';
import { pathMtu } from './path-mtu.js';
import { reassembly } from './reassembly.js';
import { redirect } from './redirect.js';
import { ripngLines } from './ripng.js';
import { route6dLines } from './route6d.js';
import { routerAdvertisementInput } from './router-advertisement-input.js';
import { routerAdvertisementOutput } from './router-advertisement-output.js';
import { routerRenumbering } from './router-renumbering.js';
import { routerSolicitation } from './router-solicitation.js';
import { routingTable } from './routing-table.js';
import { routingHeader } from './routing-header.js';
import { tunnels } from './tunnels.js';
import { userDatagrams } from './udp.js';
import { upperLayers } from './upper-layers.js';

/**
 * The requirement ledger. Loading this module registers its lines, so a suite imports it before it declares tests.
 * Order: as a reader of the RFCs meets the subjects.
 */
export const ledger: readonly Requirement[] = requirements([
  ...ipv6Header,
  ...headerChain,
  ...options,
  ...routingHeader,
  ...reassembly,
  ...fragmentSending,
  ...upperLayers,
  ...userDatagrams,
  ...jumbograms,
  ...ethernet,
  ...messageValidation,
  ...onLinkDetermination,
  ...addressResolution,
  ...neighborUnreachabilityDetection,
  ...neighborSolicitationByState,
  ...neighborAdvertisementByState,
  ...routerSolicitation,
  ...routerAdvertisementInput,
  ...routerAdvertisementOutput,
  ...redirect,
  ...duplicateAddressDetection,
  ...autoconfiguration,
  ...addressSelection,
  ...multicastListener,
  ...icmpv6General,
  ...icmpv6Errors,
  ...routerRenumbering,
  ...pathMtu,
  ...forwarding,
  ...routingTable,
  ...tunnels,
  ...ripngLines,
  ...route6dLines,
  ...otherAreas,
  ...everyFrame,
]);
