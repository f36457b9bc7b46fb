import '../ledger/ledger.js';
import { sentOn } from '../forwarding/transit.js';
import { conformance, suite } from '../kit/conformance.js';
import { between, satisfies, type Match, type MatchValue } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, LINK_MTU, MINIMUM_MTU } from './constants.js';
import { anyRedirect, detour, detoured, givenKnown, redirectAbout, redirectOf, type DetourKind } from './router-redirects.js';
import { IPV6_HEADER_OCTETS } from '../../reference/wire/ipv6.js';

const kinds = {
  neighbor: { title: 'a destination on the link', requirement: 'rtr-redirect-neighbor' },
  router: { title: 'a destination behind another router of the link', requirement: 'rtr-redirect-better-router' },
} as const;
const each = Object.entries(kinds).map(([kind, facts]) => ({ kind: kind as DetourKind, ...facts }));

const actionsFor = (kind: DetourKind) => (kind === 'router' ? (['add-address', 'add-route'] as const) : (['add-address'] as const));

const OPTION_UNIT = 8;
const HEADERS = 48;

/** RFC 4861 sections 4.5 and 8.2. */
const formOf = (t: TestContext): Match => ({
  'ipv6.source': t.dut.linkLocal,
  'ipv6.hopLimit': 255,
  'redirect.code': 0,
  'redirect.reserved': 0,
});

suite('Redirects of a router', () => {
  for (const { kind, title, requirement } of each) {
    const declared = { role: 'router', testbed: oneLink, actions: actionsFor(kind) } as const;

    conformance({
      ...declared,
      id: `nd.router-redirect.${kind}`,
      title: `a neighbor that sends the router a packet for ${title} is told the better hop, once`,
      requirement,
      async run(t) {
        const way = await detour(t, kind);
        const sent = await t.send('packet that takes a detour', detoured(t, way), { from: way.sender });
        const told = await t.expect('Redirect', redirectAbout(way), { since: sent, within: ANSWER_TIME });
        await t.expectNone('a second Redirect about the same packet', anyRedirect, { since: told, for: ANSWER_TIME });
      },
    });

    conformance({
      ...declared,
      id: `nd.router-redirect.forwards-${kind}`,
      title: `the packet for ${title} is forwarded too`,
      requirement: kind === 'neighbor' ? 'rtr-redirect-fwd' : 'fwd-redirect-and-forward',
      async run(t) {
        const way = await detour(t, kind);
        const draft = detoured(t, way);
        const sent = await t.send('packet that takes a detour', draft, { from: way.sender });
        await t.expect('the packet, forwarded', sentOn(t, draft, { link: 'link0', to: way.hop }), { since: sent, within: ANSWER_TIME });
      },
    });

    conformance({
      ...declared,
      id: `nd.router-redirect.form-${kind}`,
      title: `a Redirect about ${title} comes from the link-local address with hop limit 255 and names the better hop`,
      requirement: 'rtr-redirect-format',
      async run(t) {
        const way = await detour(t, kind);
        t.require('form', await redirectOf(t, way, detoured(t, way)), { ...redirectAbout(way), ...formOf(t) });
      },
    });

    conformance({
      ...declared,
      id: `nd.router-redirect.source-${kind}`,
      title: `a Redirect about ${title} does not come from a global address`,
      requirement: 'rtr-redirect-not-global-src',
      async run(t) {
        const way = await detour(t, kind);
        t.require('source', await redirectOf(t, way, detoured(t, way)), { 'ipv6.source': t.dut.linkLocal });
      },
    });

    conformance({
      ...declared,
      id: `nd.router-redirect.link-layer-address-${kind}`,
      title: `a Redirect about ${title} carries the link-layer address of the better hop, which the router knows`,
      requirement: 'rtr-redirect-tlla',
      async run(t) {
        const way = await detour(t, kind);
        await givenKnown(t, way);
        t.require('link-layer address', await redirectOf(t, way, detoured(t, way)), {
          'redirect.options.targetLinkLayerAddress.linkLayerAddress': way.hop.linkLayerAddress,
        });
      },
    });

    conformance({
      ...declared,
      id: `nd.router-redirect.quotes-${kind}`,
      title: `a Redirect about ${title} quotes the packet`,
      requirement: 'rtr-redirect-header',
      async run(t) {
        const way = await detour(t, kind);
        const draft = detoured(t, way, 24);
        t.require('Redirected Header', await redirectOf(t, way, draft), {
          'redirect.options.redirectedHeader.reserved': new Uint8Array(6),
          'redirect.options.redirectedHeader.packet': quotationOf(draft.packet),
        });
      },
    });

    conformance({
      ...declared,
      id: `nd.router-redirect.size-${kind}`,
      title: `a Redirect about a large packet for ${title} is not longer than ${MINIMUM_MTU} octets`,
      requirement: 'rtr-redirect-format',
      async run(t) {
        const way = await detour(t, kind);
        const redirect = await redirectOf(t, way, detoured(t, way, LINK_MTU - HEADERS));
        t.require('size', redirect, { 'ipv6.payloadLength': between(0, MINIMUM_MTU - IPV6_HEADER_OCTETS) });
      },
    });

    conformance({
      ...declared,
      id: `nd.router-redirect.fills-${kind}`,
      title: `a Redirect about a large packet for ${title} quotes as much of it as fits into ${MINIMUM_MTU} octets`,
      requirement: 'rtr-redirect-header',
      async run(t) {
        const way = await detour(t, kind);
        const draft = detoured(t, way, LINK_MTU - HEADERS);
        const redirect = await redirectOf(t, way, draft);
        t.require('size', redirect, {
          'ipv6.payloadLength': between(MINIMUM_MTU - IPV6_HEADER_OCTETS - OPTION_UNIT + 1, MINIMUM_MTU - IPV6_HEADER_OCTETS),
        });
        t.require('quote', redirect, { 'redirect.options.redirectedHeader.packet': quotationOf(draft.packet) });
      },
    });
  }
});

const HOP_LIMIT_AT = 7;

/** A packet as a Redirected Header has it: from its beginning, with padding of zeros, its Hop Limit as it came or as it went. */
const quotationOf = (packet: Uint8Array): MatchValue =>
  satisfies<Uint8Array>('the packet from its beginning', (quoted) =>
    quoted.every((octet, i) => octet === (packet[i] ?? 0) || (i === HOP_LIMIT_AT && octet === (packet[i] ?? 0) - 1)),
  );
