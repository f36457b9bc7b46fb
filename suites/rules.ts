import { registeredRequirements } from './kit/ledger.js';
import { passiveRules, type PassiveRule } from './kit/rule.js';
import './ledger/every-frame.js';
import './ledger/ledger.js';
import { forwardingConversation } from './forwarding/forwarded.rules.js';
import { echoConversation, echoFormatRules } from './icmpv6/echo.rules.js';
import { errorRules } from './icmpv6/errors.rules.js';
import { extensionRules } from './icmpv6/extension.rules.js';
import { icmpv6MessageRules } from './icmpv6/message.rules.js';
import { nodeInformationConversation, nodeInformationRules } from './icmpv6/node-information.rules.js';
import { addressRules } from './ipv6/addresses.rules.js';
import { fragmentedDatagrams } from './ipv6/datagrams.rules.js';
import { extensionHeaderRules } from './ipv6/extension-headers.rules.js';
import { fragmentRules } from './ipv6/fragments.rules.js';
import { jumbogramRules } from './jumbograms/jumbograms.rules.js';
import { listenerAnswers } from './mld/answers.rules.js';
import { changeRepetition } from './mld/changes.rules.js';
import { firstReports } from './mld/first-reports.rules.js';
import { mldRules } from './mld/message.rules.js';
import { reportFormatRules } from './mld/report-format.rules.js';
import { version1Conversation } from './mld/version1.rules.js';
import { advertisementRules } from './nd/advertisement.rules.js';
import { dadConversation } from './nd/dad.rules.js';
import { advertisementIntervals, unsolicitedIntervals } from './nd/intervals.rules.js';
import { messageFormatRules } from './nd/message-format.rules.js';
import { redirectRules } from './nd/redirect.rules.js';
import { routerAdvertisementRules } from './nd/router-advertisement.rules.js';
import { routerAnswerConversation } from './nd/router-answer.rules.js';
import { routerOptionRules } from './nd/router-options.rules.js';
import { solicitationRules } from './nd/solicitation.rules.js';
import { routerSolicitationConversation } from './nd/router-solicitation.rules.js';
import { solicitationSeries } from './nd/solicitation-series.rules.js';
import { solicitedConversation } from './nd/solicited.rules.js';
import { pathMtuConversation } from './pmtu/packet-too-big.rules.js';
import { renumberingRules, resultConversation } from './renumbering/results.rules.js';
import { ripngAnswers } from './ripng/answers.rules.js';
import { ripngEntryRules } from './ripng/entries.rules.js';
import { ripngMessageRules } from './ripng/message.rules.js';
import { ripngSizes, ripngSources, ripngUpdates } from './ripng/updates.rules.js';
import { encapsulationRules } from './tunnel/encapsulation.rules.js';
import { datagramRules } from './udp/datagram.rules.js';

const slugs = new Set(registeredRequirements().map(({ slug }) => slug));

/** Every passive rule, in the order of reports. */
export const rules: readonly PassiveRule[] = passiveRules(
  [
    ...addressRules,
    ...extensionHeaderRules,
    ...fragmentRules,
    fragmentedDatagrams,
    pathMtuConversation,
    forwardingConversation,
    ...jumbogramRules,
    ...icmpv6MessageRules,
    ...echoFormatRules,
    echoConversation,
    ...errorRules,
    ...extensionRules,
    ...nodeInformationRules,
    nodeInformationConversation,
    ...mldRules,
    ...reportFormatRules,
    listenerAnswers,
    changeRepetition,
    firstReports,
    version1Conversation,
    ...messageFormatRules,
    ...solicitationRules,
    ...advertisementRules,
    solicitedConversation,
    solicitationSeries,
    unsolicitedIntervals,
    dadConversation,
    ...routerAdvertisementRules,
    ...routerOptionRules,
    advertisementIntervals,
    routerAnswerConversation,
    routerSolicitationConversation,
    ...redirectRules,
    ...renumberingRules,
    resultConversation,
    ...encapsulationRules,
    ...datagramRules,
    ...ripngMessageRules,
    ...ripngEntryRules,
    ripngSources,
    ripngSizes,
    ripngUpdates,
    ripngAnswers,
  ],
  (slug) => slugs.has(slug),
);
