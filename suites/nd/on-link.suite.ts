import '../ledger/ledger.js';
import { address, withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import { prefixContains, prefixOf } from '../../reference/net/prefix.js';
import { milliseconds, seconds, sum } from '../../reference/time.js';
import type { NdOptionDraft } from '../../reference/wire/nd-options.js';
import { question } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink, twoLinks } from '../kit/testbed.js';
import { about, ANSWER_TIME, DELAY_FIRST_PROBE_TIME, RETRANS_TIMER } from './constants.js';
import { addressIn, assignGlobal, remoteAddress, sibling, sitePrefix } from './device-addresses.js';
import { advertisement, advertisementOf, solicitation, solicitationFor } from './messages.js';
import { expectByRouter, expectDirect, nodeIn, onLinkOption } from './on-link-prefixes.js';
import { advertise, becomeFirstHop, expectThrough, type FirstHop } from './routers.js';
import { detectionOfAny, expectAssigned, FIRST_PROBE_TIME } from './tentative.js';

const advertisePrefix = (t: TestContext, { router }: FirstHop, option: NdOptionDraft) =>
  advertise(t, router, { routerLifetime: 1800, options: [option] }, 'Router Advertisement with a prefix');

suite('On-link determination: which destinations are neighbors', () => {
  conformance({
    id: 'nd.on-link.prefix',
    title: 'a destination in an advertised on-link prefix is resolved, and reached without a router',
    requirement: 'onlink-prefix',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix));
      await expectDirect(t, nodeIn(t, prefix), hop.device);
    },
  });

  conformance({
    id: 'nd.on-link.other-prefix',
    title: 'a destination outside every on-link prefix is reached through the default router',
    requirement: 'offlink-router',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      await advertisePrefix(t, hop, onLinkOption(sitePrefix(t, 1)));
      await expectByRouter(t, nodeIn(t, sitePrefix(t, 2)), hop.device, hop.router);
    },
  });

  for (const length of [48, 63, 65, 96, 120, 127, 128])
    conformance({
      id: `nd.on-link.length-${length}`,
      title: `an on-link prefix of ${length} bits counts with just these bits`,
      requirement: 'onlink-prefix-short',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        // Four away, so that with 63 bits neither it nor its neighbour holds the prefix of the device's own address.
        const prefix = prefixOf(sitePrefix(t, 4).address, length);
        const chosen = length > 64 ? prefixOf(addressIn(t, prefixOf(prefix.address, 64)), length) : prefix;
        await advertisePrefix(t, hop, onLinkOption(chosen));
        await expectDirect(t, nodeIn(t, chosen), hop.device);
        await expectByRouter(t, nodeIn(t, sibling(chosen), 'node just outside the prefix'), hop.device, hop.router);
      },
    });

  conformance({
    id: 'nd.on-link.trailing-bits',
    title: 'bits of the Prefix field behind the Prefix Length are ignored',
    requirement: 'onlink-prefix-trailing-bits',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix, { prefix: addressIn(t, prefix) }));
      await expectDirect(t, nodeIn(t, prefix), hop.device);
    },
  });

  conformance({
    id: 'nd.on-link.manual-address',
    title: 'an address configured by hand does not make its prefix on-link',
    requirement: 'onlink-address-no-prefix',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      await expectByRouter(t, nodeIn(t, t.prefix), hop.device, hop.router);
    },
  });

  conformance({
    id: 'nd.on-link.autoconfigured-address',
    title: 'an address formed of a prefix with the L flag clear does not make the prefix on-link',
    requirement: 'onlink-address-no-prefix',
    role: 'host',
    testbed: oneLink,
    async run(t) {
      const router = t.neighbor({ name: 'router', router: true });
      const option = onLinkOption(t.prefix, { onLink: false, autonomous: true });
      const sent = await advertise(t, router, { routerLifetime: 1800, options: [option] });
      const detection = detectionOfAny('in the prefix', (target) => prefixContains(t.prefix, target));
      const device = await t.given('the device forms an address from the prefix', async () => {
        const probe = await t.expect('Duplicate Address Detection', detection, { since: sent, within: FIRST_PROBE_TIME });
        const formed = probe.get('neighborSolicitation.target') as Address;
        await expectAssigned(t, formed);
        return formed;
      });
      await expectByRouter(t, nodeIn(t, t.prefix), device, router);
    },
  });

  for (const [name, what, speak] of [
    [
      'ns',
      'a Neighbor Solicitation',
      (node: Neighbor, target: Address) => solicitation({ source: node.address, target, linkLayer: node.linkLayerAddress }),
    ],
    [
      'na',
      'a Neighbor Advertisement',
      (node: Neighbor) => advertisement({ target: node.address, override: true, linkLayer: node.linkLayerAddress }),
    ],
  ] as const)
    conformance({
      id: `nd.on-link.heard-${name}`,
      title: `${what} from an address outside every prefix does not make the address on-link`,
      requirement: 'onlink-nd-not-onlink',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const node = nodeIn(t, sitePrefix(t, 1), 'stranger');
        await t.send(`${what} of the stranger`, speak(node, hop.device), { from: node });
        await expectByRouter(t, node, hop.device, hop.router);
      },
    });
});

suite('On-link determination: how the prefix list changes', () => {
  conformance({
    id: 'nd.on-link.l0',
    title: 'a prefix that is only advertised with the L flag clear is not on-link',
    requirement: 'onlink-pio-l0',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix, { onLink: false }));
      await expectByRouter(t, nodeIn(t, prefix), hop.device, hop.router);
    },
  });

  for (const [name, lifetimes] of [
    ['l0-keeps', {}],
    ['l0-zero-keeps', { validLifetime: 0, preferredLifetime: 0 }],
  ] as const)
    conformance({
      id: `nd.on-link.${name}`,
      title: `a clear L flag${name === 'l0-keeps' ? '' : ' with zero lifetimes'} does not take back an earlier set one`,
      requirement: 'onlink-pio-l0-keeps',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const prefix = sitePrefix(t, 1);
        await advertisePrefix(t, hop, onLinkOption(prefix));
        await advertisePrefix(t, hop, onLinkOption(prefix, { onLink: false, ...lifetimes }));
        await expectDirect(t, nodeIn(t, prefix), hop.device);
      },
    });

  conformance({
    id: 'nd.on-link.zero-lifetime',
    title: 'a Valid Lifetime of 0 takes a prefix off the list at once',
    requirement: 'onlink-prefix-lifetime-zero',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix));
      await t.given('the prefix is on-link', () => expectDirect(t, nodeIn(t, prefix, 'first node'), hop.device));
      await advertisePrefix(t, hop, onLinkOption(prefix, { validLifetime: 0, preferredLifetime: 0 }));
      await expectByRouter(t, nodeIn(t, prefix, 'second node'), hop.device, hop.router);
    },
  });

  conformance({
    id: 'nd.on-link.expiry',
    title: 'a prefix is on-link until its Valid Lifetime ends, and not after',
    requirement: 'onlink-prefix-expiry',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix, { validLifetime: 4, preferredLifetime: 4 }));
      await t.elapse(seconds(2.5));
      await expectDirect(t, nodeIn(t, prefix, 'first node'), hop.device);
      await t.elapse(seconds(2));
      await expectByRouter(t, nodeIn(t, prefix, 'second node'), hop.device, hop.router);
    },
  });

  conformance({
    id: 'nd.on-link.refresh',
    title: 'a new advertisement resets the lifetime of a prefix',
    requirement: 'onlink-prefix-refresh',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix, { validLifetime: 3, preferredLifetime: 3 }));
      await t.elapse(seconds(2));
      await advertisePrefix(t, hop, onLinkOption(prefix));
      await t.elapse(seconds(2.5));
      await expectDirect(t, nodeIn(t, prefix), hop.device);
    },
  });

  conformance({
    id: 'nd.on-link.shorter-lifetime',
    title: 'a new advertisement resets the lifetime of a prefix also to a shorter one',
    requirement: 'onlink-prefix-refresh',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix));
      await advertisePrefix(t, hop, onLinkOption(prefix, { validLifetime: 2, preferredLifetime: 2 }));
      await t.elapse(seconds(3.5));
      await expectByRouter(t, nodeIn(t, prefix), hop.device, hop.router);
    },
  });

  conformance({
    id: 'nd.on-link.infinite',
    title: 'a Valid Lifetime of 0xffffffff does not end',
    requirement: 'onlink-prefix-infinite',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix, { validLifetime: 3, preferredLifetime: 3 }));
      await advertisePrefix(t, hop, onLinkOption(prefix, { validLifetime: 0xffff_ffff, preferredLifetime: 0xffff_ffff }));
      await t.elapse(seconds(4.5));
      await expectDirect(t, nodeIn(t, prefix), hop.device);
    },
  });

  conformance({
    id: 'nd.on-link.unknown-zero',
    title: 'an unknown prefix with a Valid Lifetime of 0 does not become on-link',
    requirement: 'onlink-unknown-prefix-zero',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      const prefix = sitePrefix(t, 1);
      await advertisePrefix(t, hop, onLinkOption(prefix, { validLifetime: 0, preferredLifetime: 0 }));
      await expectByRouter(t, nodeIn(t, prefix), hop.device, hop.router);
    },
  });

  for (const lifetime of [0, 2])
    conformance({
      id: `nd.on-link.link-local-prefix-${lifetime === 0 ? 'zero' : 'short'}`,
      title: `the link-local prefix stays on-link although a router advertises it with a Valid Lifetime of ${lifetime} s`,
      requirement: 'onlink-linklocal-pio',
      role: 'host',
      testbed: oneLink,
      async run(t) {
        const router = t.neighbor({ name: 'router', router: true });
        const prefix = prefixOf(address('fe80::'), 64);
        const option = onLinkOption(prefix, { validLifetime: lifetime, preferredLifetime: lifetime });
        await advertise(t, router, { routerLifetime: 1800, options: [option] });
        await t.elapse(milliseconds(1_000 * lifetime + 1_000));
        const node = t.neighbor({ name: 'link-local node' });
        const ask = question(t, node.linkLocal, t.dut.linkLocal);
        const sent = await t.send('Echo Request of a link-local node', ask.frame, { from: node });
        const reply = { ...ask.reply, 'ethernet.destination': node.linkLayerAddress };
        await t.expect('Echo Reply to the node itself', reply, { since: sent, within: ANSWER_TIME });
      },
    });
});

suite('Next hop: caches and interfaces', () => {
  conformance({
    id: 'nd.next-hop.shared-neighbor',
    title: 'all destinations behind a router share its entry: one sequence of probes for all',
    requirement: 'nexthop-dc-shared-nc',
    role: 'host',
    testbed: oneLink,
    actions: ['add-address'],
    async run(t) {
      const hop = await becomeFirstHop(t);
      t.takeOver('neighbor-discovery', hop.router);
      const since = t.now();
      for (let i = 0; i < 3; i++) await expectThrough(t, { ...hop, remote: remoteAddress(t) }, hop.router.linkLayerAddress);
      const probe = solicitationFor(hop.router.linkLocal);
      const first = await t.expect('a probe of the router', probe, { since, within: sum(about(DELAY_FIRST_PROBE_TIME)[1], RETRANS_TIMER) });
      await t.expectNone('a second probe at the same time', probe, { since: first, for: milliseconds(900) });
    },
  });

  conformance({
    id: 'nd.next-hop.other-interface',
    title: 'a Neighbor Solicitation on one link for an address of another link is not answered',
    requirement: 'nd-interface-separation',
    role: 'host',
    testbed: twoLinks,
    actions: ['add-address'],
    async run(t) {
      const device = await assignGlobal(t, withInterfaceIdentifier(t.prefix.address, t.random.octets(8)));
      const node = t.neighbor({ name: 'node of the other link', link: 'link1' });
      const draft = solicitation({ source: node.linkLocal, target: device, linkLayer: node.linkLayerAddress });
      const sent = await t.send("solicitation for the other link's address", draft, { from: node, to: t.dut.on('link1').linkLayerAddress });
      await t.expectNone('an advertisement of it', advertisementOf(device), { since: sent, for: ANSWER_TIME, link: 'link1' });
    },
  });
});
