import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { BindError } from '../../suites/kit/bench.js';
import { complaint, runProgram } from './run-program.js';
import { undoAtExit } from './undo.js';

/** Network namespaces of this process, joined by veth pairs; removed with everything in them. */
export interface Namespaces {
  /** Short name -> full name. */
  readonly names: ReadonlyMap<string, string>;
  remove(): Promise<void>;
}

export interface VethPair {
  /** Name of the interface, the same at both ends. */
  readonly name: string;
  /** Short names of the two namespaces. */
  readonly between: readonly [string, string];
}

const FOLDER = '/run/netns';
const NAME = /^sixproof-(\d+)-\d+-[a-z0-9]+$/;
let made = 0;

/**
 * Interface numbers of the two ends. They must differ: two fresh namespaces would give both the same, and the kernel takes an
 * interface whose peer has its own number for one without a peer, whose link state it looks at once a second only
 * (linkwatch_urgent_event). Duplicate Address Detection after a reset then began up to a second late.
 */
const NEAR_END = 100;
const FAR_END = 200;
const indexed = (index: number): readonly string[] => ['index', String(index)];

const NO_OFFLOADS = ['tx', 'rx', 'gro', 'gso', 'tso'].flatMap((offload) => [offload, 'off']);

/**
 * Makes namespaces `sixproof-<pid>-<n>-<short name>`, so that several processes, and several benches in one, never
 * collide. In the silent ones the kernel speaks no IPv6. Offloads are off at both ends of each pair: the kernel would
 * leave checksums unfinished. The pairs are left down.
 */
export async function makeNamespaces(
  wanted: readonly { readonly name: string; readonly silent: boolean }[],
  pairs: readonly VethPair[],
): Promise<Result<Namespaces, BindError>> {
  const run = ++made;
  const names = new Map(wanted.map(({ name }) => [name, `sixproof-${process.pid}-${run}-${name}`]));
  const forget = undoAtExit(() => removeNow([...names.values()]));
  const remove = async (): Promise<void> => {
    for (const name of names.values()) await runProgram(['ip', 'netns', 'del', name]);
    forget();
  };
  for (const command of commandsFor(names, wanted, pairs)) {
    const outcome = await runProgram(command);
    if (outcome.code === 0) continue;
    await remove();
    return failed(describeFailure(command, complaint(command, outcome)));
  }
  return ok({ names, remove });
}

function commandsFor(
  names: ReadonlyMap<string, string>,
  wanted: readonly { readonly name: string; readonly silent: boolean }[],
  pairs: readonly VethPair[],
): readonly (readonly string[])[] {
  const full = (name: string): string => names.get(name) ?? name;
  const silence = ['net/ipv6/conf/all/disable_ipv6=1', 'net/ipv6/conf/default/disable_ipv6=1'];
  return [
    ...wanted.map(({ name }) => ['ip', 'netns', 'add', full(name)]),
    ...wanted.map(({ name, silent }) =>
      inside(full(name), silent ? ['sysctl', '-q', '-w', ...silence] : ['ip', 'link', 'set', 'lo', 'up']),
    ),
    ...pairs.flatMap(({ name, between: [a, b] }, i) => [
      [
        ...['ip', 'link', 'add', name, ...indexed(NEAR_END + i), 'netns', full(a)],
        ...['type', 'veth', 'peer', 'name', name, ...indexed(FAR_END + i), 'netns', full(b)],
      ],
      inside(full(a), ['ethtool', '-K', name, ...NO_OFFLOADS]),
      inside(full(b), ['ethtool', '-K', name, ...NO_OFFLOADS]),
    ]),
  ];
}

const inside = (namespace: string, command: readonly string[]): readonly string[] => ['ip', 'netns', 'exec', namespace, ...command];

function describeFailure(command: readonly string[], said: string): BindError {
  if (/not permitted|permission denied/i.test(said)) {
    return {
      kind: 'no-permission',
      detail:
        'network namespaces and raw frames need root: run the same command with sudo. Without root: sixproof run (against the embedded reference)',
    };
  }
  const missing = /^program "(\w+)" is not installed$/.exec(said)?.[1] ?? /exec of "(\w+)" failed/.exec(said)?.[1];
  if (missing !== undefined)
    return { kind: 'unreachable', detail: `program "${missing}" is not installed: sudo apt-get install ${PACKAGES[missing] ?? missing}` };
  return { kind: 'unreachable', detail: `${command.join(' ')}: ${said}` };
}

const PACKAGES: Readonly<Record<string, string>> = { ip: 'iproute2', sysctl: 'procps', ethtool: 'ethtool' };

/** At exit nothing can be awaited. */
function removeNow(names: readonly string[]): void {
  for (const name of names) {
    try {
      execFileSync('ip', ['netns', 'del', name], { stdio: 'ignore' });
    } catch {
      // It was never made, or is gone already.
    }
  }
}

/** Namespaces that a killed run left behind: their process is gone. */
export function leftoverNamespaces(): readonly string[] {
  let present: readonly string[];
  try {
    present = readdirSync(FOLDER);
  } catch {
    return [];
  }
  return present.filter((name) => {
    const pid = NAME.exec(name)?.[1];
    return pid !== undefined && !isRunning(Number(pid));
  });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
