import { expect } from 'chai';
import { IPV4_RULE_BREAKING_PACKETS, IPV4_RULES_THAT_STAND } from '../ipv4/rule-breaking-packets.js';
import { RIPNG_RULES } from '../routing/ripng/discard-rules.js';
import type { NodeBench } from '../node-bench.js';
import { settledNode } from '../settled-node.js';
import { routerBench } from '../router-bench.js';
import { DISCARD_REASONS, discardRule, type DiscardReason } from './discard-reasons.js';
import { ROUTER_RULE_BREAKING_PACKETS, type RouterRuleBreakingPacket } from './forwarding/rule-breaking-packets.js';
import { JUMBOGRAM_RULE_BREAKING_PACKETS } from './rule-breaking-jumbograms.js';
import { LINK_RULE_BREAKING_PACKETS, LINK_RULES_THAT_STAND } from './links/rule-breaking-packets.js';
import { TUNNEL_RULE_BREAKING_PACKETS, TUNNEL_RULES_THAT_STAND } from './tunnel/rule-breaking-packets.js';
import { BREAKING_ORDERS } from './management/rule-breaking-packets.js';
import { NO_RENUMBERING_WITHOUT, RENUMBERING_RULE_BREAKING_PACKETS } from './router-renumbering/rule-breaking-packets.js';
import type { RuleBreakingPacket } from './rule-breaking-packet.js';
import { CANNOT_BE_IGNORED, RULE_BREAKING_PACKETS } from './rule-breaking-packets.js';
import { SOURCE_ROUTE_RULE_BREAKING_PACKETS } from './source-route-rule-breaking-packets.js';

const ON_LINKS = {
  ...JUMBOGRAM_RULE_BREAKING_PACKETS,
  ...LINK_RULE_BREAKING_PACKETS,
  ...TUNNEL_RULE_BREAKING_PACKETS,
  ...IPV4_RULE_BREAKING_PACKETS,
};

const THAT_STAND = [
  ...CANNOT_BE_IGNORED,
  ...NO_RENUMBERING_WITHOUT,
  ...LINK_RULES_THAT_STAND,
  ...TUNNEL_RULES_THAT_STAND,
  ...IPV4_RULES_THAT_STAND,
];

const ROWS: Readonly<Partial<Record<DiscardReason, RuleBreakingPacket>>> = {
  ...RULE_BREAKING_PACKETS,
  ...SOURCE_ROUTE_RULE_BREAKING_PACKETS,
  ...BREAKING_ORDERS,
};

function shown(bench: NodeBench, { shows }: RuleBreakingPacket): boolean {
  if (typeof shows !== 'string') return shows(bench);
  const wanted = shows.replace('!', '');
  const sent = bench.heard.some(({ decoded }) => decoded.layers.some(({ name }) => name === wanted));
  return shows.startsWith('!') ? !sent : sent;
}

const ROUTER_ROWS: Readonly<Partial<Record<DiscardReason, RouterRuleBreakingPacket>>> = {
  ...ROUTER_RULE_BREAKING_PACKETS,
  ...RENUMBERING_RULE_BREAKING_PACKETS,
};

/** Checks that only some behaviour sets have, and those of a node that takes part in RFC 4620. */
const EVERY_CHECK = {
  ...{ refuseEmbeddedZones: true, refuseCompatibleAddresses: true, sourceRoutes: true, nodeInformation: true },
  managedPreventsAutoconfiguration: true,
};
const LIMITED = { ND_OPTION_LIMIT: 10 };

describe('discard reasons', () => {
  for (const reason of DISCARD_REASONS) {
    const row = ROWS[reason];
    if (reason in ROUTER_ROWS || reason in ON_LINKS || reason in RIPNG_RULES) continue;
    if (row === undefined) {
      it(`${reason}: no packet could tell`, () => expect(THAT_STAND).to.include(reason));
      continue;
    }
    it(`${reason}: ${discardRule(reason).says}`, () => {
      const strict = settledNode({ node: { features: EVERY_CHECK, constants: LIMITED } });
      row.send(strict);
      expect(strict.discarded(reason), 'counted').to.be.above(0);
      expect(
        strict.events.some(({ discard }) => discard === reason),
        'told',
      ).to.equal(true);
      expect(shown(strict, row), 'effect with the check on').to.equal(false);
    });
    it(`${reason}: switched off, it shows`, () => {
      const lax = settledNode({ node: { features: EVERY_CHECK, constants: LIMITED, ignoring: new Set([reason]) } });
      row.send(lax);
      expect(lax.discarded(reason)).to.equal(0);
      expect(shown(lax, row), 'effect with the check off').to.equal(true);
    });
  }

  for (const [reason, row] of Object.entries(ROUTER_ROWS)) {
    it(`${reason}, on a router`, () => {
      const strict = routerBench({ features: EVERY_CHECK });
      row.send(strict);
      expect(strict.discarded(reason), 'counted').to.be.above(0);
      expect(row.shows(strict), 'effect with the check on').to.equal(false);
    });
    it(`${reason}: switched off, it shows`, () => {
      const lax = routerBench({ features: EVERY_CHECK, ignoring: new Set([reason as DiscardReason]) });
      row.send(lax);
      expect(lax.discarded(reason)).to.equal(0);
      expect(row.shows(lax), 'effect with the check off').to.equal(true);
    });
  }

  for (const [reason, row] of Object.entries(ON_LINKS)) {
    it(`${reason}, on a node of several links`, () => {
      const strict = row.bench({});
      row.send(strict);
      expect(strict.discarded(reason), 'counted').to.be.above(0);
      expect(row.shows(strict), 'effect with the check on').to.equal(false);
    });
    it(`${reason}: switched off, it shows`, () => {
      const lax = row.bench({ ignoring: new Set([reason as DiscardReason]) });
      row.send(lax);
      expect(lax.discarded(reason)).to.equal(0);
      expect(row.shows(lax), 'effect with the check off').to.equal(true);
    });
  }

  it('each names its RFC, section and level', () => {
    for (const reason of DISCARD_REASONS) expect(discardRule(reason).cite).to.match(/^RFC\d+:\d+(\.\d+)*$/);
    expect(new Set(DISCARD_REASONS).size).to.equal(DISCARD_REASONS.length);
  });
});
