import '../ledger/ledger.js';
import { isLinkLocal, isMulticast, isLoopback, sameAddress } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { UDP_HEADER_OCTETS } from '../../reference/wire/udp.js';
import type { RouteTableEntry } from '../../reference/wire/ripng.js';
import { conformance, suite } from '../kit/conformance.js';
import { absent, oneOf, satisfies, type Match } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { seconds } from '../../reference/time.js';
import {
  ALL_RIP_ROUTERS,
  ALL_RIP_ROUTERS_MAC,
  ENTRY_OCTETS,
  INFINITY,
  LONGEST_INTERVAL,
  NEXT_HOP,
  REQUEST,
  RESPONSE,
  RIPNG_HEADER_OCTETS,
  RIPNG_PORT,
  TRIGGER_TIME,
} from './constants.js';
import { declared, destination, givenRipng, startRipng, type Ground } from './ground.js';
import { route, tell, WHOLE_TABLE } from './messages.js';
import { entriesAre } from './requesters.js';
import { mentioning, telling } from './told.js';

interface Row {
  readonly title: string;
  readonly requirement: string;
  readonly match: (t: TestContext) => Match;
}

const everyEntry = (words: string, holds: (entry: RouteTableEntry) => boolean): Match => ({
  'ripng.entries': satisfies<readonly RouteTableEntry[]>(words, (entries) =>
    entries.every((entry) => entry.metric === NEXT_HOP || holds(entry)),
  ),
});

/** RFC 2080 sections 2.1, 2.4.2, 2.5 and 2.5.2: what is the same in every update. */
const rows: Readonly<Record<string, Row>> = {
  'destination-port': {
    title: 'goes to the RIPng port',
    requirement: 'rip-udp-port-dst',
    match: () => ({ 'udp.destinationPort': RIPNG_PORT }),
  },
  'source-port': { title: 'leaves from the RIPng port', requirement: 'rip-udp-port-src', match: () => ({ 'udp.sourcePort': RIPNG_PORT }) },
  group: {
    title: 'goes to the group of all RIP routers, and to its link-layer address',
    requirement: 'rip-dst-allrouters',
    match: () => ({ 'ethernet.destination': ALL_RIP_ROUTERS_MAC, 'ipv6.destination': ALL_RIP_ROUTERS }),
  },
  source: {
    title: 'comes from a link-local address of its interface',
    requirement: 'rip-src-linklocal',
    match: (t) => ({ 'ipv6.source': oneOf(...t.dut.on('link1').addresses.filter(isLinkLocal)) }),
  },
  'hop-limit': { title: 'has hop limit 255', requirement: 'rip-hoplimit-tx', match: () => ({ 'ipv6.hopLimit': 255 }) },
  version: { title: 'has version 1', requirement: 'rip-version-tx', match: () => ({ 'ripng.version': 1 }) },
  command: { title: 'is a response', requirement: 'rip-command-tx', match: () => ({ 'ripng.command': RESPONSE }) },
  reserved: { title: 'has zero where zero must be', requirement: 'rip-mbz-tx', match: () => ({ 'ripng.reserved': 0 }) },
  checksum: {
    title: 'has a UDP checksum, and the right one',
    requirement: 'rip-checksum-tx',
    match: () => ({ 'udp.checksum': satisfies<number>('not zero', (checksum) => checksum !== 0) }),
  },
  length: {
    title: 'is a header and whole entries long',
    requirement: 'rip-length-tx',
    match: () => ({
      'udp.length': satisfies<number>('8 + 4 + 20 for each entry', (length) => {
        const octets = length - UDP_HEADER_OCTETS - RIPNG_HEADER_OCTETS;
        return octets > 0 && octets % ENTRY_OCTETS === 0;
      }),
      'ripng.surplus': oneOf(absent, new Uint8Array(0)),
    }),
  },
  metrics: {
    title: 'has no metric but 1 to 16',
    requirement: 'rip-metric-tx-range',
    match: () => everyEntry('metrics of 1 to 16', ({ metric }) => metric >= 1 && metric <= INFINITY),
  },
  'no-link-local': {
    title: 'has no link-local prefix',
    requirement: 'rip-no-linklocal-rte',
    match: () => everyEntry('no link-local prefix', ({ prefix, prefixLength }) => prefixLength < 10 || !isLinkLocal(prefix)),
  },
  'no-group': {
    title: 'has no multicast prefix, and not the loopback address',
    requirement: 'rip-no-multicast-rte',
    match: () =>
      everyEntry('no multicast prefix', ({ prefix, prefixLength }) => (prefixLength < 8 || !isMulticast(prefix)) && !isLoopback(prefix)),
  },
  masked: {
    title: 'has zero bits beyond the length of each prefix',
    requirement: 'rip-prefix-masked-tx',
    match: () =>
      everyEntry(
        'prefixes without bits beyond their length',
        ({ prefix, prefixLength }) => prefixLength <= 128 && sameAddress(prefixOf(prefix, prefixLength).address, prefix),
      ),
  },
};

type Kind = (t: TestContext, ground: Ground) => Promise<Received>;

/** A message tells of a new route at once, and of the old ones when its time has come. */
const kinds: Readonly<Record<string, { readonly title: string; readonly expect: Kind }>> = {
  regular: {
    title: 'a regular update',
    expect: (t, { near }) =>
      t.expect('a regular update', mentioning(near.prefix), { since: t.now(), within: LONGEST_INTERVAL, link: 'link1' }),
  },
  triggered: {
    title: 'a triggered update',
    expect: async (t, { one }) => {
      const since = await tell(t, one, [route(destination(t), 4)]);
      return t.expect('a triggered update', mentioning(destination(t)), { since, within: TRIGGER_TIME, link: 'link1' });
    },
  },
};

suite('RIPng: updates as they are sent', () => {
  for (const [kind, { title, expect }] of Object.entries(kinds))
    for (const [name, row] of Object.entries(rows))
      conformance({
        ...declared,
        id: `ripng.transmission.${kind}-${name}`,
        title: `${title} ${row.title}`,
        requirement: row.requirement,
        async run(t) {
          const ground = await givenRipng(t);
          t.require(`${title} that ${row.title}`, await expect(t, ground), row.match(t));
        },
      });

  conformance({
    ...declared,
    id: 'ripng.transmission.octet-order',
    title: 'prefix and route tag are in network byte order',
    requirement: 'rip-prefix-network-order',
    async run(t) {
      const ground = await givenRipng(t);
      const since = await tell(t, ground.one, [route(destination(t), 4, { routeTag: 0x1234 })]);
      await t.expect('an update with the route', telling({ prefix: destination(t), metric: 5, routeTag: 0x1234 }), {
        since,
        within: TRIGGER_TIME,
        link: 'link1',
      });
    },
  });

  for (const routeTag of [0, 1, 0xbeef, 0xffff])
    conformance({
      ...declared,
      id: `ripng.transmission.tag-${routeTag.toString(16)}`,
      title: `the route tag 0x${routeTag.toString(16)} of a route is told on as it came`,
      requirement: 'rip-tag-preserve',
      async run(t) {
        const ground = await givenRipng(t);
        const since = await tell(t, ground.one, [route(destination(t, 1), 4, { routeTag: 7 }), route(destination(t, 2), 4, { routeTag })]);
        const told = telling({ prefix: destination(t, 1), routeTag: 7 }, { prefix: destination(t, 2), metric: 5, routeTag });
        await t.expect('an update with the tags', told, { since, within: TRIGGER_TIME, link: 'link1' });
      },
    });
});

suite('RIPng: the request at the start', () => {
  for (const link of ['link0', 'link1'])
    conformance({
      ...declared,
      id: `ripng.transmission.startup-request-${link}`,
      title: `a router that begins to speak RIPng asks the routers on ${link} for their tables`,
      requirement: 'rip-startup-request',
      actions: [...declared.actions, 'stop-ripng'],
      async run(t) {
        await givenRipng(t);
        await t.do({ kind: 'stop-ripng', link: 'link0' });
        await t.elapse(seconds(1));
        const since = t.now();
        await startRipng(t);
        await t.expect(
          'the request',
          {
            'ethernet.destination': ALL_RIP_ROUTERS_MAC,
            'ipv6.source': t.dut.on(link).linkLocal,
            'ipv6.destination': ALL_RIP_ROUTERS,
            'udp.sourcePort': RIPNG_PORT,
            'udp.destinationPort': RIPNG_PORT,
            'ripng.command': REQUEST,
            'ripng.version': 1,
            'ripng.reserved': 0,
            ...entriesAre([WHOLE_TABLE]),
          },
          { since, within: seconds(10), link },
        );
      },
    });
});
