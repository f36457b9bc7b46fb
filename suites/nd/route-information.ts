import { equalOctets } from '../../reference/net/octets.js';
import { addressFromOctets, type Address } from '../../reference/net/address.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { routeInformation, type NdOptionDraft } from '../../reference/wire/nd-options.js';
import { question } from '../icmpv6/questions.js';
import { present } from '../kit/match.js';
import type { Neighbor, Sent, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from './constants.js';
import { addressIn, assignGlobal, remoteAddress } from './device-addresses.js';
import { PREFERENCE, type Preference } from './preferences.js';
import { advertise, advertiseRouter, expectThrough } from './routers.js';

export interface RouteFields {
  readonly preference?: Preference;
  /** Default: long against any test. */
  readonly lifetimeS?: number;
  /** How many octets of the prefix are sent; default: as few as RFC 4191 section 2.3 lets it. */
  readonly octets?: number;
  /** The bits beyond the prefix, which a receiver must not look at. */
  readonly beyond?: number;
  readonly reserved?: number;
  /** Another one than the prefix has. */
  readonly prefixLength?: number;
}

const ROUTE_LIFETIME_S = 1800;

const octetsFor = (length: number): number => (length > 64 ? 16 : length > 0 ? 8 : 0);

/** A Route Information option. */
export function routeTo({ address, length }: Prefix, fields: RouteFields = {}): NdOptionDraft {
  const { preference = 'medium', lifetimeS = ROUTE_LIFETIME_S, octets = octetsFor(length), beyond = 0, reserved = 0 } = fields;
  const { prefixLength = length } = fields;
  const inside = prefixOf(new Uint8Array(16).fill(0xff), length).address;
  const sent = address.map((octet, i) => octet | (beyond & ~(inside[i] ?? 0)));
  return routeInformation({
    prefixLength,
    preference: PREFERENCE[preference],
    routeLifetime: lifetimeS,
    prefix: Uint8Array.from({ length: octets }, (_, i) => sent[i] ?? 0),
    reserved1: reserved,
    reserved2: reserved,
  });
}

/** A router that is none for other packets informs of routes. */
export const inform = (t: TestContext, router: Neighbor, ...options: readonly NdOptionDraft[]): Promise<Sent> =>
  advertise(t, router, { routerLifetime: 0, options }, 'Router Advertisement with Route Information');

export const routerNamed = (t: TestContext, name: string): Neighbor => t.neighbor({ name, router: true });

/** A prefix of that length of addresses behind routers. */
export const remotePrefix = (t: TestContext, length = 48): Prefix => prefixOf(remoteAddress(t), length);

/** That many prefixes of the same length, which differ in their last bits. */
export function remotePrefixes(t: TestContext, length: number, count: number): readonly Prefix[] {
  const { address } = remotePrefix(t, length);
  const last = Math.ceil(length / 8) - 1;
  const step = 1 << (8 * (last + 1) - length);
  return Array.from({ length: count }, (_, n) => ({
    address: addressFromOctets(address.map((octet, i) => (i === last ? octet ^ (n * step) : octet))),
    length,
  }));
}

/** An address that has all bits of the prefix but the last one. */
export function justOutside(t: TestContext, prefix: Prefix): Address {
  const at = prefix.length - 1;
  return addressFromOctets(addressIn(t, prefix).map((octet, i) => (i === at >> 3 ? octet ^ (0x80 >> (at & 7)) : octet)));
}

/** A device with a default router. */
export interface Setting {
  readonly device: Address;
  readonly defaultRouter: Neighbor;
}

export async function becomeSetting(t: TestContext): Promise<Setting> {
  const device = await assignGlobal(t);
  const defaultRouter = routerNamed(t, 'default router');
  await advertiseRouter(t, defaultRouter);
  return { device, defaultRouter };
}

/** The device's packets for an address go to a router, whoever brings those that it answers. */
export const expectVia = async (t: TestContext, { device, defaultRouter }: Setting, remote: Address, via: Neighbor): Promise<void> =>
  void (await expectThrough(t, { router: defaultRouter, device, remote }, via.linkLayerAddress));

/** Beside the default router there is one that has informed of a route, which the device uses. */
export interface Informed extends Setting {
  readonly router: Neighbor;
  readonly prefix: Prefix;
  /** In the prefix, and in use. */
  readonly remote: Address;
}

export async function becomeInformed(t: TestContext, fields: RouteFields = {}): Promise<Informed> {
  const setting = await becomeSetting(t);
  const informed = { ...setting, router: routerNamed(t, 'informing router'), prefix: remotePrefix(t) };
  const remote = addressIn(t, informed.prefix);
  await inform(t, informed.router, routeTo(informed.prefix, fields));
  await requireTypeC(t, { ...informed, remote });
  return { ...informed, remote };
}

/** A device that does not take up routes is no host of type C (RFC 4191 section 3.1), which is another line's business. */
export async function requireTypeC(t: TestContext, { router, device, remote, defaultRouter }: Informed): Promise<void> {
  const ask = question(t, remote, device);
  const sent = await t.send('Echo Request from a remote address', ask.frame, { from: defaultRouter });
  const reply = await t.optionally(
    'Echo Reply to the remote address',
    { ...ask.reply, 'ethernet.destination': present },
    { since: sent, within: ANSWER_TIME },
  );
  if (reply === undefined || !equalOctets(reply.get('ethernet.destination') as Uint8Array, router.linkLayerAddress))
    t.skip('the device makes no route of a Route Information option: it is no host of type C (RFC 4191 section 3.1)');
}
