import '../ledger/ledger.js';
import { ALL_NODES, ALL_ROUTERS, type Address } from '../../reference/net/address.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { sourceLinkLayerAddress } from '../../reference/wire/nd-options.js';
import { routerSolicitation } from '../../reference/wire/nd.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { present } from '../kit/match.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { addressInWords, announce, prime, SETTLED_STATES, stateInWords, type CacheState } from './neighbor-states.js';
import { expectState } from './state-proof.js';

const STATES: readonly CacheState[] = ['none', 'incomplete', ...SETTLED_STATES];
const DESTINATIONS: Readonly<Record<string, Address | 'device'>> = { allrouters: ALL_ROUTERS, allnodes: ALL_NODES, unicast: 'device' };

const READERS: Readonly<Record<string, string>> = { allrouters: 'all routers', allnodes: 'all nodes', unicast: 'the host' };

/** A host discards every Router Solicitation (RFC 4861 section 6.1.1): only one with a new link-layer address could change the cache. */
suite('Router Solicitation received by a host in each state of the neighbor cache', () => {
  for (const [to, group] of Object.entries(DESTINATIONS))
    for (const state of STATES)
      conformance({
        id: `nd.rs.${state}-${to}`,
        title: `a Router Solicitation to ${READERS[to]} with ${addressInWords('diff', state)}, of a neighbor ${stateInWords(state)}`,
        requirement: `rs-host-ignores-${to}`,
        role: 'host',
        testbed: oneLink,
        async run(t) {
          const neighbor = await prime(t, state);
          const linkLayer = announce(neighbor, 'diff');
          const destination = group === 'device' ? neighbor.device : group;
          const options = linkLayer ? [sourceLinkLayerAddress(linkLayer)] : [];
          const draft = frame(ipv6({ source: neighbor.address, destination }), routerSolicitation({ options }));
          const sent = await t.send('Router Solicitation', draft, { from: neighbor.node });
          await expectState(t, neighbor, { state, linkLayer: neighbor.cached });
          const answers = [{ routerAdvertisement: present }, errorTo(neighbor.address)];
          await t.expectNone('a Router Advertisement or an error', answers, { since: sent, for: ANSWER_TIME });
        },
      });
});
