import '../ledger/ledger.js';
import { ALL_ROUTERS, linkLocalAddress, solicitedNodeMulticast, UNSPECIFIED } from '../../reference/net/address.js';
import { modifiedEui64 } from '../../reference/net/link-layer-address.js';
import { times } from '../../reference/time.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborAdvertisement, neighborSolicitation } from '../../reference/wire/nd.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneOf, present, type Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { about, ANSWER_TIME, DELAY_FIRST_PROBE_TIME, MAX_UNICAST_SOLICIT, RETRANS_TIMER } from '../nd/constants.js';
import { openLine, requireWholeInside, within, type Line } from './lines.js';
import { COMING_UP, inner, NAME, TUNNEL_ACTIONS } from './tunnels.js';

const test = { testbed: oneLink, actions: TUNNEL_ACTIONS } as const;

/** RFC 4861 sections 4.1 to 4.4, of the header inside. */
const ND_HEADER: Match = { version: 6, nextHeader: PROTOCOL.icmpv6, hopLimit: 255 };

const probeFor = (line: Line, target: Line['inside']): Match => ({
  ...within(line, { ...ND_HEADER, source: UNSPECIFIED, destination: solicitedNodeMulticast(target) }),
  'neighborSolicitation.target': target,
});

suite('Neighbor Discovery in a tunnel: addresses', () => {
  for (const which of ['inside', 'linkLocal'] as const)
    conformance({
      ...test,
      id: `tunnel.nd.duplicates-${which === 'inside' ? 'global' : 'link-local'}`,
      title: `the ${which === 'inside' ? 'global' : 'link-local'} address of a tunnel is tested for duplicates through it`,
      requirement: 'tun-nd-dad',
      role: 'node',
      async run(t) {
        const line = await openLine(t);
        const probe = await t.expect('Neighbor Solicitation', probeFor(line, line[which]), { since: line.since, within: COMING_UP });
        requireWholeInside(t, line, probe);
      },
    });

  for (const [name, destinationOf] of [
    ['unicast', ({ inside }: Line) => inside],
    ['multicast', ({ inside }: Line) => solicitedNodeMulticast(inside)],
  ] as const)
    conformance({
      ...test,
      id: `tunnel.nd.answer-${name}`,
      title: `a ${name} solicitation from the other end is answered through the tunnel`,
      requirement: 'tun-nd-answer',
      role: 'node',
      async run(t) {
        const line = await openLine(t);
        const { inside: target, linkLocal, peer } = line;
        const asked = [ipv6({ source: peer, destination: destinationOf(line) }), neighborSolicitation({ target })];
        const sent = await line.send(`${name} Neighbor Solicitation`, ...asked);
        const wanted = {
          ...within(line, { ...ND_HEADER, source: oneOf(target, linkLocal), destination: peer }),
          'neighborAdvertisement.target': target,
          'neighborAdvertisement.solicited': true,
        };
        requireWholeInside(t, line, await t.expect('Neighbor Advertisement', wanted, { since: sent, within: ANSWER_TIME }));
      },
    });
});

/** The other end is talked to: the reply begins the five seconds of DELAY. */
async function talk(t: TestContext, line: Line): Promise<Received> {
  const request = inner(t, line.peer, line.inside);
  const sent = await line.send('Echo Request of the other end', ...request.frame.layers);
  const reply = { ...within(line, { destination: line.peer }), ...request.reply };
  return t.expect('Echo Reply', reply, { since: sent, within: ANSWER_TIME });
}

const probeOf = (line: Line): Match => ({
  ...within(line, { ...ND_HEADER, source: oneOf(line.inside, line.linkLocal), destination: line.peer }),
  'neighborSolicitation.target': line.peer,
});

const anyProbe = (line: Line): Match => ({ ...line.through, 'neighborSolicitation.target': line.peer });

suite('Neighbor Discovery in a tunnel: unreachability', () => {
  conformance({
    ...test,
    id: 'tunnel.nd.probe',
    title: 'the other end is probed five seconds after a packet was sent to it',
    requirement: 'tun-nd-probe',
    role: 'host',
    async run(t) {
      const line = await openLine(t);
      const reply = await talk(t, line);
      const probe = await t.expect('Neighbor Solicitation', probeOf(line), { since: reply, between: about(DELAY_FIRST_PROBE_TIME) });
      requireWholeInside(t, line, probe);
    },
  });

  conformance({
    ...test,
    id: 'tunnel.nd.probes',
    title: `an end that does not answer is probed ${MAX_UNICAST_SOLICIT} times`,
    requirement: 'tun-nd-probe',
    role: 'host',
    async run(t) {
      const line = await openLine(t);
      const reply = await talk(t, line);
      const first = await t.expect('first probe', anyProbe(line), { since: reply, between: about(DELAY_FIRST_PROBE_TIME) });
      const second = await t.expect('second probe', anyProbe(line), { since: first, between: about(RETRANS_TIMER) });
      // RFC 7048 section 4: the gap may be three times as long.
      await t.expect('third probe', anyProbe(line), { since: second, between: [RETRANS_TIMER, about(times(RETRANS_TIMER, 3))[1]] });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.nd.probe-answered',
    title: 'an answer without a link-layer address ends the probing',
    requirement: 'tun-nd-probe',
    role: 'host',
    async run(t) {
      const line = await openLine(t);
      const { peer: target } = line;
      const reply = await talk(t, line);
      const probe = await t.expect('first probe', anyProbe(line), { since: reply, between: about(DELAY_FIRST_PROBE_TIME) });
      const answer = [
        ipv6({ source: target, destination: probe.get('ipv6[1].source') as Line['peer'] }),
        neighborAdvertisement({ target, solicited: true, override: true }),
      ];
      const sent = await line.send('Neighbor Advertisement of the other end', ...answer);
      await t.expectNone('another probe', anyProbe(line), { since: sent, for: DELAY_FIRST_PROBE_TIME });
    },
  });
});

suite('Neighbor Discovery in a tunnel: the link-local address, of KAME', () => {
  conformance({
    ...test,
    id: 'tunnel.nd.borrowed-identifier',
    title: 'the link-local address of a tunnel is made of the link-layer address of the link below',
    requirement: 'dad-ll-borrow-kame',
    role: 'node',
    profiles: ['kame'],
    async run(t) {
      const line = await openLine(t);
      const borrowed = linkLocalAddress(modifiedEui64(t.dut.linkLayerAddress));
      const probe = { ...within(line, { source: UNSPECIFIED }), 'neighborSolicitation.target': borrowed };
      await t.expect('Duplicate Address Detection of that address', probe, { since: line.since, within: COMING_UP });
      const request = inner(t, line.peer, borrowed);
      const sent = await line.send('Echo Request to it', ...request.frame.layers);
      const reply = { ...within(line, { source: borrowed, destination: line.peer }), ...request.reply };
      await t.expect('Echo Reply', reply, { since: sent, within: ANSWER_TIME });
    },
  });
});

suite('Neighbor Discovery in a tunnel: unreachability, of KAME', () => {
  const performNud = (t: TestContext, value: 0 | 1): Promise<void> =>
    t.do({ kind: 'set-variable', link: NAME, variable: 'unreachabilityDetection', value });

  conformance({
    ...test,
    id: 'tunnel.nd.probe-switch',
    title: 'the other end of a tunnel is probed, unless that is turned off for the tunnel',
    requirement: 'ar-p2p-nud-kame',
    role: 'host',
    profiles: ['kame'],
    actions: [...TUNNEL_ACTIONS, 'set-variable'],
    async run(t) {
      const line = await openLine(t);
      await performNud(t, 0);
      const unprobed = await talk(t, line);
      await t.expectNone('a probe', anyProbe(line), { since: unprobed, for: times(DELAY_FIRST_PROBE_TIME, 2) });
      await performNud(t, 1);
      const reply = await talk(t, line);
      await t.expect('Neighbor Solicitation', probeOf(line), { since: reply, between: about(DELAY_FIRST_PROBE_TIME) });
    },
  });
});

suite('Neighbor Discovery in a tunnel: looking for routers', () => {
  const anySolicitation = (line: Line): Match => ({ ...within(line, { destination: ALL_ROUTERS }), 'routerSolicitation.type': present });

  conformance({
    ...test,
    id: 'tunnel.nd.router-solicitation',
    title: 'routers are solicited through a tunnel that comes up',
    requirement: 'tun-nd-rs',
    role: 'host',
    async run(t) {
      const line = await openLine(t);
      await t.expect('Router Solicitation', anySolicitation(line), { since: line.since, within: COMING_UP });
    },
  });

  conformance({
    ...test,
    id: 'tunnel.nd.router-solicitation-form',
    title: 'a Router Solicitation in a tunnel is well formed',
    requirement: 'tun-nd-rs-form',
    role: 'host',
    async run(t) {
      const line = await openLine(t);
      const any = { ...line.through, 'routerSolicitation.type': present };
      const solicited = await t.expect('Router Solicitation', any, { since: line.since, within: COMING_UP });
      const source = oneOf(UNSPECIFIED, line.linkLocal, line.inside);
      t.require('form of the header', solicited, within(line, { ...ND_HEADER, source, destination: ALL_ROUTERS }));
      requireWholeInside(t, line, solicited);
    },
  });
});
