import { addressFromOctets, type Address } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { seededRandom, type Random } from '../../reference/engine/random.js';
import { RoutingTable } from '../../reference/ipv6/forwarding/routing-table.js';
import { cpuWatch } from './cpu-time.js';
import type { Outcome } from './figure.js';

const ROUTES = 200_000;
const LOOKUPS = 2_000_000;
const LOAD_AT_MOST_S = 2;
const LOOKUPS_AT_LEAST = 1_000_000;

/** Prefix lengths of a routing table of the Internet, each as often as it stands here: mostly /48, some shorter and longer. */
const LENGTHS = [48, 48, 48, 48, 48, 32, 44, 40, 36, 29, 64];

/** Global unicast space has the first three bits 001. */
const GLOBAL_UNICAST = 0x20;

function globalAddress(random: Random): Address {
  const octets = random.octets(16);
  octets[0] = GLOBAL_UNICAST | ((octets[0] as number) & 0x1f);
  return addressFromOctets(octets);
}

const drawPrefix = (random: Random, i: number): Prefix => prefixOf(globalAddress(random), LENGTHS[i % LENGTHS.length] ?? 48);

/** The routing table: loaded with as many routes as the Internet has, then asked for destinations behind them, in random order. */
export function benchRoutes(): Promise<readonly Outcome[]> {
  const random = seededRandom(1);
  const prefixes = Array.from({ length: ROUTES }, (_, i) => drawPrefix(random, i));
  const destinations = prefixes.map(({ address }) => addressFromOctets(Uint8Array.from(address, (octet, i) => (i < 15 ? octet : 1))));
  const table = new RoutingTable();
  const loadingS = cpuSeconds(() => {
    for (const prefix of prefixes) table.add({ prefix, origin: 'static', target: { kind: 'interface', name: 'link0' } });
  });
  let found = 0;
  const lookingS = cpuSeconds(() => {
    for (let i = 0; i < LOOKUPS; i++) if (table.lookup(destinations[(i * 7919) % ROUTES] as Address) !== undefined) found++;
  });
  if (found !== LOOKUPS) throw new Error(`${LOOKUPS - found} lookups found no route`);
  return Promise.resolve([
    {
      name: 'routing table, loading',
      value: loadingS,
      unit: 's',
      budget: { atMost: LOAD_AT_MOST_S },
      note: `${table.size.toLocaleString('en')} routes`,
    },
    { name: 'routing table, lookups', value: LOOKUPS / lookingS, unit: '/s', budget: { atLeast: LOOKUPS_AT_LEAST } },
  ]);
}

function cpuSeconds(work: () => void): number {
  const spentMs = cpuWatch();
  work();
  return spentMs() / 1_000;
}
