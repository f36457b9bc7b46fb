import '../ledger/ledger.js';
import { betweenLinks } from '../forwarding/topology.js';
import { cargo, sendTransit } from '../forwarding/transit.js';
import { conformance, suite } from '../kit/conformance.js';
import { twoLinks } from '../kit/testbed.js';
import { expectBounded, FLOOD } from './floods.js';
import { refused, transitCauses } from './router-causes.js';

suite('ICMPv6 errors of routers: how many', () => {
  for (const [name, cause] of Object.entries({ 'hop-limit': transitCauses.hl, 'too-big': transitCauses.ptb }))
    conformance({
      id: `icmpv6.error-rate.router-${name}`,
      title: `of ${FLOOD} packets in transit with ${cause.title} in about a second, not every one is reported`,
      requirement: 'rate-limit-router-hl',
      role: 'router',
      testbed: twoLinks,
      actions: cause.actions,
      async run(t) {
        const topology = await betweenLinks(t);
        const draft = await refused(t, topology, cause, [cargo(t, cause.octets)]);
        const error = { 'ipv6.destination': topology.near.node, [`${cause.refusal.message}.code`]: cause.refusal.code };
        await expectBounded(t, 'errors', () => sendTransit(t, topology, cause.title, draft), error);
      },
    });
});
