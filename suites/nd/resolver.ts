import { formatAddress, type Address } from '../../reference/net/address.js';
import { milliseconds } from '../../reference/time.js';
import { dnssl, rdnss, type NdOptionDraft } from '../../reference/wire/nd-options.js';
import type { ResolverState } from '../kit/action.js';
import type { Neighbor, Sent, TestContext } from '../kit/test-context.js';
import { freshAddress } from './device-addresses.js';
import { advertise } from './routers.js';

/** Long against any test. */
const LIFETIME_S = 1800;

export const serversOption = (servers: readonly Address[], lifetime = LIFETIME_S): NdOptionDraft => rdnss({ addresses: servers, lifetime });
export const searchOption = (names: readonly string[], lifetime = LIFETIME_S): NdOptionDraft => dnssl({ names, lifetime });

/** DNS servers that nobody has told the device of. */
export const newServers = (t: TestContext, count: number): readonly Address[] => Array.from({ length: count }, () => freshAddress(t));

/** Search domains that nobody has told the device of. */
export const newDomains = (t: TestContext, count: number): readonly string[] =>
  Array.from({ length: count }, () => `t${t.random.uint32().toString(16)}.example`);

/** A router that is a default router too; what it says of DNS has lifetimes of its own. */
export const tellResolver = (t: TestContext, router: Neighbor, ...options: readonly NdOptionDraft[]): Promise<Sent> =>
  advertise(t, router, { routerLifetime: 1800, options }, 'Router Advertisement with DNS options');

const POLL = milliseconds(250);
/** What is learnt passes through files and daemons of the device. */
const POLLS = 8;

async function ask(t: TestContext): Promise<ResolverState> {
  const { resolver } = await t.state();
  return resolver ?? t.skip('the adapter cannot tell which DNS servers and search domains the device uses');
}

/** Those of the test's own servers or domains that the device knows, in its order, as soon as they are as wanted. */
async function settled(t: TestContext, wanted: readonly string[], known: () => Promise<readonly string[]>): Promise<readonly string[]> {
  let held = await known();
  for (let poll = 0; poll < POLLS && held.join() !== wanted.join(); poll++) {
    await t.elapse(POLL);
    held = await known();
  }
  return held;
}

/** `own` are all servers that the test has told the device of, `wanted` those that it should use now. */
export const knownServers = (t: TestContext, own: readonly Address[], wanted: readonly Address[]): Promise<readonly string[]> =>
  settled(t, wanted.map(formatAddress), async () => {
    const mine = new Set(own.map(formatAddress));
    return (await ask(t)).servers.map(formatAddress).filter((server) => mine.has(server));
  });

export const knownDomains = (t: TestContext, own: readonly string[], wanted: readonly string[]): Promise<readonly string[]> =>
  settled(t, wanted, async () => (await ask(t)).searchList.map((name) => name.toLowerCase()).filter((name) => own.includes(name)));
