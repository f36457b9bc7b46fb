import { z } from 'zod';
import { nodeSettings } from '../../reference/ipv6/config.js';

/** The file of `sixproof node --config`: the settings of the reference node, and what concerns the NIC alone. Every setting has a default. */
export const nodeSchema = nodeSettings.extend({
  /** Use the NIC although this machine has an address on it, or its default route. */
  useAnyway: z.boolean().default(false),
  /** A file for what is to survive a restart: the Recorded Sequence Number of Router Renumbering (RFC 2894 section 2.1). */
  nonVolatileStorage: z.string().min(1).optional(),
});

export type NodeFile = z.output<typeof nodeSchema>;
