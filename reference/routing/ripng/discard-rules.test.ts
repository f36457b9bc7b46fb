import { expect } from 'chai';
import { address, UNSPECIFIED } from '../../net/address.js';
import { prefix } from '../../net/test-prefix.js';
import type { RouterBench } from '../../router-bench.js';
import { NEAR, NEAR_PEER } from '../../router-bench.js';
import { seconds } from '../../time.js';
import { ALL_RIP_ROUTERS, RIPNG_CONSTANTS } from './constants.js';
import { RIPNG_INTERFACE, RIPNG_FEATURES } from './defaults.js';
import { RIPNG_RULES, type RipngDiscardReason } from './discard-rules.js';
import { entry, messagesIn, P, response, ripngBench, type Differences } from './ripng-bench.js';
import type { RipngSettings } from './settings.js';
import type { RouteTableEntryDraft } from '../../wire/ripng.js';
import { udp } from '../../wire/udp.js';

/** A message that breaks one rule; `on` is how the router is set for the rule to matter. */
interface Breaking extends Differences {
  readonly entries?: readonly RouteTableEntryDraft[];
  readonly on?: Partial<RipngSettings>;
  /** How it shows that the rule was not enforced; by default a route to P. */
  readonly shows?: (bench: RouterBench) => boolean;
}

const GOOD = [entry(P, 3)];
const near = (over: object): Partial<RipngSettings> => ({ interfaces: new Map([['link0', { ...RIPNG_INTERFACE.current, ...over }]]) });
const routeTo = (text: string) => (bench: RouterBench) => bench.node.routeTo(address(text))?.origin === 'ripng';

const BREAKING: Readonly<Partial<Record<RipngDiscardReason, Breaking>>> = {
  'ripng-version': { message: { version: 2 } },
  'ripng-source-port': { ports: { sourcePort: 522 } },
  'ripng-source': { header: { source: NEAR_PEER } },
  'ripng-hop-limit': { header: { hopLimit: 254 } },
  'ripng-neighbor': { on: near({ acceptsFrom: [address('fe80::9')] }) },
  'ripng-entry-metric': { entries: [entry(P, 0)] },
  'ripng-entry-prefix': {
    entries: [entry(address('fe80::'), 3, { prefixLength: 10 })],
    shows: (bench) => bench.node.routes().some(({ origin }) => origin === 'ripng'),
  },
  'ripng-entry-site-local': {
    entries: [entry(address('fec0:1::'), 3)],
    on: { features: RIPNG_FEATURES.kame },
    shows: routeTo('fec0:1::1'),
  },
  'ripng-entry-filtered': { on: near({ accepts: [{ prefix: prefix('2001:db8:999::/48') }] }) },
};

/** Nothing could be done with such a message, or nothing is lost by the check. */
const NOT_SHOWN: Readonly<Partial<Record<RipngDiscardReason, Breaking>>> = {
  'ripng-command': { message: { command: 3 } },
  'ripng-interface': { on: { interfaces: new Map([['link1', RIPNG_INTERFACE.current]]) }, header: { destination: NEAR } },
  'ripng-entry-incomplete': { message: { surplus: new Uint8Array(7) } },
  'ripng-entry-prefix-length': { entries: [entry(P, 3, { prefixLength: 129 })] },
  'ripng-table-full': { on: { constants: { ...RIPNG_CONSTANTS, MAX_ROUTES: 0 } } },
};

function broken({ entries = GOOD, on = {}, shows = routeTo('2001:db8:100::1'), ...differences }: Breaking, ignoring: RipngDiscardReason[]) {
  const bench = ripngBench(on, { ignoring: new Set(ignoring) });
  const to = differences.header?.destination ?? ALL_RIP_ROUTERS;
  bench.send(to as typeof P, response(entries, differences));
  bench.advance(seconds(1));
  return { bench, shown: shows(bench) };
}

describe('what RIPng discards (RFC 2080 section 2.4.2)', () => {
  for (const [name, row] of Object.entries(BREAKING)) {
    const reason = name as RipngDiscardReason;
    it(`${reason}: ${RIPNG_RULES[reason].says}`, () => {
      const { bench, shown } = broken(row, []);
      expect([bench.discarded(reason), shown]).to.deep.equal([1, false]);
    });
    it(`${reason}: switched off, it shows`, () => {
      const { bench, shown } = broken(row, [reason]);
      expect([bench.discarded(reason), shown]).to.deep.equal([0, true]);
    });
  }

  for (const [name, row] of Object.entries(NOT_SHOWN))
    it(`${name}: ${RIPNG_RULES[name as RipngDiscardReason].says}`, () => expect(broken(row, []).bench.discarded(name)).to.equal(1));

  it('ripng-own-source: an update of its own that comes back', () => {
    for (const ignoring of [[], ['ripng-own-source'] as const]) {
      const bench = ripngBench({}, { ignoring: new Set(ignoring) });
      bench.advance(seconds(46));
      const [update] = messagesIn(bench.heard);
      const source = update?.decoded.octets.subarray(22, 38);
      bench.send(ALL_RIP_ROUTERS, response(GOOD, { header: { source: source ?? UNSPECIFIED } }));
      expect(bench.node.routeTo(P)?.origin).to.equal(ignoring.length === 0 ? undefined : 'ripng');
      expect(bench.discarded('ripng-own-source')).to.equal(ignoring.length === 0 ? 1 : 0);
    }
  });

  it('ripng-length: a message of two octets', () => {
    const bench = ripngBench();
    const [header] = response([]);
    bench.send(ALL_RIP_ROUTERS, [header!, udp({ sourcePort: 521, destinationPort: 521, data: Uint8Array.of(2, 1) })]);
    expect(bench.discarded('ripng-length')).to.equal(1);
  });

  it('each reason is here', () => {
    const here = [...Object.keys(BREAKING), ...Object.keys(NOT_SHOWN), 'ripng-own-source', 'ripng-length'];
    expect(here.sort()).to.deep.equal(Object.keys(RIPNG_RULES).sort());
  });
});
