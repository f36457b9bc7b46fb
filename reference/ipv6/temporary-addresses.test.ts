import { expect } from 'chai';
import { address, formatAddress, type Address } from '../net/address.js';
import { hex } from '../net/octets.js';
import { prefixOf } from '../net/prefix.js';
import type { NodeBench, NodeBenchOptions } from '../node-bench.js';
import { PEER_MAC } from '../node-bench.js';
import { ALL_NODES, answers, echoTo, introduce, PEER, ROUTER, ROUTER_MAC, settledNode } from '../settled-node.js';
import { days, hours, milliseconds, minutes, seconds, type Duration } from '../time.js';
import { ipv6 } from '../wire/ipv6.js';
import { neighborAdvertisement, routerAdvertisement } from '../wire/nd.js';
import { prefixInformation, targetLinkLayerAddress } from '../wire/nd-options.js';
import type { Ipv6Constants } from './constants.js';
import { randomAddress } from './temporary-identifier.js';

const PREFIX = address('2001:db8:5::');
const STABLE = '2001:db8:5::ff:fe00:a';
/** The identifier that the bench's nodes make of their MAC. */
const HARDWARE = '000000fffe00000a';

interface Lifetimes {
  readonly valid?: number;
  readonly preferred?: number;
}

/** A settled host that forms temporary addresses; dice of seven unless given. */
const host = (iface: NodeBenchOptions['iface'] = {}, given: Omit<NodeBenchOptions, 'iface'> = {}): NodeBench => {
  const bench = settledNode({ dice: 7, ...given, iface: { ...iface, features: { temporaryAddresses: true, ...iface.features } } });
  bench.advance(seconds(10));
  bench.forget();
  return bench;
};

const advertise = (bench: NodeBench, { valid = 0xffff_ffff, preferred = valid }: Lifetimes = {}, prefix: Address = PREFIX): void => {
  const option = prefixInformation({ prefix, validLifetime: valid, preferredLifetime: preferred });
  bench.send(ALL_NODES, [ipv6({ source: ROUTER, destination: ALL_NODES }), routerAdvertisement({ options: [option] })], {
    from: ROUTER_MAC,
  });
};

/** Temporary addresses of the prefix with their state, oldest first. */
const temporary = (bench: NodeBench, prefix: Address = PREFIX): readonly (readonly [address: string, state: string])[] =>
  bench.node
    .interfaces()[0]!
    .addresses.filter((held) => hex(held.address).startsWith(hex(prefix.subarray(0, 8))) && !hex(held.address).endsWith(HARDWARE))
    .map((held) => [formatAddress(held.address), held.state] as const);

const states = (bench: NodeBench): readonly string[] => temporary(bench).map(([, state]) => state);
const identifier = (text: string | undefined): string => hex(address(text ?? '::').subarray(8));

/** Somebody has the address that was formed last. */
const contest = (bench: NodeBench): void => {
  const target = address(temporary(bench).at(-1)?.[0] ?? '::');
  const layers = [
    ipv6({ source: PEER, destination: ALL_NODES }),
    neighborAdvertisement({ target, override: true, options: [targetLinkLayerAddress(PEER_MAC)] }),
  ];
  bench.send(ALL_NODES, layers);
};

const LIMITS: Partial<Ipv6Constants> = { TEMP_PREFERRED_LIFETIME: seconds(100), TEMP_VALID_LIFETIME: seconds(250) };
const givenUp = (bench: NodeBench) => bench.events.filter(({ name }) => name === 'temporary-addresses-given-up').length;

describe('temporary addresses, RFC 8981', () => {
  it('one is formed beside the stable address of each prefix, with an identifier of its own, and tested', () => {
    const bench = host();
    const other = address('2001:db8:6::');
    advertise(bench);
    advertise(bench, {}, other);
    bench.advance(seconds(3));
    const [one, two] = [temporary(bench), temporary(bench, other)];
    expect(one.map(([, state]) => state)).to.deep.equal(['preferred']);
    expect(two.map(([, state]) => state)).to.deep.equal(['preferred']);
    expect(identifier(one[0]?.[0])).to.not.equal(identifier(two[0]?.[0]));
    expect(bench.heard.filter(({ line }) => line.includes(`NS ${one[0]?.[0]}`))).to.have.length(1);
    expect(bench.node.interfaces()[0]!.addresses.map((held) => formatAddress(held.address))).to.include(STABLE);
  });

  it('none is formed in the older behaviour sets, nor where they are switched off', () => {
    for (const given of [{ behaviour: 'book' }, { behaviour: 'kame' }] as const) {
      const bench = settledNode({ node: given });
      advertise(bench);
      expect(temporary(bench)).to.deep.equal([]);
    }
    const bench = host({ features: { temporaryAddresses: false } });
    advertise(bench);
    expect(temporary(bench)).to.deep.equal([]);
  });

  it('the setting of a prefix counts more than that of the interface, the longest prefix most (section 3.7)', () => {
    const temporaryAddressesFor = [
      { prefix: prefixOf(address('2001:db8::'), 32), enabled: false },
      { prefix: prefixOf(PREFIX, 48), enabled: true },
    ];
    const bench = host({ temporaryAddressesFor });
    const other = address('2001:db8:6::');
    advertise(bench);
    advertise(bench, {}, other);
    expect(temporary(bench)).to.have.length(1);
    expect(temporary(bench, other)).to.deep.equal([]);
  });

  it('system management switches them on and off', () => {
    const bench = host({ features: { temporaryAddresses: false } });
    const order = (value: number) => bench.node.command({ kind: 'set-variable', link: 'link0', variable: 'temporaryAddresses', value });
    advertise(bench);
    order(1);
    advertise(bench);
    expect(temporary(bench)).to.have.length(1);
    order(0);
    advertise(bench, {}, address('2001:db8:6::'));
    expect(temporary(bench, address('2001:db8:6::'))).to.deep.equal([]);
  });

  it('a prefix that is advertised again gives no second one', () => {
    const bench = host();
    for (let i = 0; i < 3; i++) {
      advertise(bench);
      bench.advance(minutes(5));
    }
    expect(states(bench)).to.deep.equal(['preferred']);
  });

  for (const [preferred, count] of [
    [0, 0],
    [5, 0],
    [6, 1],
  ] as const)
    it(`with a Preferred Lifetime of ${preferred} s there ${count === 0 ? 'is none' : 'is one'}: it must exceed REGEN_ADVANCE`, () => {
      const bench = host();
      advertise(bench, { valid: 100, preferred });
      expect(temporary(bench)).to.have.length(count);
    });

  it('after a reset of the interface the identifier is another', () => {
    const bench = host();
    advertise(bench);
    const [before] = temporary(bench);
    bench.node.command({ kind: 'reset', link: 'link0' });
    bench.advance(seconds(5));
    advertise(bench);
    expect(temporary(bench)).to.have.length(1);
    expect(temporary(bench)[0]?.[0]).to.not.equal(before?.[0]);
  });

  it('lives two days at most and is preferred between 0.6 and 1 day, each one as long as chance has it', () => {
    const bench = host();
    advertise(bench);
    const begun = bench.queue.now;
    bench.advance(days(30));
    const ends = (name: string) => bench.events.filter((event) => event.name === name && event.detail.startsWith('2001:db8:5:'));
    const births = ends('address-tentative').filter(({ detail }) => detail !== STABLE);
    const lives = births.map(({ at, detail }) => ({
      preferred: (ends('address-deprecated').find((one) => one.detail === detail)?.at ?? Infinity) - at,
      valid: (ends('address-removed').find((one) => one.detail === detail)?.at ?? Infinity) - at,
    }));
    const done = lives.slice(0, -4);
    expect(done.length).to.be.above(25);
    for (const { preferred, valid } of done) {
      expect(preferred).to.be.within(days(0.6), days(1));
      expect(valid).to.equal(days(2));
    }
    expect(new Set(done.map(({ preferred }) => preferred)).size).to.equal(done.length);
    // Each next one is there REGEN_ADVANCE before its predecessor is deprecated.
    births.slice(1, -4).forEach(({ at }, i) => expect(at).to.equal((births[i]?.at ?? begun) + (lives[i]?.preferred ?? 0) - seconds(5)));
  });

  it('at most one is preferred, but for the time of a change', () => {
    const bench = host({ constants: LIMITS });
    for (let i = 0; i < 60; i++) {
      advertise(bench, { valid: 1_000 });
      bench.advance(seconds(10));
      const count = states(bench).filter((state) => state === 'preferred').length;
      expect(count).to.be.within(1, 2);
      bench.advance(seconds(6));
    }
  });

  it('follows the lifetimes of its prefix where these are shorter', () => {
    const bench = host();
    advertise(bench, { valid: 60, preferred: 30 });
    bench.advance(seconds(29));
    expect(states(bench)).to.deep.equal(['preferred']);
    bench.advance(seconds(2));
    expect(states(bench)).to.deep.equal(['deprecated']);
    bench.advance(seconds(30));
    expect(states(bench)).to.deep.equal([]);
  });

  it('is deprecated by a Preferred Lifetime of zero without a successor, and preferred again by a longer one (section 3.5)', () => {
    const bench = host();
    advertise(bench);
    bench.advance(seconds(10));
    advertise(bench, { valid: 600, preferred: 0 });
    bench.advance(seconds(10));
    expect(states(bench)).to.deep.equal(['deprecated']);
    advertise(bench, { valid: 600 });
    bench.advance(seconds(10));
    expect(states(bench)).to.deep.equal(['preferred']);
  });

  it('gets a successor once its prefix is preferred again, when its own time is over', () => {
    const bench = host({ constants: LIMITS }, { dice: 'earliest' });
    advertise(bench, { valid: 1_000 });
    bench.advance(seconds(50));
    advertise(bench, { valid: 1_000, preferred: 0 });
    bench.advance(seconds(60));
    expect(states(bench)).to.deep.equal(['deprecated']);
    advertise(bench, { valid: 1_000 });
    bench.advance(seconds(3));
    expect(states(bench)).to.deep.equal(['deprecated', 'preferred']);
  });

  it('a conflict leads to another one, up to TEMP_IDGEN_RETRIES times; then the prefix is given up (section 3.4)', () => {
    const bench = host();
    advertise(bench);
    const tried = new Set<string>();
    for (let i = 0; i < 4; i++) {
      expect(temporary(bench), `attempt ${i + 1}`).to.have.length(1);
      tried.add(temporary(bench)[0]?.[0] ?? '');
      bench.advance(milliseconds(100));
      contest(bench);
    }
    expect(tried.size).to.equal(4);
    expect(temporary(bench)).to.deep.equal([]);
    expect(givenUp(bench)).to.equal(1);
    advertise(bench);
    bench.advance(days(3));
    expect(temporary(bench)).to.deep.equal([]);
  });

  it('conflicts count in a row: each successor has all its attempts', () => {
    const bench = host({ constants: LIMITS }, { dice: 7 });
    advertise(bench);
    for (let successor = 0; successor < 5; successor++) {
      for (let i = 0; i < 3; i++) {
        expect(states(bench).at(-1)).to.equal('tentative');
        contest(bench);
      }
      const before = temporary(bench).at(-1)?.[0];
      while (temporary(bench).at(-1)?.[0] === before) bench.advance(milliseconds(500));
    }
    expect(givenUp(bench)).to.equal(0);
  });

  it('the source of new conversations is the temporary address, unless public ones are preferred', () => {
    const to = address('2001:db8:5::9');
    const sourceOf = (bench: NodeBench, prefers?: 'public'): string => {
      const command = prefers ? ({ kind: 'ping-preferring', prefers } as const) : ({ kind: 'ping' } as const);
      bench.node.command({ ...command, link: 'link0', destination: to });
      bench.advance(milliseconds(1));
      return (
        bench.heard
          .map(({ decoded }) => decoded.layers[1]!.value as { source: Address })
          .map(({ source }) => formatAddress(source))
          .at(-1) ?? ''
      );
    };
    const bench = host();
    advertise(bench);
    bench.advance(seconds(3));
    expect(sourceOf(bench)).to.equal(temporary(bench)[0]?.[0]);
    bench.advance(seconds(10));
    expect(sourceOf(bench, 'public')).to.equal(STABLE);
    const old = host({ features: { preferTemporaryAddresses: false } });
    advertise(old);
    old.advance(seconds(3));
    expect(sourceOf(old)).to.equal(STABLE);
  });

  it('answers for the stable and the temporary address', () => {
    const bench = host();
    advertise(bench);
    bench.advance(seconds(3));
    introduce(bench, PEER);
    for (const text of [STABLE, temporary(bench)[0]?.[0] ?? '']) {
      bench.forget();
      bench.send(address(text), echoTo(address(text)));
      expect(answers(bench), text).to.include('echoReply');
    }
  });
});

describe('bounds of temporary addresses', () => {
  it('a prefix has TEMPORARY_ADDRESS_LIMIT of them at most: the oldest that is deprecated makes room', () => {
    const constants = { TEMP_PREFERRED_LIFETIME: seconds(20), TEMP_VALID_LIFETIME: hours(20), TEMPORARY_ADDRESS_LIMIT: 3 };
    const bench = host({ constants });
    advertise(bench);
    for (let i = 0; i < 200; i++) {
      bench.advance(seconds(5));
      expect(temporary(bench).length).to.be.at.most(3);
    }
    expect(states(bench)).to.include('preferred');
    expect(bench.node.counters().get('temporary-addresses.evicted')).to.be.above(10);
  });

  it('none is formed when the address table is full, which is counted', () => {
    const bench = host({ constants: { ADDRESS_LIMIT: 3 } });
    advertise(bench);
    expect(temporary(bench)).to.deep.equal([]);
    expect(bench.node.counters().get('addresses.refused')).to.be.above(0);
  });

  it('nothing is kept of prefixes that have ended, however many come', () => {
    const bench = host();
    const before = bench.queue.size;
    for (let i = 0; i < 50; i++) {
      advertise(bench, { valid: 30 }, address(`2001:db8:${(0x100 + i).toString(16)}::`));
      bench.advance(seconds(40));
    }
    bench.advance(hours(1));
    expect(bench.queue.size).to.be.at.most(before + 2);
  });

  it('an identifier is drawn anew when it is reserved or in use, even by a source of chance that is stuck', () => {
    const stuck = (octets: readonly number[]) => ({
      uint32: () => 0,
      uniform: (from: Duration) => from,
      octets: () => Uint8Array.from(octets),
    });
    const reserved = randomAddress(PREFIX, stuck([0, 0, 0, 0, 0, 0, 0, 0]), []);
    expect(formatAddress(reserved)).to.equal('2001:db8:5:0:100::');
    const anycast = randomAddress(PREFIX, stuck([0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x80]), []);
    expect(formatAddress(anycast)).to.equal('2001:db8:5:0:fcff:ffff:ffff:ff80');
    const used = randomAddress(PREFIX, stuck([7, 0, 0, 0, 0, 0, 0, 7]), [{ address: address('2001:db8:5:0:700::7') }]);
    expect(formatAddress(used)).to.equal('2001:db8:5:0:600::7');
  });
});
