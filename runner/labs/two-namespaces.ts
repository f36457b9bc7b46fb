import { makeNamespaces } from '../adapters/namespaces.js';
import { runProgram, type Outcome } from '../adapters/run-program.js';
import type { NicPlace } from '../links/nic/capture-process.js';

/** Two namespaces joined by one link: `ours`, where the kernel speaks no IPv6, and `kernel`, where it does. */
export interface TwoNamespaces {
  readonly ours: NicPlace & { readonly namespace: string };
  readonly kernel: NicPlace & { readonly namespace: string };
  /** Runs a program inside one of them. */
  inside(place: { readonly namespace: string }, ...command: readonly string[]): Promise<Outcome>;
  /** The kernel's link-local address, once it is its own; and its MAC. */
  kernelAddress(): Promise<{ readonly address: string; readonly linkLayerAddress: string }>;
  /** Processes that live in one of them. */
  processes(place: { readonly namespace: string }): Promise<readonly number[]>;
  remove(): Promise<void>;
}

const NAME = 'link0';
const PATIENCE_MS = 10_000;

export async function twoNamespaces(): Promise<TwoNamespaces> {
  const made = await makeNamespaces(
    [
      { name: 'ours', silent: true },
      { name: 'kernel', silent: false },
    ],
    [{ name: NAME, between: ['ours', 'kernel'] }],
  );
  if (!made.ok) throw new Error(made.error.detail);
  const place = (name: string) => ({ interface: NAME, namespace: made.value.names.get(name) ?? '' });
  const [ours, kernel] = [place('ours'), place('kernel')];
  const inside: TwoNamespaces['inside'] = ({ namespace }, ...command) =>
    runProgram(['ip', 'netns', 'exec', namespace, ...command], { timeoutMs: 60_000 });
  for (const end of [ours, kernel]) await inside(end, 'ip', 'link', 'set', 'dev', NAME, 'up');

  async function kernelAddress(): ReturnType<TwoNamespaces['kernelAddress']> {
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const { stdout } = await inside(kernel, 'ip', '-json', 'addr', 'show', 'dev', NAME);
      const [link] = JSON.parse(stdout) as readonly IpInterface[];
      const found = link?.addr_info.find(({ scope, tentative }) => scope === 'link' && !tentative);
      if (link && found?.local !== undefined) return { address: found.local, linkLayerAddress: link.address };
      if (performance.now() > deadline) throw new Error('the kernel has no link-local address');
      await pause(100);
    }
  }

  return {
    ours,
    kernel,
    inside,
    kernelAddress,
    async processes({ namespace }) {
      const { stdout } = await runProgram(['ip', 'netns', 'pids', namespace]);
      return stdout.split('\n').filter(Boolean).map(Number);
    },
    remove: () => made.value.remove(),
  };
}

interface IpInterface {
  readonly address: string;
  readonly addr_info: readonly { readonly local?: string; readonly scope?: string; readonly tentative?: boolean }[];
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until the answer is true; false when it never was in time. */
export async function eventually(question: () => Promise<boolean> | boolean, withinMs = PATIENCE_MS): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    if (await question()) return true;
    if (performance.now() > deadline) return false;
    await pause(100);
  }
}
