import { ALL_NODES, solicitedNodeMulticast, type Address } from '../../reference/net/address.js';
import { milliseconds, seconds, sum } from '../../reference/time.js';
import { hopByHop } from '../../reference/wire/extension-headers.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { routerAlert } from '../../reference/wire/ipv6-options.js';
import { multicastListenerDone, multicastListenerReport } from '../../reference/wire/mld.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { UNSOLICITED_REPORT_INTERVAL_1 } from './constants.js';
import { ask, freshGroups, listening, newQuerier, query1, type Groups } from './listener.js';
import { reportedIn1 } from './records.js';

/** A querier of version 1 has asked, so that the device speaks version 1; what it answered is over. */
export async function speakVersion1(t: TestContext): Promise<Neighbor> {
  const querier = newQuerier(t);
  await t.given('the device speaks version 1', async () => {
    const group = solicitedNodeMulticast(t.dut.linkLocal);
    const sent = await ask(t, querier, 'a query of version 1', query1(querier, { group, delay: milliseconds(10) }));
    await t.expect('a report of version 1', reportedIn1(group), { since: sent, within: ANSWER_TIME });
  });
  return querier;
}

/** Longer than all that a device of version 1 repeats. */
const SETTLING_TIME_1 = sum(UNSOLICITED_REPORT_INTERVAL_1, seconds(1));

export async function listening1<Count extends number>(
  t: TestContext,
  count: Count,
): Promise<{ readonly querier: Neighbor; readonly groups: Groups<Count> }> {
  const querier = await speakVersion1(t);
  const groups = freshGroups(t, count);
  await listening(t, groups);
  await t.elapse(SETTLING_TIME_1);
  return { querier, groups };
}

export const reportBy = (listener: Neighbor, group: Address, header: Ipv6Draft = {}): FrameDraft =>
  frame(
    ipv6({ source: listener.linkLocal, destination: group, ...header }),
    hopByHop({ options: [routerAlert()] }),
    multicastListenerReport({ multicastAddress: group }),
  );

/** To all nodes, so that the device hears it. */
export const doneBy = (listener: Neighbor, group: Address): FrameDraft =>
  frame(
    ipv6({ source: listener.linkLocal, destination: ALL_NODES }),
    hopByHop({ options: [routerAlert()] }),
    multicastListenerDone({ multicastAddress: group }),
  );
