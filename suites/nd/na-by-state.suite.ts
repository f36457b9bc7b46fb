import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { advertisement } from './messages.js';
import { outcomeOf, type Advertised } from './na-outcome.js';
import {
  announce,
  ANNOUNCED,
  addressInWords,
  prime,
  SETTLED_STATES,
  stateInWords,
  type Announced,
  type CacheState,
  type PrimedNeighbor,
} from './neighbor-states.js';
import { expectState } from './state-proof.js';

interface Row extends Advertised {
  readonly state: CacheState;
  readonly to: 'unicast' | 'multicast';
  /** `unicast-s1-o0-diff` */
  readonly name: string;
  /** `s1-o0` */
  readonly flags: string;
}

/** The Solicited flag is never set in an advertisement to a group (RFC 4861 section 7.1.2). */
function rowsOf(state: CacheState, options: readonly Announced[]): readonly Row[] {
  const forms = [
    { to: 'unicast', solicited: false },
    { to: 'unicast', solicited: true },
    { to: 'multicast', solicited: false },
  ] as const;
  return forms.flatMap((form) =>
    [false, true].flatMap((override) =>
      options.map((announced) => {
        const flags = `s${Number(form.solicited)}-o${Number(override)}`;
        return { state, ...form, override, announced, flags, name: `${form.to}-${flags}-${announced}` };
      }),
    ),
  );
}

async function sendAdvertisement(t: TestContext, row: Row, neighbor: PrimedNeighbor): Promise<Sent> {
  const linkLayer = announce(neighbor, row.announced);
  const destination = row.to === 'unicast' ? neighbor.device : ALL_NODES;
  const draft = advertisement({ target: neighbor.address, destination, solicited: row.solicited, override: row.override, linkLayer });
  return t.send('Neighbor Advertisement', draft, { from: neighbor.node });
}

const titleOf = (row: Row): string =>
  `a ${row.to} Neighbor Advertisement (Solicited ${setOrClear(row.solicited)}, Override ${setOrClear(row.override)}) ` +
  `with ${addressInWords(row.announced, row.state)}, of a neighbor ${stateInWords(row.state)}`;

const setOrClear = (flag: boolean): string => (flag ? 'set' : 'clear');

suite('Neighbor Advertisement received in each state of the neighbor cache', () => {
  for (const row of SETTLED_STATES.flatMap((state) => rowsOf(state, ANNOUNCED)))
    conformance({
      id: `nd.na.${row.state}-${row.name}`,
      title: titleOf(row),
      requirement: row.state === 'delay' ? 'na-delay-matrix' : `na-${row.state}-${row.name}`,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, row.state);
        await sendAdvertisement(t, row, neighbor);
        const { state, linkLayer } = outcomeOf(row.state, row);
        await expectState(t, neighbor, { state, linkLayer: neighbor[linkLayer] });
      },
    });

  for (const row of rowsOf('incomplete', ['diff']))
    conformance({
      id: `nd.na.incomplete-${row.to}-${row.flags}`,
      title: titleOf(row),
      requirement: `na-incomplete-${row.flags}`,
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'incomplete');
        const sent = await sendAdvertisement(t, row, neighbor);
        const waiting = { ...neighbor.waiting, 'ethernet.destination': neighbor.other };
        const flushed = await t.expect('the packet that waited for the resolution', waiting, { since: sent, within: ANSWER_TIME });
        await expectState(t, neighbor, { state: row.solicited ? 'reachable' : 'stale', linkLayer: neighbor.other, answered: flushed });
      },
    });

  for (const row of rowsOf('incomplete', ['none']))
    conformance({
      id: `nd.na.incomplete-${row.name}`,
      title: titleOf(row),
      requirement: 'na-incomplete-notlla',
      role: 'node',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'incomplete');
        await sendAdvertisement(t, row, neighbor);
        await expectState(t, neighbor, { state: 'incomplete', linkLayer: neighbor.cached });
      },
    });

  for (const row of rowsOf('none', ['none', 'diff']))
    conformance({
      id: `nd.na.none-${row.name}`,
      title: titleOf(row),
      requirement: 'na-no-entry',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const neighbor = await prime(t, 'none');
        await sendAdvertisement(t, row, neighbor);
        await expectState(t, neighbor, { state: 'none', linkLayer: neighbor.cached });
      },
    });
});
