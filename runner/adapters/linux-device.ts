import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { addressFromOctets, formatAddress, needsZone, type Address } from '../../reference/net/address.js';
import { formatLinkLayerAddress, type LinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { Action, ActionError, ActionKind, InterfaceVariable } from '../../suites/kit/action.js';
import { actionFailed, unsupported } from './adapter.js';
import type { LinuxHost } from './linux-host.js';
import { isProgramAction, LINUX_PROGRAM_ACTIONS, LinuxPrograms } from './linux-programs.js';
import { isRouterAction, LINUX_ROUTER_ACTIONS, LinuxRouter } from './linux-radvd.js';
import { readIpAddresses, type LinuxInterface } from './linux-state.js';
import { echoRequestPreferring, sortedByResolver } from './linux-selection.js';
import { complaint, type Outcome } from './run-program.js';

export const LINUX_ACTIONS: ReadonlySet<ActionKind> = new Set<ActionKind>([
  'reset',
  'interface-down',
  'interface-up',
  'add-address',
  'remove-address',
  'ping',
  'ping-without-zone',
  'ping-first-of',
  'ping-preferring',
  'set-variable',
  'set-link-layer-address',
  'add-route',
  'remove-route',
  ...LINUX_ROUTER_ACTIONS,
  ...LINUX_PROGRAM_ACTIONS,
]);

const same = (value: number): number => value;
const inSeconds = (milliseconds: number): number => Math.round(milliseconds / 1_000);

interface KernelVariable {
  readonly name: (dev: string) => string;
  /** What the kernel calls a value. */
  readonly value: (value: number) => number;
}

/** Neighbours are always probed, and deprecated addresses are the last resort. */
const VARIABLES: Readonly<Partial<Record<InterfaceVariable, KernelVariable>>> = {
  linkMtu: { name: (dev) => `net/ipv6/conf/${dev}/mtu`, value: same },
  dupAddrDetectTransmits: { name: (dev) => `net/ipv6/conf/${dev}/dad_transmits`, value: same },
  optimisticDad: { name: (dev) => `net/ipv6/conf/${dev}/optimistic_dad`, value: same },
  retransTimerMs: { name: (dev) => `net/ipv6/neigh/${dev}/retrans_time_ms`, value: same },
  baseReachableTimeMs: { name: (dev) => `net/ipv6/neigh/${dev}/base_reachable_time_ms`, value: same },
  // 1 would form them without preferring them.
  temporaryAddresses: { name: (dev) => `net/ipv6/conf/${dev}/use_tempaddr`, value: (value) => value * 2 },
  tempPreferredLifetimeMs: { name: (dev) => `net/ipv6/conf/${dev}/temp_prefered_lft`, value: inSeconds },
  acceptAdvertisements: { name: (dev) => `net/ipv6/conf/${dev}/accept_ra`, value: same },
  acceptRedirects: { name: (dev) => `net/ipv6/conf/${dev}/accept_redirects`, value: same },
  tempValidLifetimeMs: { name: (dev) => `net/ipv6/conf/${dev}/temp_valid_lft`, value: inSeconds },
};

/** For every interface that there is, and every one to come. */
export const FORWARDING = 'net/ipv6/conf/all/forwarding';

const PING_PATIENCE_S = '4';

/** The kernel passes on changes of carrier at most once a second, from all interfaces of the machine together. */
const RUNNING_WITHIN_MS = 5_000;
const RUNNING_POLL_MS = 10;

/** Actions after which the link has to come up. */
export const enables = ({ kind }: Action): boolean => kind === 'reset' || kind === 'interface-up';

/** A Linux kernel's interface as a device under test: actions and state through `ip`, `sysctl` and `ping`. */
export class LinuxDevice {
  readonly router: LinuxRouter;
  readonly programs: LinuxPrograms;

  constructor(
    private readonly host: LinuxHost,
    /** What the device calls its end of the link. */
    readonly dev: string,
  ) {
    this.router = new LinuxRouter(host, dev);
    this.programs = new LinuxPrograms(host, dev);
  }

  async do(action: Action): Promise<Result<void, ActionError>> {
    if (action.kind === 'add-address' && action.anycast === true) {
      return unsupported(action.kind, 'Linux gives a host no command to add an anycast address');
    }
    if (isRouterAction(action)) return this.router.do(action);
    if (isProgramAction(action)) return this.programs.do(action);
    if (action.kind === 'ping') return this.ping(action);
    if (action.kind === 'ping-without-zone') return this.pingWithoutZone(action);
    if (action.kind === 'ping-first-of') return this.pingFirstOf(action);
    if (action.kind === 'ping-preferring') return this.pingPreferring(action);
    if (action.kind === 'remove-route') return this.removeRoute(action);
    if (action.kind === 'set-variable') {
      const variable = VARIABLES[action.variable];
      if (variable === undefined) return unsupported(action.kind, `the kernel has no switch for ${action.variable}`);
      const { name, value } = variable;
      return this.judge(action, ['sysctl', '-q', '-w', `${name(this.dev)}=${value(action.value)}`]);
    }
    const commands = this.commandsFor(action);
    if (commands === undefined) return unsupported(action.kind, `the linux adapter has no action "${action.kind}"`);
    const outcome = await this.batch(commands);
    if (outcome.code !== 0) return actionFailed(action.kind, complaint(['ip'], outcome));
    const problem = enables(action) ? await this.whenRunning() : undefined;
    return problem === undefined ? ok(undefined) : actionFailed(action.kind, problem);
  }

  /**
   * An interface that was set up hears and says nothing until the kernel has noticed its carrier: only then is it enabled.
   * Resolves to what is wrong when that takes too long.
   */
  async whenRunning(): Promise<string | undefined> {
    const deadline = performance.now() + RUNNING_WITHIN_MS;
    for (;;) {
      const read = await this.readInterface();
      if (!read.ok) return read.error;
      if (read.value.running) return undefined;
      if (performance.now() > deadline) return `${this.dev} has no carrier ${RUNNING_WITHIN_MS / 1_000} s after it was set up`;
      await sleep(RUNNING_POLL_MS);
    }
  }

  /** Lines of one `ip -batch`: a process is what takes the time. */
  batch(commands: readonly string[], options: readonly string[] = []): Promise<Outcome> {
    return this.host.run(['ip', '-6', ...options, '-batch', '-'], { input: commands.map((command) => `${command}\n`).join('') });
  }

  async readInterface(): Promise<Result<LinuxInterface, string>> {
    const command = ['ip', '-json', 'addr', 'show', 'dev', this.dev];
    const outcome = await this.host.run(command);
    return outcome.code === 0 ? readIpAddresses(outcome.stdout) : failed(complaint(command, outcome));
  }

  private commandsFor(action: Action): readonly string[] | undefined {
    switch (action.kind) {
      case 'reset':
        return [`link set dev ${this.dev} down`, `link set dev ${this.dev} up`];
      case 'interface-down':
        return [`link set dev ${this.dev} down`];
      case 'interface-up':
        return [`link set dev ${this.dev} up`];
      case 'add-address':
        return [`addr add ${formatAddress(action.address)}/${action.prefixLength} dev ${this.dev}`];
      case 'remove-address':
        return this.removal(action.address);
      case 'set-link-layer-address':
        return this.renaming(action.address);
      case 'add-route':
        return [this.routeOf(action)];
      default:
        return undefined;
    }
  }

  /** Of the kernel's kinds of refusal `prohibit` comes nearest to a reject route: code 1, of which RFC 4443 calls code 6 a subset. */
  private routeOf({ prefix, gateway, reject, blackhole }: Action & { readonly kind: 'add-route' }): string {
    if (reject === true) return `route add prohibit ${formatPrefix(prefix)}`;
    if (blackhole === true) return `route add blackhole ${formatPrefix(prefix)}`;
    const via = gateway === undefined ? '' : ` via ${formatAddress(gateway)}`;
    return `route add ${formatPrefix(prefix)}${via} dev ${this.dev}`;
  }

  /** A route that leads nowhere belongs to no interface. */
  private async removeRoute(action: Action & { readonly kind: 'remove-route' }): Promise<Result<void, ActionError>> {
    const prefix = formatPrefix(action.prefix);
    const outcome = await this.batch([`route del ${prefix} dev ${this.dev}`]);
    if (outcome.code === 0) return ok(undefined);
    const refusing = await this.judge(action, ['ip', '-6', 'route', 'del', 'prohibit', prefix]);
    return refusing.ok ? refusing : this.judge(action, ['ip', '-6', 'route', 'del', 'blackhole', prefix]);
  }

  /** Every length of prefix will do: the kernel compares it, the test does not know it. */
  private removal(address: Address): readonly string[] {
    return [`addr flush dev ${this.dev} to ${formatAddress(address)}/128`];
  }

  /**
   * From now on link-local addresses are formed with these interface identifiers; the interface goes down and up for it.
   * Opaque ones (RFC 7217) are made of a secret, which the kernel keeps.
   */
  async formIdentifiers(identifiers: 'hardware' | 'opaque'): Promise<string | undefined> {
    const settings =
      identifiers === 'opaque'
        ? [`net/ipv6/conf/${this.dev}/stable_secret=${formatAddress(addressFromOctets(randomBytes(16)))}`]
        : [`net/ipv6/conf/${this.dev}/addr_gen_mode=0`];
    const command = ['sysctl', '-q', '-w', ...settings];
    const outcome = await this.host.run(command);
    if (outcome.code !== 0) return complaint(command, outcome);
    const done = await this.do({ kind: 'reset', link: this.dev });
    return done.ok ? undefined : done.error.detail;
  }

  renaming(address: LinkLayerAddress): readonly string[] {
    return [`link set dev ${this.dev} address ${formatLinkLayerAddress(address)}`];
  }

  private async judge(action: Action, command: readonly string[]): Promise<Result<void, ActionError>> {
    const outcome = await this.host.run(command);
    return outcome.code === 0 ? ok(undefined) : actionFailed(action.kind, complaint(command, outcome));
  }

  /** Returns once ping has begun; whether it was answered is for the frames to say. */
  private async ping(action: Action & { readonly kind: 'ping' }): Promise<Result<void, ActionError>> {
    const destination = formatAddress(action.destination);
    const route = await this.host.run(['ip', '-6', 'route', 'get', destination, 'oif', this.dev]);
    if (route.code !== 0) return actionFailed('ping', complaint(['ip'], route));
    const scoped = needsZone(action.destination) ? `${destination}%${this.dev}` : destination;
    const from = action.source === undefined ? this.dev : formatAddress(action.source);
    const size = action.dataOctets === undefined ? [] : ['-s', String(action.dataOctets)];
    const problem = await this.host.start(['ping', '-6', '-n', '-c', '1', '-W', PING_PATIENCE_S, '-I', from, ...size, scoped]);
    return problem === undefined ? ok(undefined) : actionFailed('ping', problem);
  }

  /** Exit code 1 says that no answer came, and the packet has left. */
  private async pingWithoutZone({ destination }: Action & { readonly kind: 'ping-without-zone' }): Promise<Result<void, ActionError>> {
    const command = ['ping', '-6', '-n', '-c', '1', '-W', '1', formatAddress(destination)];
    const outcome = await this.host.run(command);
    return outcome.code === 0 || outcome.code === 1 ? ok(undefined) : actionFailed('ping-without-zone', complaint(command, outcome));
  }

  private async pingFirstOf(action: Action & { readonly kind: 'ping-first-of' }): Promise<Result<void, ActionError>> {
    const sorted = await sortedByResolver(this.host, action.destinations);
    if (!sorted.ok) return sorted;
    return this.ping({ kind: 'ping', link: action.link, destination: sorted.value });
  }

  private async pingPreferring({
    destination,
    prefers,
  }: Action & { readonly kind: 'ping-preferring' }): Promise<Result<void, ActionError>> {
    const command = echoRequestPreferring(prefers, this.dev, destination);
    const outcome = await this.host.run(command);
    if (outcome.code === 0) return ok(undefined);
    const said = complaint(command, outcome);
    return outcome.code === 'ENOENT' || outcome.code === 127 ? unsupported('ping-preferring', said) : actionFailed('ping-preferring', said);
  }
}
