import '../ledger/ledger.js';
import { ALL_ROUTERS, solicitedNodeMulticast } from '../../reference/net/address.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { neighborSolicitation } from '../../reference/wire/nd.js';
import { conformance, suite } from '../kit/conformance.js';
import { present, type Match } from '../kit/match.js';
import type { Role } from '../kit/requirement.js';
import type { Cause, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { reportOf } from '../nd/listener-reports.js';
import { CARRIERS, within, type Line } from './lines.js';
import { COMING_UP } from './tunnels.js';

/** What a device says to its neighbours by itself, or when it is asked: all of it goes through the tunnel like any other packet. */
interface Message {
  readonly title: string;
  readonly role: Role;
  /** Makes the device send it, where it does not do so when the tunnel comes up. */
  readonly provoke?: (t: TestContext, line: Line) => Promise<Cause>;
  readonly match: (line: Line) => readonly Match[];
}

const askAbout = (line: Line): Promise<Cause> =>
  line.send(
    'Neighbor Solicitation of the other end',
    ipv6({ source: line.peer, destination: line.inside }),
    neighborSolicitation({ target: line.inside }),
  );

const messages: Readonly<Record<string, Message>> = {
  solicitation: {
    title: 'a probe of Duplicate Address Detection',
    role: 'node',
    match: ({ inside }) => [{ 'neighborSolicitation.target': inside }],
  },
  advertisement: {
    title: 'the answer to a Neighbor Solicitation',
    role: 'node',
    provoke: (_t, line) => askAbout(line),
    match: ({ inside }) => [{ 'neighborAdvertisement.target': inside }],
  },
  'router-solicitation': {
    title: 'a Router Solicitation',
    role: 'host',
    match: (line) => [{ ...within(line, { destination: ALL_ROUTERS }), 'routerSolicitation.type': present }],
  },
  report: {
    title: 'a report of a group',
    role: 'node',
    match: ({ inside }) => reportOf(solicitedNodeMulticast(inside)),
  },
};

suite('What a device says to its neighbors in a tunnel', () => {
  for (const [kind, carrier] of Object.entries(CARRIERS))
    for (const [name, { title, role, provoke, match }] of Object.entries(messages))
      conformance({
        id: `tunnel.carried.${kind}-${name}`,
        title: `over ${carrier.title}: ${title} has the header that the packets of the tunnel have`,
        requirement: carrier.requirement,
        role,
        testbed: oneLink,
        actions: carrier.actions,
        async run(t) {
          const line = await carrier.open(t);
          const window = provoke ? { since: await provoke(t, line), within: ANSWER_TIME } : { since: line.since, within: COMING_UP };
          const wanted = match(line).map((fields) => ({ ...fields, ...line.through, ...line.header }));
          await t.expect(`${title} through the tunnel`, wanted, window);
        },
      });
});
