import { addressFromOctets, withInterfaceIdentifier, type Address } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { prefixOf, type Prefix } from '../../reference/net/prefix.js';
import { milliseconds } from '../../reference/time.js';
import type { TestContext } from '../kit/test-context.js';

const ADDRESS_POLLS = 12;

/** Gives the device an address in the test's prefix and waits until it is in use. Whether the prefix is on-link is another matter (RFC 5942 section 4). */
export async function assignGlobal(t: TestContext, address: Address = freshAddress(t)): Promise<Address> {
  await assignAll(t, [{ link: 'link0', address, prefixLength: 64 }]);
  return address;
}

export interface NewAddress {
  readonly link: string;
  readonly address: Address;
  readonly prefixLength: number;
}

/** Gives the device addresses, and waits until all of them are in use. */
export async function assignAll(t: TestContext, wanted: readonly NewAddress[]): Promise<void> {
  for (const one of wanted) await t.do({ kind: 'add-address', ...one });
  for (const one of wanted)
    await t.given(wanted.length === 1 ? 'the new address is in use' : `the new address on ${one.link} is in use`, () =>
      comesIntoUse(t, one),
    );
}

async function comesIntoUse(t: TestContext, { link, address }: NewAddress): Promise<boolean> {
  for (let poll = 0; poll < ADDRESS_POLLS; poll++) {
    const { addresses } = await t.state(link);
    if (addresses.some((held) => equalOctets(held.address, address) && held.state === 'preferred')) return true;
    await t.elapse(milliseconds(500));
  }
  return false;
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
