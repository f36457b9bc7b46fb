import { registeredRequirements } from './kit/ledger.js';
import { passiveRules, type PassiveRule } from './kit/rule.js';
import './ledger/every-frame.js';
import './ledger/ledger.js';
import { echoConversation, echoFormatRules } from './icmpv6/echo.rules.js';
import { errorRules } from './icmpv6/errors.rules.js';
import { extensionRules } from './icmpv6/extension.rules.js';
import { icmpv6MessageRules } from './icmpv6/message.rules.js';
import { addressRules } from './ipv6/addresses.rules.js';
import { mldRules } from './mld/message.rules.js';
import { advertisementRules } from './nd/advertisement.rules.js';
import { dadConversation } from './nd/dad.rules.js';
import { advertisementIntervals, routerSolicitationIntervals, solicitationIntervals, unsolicitedIntervals } from './nd/intervals.rules.js';
import { messageFormatRules } from './nd/message-format.rules.js';
import { redirectRules } from './nd/redirect.rules.js';
import { routerAdvertisementRules } from './nd/router-advertisement.rules.js';
import { routerAnswerConversation } from './nd/router-answer.rules.js';
import { solicitationRules } from './nd/solicitation.rules.js';
import { solicitedConversation } from './nd/solicited.rules.js';

const slugs = new Set(registeredRequirements().map(({ slug }) => slug));

/** Every passive rule, in the order of reports. */
export const rules: readonly PassiveRule[] = passiveRules(
  [
    ...addressRules,
    ...icmpv6MessageRules,
    ...echoFormatRules,
    echoConversation,
    ...errorRules,
    ...extensionRules,
    ...mldRules,
    ...messageFormatRules,
    ...solicitationRules,
    ...advertisementRules,
    solicitedConversation,
    solicitationIntervals,
    unsolicitedIntervals,
    dadConversation,
    ...routerAdvertisementRules,
    advertisementIntervals,
    routerAnswerConversation,
    routerSolicitationIntervals,
    ...redirectRules,
  ],
  (slug) => slugs.has(slug),
);
