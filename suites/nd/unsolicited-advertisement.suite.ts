import '../ledger/ledger.js';
import { ALL_NODES, ALL_ROUTERS } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { microseconds, times } from '../../reference/time.js';
import { conformance, suite } from '../kit/conformance.js';
import { present, satisfies, type Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME, MAX_NEIGHBOR_ADVERTISEMENT, RETRANS_TIMER } from './constants.js';
import { advertisementOf } from './messages.js';
import { freshLinkLayerAddress } from './neighbor-states.js';
import { assignGlobal } from './device-addresses.js';

const toAllNodes: Match = { neighborAdvertisement: present, 'ipv6.destination': ALL_NODES };
const tlla = 'neighborAdvertisement.options.targetLinkLayerAddress.linkLayerAddress';

/** What the device tells all nodes once its interface has another link-layer address. That it tells them is a MAY. */
async function announcements(t: TestContext): Promise<readonly [Received, ...Received[]]> {
  const before = t.now();
  await t.do({ kind: 'set-link-layer-address', link: 'link0', address: freshLinkLayerAddress(t) });
  await t.state();
  await t.elapse(times(RETRANS_TIMER, MAX_NEIGHBOR_ADVERTISEMENT + 1));
  const [first, ...others] = t.allReceived(toAllNodes, before);
  if (!first) t.skip('the device does not announce a new link-layer address, which it may');
  return [first, ...others];
}

/** Frames this close together left without any delay between them. */
const AT_ONCE = microseconds(500);

const targetOf = (received: Received): Uint8Array => received.get('neighborAdvertisement.target') as Uint8Array;
const aboutTheSame = (one: Received, all: readonly Received[]): readonly Received[] =>
  all.filter((other) => equalOctets(targetOf(other), targetOf(one)));

suite('Unsolicited Neighbor Advertisements', () => {
  conformance({
    id: 'nd.unsolicited-advertisement.link-layer-change',
    title: 'a new link-layer address is announced to all nodes, at most three times for each address',
    requirement: 'ar-unsol-na-form',
    role: 'host',
    testbed: oneLink,
    actions: ['set-link-layer-address'],
    async run(t) {
      const [first, ...others] = await announcements(t);
      t.require('form of the announcement', first, { 'neighborAdvertisement.router': false, [tlla]: t.dut.linkLayerAddress });
      const third = aboutTheSame(first, [first, ...others])[MAX_NEIGHBOR_ADVERTISEMENT - 1];
      if (third)
        await t.expectNone(
          'a fourth announcement',
          { ...toAllNodes, 'neighborAdvertisement.target': targetOf(third) },
          { since: third, for: times(RETRANS_TIMER, 2) },
        );
    },
  });

  conformance({
    id: 'nd.unsolicited-advertisement.solicited-flag',
    title: 'an announcement to all nodes has the Solicited flag clear',
    requirement: 'ar-unsol-na-s0',
    role: 'node',
    testbed: oneLink,
    actions: ['set-link-layer-address'],
    async run(t) {
      for (const one of await announcements(t)) t.require('Solicited flag', one, { 'neighborAdvertisement.solicited': false });
    },
  });

  conformance({
    id: 'nd.unsolicited-advertisement.spacing',
    title: 'announcements of one address are at least a RetransTimer apart',
    requirement: 'ar-unsol-na-spacing',
    role: 'node',
    testbed: oneLink,
    actions: ['set-link-layer-address'],
    async run(t) {
      const [first, ...others] = await announcements(t);
      const again: Match = { ...toAllNodes, 'neighborAdvertisement.target': targetOf(first) };
      if (aboutTheSame(first, others).length === 0) return t.note('each address is announced once');
      await t.expect('the next announcement', again, {
        since: first,
        between: [RETRANS_TIMER, times(RETRANS_TIMER, MAX_NEIGHBOR_ADVERTISEMENT + 1)],
      });
    },
  });

  conformance({
    id: 'nd.unsolicited-advertisement.several-addresses',
    title: 'announcements of several addresses are not sent at the same instant',
    requirement: 'ar-unsol-na-multi-delay',
    role: 'node',
    testbed: oneLink,
    actions: ['add-address', 'set-link-layer-address'],
    async run(t) {
      await assignGlobal(t);
      const [first, ...others] = await announcements(t);
      const other = others.find((one) => !equalOctets(targetOf(one), targetOf(first)));
      if (!other) return t.skip('the device announces one address only');
      await t.expectNone(
        'the announcement of another address at once',
        { ...toAllNodes, 'neighborAdvertisement.target': targetOf(other) },
        { since: first, for: AT_ONCE },
      );
    },
  });

  conformance({
    id: 'nd.unsolicited-advertisement.new-address',
    title: 'a device that announces a new global address does so to all routers, with the Override flag clear',
    requirement: 'ar-9131-unsol-na',
    role: 'node',
    testbed: oneLink,
    profiles: ['current'],
    actions: ['add-address'],
    async run(t) {
      const before = t.now();
      const address = await assignGlobal(t);
      const toGroup = { ...advertisementOf(address), 'ipv6.destination': satisfies<Uint8Array>('a group', (to) => to[0] === 0xff) };
      const announced = await t.optionally('unsolicited Neighbor Advertisement', toGroup, { since: before, within: times(ANSWER_TIME, 6) });
      if (!announced) return t.skip('the device does not tell routers of a new address: RFC 9131 section 6.1.2 says that it may wish to');
      t.require('form of the announcement', announced, {
        'ipv6.destination': ALL_ROUTERS,
        'neighborAdvertisement.solicited': false,
        'neighborAdvertisement.override': false,
        [tlla]: t.dut.linkLayerAddress,
      });
    },
  });
});
