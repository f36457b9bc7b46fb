import '../ledger/ledger.js';
import { withInterfaceIdentifier } from '../../reference/net/address.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { assignGlobal } from '../nd/device-addresses.js';
import { expectAnswers } from '../slaac/formation.js';

/** Bits of the first octet (RFC 4291 section 2.5.1): u says universal, g says group. */
const U = 0x02;
const G = 0x01;

suite('Interface identifiers: the u and g bits carry no meaning', () => {
  for (const [id, bits] of [
    ['u0-g0', 0],
    ['u1-g0', U],
    ['u0-g1', G],
    ['u1-g1', U | G],
  ] as const)
    conformance({
      id: `ipv6.interface-identifier.${id}`,
      title: `an address whose identifier has u = ${bits & U ? 1 : 0} and g = ${bits & G} is taken and answered for`,
      requirement: 'addr-iid-64',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const identifier = t.random.octets(8).map((octet, i) => (i === 0 ? (octet & ~(U | G)) | bits : octet));
        await expectAnswers(t, await assignGlobal(t, withInterfaceIdentifier(t.prefix.address, identifier)));
      },
    });
});
