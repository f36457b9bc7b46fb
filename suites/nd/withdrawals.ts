import { hex } from '../../reference/net/octets.js';
import { UNSPECIFIED } from '../../reference/net/address.js';
import { inMilliseconds } from '../../reference/time.js';
import { mtu, type NdOptionDraft } from '../../reference/wire/nd-options.js';
import type { RouterAdvertisementDraft } from '../../reference/wire/nd.js';
import type { Neighbor } from '../kit/test-context.js';
import { HOP_LIMIT, LINK_MTU, REACHABLE_TIME, RETRANS_TIMER } from './constants.js';

/** What a router of a test has advertised, as what takes it back. */
interface Withdrawal {
  readonly options: Map<string, NdOptionDraft>;
  fields: RouterAdvertisementDraft;
}

interface PrefixDraft {
  readonly prefix?: Uint8Array | undefined;
  readonly prefixLength?: number | undefined;
}

const withdrawals = new WeakMap<Neighbor, Withdrawal>();

/** RFC 4861 section 6.3.2: what a host has without any advertisement. */
const DEFAULTS = { curHopLimit: HOP_LIMIT, reachableTime: inMilliseconds(REACHABLE_TIME), retransTimer: inMilliseconds(RETRANS_TIMER) };

/** Adds to what the router has advertised; the advertisement that takes back all of it. */
export function takeBack(router: Neighbor, { options = [], ...given }: RouterAdvertisementDraft): RouterAdvertisementDraft {
  const said = withdrawals.get(router) ?? { options: new Map<string, NdOptionDraft>(), fields: {} };
  withdrawals.set(router, said);
  for (const option of options) {
    const ended = endOf(option);
    if (ended) said.options.set(ended.about, ended.option);
  }
  const changed = Object.entries(DEFAULTS).filter(([name]) => (given[name as keyof typeof DEFAULTS] ?? 0) !== 0);
  said.fields = { ...said.fields, ...Object.fromEntries(changed) };
  return { ...said.fields, options: [...said.options.values()] };
}

/** The option that ends what this one begins, and what both are about; undefined where nothing lasts. */
function endOf(option: NdOptionDraft): { readonly about: string; readonly option: NdOptionDraft } | undefined {
  switch (option.kind) {
    case 'mtu':
      return { about: 'mtu', option: mtu(LINK_MTU) };
    case 'prefixInformation':
      return { about: `prefix ${prefixText(option)}`, option: { ...option, validLifetime: 0, preferredLifetime: 0 } };
    case 'routeInformation':
      return { about: `route ${prefixText(option)}`, option: { ...option, routeLifetime: 0 } };
    case 'rdnss':
      return { about: `servers ${option.addresses?.map(hex).join()}`, option: { ...option, lifetime: 0 } };
    case 'dnssl':
      return { about: `domains ${option.names?.join()}`, option: { ...option, lifetime: 0 } };
    default:
      return undefined;
  }
}

const prefixText = ({ prefix = UNSPECIFIED, prefixLength = 0 }: PrefixDraft): string => `${hex(prefix)}/${prefixLength}`;
