import '../ledger/ledger.js';
import type { Prefix } from '../../reference/net/prefix.js';
import { Ripng } from '../../reference/wire/ripng.js';
import { conformance, suite } from '../kit/conformance.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { INFINITY, NO_TRIGGER, RESPONSE } from './constants.js';
import { declared, destination, destinations, givenRipng, type Ground } from './ground.js';
import { datagram, inFragments, route, tell, type Unusual } from './messages.js';
import { expectBy, expectNoRoute, expectNotTold, expectStillLearning, expectTold, givenLearned } from './outcomes.js';
import { telling } from './told.js';

interface Invalid {
  readonly title: string;
  readonly requirement: string;
  readonly unusual: (t: TestContext, ground: Ground) => Unusual;
}

const hopLimit = (value: number): Invalid => ({
  title: `whose hop limit is ${value}`,
  requirement: 'rip-rx-hoplimit',
  unusual: () => ({ header: { hopLimit: value } }),
});
const port = (sourcePort: number): Invalid => ({
  title: `from port ${sourcePort}`,
  requirement: 'rip-rx-src-port',
  unusual: () => ({ ports: { sourcePort } }),
});
const command = (value: number): Invalid => ({
  title: `with command ${value}`,
  requirement: 'rip-rx-command',
  unusual: () => ({ message: { command: value } }),
});

/** RFC 2080 sections 2.4 and 2.4.2. */
const invalid: Readonly<Record<string, Invalid>> = {
  'hop-limit-254': hopLimit(254),
  'hop-limit-64': hopLimit(64),
  'hop-limit-1': hopLimit(1),
  'port-520': port(520),
  'port-522': port(522),
  'port-30000': port(30_000),
  'global-source': {
    title: 'from a global address of its sender',
    requirement: 'rip-rx-src-linklocal',
    unusual: (_t, { one }) => ({ header: { source: one.address } }),
  },
  'own-source': {
    title: "from the device's own link-local address",
    requirement: 'rip-rx-own-source',
    unusual: (t) => ({ header: { source: t.dut.linkLocal } }),
  },
  'own-global-source': {
    title: "from the device's own global address",
    requirement: 'rip-rx-own-source',
    unusual: (_t, { near }) => ({ header: { source: near.device } }),
  },
  'command-0': command(0),
  'command-3': command(3),
  'command-255': command(255),
  'checksum-zero': { title: 'without a UDP checksum', requirement: 'rip-rx-checksum', unusual: () => ({ ports: { checksum: 0 } }) },
  'checksum-wrong': {
    title: 'with a wrong UDP checksum',
    requirement: 'rip-rx-checksum',
    unusual: () => ({ ports: { checksum: 0x1234 } }),
  },
  'other-port': {
    title: 'to another port than that of RIPng',
    requirement: 'rip-to-521-only',
    unusual: () => ({ ports: { destinationPort: 520 } }),
  },
  'version-0': { title: 'of version 0', requirement: 'rip-rx-version', unusual: () => ({ message: { version: 0 } }) },
  'version-2': { title: 'of version 2', requirement: 'rip-rx-version', unusual: () => ({ message: { version: 2 } }) },
};

suite('RIPng: responses that are not valid', () => {
  for (const [name, { title, requirement, unusual }] of Object.entries(invalid))
    conformance({
      ...declared,
      id: `ripng.response-validation.${name}`,
      title: `a response ${title} teaches the device nothing`,
      requirement,
      async run(t) {
        const ground = await givenRipng(t);
        await givenLearned(t, ground.one, destination(t, 1), 2);
        const prefix = destination(t, 2);
        const sent = await tell(t, ground.one, [route(prefix, 2)], { label: `Response ${title}`, ...unusual(t, ground) });
        await expectNotTold(t, ground, sent, prefix);
        await expectNoRoute(t, ground, prefix);
      },
    });

  for (const [name, { title, requirement, unusual }] of Object.entries(invalid))
    if (requirement !== 'rip-rx-own-source' && requirement !== 'rip-rx-checksum' && requirement !== 'rip-rx-version')
      conformance({
        ...declared,
        id: `ripng.response-validation.poison-${name}`,
        title: `a response ${title} does not take a route away`,
        requirement,
        async run(t) {
          const ground = await givenRipng(t);
          const prefix = destination(t, 1);
          await givenLearned(t, ground.one, prefix, 2);
          const sent = await tell(t, ground.one, [route(prefix, INFINITY)], { label: `Response ${title}`, ...unusual(t, ground) });
          await expectStays(t, ground, sent, prefix);
        },
      });

  for (const length of [0, 3, 4, 23])
    conformance({
      ...declared,
      id: `ripng.response-validation.short-${length}`,
      title: `a message of ${length} octets changes nothing`,
      requirement: 'rip-rx-short',
      async run(t) {
        const ground = await givenRipng(t);
        const prefix = destination(t, 1);
        await givenLearned(t, ground.one, prefix, 2);
        const whole = Ripng.encode({ command: RESPONSE, entries: [route(prefix, INFINITY)] });
        const sent = await t.send('a message cut short', datagram(ground.one, whole.subarray(0, length)), { from: ground.one });
        await expectStays(t, ground, sent, prefix);
      },
    });

  conformance({
    ...declared,
    id: 'ripng.response-validation.trailing',
    title: 'octets behind the last whole entry of a response are no entry',
    requirement: 'rip-rx-trailing',
    async run(t) {
      const ground = await givenRipng(t);
      const prefix = destination(t, 1);
      await givenLearned(t, ground.one, prefix, 2);
      const entries = Ripng.encode({ command: RESPONSE, entries: [route(destination(t, 2), 2), route(prefix, INFINITY)] });
      const sent = await t.send('a Response with 19 octets more', datagram(ground.one, entries.subarray(0, entries.length - 1)), {
        from: ground.one,
      });
      await expectStays(t, ground, sent, prefix);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.response-validation.reserved',
    title: 'what stands where zero must be sent does not keep a response from being read',
    requirement: 'rip-rx-mbz',
    async run(t) {
      const ground = await givenRipng(t);
      const sent = await tell(t, ground.one, [route(destination(t), 2)], { message: { reserved: 0xffff } });
      await expectTold(t, sent, [{ prefix: destination(t), metric: 3 }]);
    },
  });

  conformance({
    ...declared,
    id: 'ripng.response-validation.oversize',
    title: 'a response larger than the MTU, in fragments, does not stop the device',
    requirement: 'rip-rx-oversize',
    async run(t) {
      const ground = await givenRipng(t);
      await givenLearned(t, ground.one, destination(t, 500), 2);
      const all = destinations(t, 200).map((prefix) => route(prefix, 2));
      for (const fragment of inFragments(ground.one, all, t.random.uint32()))
        await t.send('a fragment of the Response', fragment, { from: ground.one });
      await expectStillLearning(t, ground);
    },
  });

  for (const [name, hopLimit] of [
    ['', 255],
    ['-far', 64],
  ] as const)
    conformance({
      ...declared,
      id: `ripng.response-validation.unicast${name}`,
      title: `a response to the device's link-local address, of hop limit ${hopLimit}, is read like any other`,
      requirement: hopLimit === 255 ? 'rip-rx-dst-unicast' : 'rip-rx-hoplimit-unicast',
      async run(t) {
        const ground = await givenRipng(t);
        const prefix = destination(t);
        const header = { destination: t.dut.linkLocal, hopLimit };
        const sent = await tell(t, ground.one, [route(prefix, 2)], { header });
        await expectTold(t, sent, [{ prefix, metric: 3 }]);
        await expectBy(t, ground, ground.one, prefix);
      },
    });
});

async function expectStays(t: TestContext, ground: Ground, sent: Sent, prefix: Prefix): Promise<void> {
  await t.expectNone('an update that says the route is lost', telling({ prefix, metric: INFINITY }), {
    since: sent,
    for: NO_TRIGGER,
    link: 'link1',
    proof: () => expectStillLearning(t, ground),
  });
  await expectBy(t, ground, ground.one, prefix);
}
