import { z } from 'zod';
import { parseAddress, type Address } from '../../net/address.js';
import { isIpv4, parseIpv4Address, type Ipv4Address } from '../../net/ipv4-address.js';
import { IPV6_CONSTANTS } from '../constants.js';
import { configuredAddress, ipv4Prefix, MOST_OCTETS } from '../text-config.js';

const octet = z.number().int().min(0).max(0xff);

const end = z.string().transform((text, ctx): Address | Ipv4Address => {
  const [ipv6, ipv4] = [parseAddress(text), parseIpv4Address(text)];
  if (ipv6.ok) return ipv6.value;
  if (ipv4.ok) return ipv4.value;
  ctx.issues.push({ code: 'custom', input: text, message: `"${text}" is no address such as 2001:db8::1 or 192.0.2.1` });
  return z.NEVER;
});

/** What only one of the protocols below a tunnel has. */
const OF_IPV6 = ['flowLabel', 'encapsulationLimit'] as const;
const OF_IPV4 = ['dynamicMtu'] as const;

/** A tunnel: RFC 2473 section 6 over IPv6, RFC 4213 section 3 over IPv4, by its addresses. */
export const tunnelSettings = z
  .strictObject({
    local: end,
    remote: end,
    /** The NIC that tunnel packets leave by; the one that has the local address when left out. */
    over: z.string().min(1).optional(),
    mtu: z.number().int().min(IPV6_CONSTANTS.MINIMUM_MTU).max(MOST_OCTETS).optional(),
    /** RFC 4213 section 3.2.2. */
    dynamicMtu: z.literal(true).optional(),
    hopLimit: octet.min(1).optional(),
    trafficClass: z.union([octet, z.literal('copied')]).optional(),
    ecn: z.enum(['ignored', 'carried']).optional(),
    flowLabel: z.number().int().min(0).max(0xf_ffff).optional(),
    encapsulationLimit: z.union([octet, z.literal('none')]).optional(),
    /** Inside, beside the link-local address. */
    addresses: z.array(configuredAddress).optional(),
    ipv4Addresses: z.array(ipv4Prefix).optional(),
    ipv4Routes: z.array(ipv4Prefix).optional(),
  })
  .superRefine((given, ctx) => {
    const complain = (path: string, message: string): void => void ctx.addIssue({ code: 'custom', path: [path], message });
    // An end that could not be read has been told already.
    if (given.local?.length === undefined || given.remote?.length === undefined) return;
    if (given.local.length !== given.remote.length) complain('remote', 'local and remote are addresses of one protocol');
    const [strange, family] = isIpv4(given.local) ? ([OF_IPV6, 'IPv6'] as const) : ([OF_IPV4, 'IPv4'] as const);
    for (const key of strange) if (key in given) complain(key, `only a tunnel over ${family} has it`);
  });

export type TunnelSettings = z.output<typeof tunnelSettings>;
