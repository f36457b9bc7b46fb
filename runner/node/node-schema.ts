import { z } from 'zod';
import { parseAddress } from '../../reference/net/address.js';
import { IPV6_CONSTANTS } from '../../reference/ipv6/constants.js';

/** The file of `sixproof node --config`: how the reference node is set up. Every setting has a default. */
const addressWithLength = z.string().check((ctx) => {
  const parts = /^([^/]+)\/(\d{1,3})$/.exec(ctx.value);
  const parsed = parts ? parseAddress(parts[1] ?? '') : undefined;
  if (parts === null) ctx.issues.push({ code: 'custom', input: ctx.value, message: 'wanted ADDRESS/LENGTH, such as 2001:db8::1/64' });
  else if (parsed && !parsed.ok) ctx.issues.push({ code: 'custom', input: ctx.value, message: parsed.error });
  else if (Number(parts[2]) > 128) ctx.issues.push({ code: 'custom', input: ctx.value, message: 'wanted a prefix length of at most 128' });
});

export const nodeSchema = z.strictObject({
  name: z.string().min(1).max(80).default('sixproof-node'),
  /** Which generation of the standards it follows. */
  behaviour: z.enum(['current', 'book', 'kame']).default('current'),
  /** The NIC's own when left out. */
  linkLayerAddress: z
    .string()
    .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i, { error: 'wanted a link-layer address such as 02:00:5e:10:00:01' })
    .optional(),
  interfaceIdentifier: z.enum(['stable', 'eui64']).default('stable'),
  /** For stable identifiers: the same key gives the same addresses. Drawn at random when left out. */
  secretKey: z
    .string()
    .regex(/^([0-9a-f]{2}){16,}$/i, { error: 'wanted at least 16 octets in hexadecimal' })
    .optional(),
  /** Beside the link-local one. */
  addresses: z.array(addressWithLength).default([]),
  /** The NIC's own when left out. */
  mtu: z.number().int().min(IPV6_CONSTANTS.MINIMUM_MTU).max(65_535).optional(),
  dupAddrDetectTransmits: z.number().int().min(0).max(100).optional(),
  /** Use the NIC although this machine has an address on it, or its default route. */
  useAnyway: z.boolean().default(false),
});

export type NodeFile = z.output<typeof nodeSchema>;
