import { ok, type Result } from '../../reference/net/result.js';
import type { Action, ActionError, ActionKind } from '../../suites/kit/action.js';
import { actionFailed, unsupported } from './adapter.js';
import { END_WITHIN_MS, endDaemon, startDaemon } from './linux-daemon.js';
import type { LinuxHost } from './linux-host.js';
import { radvdConf } from './radvd-conf.js';
import { complaint } from './run-program.js';

/** What a Linux router does by radvd(8), and by its forwarding. */
export const LINUX_ROUTER_ACTIONS = [
  'advertise',
  'stop-advertising',
  'become-host',
  'become-router',
] as const satisfies readonly ActionKind[];

export type RouterAction = Extract<Action, { kind: (typeof LINUX_ROUTER_ACTIONS)[number] }>;

export const isRouterAction = (action: Action): action is RouterAction => LINUX_ROUTER_ACTIONS.some((kind) => kind === action.kind);

const FORWARDING = 'net/ipv6/conf/all/forwarding';

let made = 0;

/** Advertises on one interface through radvd, and changes the part that the kernel plays. Undone by `cleanUp`. */
export class LinuxRouter {
  readonly #host: LinuxHost;
  readonly #dev: string;
  readonly #conf: string;
  readonly #pidFile: string;
  #pid: string | undefined;
  /** As it was before the test. */
  #forwarding: string | undefined;

  constructor(host: LinuxHost, dev: string) {
    this.#host = host;
    this.#dev = dev;
    const base = `/tmp/sixproof-radvd-${process.pid}-${++made}`;
    this.#conf = `${base}.conf`;
    this.#pidFile = `${base}.pid`;
  }

  async do(action: RouterAction): Promise<Result<void, ActionError>> {
    switch (action.kind) {
      case 'advertise':
        return this.#advertise(action);
      case 'stop-advertising':
        return this.#pid === undefined ? actionFailed(action.kind, `${this.#dev} does not advertise`) : this.#stop(action.kind);
      case 'become-host':
        return this.#setForwarding(action.kind, '0');
      case 'become-router':
        return this.#setForwarding(action.kind, '1');
    }
  }

  /** Ends the program, and gives the kernel its part back. */
  async cleanUp(): Promise<void> {
    if (this.#pid !== undefined) await this.#stop('stop-advertising');
    if (this.#forwarding === undefined) return;
    await this.#host.run(['sysctl', '-q', '-w', `${FORWARDING}=${this.#forwarding}`]);
    this.#forwarding = undefined;
  }

  async #advertise({ kind, configuration }: Extract<RouterAction, { kind: 'advertise' }>): Promise<Result<void, ActionError>> {
    const version = await this.#host.run(['radvd', '--version']);
    if (version.code !== 0 && !/Version/.test(version.stdout + version.stderr))
      return unsupported(kind, 'Linux advertises by radvd, which is not installed: sudo apt-get install radvd');
    const conf = radvdConf(this.#dev, configuration);
    if (!conf.ok) return unsupported(kind, conf.error);
    const routing = await this.#setForwarding(kind, '1');
    if (!routing.ok) return routing;
    const problem = (await this.#write(conf.value)) ?? (await this.#test());
    if (problem !== undefined) return actionFailed(kind, problem);
    return this.#pid === undefined ? this.#start(kind) : this.#reload(kind, this.#pid);
  }

  async #write(text: string): Promise<string | undefined> {
    const outcome = await this.#host.run(['tee', this.#conf], { input: text });
    return outcome.code === 0 ? undefined : complaint(['tee'], outcome);
  }

  /** radvd looks at the values; it says what it refuses. */
  async #test(): Promise<string | undefined> {
    const outcome = await this.#host.run(['radvd', '--configtest', '-m', 'stderr', '-C', this.#conf]);
    return outcome.code === 0 ? undefined : outcome.stderr.trim().replaceAll('\n', '; ') || complaint(['radvd'], outcome);
  }

  async #start(kind: ActionKind): Promise<Result<void, ActionError>> {
    const started = await startDaemon(this.#host, ['radvd', '-n', '-m', 'stderr', '-C', this.#conf, '-p', this.#pidFile], this.#pidFile);
    if (!started.ok) return actionFailed(kind, started.error);
    this.#pid = started.value;
    return ok(undefined);
  }

  async #reload(kind: ActionKind, pid: string): Promise<Result<void, ActionError>> {
    const outcome = await this.#host.run(['kill', '-HUP', pid]);
    return outcome.code === 0 ? ok(undefined) : actionFailed(kind, complaint(['kill'], outcome));
  }

  async #stop(kind: ActionKind): Promise<Result<void, ActionError>> {
    const pid = this.#pid;
    if (pid === undefined) return ok(undefined);
    this.#pid = undefined;
    const ended = await endDaemon(this.#host, pid);
    await this.#host.run(['rm', '-f', this.#conf, this.#pidFile]);
    return ended ? ok(undefined) : actionFailed(kind, `radvd did not end within ${END_WITHIN_MS / 1_000} s`);
  }

  async #setForwarding(kind: ActionKind, value: string): Promise<Result<void, ActionError>> {
    const before = await this.#host.run(['sysctl', '-n', FORWARDING]);
    if (before.code !== 0) return actionFailed(kind, complaint(['sysctl'], before));
    this.#forwarding ??= before.stdout.trim();
    if (before.stdout.trim() === value) return ok(undefined);
    const outcome = await this.#host.run(['sysctl', '-q', '-w', `${FORWARDING}=${value}`]);
    return outcome.code === 0 ? ok(undefined) : actionFailed(kind, complaint(['sysctl'], outcome));
  }
}
