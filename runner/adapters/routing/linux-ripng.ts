import { setTimeout as sleep } from 'node:timers/promises';
import { ok, type Result } from '../../../reference/net/result.js';
import type { ActionError, ActionKind } from '../../../suites/kit/action.js';
import type { StartRipng, StopRipng } from '../../../suites/kit/ripng-action.js';
import { actionFailed, unsupported } from '../adapter.js';
import type { LinuxHost } from '../linux-host.js';
import { complaint } from '../run-program.js';
import { birdConf } from './bird-conf.js';
import { RIPNGD, ZEBRA } from './frr-programs.js';
import { ripngdConf } from './ripngd-conf.js';

export const LINUX_RIPNG_ACTIONS = ['start-ripng', 'stop-ripng'] as const satisfies readonly ActionKind[];

/** What speaks the routing protocols on a Linux system. */
export const ROUTING_SUITES = ['frr', 'bird'] as const;
export type RoutingSuite = (typeof ROUTING_SUITES)[number];

/** A program to be started, in this order; it writes the number of its process to the file. */
interface Daemon {
  readonly name: string;
  readonly configuration: string;
  readonly command: (files: { readonly folder: string; readonly conf: string; readonly pid: string }) => readonly string[];
}

/** The user that FRR's daemons turn into has to own their sockets. */
const OWNER: Readonly<Record<RoutingSuite, string>> = { frr: 'frr:frr', bird: 'root:root' };
const PACKAGE: Readonly<Record<RoutingSuite, { readonly name: string; readonly program: string }>> = {
  frr: { name: 'frr', program: RIPNGD },
  bird: { name: 'bird2', program: '/usr/sbin/bird' },
};
const START_WITHIN_MS = 10_000;
/** They withdraw their routes, and end; one that does not is killed. */
const END_WITHIN_MS = 3_000;
const POLL_MS = 50;

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
    for (const pid of pids.toReversed()) if (!(await this.#end(pid))) left++;
    if (folder !== undefined) await this.#host.run(['rm', '-rf', folder]);
    return left === 0 ? ok(undefined) : actionFailed(kind, `${left} programs did not end within ${END_WITHIN_MS / 1_000} s`);
  }

  async #start({ kind, settings }: StartRipng): Promise<Result<void, ActionError>> {
    const daemons = this.#daemons(settings);
    if (!daemons.ok) return unsupported(kind, daemons.error);
    const { name, program } = PACKAGE[this.#suite];
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
    if (this.#suite === 'bird') {
      const command: Daemon['command'] = (files) => ['bird', '-f', '-c', files.conf, '-s', `${files.folder}/bird.ctl`, '-P', files.pid];
      return ok([{ name: 'bird', configuration: conf.value, command }]);
    }
    const daemon = (name: string, program: string, configuration: string): Daemon => ({
      name,
      configuration,
      command: ({ folder, conf: file, pid }) => [
        program,
        '-f',
        file,
        '-i',
        pid,
        '-z',
        `${folder}/zebra.api`,
        '--vty_socket',
        folder,
        '-P',
        '0',
        '--log',
        'stdout',
      ],
    });
    return ok([daemon('zebra', ZEBRA, 'hostname zebra\n'), daemon('ripngd', RIPNGD, conf.value)]);
  }

  /** Resolves to what is wrong. */
  async #launch(folder: string, { name, configuration, command }: Daemon): Promise<string | undefined> {
    const files = { folder, conf: `${folder}/${name}.conf`, pid: `${folder}/${name}.pid` };
    const written = await this.#host.run(['tee', files.conf], { input: configuration });
    if (written.code !== 0) return complaint(['tee'], written);
    const problem = await this.#host.start(command(files));
    if (problem !== undefined) return problem;
    const deadline = performance.now() + START_WITHIN_MS;
    for (;;) {
      const pid = await this.#host.run(['cat', files.pid]);
      if (/^\d+\s*$/.test(pid.stdout)) {
        this.#pids = [...this.#pids, pid.stdout.trim()];
        return undefined;
      }
      if (performance.now() > deadline) return `${name} did not start: ${complaint(['cat'], pid)}`;
      await sleep(POLL_MS);
    }
  }

  /** Whether it ended by itself. */
  async #end(pid: string): Promise<boolean> {
    await this.#host.run(['kill', '-TERM', pid]);
    const deadline = performance.now() + END_WITHIN_MS;
    while (performance.now() < deadline) {
      if ((await this.#host.run(['kill', '-0', pid])).code !== 0) return true;
      await sleep(POLL_MS);
    }
    await this.#host.run(['kill', '-KILL', pid]);
    return false;
  }
}
