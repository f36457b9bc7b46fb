import '../ledger/ledger.js';
import { ALL_MLDV2_ROUTERS, ALL_NODES, solicitedNodeMulticast, UNSPECIFIED } from '../../reference/net/address.js';
import { milliseconds } from '../../reference/time.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { routerAlert } from '../../reference/wire/ipv6-options.js';
import { multicastListenerQuery2 } from '../../reference/wire/mld.js';
import { PROTOCOL } from '../../reference/wire/protocol-numbers.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneOf } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { QUERY_DELAY } from '../mld/listener.js';
import { expectEachReported } from '../mld/records.js';
import { reportOf } from '../nd/listener-reports.js';
import { openLine, requireWholeInside, within } from './lines.js';
import { COMING_UP, TUNNEL_ACTIONS } from './tunnels.js';

const test = { testbed: oneLink, actions: TUNNEL_ACTIONS, role: 'node' } as const;

suite('Multicast listener in a tunnel', () => {
  conformance({
    ...test,
    id: 'tunnel.mld.report',
    title: 'the solicited-node group of an address of the tunnel is reported through it',
    requirement: 'tun-mld-report',
    profiles: ['current'],
    async run(t) {
      const line = await openLine(t);
      const through = reportOf(solicitedNodeMulticast(line.inside)).map((match) => ({ ...line.through, ...match }));
      const report = await t.expect('a report of the group', through, { since: line.since, within: COMING_UP });
      t.require('form of the report', report, {
        ...within(line, {
          version: 6,
          nextHeader: PROTOCOL.hopByHop,
          hopLimit: 1,
          source: oneOf(UNSPECIFIED, line.linkLocal),
          destination: ALL_MLDV2_ROUTERS,
        }),
        'hopByHop.nextHeader': PROTOCOL.icmpv6,
        'hopByHop.options.routerAlert.value': 0,
      });
      requireWholeInside(t, line, report);
    },
  });

  conformance({
    ...test,
    id: 'tunnel.mld.query',
    title: 'a General Query from the other end is answered through the tunnel with the groups of its addresses',
    requirement: 'tun-mld-query',
    profiles: ['current'],
    async run(t) {
      const line = await openLine(t);
      const sent = await line.send(
        'General Query in the tunnel',
        ipv6({ source: line.peer, destination: ALL_NODES, hopLimit: 1 }),
        hopByHop({ options: [routerAlert()] }),
        multicastListenerQuery2({ maximumResponseCode: QUERY_DELAY / milliseconds(1), multicastAddress: UNSPECIFIED }),
      );
      const groups = [line.inside, line.linkLocal].map(solicitedNodeMulticast);
      await expectEachReported(t, groups, { since: sent, within: QUERY_DELAY }, within(line, { source: line.linkLocal }));
    },
  });
});
