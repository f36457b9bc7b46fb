import { z } from 'zod';
import { parseAddress } from '../../reference/net/address.js';
import { parsePrefix } from '../../reference/net/prefix.js';
import { DEVICE_ACTIONS } from '../../suites/kit/action.js';
import { LONGEST_NAME } from '../run/tested-by.js';
import { ROUTING_SUITES } from '../adapters/routing/routing-programs.js';

/**
 * The file that describes one device under test. `strictObject` throughout: a key that nothing reads is a mistake of
 * the user, and is told.
 */
const text = z.string().min(1);
const word = z.string().regex(/^[\w.:@%/+-]+$/, { error: 'wanted a name without blanks' });
const argumentVector = z.array(z.string()).min(1, { error: 'wanted a list: [program, argument, ...]' });

const ipv6Address = z.string().check((ctx) => {
  const parsed = parseAddress(ctx.value);
  if (!parsed.ok) ctx.issues.push({ code: 'custom', input: ctx.value, message: parsed.error });
});

const linkLayerAddress = z
  .string()
  .regex(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i, { error: 'wanted a link-layer address such as 02:00:5e:10:00:01' });

/** Each test takes a /64 of its own out of it. */
const testPrefix = z.string().check((ctx) => {
  const parsed = parsePrefix(ctx.value);
  if (!parsed.ok) ctx.issues.push({ code: 'custom', input: ctx.value, message: parsed.error });
  else if (parsed.value.length > 48)
    ctx.issues.push({
      code: 'custom',
      input: ctx.value,
      message: `wanted a prefix of at most 48 bits, so that each test has a /64, not /${parsed.value.length}`,
    });
});

const date = z.string().check((ctx) => {
  const valid = /^\d{4}-\d{2}-\d{2}$/.test(ctx.value) && new Date(`${ctx.value}T00:00:00Z`).toJSON()?.startsWith(ctx.value);
  if (!valid) ctx.issues.push({ code: 'custom', input: ctx.value, message: `wanted a date such as 2027-03-31, got "${ctx.value}"` });
});

const link = z.strictObject({
  /** NIC of this machine. */
  tester: word,
  /** What the device calls its end, handed to the adapter. */
  device: word.optional(),
  /** The device's link-local address and MAC, where they cannot be learnt. */
  address: ipv6Address.optional(),
  linkLayerAddress: linkLayerAddress.optional(),
  /** Use the NIC although it has addresses or the default route. */
  useAnyway: z.boolean().default(false),
});

const environment = z.record(z.string(), z.string());

const control = z.discriminatedUnion('adapter', [
  z.strictObject({
    adapter: z.literal('reference'),
  }),
  z.strictObject({
    adapter: z.literal('linux'),
    /** A Linux box reached over ssh; a kernel in a namespace of this machine when left out. */
    host: word.optional(),
    user: word.optional(),
    /** Options of ssh, such as [-i, /home/lab/key]. */
    sshArguments: z.array(z.string()).default([]),
    /** What speaks the routing protocols there. */
    routing: z.enum(ROUTING_SUITES).optional(),
    timeoutS: z.number().positive().max(3600).default(30),
  }),
  z.strictObject({
    adapter: z.literal('command'),
    /** One program with its arguments per action; exit code 127 means unsupported, as does a missing line. */
    actions: z.partialRecord(z.enum([...DEVICE_ACTIONS, 'canary']), argumentVector).default({}),
    /** Prints the addresses of one link as JSON. */
    state: argumentVector.optional(),
    environment: environment.default({}),
    timeoutS: z.number().positive().max(3600).default(60),
  }),
  z.strictObject({
    adapter: z.literal('manual'),
    timeoutS: z.number().positive().max(86_400).default(600),
  }),
]);

export const waiver = z.strictObject({ test: text, reason: text, owner: text, until: date });

export const dutSchema = z.strictObject({
  device: z.strictObject({
    name: text.max(80),
    firmware: text.optional(),
    role: z.enum(['host', 'router']).default('host'),
  }),
  links: z.record(z.string().regex(/^link\d$/, { error: 'wanted link0, link1...: the names that testbeds use' }), link).default({}),
  control,
  /** Optional features that the device has; a test that needs another one is SKIP. */
  claims: z.array(word).default([]),
  timing: z
    .strictObject({
      /** Every window of a live run is widened by at least this much. */
      uncertaintyFloorMs: z.number().min(0).max(10_000).default(50),
    })
    .prefault({}),
  prefixes: z
    .strictObject({
      /** Where the tests take their prefixes from: documentation space, or a part of yours. */
      tests: testPrefix.default('2001:db8::/32'),
    })
    .prefault({}),
  waivers: z.array(waiver).default([]),
  /** Who runs the tests, as the report is to name them. */
  testedBy: text.max(LONGEST_NAME).optional(),
});

export type DutConfiguration = z.output<typeof dutSchema>;
export type Waiver = z.output<typeof waiver>;
