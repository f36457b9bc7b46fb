import { makeNamespaces, type VethPair } from '../adapters/namespaces.js';
import { runProgram, type Outcome } from '../adapters/run-program.js';

/** The namespaces of a lab, and what is done inside them. */
export interface LabNamespaces {
  /** The full name of a namespace. */
  fullName(name: string): string;
  /** Runs a program inside one of them. */
  inside(name: string, ...command: readonly string[]): Promise<Outcome>;
  /** The kernel's link-local address on a link, once it is its own; and its MAC. */
  kernelAddress(name: string, link: string): Promise<{ readonly address: string; readonly linkLayerAddress: string }>;
  /** The first address there that begins so, once it is usable. */
  addressIn(name: string, link: string, prefix: string, withinMs?: number): Promise<string>;
  /** Processes that live in one of them. */
  processes(name: string): Promise<readonly number[]>;
  remove(): Promise<void>;
}

const PATIENCE_MS = 10_000;
const COMMAND_MS = 60_000;

interface IpInterface {
  readonly address: string;
  readonly addr_info: readonly { readonly local?: string; readonly scope?: string; readonly tentative?: boolean }[];
}

/** Namespaces joined by links that are up; in the silent ones the kernel speaks no IPv6. */
export async function labNamespaces(
  wanted: readonly { readonly name: string; readonly silent: boolean }[],
  pairs: readonly VethPair[],
): Promise<LabNamespaces> {
  const made = await makeNamespaces(wanted, pairs);
  if (!made.ok) throw new Error(made.error.detail);
  const fullName = (name: string): string => made.value.names.get(name) ?? '';
  const inside: LabNamespaces['inside'] = (name, ...command) =>
    runProgram(['ip', 'netns', 'exec', fullName(name), ...command], { timeoutMs: COMMAND_MS });
  for (const { name, between } of pairs) for (const end of between) await inside(end, 'ip', 'link', 'set', 'dev', name, 'up');

  const linkOf = async (name: string, link: string): Promise<IpInterface | undefined> =>
    (JSON.parse((await inside(name, 'ip', '-json', 'addr', 'show', 'dev', link)).stdout) as readonly IpInterface[])[0];

  return {
    fullName,
    inside,
    async kernelAddress(name, link) {
      const found = await eventual(async () => {
        const facts = await linkOf(name, link);
        const own = facts?.addr_info.find(({ scope, tentative }) => scope === 'link' && !tentative);
        return facts && own?.local !== undefined ? { address: own.local, linkLayerAddress: facts.address } : undefined;
      });
      if (found === undefined) throw new Error('the kernel has no link-local address');
      return found;
    },
    async addressIn(name, link, prefix, withinMs) {
      const found = await eventual(async () => {
        const { addr_info: addresses } = (await linkOf(name, link)) ?? { addr_info: [] };
        return addresses.find(({ local, tentative }) => local?.startsWith(prefix) && !tentative)?.local;
      }, withinMs);
      if (found === undefined) throw new Error(`the kernel has no address ${prefix}...`);
      return found;
    },
    async processes(name) {
      const { stdout } = await runProgram(['ip', 'netns', 'pids', fullName(name)]);
      return stdout.split('\n').filter(Boolean).map(Number);
    },
    remove: () => made.value.remove(),
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until there is an answer; undefined when there was none in time. */
async function eventual<T>(question: () => Promise<T | undefined> | T | undefined, withinMs = PATIENCE_MS): Promise<T | undefined> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const answer = await question();
    if (answer !== undefined || performance.now() > deadline) return answer;
    await pause(100);
  }
}

/** Asks again and again until the answer is true; false when it never was in time. */
export const eventually = async (question: () => Promise<boolean> | boolean, withinMs?: number): Promise<boolean> =>
  (await eventual(async () => ((await question()) ? true : undefined), withinMs)) ?? false;
