import { ok, type Result } from '../../../reference/net/result.js';
import type { ActionError, ActionKind } from '../../../suites/kit/action.js';
import type { StartRipng, StopRipng } from '../../../suites/kit/ripng-action.js';
import { actionFailed, unsupported } from '../adapter.js';
import { END_WITHIN_MS, endDaemon, startDaemon } from '../linux-daemon.js';
import type { LinuxHost } from '../linux-host.js';
import { complaint } from '../run-program.js';
import { birdConf } from './bird-conf.js';
import { ripngdConf } from './ripngd-conf.js';
import {
  birdCommand,
  daemonFiles,
  frrCommand,
  RIPNGD,
  ROUTING_PACKAGES,
  ZEBRA,
  type DaemonFiles,
  type RoutingSuite,
} from './routing-programs.js';

export const LINUX_RIPNG_ACTIONS = ['start-ripng', 'stop-ripng'] as const satisfies readonly ActionKind[];

/** A program to be started, in this order. */
interface Daemon {
  readonly name: string;
  readonly configuration: string;
  readonly command: (files: DaemonFiles) => readonly string[];
}

/** The user that FRR's daemons turn into has to own their sockets. */
const OWNER: Readonly<Record<RoutingSuite, string>> = { frr: 'frr:frr', bird: 'root:root' };
/** Has RIPng spoken by FRR's `ripngd` (with `zebra`, which knows the kernel's routes and sets them) or by BIRD. */
export class LinuxRipng {
  readonly #host: LinuxHost;
  readonly #suite: RoutingSuite;
  readonly #dev: (link: string) => string;
  #folder: string | undefined;
  #pids: readonly string[] = [];

  constructor(host: LinuxHost, suite: RoutingSuite, dev: (link: string) => string) {
    this.#host = host;
    this.#suite = suite;
    this.#dev = dev;
  }

  async do(action: StartRipng | StopRipng): Promise<Result<void, ActionError>> {
    if (action.kind === 'start-ripng') return this.#start(action);
    return this.#folder === undefined ? actionFailed(action.kind, 'RIPng does not run') : this.cleanUp(action.kind);
  }

  /** Ends the programs, and takes their files away. */
  async cleanUp(kind: ActionKind = 'stop-ripng'): Promise<Result<void, ActionError>> {
    const [pids, folder] = [this.#pids, this.#folder];
    this.#pids = [];
    this.#folder = undefined;
    let left = 0;
    for (const pid of pids.toReversed()) if (!(await endDaemon(this.#host, pid))) left++;
    if (folder !== undefined) await this.#host.run(['rm', '-rf', folder]);
    return left === 0 ? ok(undefined) : actionFailed(kind, `${left} programs did not end within ${END_WITHIN_MS / 1_000} s`);
  }

  async #start({ kind, settings }: StartRipng): Promise<Result<void, ActionError>> {
    const daemons = this.#daemons(settings);
    if (!daemons.ok) return unsupported(kind, daemons.error);
    const { program, package: name } = ROUTING_PACKAGES[this.#suite];
    if ((await this.#host.run(['test', '-x', program])).code !== 0)
      return unsupported(kind, `${program} is not installed: sudo apt-get install ${name}`);
    const ended = await this.cleanUp(kind);
    if (!ended.ok) return ended;
    const made = await this.#host.run(['mktemp', '-d', `/tmp/sixproof-${this.#suite}-XXXXXXXX`]);
    if (made.code !== 0) return actionFailed(kind, complaint(['mktemp'], made));
    this.#folder = made.stdout.trim();
    await this.#host.run(['chown', OWNER[this.#suite], this.#folder]);
    for (const daemon of daemons.value) {
      const problem = await this.#launch(this.#folder, daemon);
      if (problem !== undefined) return actionFailed(kind, problem);
    }
    return ok(undefined);
  }

  #daemons(settings: StartRipng['settings']): Result<readonly Daemon[], string> {
    const conf = this.#suite === 'frr' ? ripngdConf(settings, this.#dev) : birdConf(settings, this.#dev);
    if (!conf.ok) return conf;
    if (this.#suite === 'bird') return ok([{ name: 'bird', configuration: conf.value, command: birdCommand }]);
    const daemon = (name: string, program: string, configuration: string): Daemon => ({
      name,
      configuration,
      command: (files) => frrCommand(program, files),
    });
    return ok([daemon('zebra', ZEBRA, 'hostname zebra\n'), daemon('ripngd', RIPNGD, conf.value)]);
  }

  /** Resolves to what is wrong. */
  async #launch(folder: string, { name, configuration, command }: Daemon): Promise<string | undefined> {
    const files = daemonFiles(folder, name);
    const written = await this.#host.run(['tee', files.conf], { input: configuration });
    if (written.code !== 0) return complaint(['tee'], written);
    const started = await startDaemon(this.#host, command(files), files.pid);
    if (!started.ok) return started.error;
    this.#pids = [...this.#pids, started.value];
    return undefined;
  }
}
