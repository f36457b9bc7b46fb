import { seconds, sum, type Duration } from '../../reference/time.js';
import type { Side } from '../forwarding/topology.js';
import type { RipngLinkSettings } from '../kit/ripng-action.js';
import type { TestContext } from '../kit/test-context.js';
import { LONGEST_INTERVAL, TIMEOUT } from './constants.js';
import { givenRipng, thirdLink, type Ground, type GroundSettings } from './ground.js';
import { PlayedNetwork, type NetworkPlan } from './played-network.js';

/** The router under test in a network of others, which the tester plays. */
export interface Surroundings extends Ground {
  readonly network: PlayedNetwork;
}

/** Until everybody has told everybody: a few triggered updates after each other. */
const CONVERGENCE = seconds(20);

export interface NetworkSettings extends Omit<GroundSettings, 'further'> {
  readonly converging?: Duration;
}

/** The device speaks RIPng on two links; the network around it has run until it is settled. */
export async function givenNetwork(
  t: TestContext,
  plan: NetworkPlan,
  settings: NetworkSettings & Pick<GroundSettings, 'further'> = {},
): Promise<Surroundings> {
  const ground = await givenRipng(t, settings);
  const network = new PlayedNetwork(t, plan);
  await network.run(settings.converging ?? CONVERGENCE);
  return { ...ground, network };
}

/** As `givenNetwork`, on three links. */
export async function givenLargerNetwork(
  t: TestContext,
  plan: NetworkPlan,
  { third: settings, ...others }: NetworkSettings & { readonly third?: Partial<RipngLinkSettings> } = {},
): Promise<Surroundings & { readonly third: Side }> {
  const third = await thirdLink(t);
  return { ...(await givenNetwork(t, plan, { ...others, further: [{ link: 'link2', ...settings }] })), third };
}

/** Until a route that nobody confirms is given up by everybody: some look at their timers with each regular update only. */
export const GIVEN_UP_BY = sum(TIMEOUT, LONGEST_INTERVAL, seconds(1));
/** In that time every played router tells everything once more, and the device takes it up. */
export const OFFERED_ANEW = seconds(35);
