import '../ledger/ledger.js';
import { address, addressFromOctets, formatAddress, type Address } from '../../reference/net/address.js';
import { prefixOf } from '../../reference/net/prefix.js';
import { days, seconds, type Duration } from '../../reference/time.js';
import type { NdOptionDraft } from '../../reference/wire/nd-options.js';
import { conformance, suite, type ConformanceTest } from '../kit/conformance.js';
import type { Neighbor, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { knownDomains, knownServers, newDomains, newServers, searchOption, serversOption, tellResolver } from './resolver.js';
import { advertise } from './routers.js';

type Row = Pick<ConformanceTest, 'id' | 'title' | 'requirement' | 'run'> & { readonly lasts?: Duration };

const dnsTest = (row: Row): void =>
  conformance({ ...row, id: `nd.dns-option.${row.id}`, role: 'host', testbed: oneLink, profiles: ['current'] });

const INFINITE_S = 0xffff_ffff;

const routerOf = (t: TestContext, name = 'router'): Neighbor => t.neighbor({ name, router: true });

/** The device uses exactly `wanted` of the servers that the test told it of, in whatever order. */
async function requireServers(t: TestContext, own: readonly Address[], wanted: readonly Address[]): Promise<void> {
  const known = await knownServers(t, own, wanted);
  requireMembers(t, 'DNS servers', known, wanted.map(formatAddress));
}

async function requireDomains(t: TestContext, own: readonly string[], wanted: readonly string[]): Promise<void> {
  requireMembers(t, 'search domains', await knownDomains(t, own, wanted), wanted);
}

const listed = (names: readonly string[]): string => names.join(', ') || 'none';

const requireMembers = (t: TestContext, what: string, known: readonly string[], wanted: readonly string[]): void =>
  t.check(`of the ${what} that it was told of, the device uses ${listed(wanted)}`, {
    holds: agree(known, wanted),
    found: `it uses ${listed(known)}`,
  });

const requireOrder = (t: TestContext, what: string, known: readonly string[], told: readonly string[]): void =>
  t.check(`the device uses the ${what} in the order of the option: ${listed(told)}`, {
    holds: known.join() === told.join(),
    found: `it uses ${listed(known)}`,
  });

/** The two lists have the same rules: what is told of, how it is asked for. */
interface Kind {
  readonly name: string;
  readonly words: string;
  readonly requirement: { readonly learnt: string; readonly lifetime: string };
  tell(t: TestContext): Told;
}

/** What a test may tell the device of, by number. */
interface Told {
  option(which: readonly number[], lifetime?: number): NdOptionDraft;
  /** The device uses those, and none of the others. */
  require(which: readonly number[]): Promise<void>;
  /** The same as a precondition. */
  holds(which: readonly number[]): Promise<boolean>;
}

/** Whether two lists have the same members. */
const agree = (some: readonly string[], others: readonly string[]): boolean => [...some].sort().join() === [...others].sort().join();

const OWN = 4;

const servers: Kind = {
  name: 'server',
  words: 'DNS server',
  requirement: { learnt: 'ra-rdnss', lifetime: 'ra-rdnss-expire' },
  tell(t) {
    const own = newServers(t, OWN);
    const those = (which: readonly number[]) => which.map((n) => own[n] as Address);
    return {
      option: (which, lifetime) => serversOption(those(which), lifetime),
      require: (which) => requireServers(t, own, those(which)),
      holds: async (which) => agree(await knownServers(t, own, those(which)), those(which).map(formatAddress)),
    };
  },
};

const domains: Kind = {
  name: 'domain',
  words: 'search domain',
  requirement: { learnt: 'ra-dnssl', lifetime: 'ra-dnssl' },
  tell(t) {
    const own = newDomains(t, OWN);
    const those = (which: readonly number[]) => which.map((n) => own[n] as string);
    return {
      option: (which, lifetime) => searchOption(those(which), lifetime),
      require: (which) => requireDomains(t, own, those(which)),
      holds: async (which) => agree(await knownDomains(t, own, those(which)), those(which)),
    };
  },
};

suite('DNS options: what the device learns', () => {
  for (const kind of [servers, domains]) {
    dnsTest({
      id: kind.name,
      title: `a ${kind.words} of a Router Advertisement is used`,
      requirement: kind.requirement.learnt,
      async run(t) {
        const told = kind.tell(t);
        await tellResolver(t, routerOf(t), told.option([0]));
        await told.require([0]);
      },
    });

    dnsTest({
      id: `${kind.name}-no-default-router`,
      title: `a ${kind.words} of a router that is no default router is used`,
      requirement: kind.requirement.learnt,
      async run(t) {
        const told = kind.tell(t);
        await advertise(t, routerOf(t), { routerLifetime: 0, options: [told.option([0])] });
        await told.require([0]);
      },
    });

    dnsTest({
      id: `${kind.name}-two-options`,
      title: `each ${kind.words} of two options in one advertisement is used`,
      requirement: kind.requirement.learnt,
      async run(t) {
        const told = kind.tell(t);
        await tellResolver(t, routerOf(t), told.option([0]), told.option([1]));
        await told.require([0, 1]);
      },
    });

    dnsTest({
      id: `${kind.name}-union`,
      title: `an advertisement without a ${kind.words} leaves those in use that were told of before`,
      requirement: 'ra-missing-option',
      async run(t) {
        const told = kind.tell(t);
        const router = routerOf(t);
        await tellResolver(t, router, told.option([0]));
        await tellResolver(t, router);
        await told.require([0]);
      },
    });

    for (const [id, spread] of [
      ['one-option', [[0, 1, 2]]],
      ['three-routers', [[0], [1], [2]]],
    ] as const)
      dnsTest({
        id: `${kind.name}-three-of-${id}`,
        title: `there is room for three of what ${id.replace('-', ' ')} ${id === 'one-option' ? 'tells' : 'tell'}: each ${kind.words} is used`,
        requirement: 'ra-rdnss-three',
        async run(t) {
          const told = kind.tell(t);
          for (const [n, which] of spread.entries()) await tellResolver(t, routerOf(t, `router ${n + 1}`), told.option(which));
          await told.require([0, 1, 2]);
        },
      });
  }

  dnsTest({
    id: 'server-link-local',
    title: 'a link-local DNS server is used, on the link that announced it',
    requirement: 'ra-rdnss-zone',
    async run(t) {
      const server = addressFromOctets(Uint8Array.from([...address('fe80::').subarray(0, 8), ...t.random.octets(8)]));
      await tellResolver(t, routerOf(t), serversOption([server]));
      await requireServers(t, [server], [server]);
    },
  });

  dnsTest({
    id: 'server-order',
    title: 'the DNS servers of an option are used in its order',
    requirement: 'ra-rdnss-order',
    async run(t) {
      const told = newServers(t, 3);
      await tellResolver(t, routerOf(t), serversOption(told));
      requireOrder(t, 'DNS servers', await knownServers(t, told, told), told.map(formatAddress));
    },
  });

  dnsTest({
    id: 'domain-order',
    title: 'the search domains of an option are used in its order',
    requirement: 'ra-rdnss-order',
    async run(t) {
      const told = newDomains(t, 3);
      await tellResolver(t, routerOf(t), searchOption(told));
      requireOrder(t, 'search domains', await knownDomains(t, told, told), told);
    },
  });
});

suite('DNS options: lifetimes', () => {
  for (const kind of [servers, domains]) {
    const { lifetime: requirement } = kind.requirement;
    dnsTest({
      id: `${kind.name}-zero`,
      title: `a lifetime of 0 ends the use of a ${kind.words} at once, not that of another one`,
      requirement,
      async run(t) {
        const told = kind.tell(t);
        const router = routerOf(t);
        await tellResolver(t, router, told.option([0, 1]));
        await t.given('both are used', () => told.holds([0, 1]));
        await tellResolver(t, router, told.option([0], 0));
        await told.require([1]);
      },
    });

    dnsTest({
      id: `${kind.name}-unknown-zero`,
      title: `a lifetime of 0 for an unknown ${kind.words} makes none`,
      requirement,
      async run(t) {
        const told = kind.tell(t);
        await tellResolver(t, routerOf(t), told.option([0], 0), told.option([1]));
        await told.require([1]);
      },
    });

    dnsTest({
      id: `${kind.name}-expiry`,
      title: `a ${kind.words} is used until its lifetime ends, and not after`,
      requirement,
      async run(t) {
        const told = kind.tell(t);
        await tellResolver(t, routerOf(t), told.option([0], 5), told.option([1]));
        await t.elapse(seconds(2));
        await told.require([0, 1]);
        await t.elapse(seconds(4));
        await told.require([1]);
      },
    });

    for (const [id, first, second, used, longer] of [
      ['refresh', 3, 1_800, true, 'a shorter one'],
      ['shortened', 1_800, 2, false, 'a longer one'],
      ['no-longer-infinite', INFINITE_S, 2, false, 'an infinite one'],
    ] as const)
      dnsTest({
        id: `${kind.name}-${id}`,
        title: `a new lifetime of a ${kind.words} takes the place of ${longer}`,
        requirement,
        async run(t) {
          const told = kind.tell(t);
          const router = routerOf(t);
          await tellResolver(t, router, told.option([0], first), told.option([1]));
          await t.given('both are used', () => told.holds([0, 1]));
          await tellResolver(t, router, told.option([0], second));
          await t.elapse(seconds(4));
          await told.require(used ? [0, 1] : [1]);
        },
      });

    dnsTest({
      id: `${kind.name}-infinite`,
      title: `a ${kind.words} with an infinite lifetime does not end`,
      requirement,
      lasts: days(60),
      async run(t) {
        const told = kind.tell(t);
        await tellResolver(t, routerOf(t), told.option([0], INFINITE_S));
        await t.elapse(days(60));
        await told.require([0]);
      },
    });
  }
});

suite('DNS options: malformed ones', () => {
  for (const [id, words, octets] of [
    ['half', 'half an address', [8]],
    ['one-and-a-half', 'an address and a half', [16, 8]],
  ] as const)
    dnsTest({
      id: `server-${id}`,
      title: `an option with ${words} is discarded, the rest of the advertisement is not`,
      requirement: 'ra-rdnss-badlen',
      async run(t) {
        const [drawn, good] = newServers(t, 2) as [Address, Address];
        // What a device would make of half an address that filled it up with zeros.
        const bad = id === 'half' ? prefixOf(drawn, 64).address : drawn;
        const whole = octets.length > 1 ? [bad] : [];
        const option = { ...serversOption(whole), surplus: bad.slice(0, octets.at(-1)) };
        await tellResolver(t, routerOf(t), option, serversOption([good]));
        await requireServers(t, [bad, good], [good]);
      },
    });

  dnsTest({
    id: 'server-multicast',
    title: 'an option that lists a multicast address is discarded, the rest of the advertisement is not',
    requirement: 'ra-rdnss-unicast',
    async run(t) {
      const [bad, good] = newServers(t, 2) as [Address, Address];
      const group = address('ff02::fb');
      await tellResolver(t, routerOf(t), serversOption([group, bad]), serversOption([good]));
      await requireServers(t, [group, bad, good], [good]);
    },
  });

  for (const [id, title] of [
    ['empty', 'of the shortest length, without a name,'],
    ['compressed', 'whose second name is compressed'],
  ] as const)
    dnsTest({
      id: `domain-${id}`,
      title: `a DNS Search List option ${title} is discarded, the rest of the advertisement is not`,
      requirement: id === 'empty' ? 'ra-rdnss-badlen' : 'ra-dnssl-compressed',
      async run(t) {
        const [bad, good] = newDomains(t, 2) as [string, string];
        // A pointer to the start of the first name, as RFC 1035 section 4.1.4 has it.
        const option = id === 'empty' ? searchOption([]) : { ...searchOption([bad]), padding: Uint8Array.of(1, 0x77, 0xc0, 0) };
        await tellResolver(t, routerOf(t), option, searchOption([good]));
        await requireDomains(t, [bad, `w.${bad}`, good], [good]);
      },
    });
});
