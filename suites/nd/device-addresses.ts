import { addressFromOctets, withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { milliseconds } from '../../reference/time.js';
import type { TestContext } from '../kit/test-context.js';

const ADDRESS_POLLS = 12;

/** An address that the device is to be given. */
export interface NewAddress {
  readonly address: Address;
  /** 64 when left out. */
  readonly prefixLength?: number;
  /** The first link when left out. */
  readonly link?: string;
}

/** Gives the device an address in the test's prefix and waits until it is in use. Whether the prefix is on-link is another matter (RFC 5942 section 4). */
export async function assignGlobal(t: TestContext, address: Address = freshAddress(t)): Promise<Address> {
  await assignAll(t, [{ address }]);
  return address;
}

/** Gives the device addresses, one after the other, and waits until all of them are in use. */
export async function assignAll(t: TestContext, wanted: readonly NewAddress[]): Promise<void> {
  for (const { address, prefixLength = 64, link = 'link0' } of wanted) await t.do({ kind: 'add-address', link, address, prefixLength });
  await t.given(wanted.length === 1 ? 'the new address is in use' : 'the new addresses are in use', async () => {
    for (let poll = 0; poll < ADDRESS_POLLS; poll++) {
      if (await areInUse(t, wanted)) return true;
      await t.elapse(milliseconds(500));
    }
    return false;
  });
}

async function areInUse(t: TestContext, wanted: readonly NewAddress[]): Promise<boolean> {
  for (const link of new Set(wanted.map((one) => one.link ?? 'link0'))) {
    const { addresses } = await t.state(link);
    const isInUse = ({ address }: NewAddress): boolean =>
      addresses.some((held) => equalOctets(held.address, address) && held.state === 'preferred');
    if (!wanted.filter((one) => (one.link ?? 'link0') === link).every(isInUse)) return false;
  }
  return true;
}

/** An address in the test's prefix that nobody has. */
export const freshAddress = (t: TestContext): Address => withInterfaceIdentifier(t.prefix.address, t.random.octets(8));

/** An address behind a router: the test's prefix with one bit of the site changed. */
export const remoteAddress = (t: TestContext): Address =>
  addressFromOctets(freshAddress(t).map((octet, i) => (i === 5 ? octet ^ 0x80 : octet)));

/** Another /64 of the test's site, by a number from 1 on; nobody advertises it but the test. */
export const sitePrefix = (t: TestContext, number: number): Prefix =>
  prefixOf(
    t.prefix.address.map((octet, i) => (i === 7 ? (octet + number) & 0xff : octet)),
    64,
  );

/** An address in a prefix, that nobody has. */
export function addressIn(t: TestContext, { address, length }: Prefix): Address {
  const drawn = t.random.octets(16);
  const kept = prefixOf(drawn, length).address;
  return addressFromOctets(drawn.map((octet, i) => octet ^ (kept[i] ?? 0) ^ (address[i] ?? 0)));
}

/** The prefix that differs in its last bit only. */
export const sibling = ({ address: octets, length }: Prefix): Prefix =>
  prefixOf(
    octets.map((octet, i) => (i === (length - 1) >> 3 ? octet ^ (0x80 >> ((length - 1) & 7)) : octet)),
    length,
  );
