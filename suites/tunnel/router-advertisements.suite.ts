import '../ledger/ledger.js';
import { ALL_NODES, UNSPECIFIED, type Address } from '../../reference/net/address.js';
import { prefixContains, type Prefix } from '../../reference/net/prefix.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { routerAdvertisement, type RouterAdvertisementDraft } from '../../reference/wire/nd.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies, type Match } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { remoteAddress } from '../nd/device-addresses.js';
import { FIRST_PROBE_TIME } from '../nd/tentative.js';
import { autonomousOption } from '../slaac/formation.js';
import { openLine, within, type Line } from './lines.js';
import { COMING_UP, inner, TUNNEL_ACTIONS } from './tunnels.js';

const test = { testbed: oneLink, actions: TUNNEL_ACTIONS, role: 'host' } as const;

const HOP_LIMIT = 255;
const ROUTER_LIFETIME_S = 600;

/** The other end is a router; what it does not say leaves the device's variables as they are. */
const advertise = (line: Line, given: RouterAdvertisementDraft, hopLimit = HOP_LIMIT): Promise<Sent> =>
  line.send(
    'Router Advertisement in the tunnel',
    ipv6({ source: line.peer, destination: ALL_NODES, hopLimit }),
    routerAdvertisement({ curHopLimit: 0, routerLifetime: 0, reachableTime: 0, retransTimer: 0, ...given }),
  );

const probeIn = (line: Line, prefix: Prefix): Match => ({
  ...within(line, { source: UNSPECIFIED }),
  'neighborSolicitation.target': satisfies<Uint8Array>('in the advertised prefix', (target) => prefixContains(prefix, target)),
});

/** An Echo Request from far away comes out of the tunnel; what is sent back is seen in the tunnel, or is not. */
async function askFromFarAway(t: TestContext, line: Line): Promise<{ readonly sent: Sent; readonly reply: Match }> {
  const request = inner(t, remoteAddress(t), line.inside);
  const sent = await line.send('Echo Request from far away', ...request.frame.layers);
  return { sent, reply: request.reply };
}

suite('Router Advertisements through a tunnel', () => {
  conformance({
    ...test,
    id: 'tunnel.nd.advertised-prefix',
    title: 'an address is formed from an advertised prefix, tested through the tunnel, and answers there',
    requirement: 'tun-nd-ra',
    async run(t) {
      const [line, prefix] = [await openLine(t), t.prefixOn('advertised in the tunnel')];
      const sent = await advertise(line, { options: [autonomousOption(prefix)] });
      const probe = await t.expect('Duplicate Address Detection', probeIn(line, prefix), { since: sent, within: FIRST_PROBE_TIME });
      await t.elapse(COMING_UP);
      const formed = probe.get('neighborSolicitation.target') as Address;
      const request = inner(t, line.peer, formed);
      const asked = await line.send('Echo Request to the address', ...request.frame.layers);
      const wanted = { ...within(line, { source: formed, destination: line.peer }), ...request.reply };
      await t.expect('Echo Reply', wanted, { since: asked, within: ANSWER_TIME });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.nd.default-router',
    title: 'a router at the other end is the way to destinations that are not on-link',
    requirement: 'tun-nd-ra',
    async run(t) {
      const line = await openLine(t);
      await advertise(line, { routerLifetime: ROUTER_LIFETIME_S });
      const { sent, reply } = await askFromFarAway(t, line);
      await t.expect('Echo Reply through the tunnel', { ...line.through, ...reply }, { since: sent, within: ANSWER_TIME });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.nd.hop-limit-inside',
    title: 'an advertisement with a hop limit of 254 inside and 255 outside is ignored',
    requirement: 'tun-nd-ra-hop-limit',
    // Where RFC 2461 rules, a host without routers takes every destination for on-link, and needs no way through one.
    profiles: ['current', 'kame'],
    async run(t) {
      const [line, prefix] = [await openLine(t), t.prefixOn('advertised in the tunnel')];
      const given = { routerLifetime: ROUTER_LIFETIME_S, options: [autonomousOption(prefix)] };
      const advertised = await advertise(line, given, HOP_LIMIT - 1);
      const forbidden = [probeIn(line, prefix), { ...line.through, ...(await askFromFarAway(t, line)).reply }];
      await t.expectNone('an address of the prefix, or a way through the router', forbidden, { since: advertised, for: FIRST_PROBE_TIME });
    },
  });
});
