import '../ledger/ledger.js';
import { linkLocalAddress } from '../../reference/net/address.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Match } from '../kit/match.js';
import type { TestContext } from '../kit/test-context.js';
import { twoLinks } from '../kit/testbed.js';
import { begunSince } from '../nd/commanded.js';
import { ANSWER_TIME } from '../nd/constants.js';

const LINKS = ['link0', 'link1'] as const;

suite('Zones of link-local destinations', () => {
  conformance({
    id: 'address-selection.zones.none-named',
    title: 'a ping to a link-local address without a zone goes to one link at most: that of the default zone, or none and the user is told',
    requirement: 'scope-dst-needs-zone',
    role: 'router',
    testbed: twoLinks,
    actions: ['ping-without-zone'],
    async run(t) {
      // Each link has a node of that address.
      const linkLocal = linkLocalAddress(t.random.octets(8));
      for (const link of LINKS) t.neighbor({ name: `node on ${link}`, link, linkLocal });
      const anything: readonly Match[] = [{ 'neighborSolicitation.target': linkLocal }, { 'ipv6.destination': linkLocal }];
      const before = t.now();
      const outcome = await t.attempt({ kind: 'ping-without-zone', link: 'link0', destination: linkLocal });
      const silent = outcome === 'refused' ? LINKS : [await otherThanUsed(t, anything, before)];
      for (const link of silent) await t.expectNone('anything for the address', anything, { since: before, for: ANSWER_TIME, link });
    },
  });
});

/** The device has taken the packet, so that it must be seen on one of the links; resolves to the other one. */
async function otherThanUsed(t: TestContext, match: readonly Match[], before: ReturnType<TestContext['now']>): Promise<string> {
  const window = begunSince(t, before);
  const first = await t.optionally('a packet to the address, on the first link', match, { ...window, link: LINKS[0] });
  if (first !== undefined) return LINKS[1];
  await t.expect('a packet to the address, on the second link', match, { ...window, link: LINKS[1] });
  return LINKS[0];
}
