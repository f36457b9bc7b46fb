import { ok, failed, type Result } from '../../reference/net/result.js';
import type { Action, ActionError, ActionKind, InterfaceState } from '../../suites/kit/action.js';
import type { BindError } from '../../suites/kit/bench.js';
import type { Role } from '../../suites/kit/requirement.js';
import { testbed, type Testbed } from '../../suites/kit/testbed.js';
import type { NicPlace } from '../links/nic/capture-process.js';
import { actionFailed, refusesCanary, type Adapter } from './adapter.js';
import { LinuxArrangement } from './linux-arrangement.js';
import { enables, LINUX_ACTIONS, LinuxDevice } from './linux-device.js';
import { namespaceHost, sshHost, type LinuxHost, type SshTarget } from './linux-host.js';
import { LinuxTunnels } from './linux-tunnels.js';
import { LINUX_RIPNG_ACTIONS, LinuxRipng } from './routing/linux-ripng.js';
import type { RoutingSuite } from './routing/routing-programs.js';
import { leftoverNamespaces, makeNamespaces, type Namespaces } from './namespaces.js';
import { complaint, runProgram } from './run-program.js';
import { undoAtExit } from './undo.js';

/** Gets the host ready: returns it with the tester's ends of the links and what the device calls its own. */
type Preparation = () => Promise<Result<PreparedHost, BindError>>;

interface PreparedHost {
  readonly host: LinuxHost;
  readonly places: ReadonlyMap<string, NicPlace>;
  readonly interfaces: ReadonlyMap<string, string>;
  /** A kernel that is ours alone. */
  readonly namespaces?: Namespaces;
  /** The tester's ends, where a kernel that is asked says so; by link. */
  readonly testerEnds?: ReadonlyMap<string, LinuxDevice>;
}

/** This machine's kernel, as host or router, in a namespace made for the run; the tester's ends lie in a second, silent one. */
export function linuxInNamespace(links: readonly string[] = ['link0', 'link1'], routing?: RoutingSuite): Adapter {
  return new LinuxAdapter(routing ?? 'linux', routing, async () => {
    const made = await makeNamespaces(
      [
        { name: 'tester', silent: true },
        { name: 'dut', silent: false },
      ],
      links.map((name) => ({ name, between: ['tester', 'dut'] })),
    );
    if (!made.ok) return made;
    const tester = made.value.names.get('tester') ?? '';
    for (const link of links) await runProgram(['ip', '-n', tester, 'link', 'set', 'dev', link, 'up']);
    const host = namespaceHost(made.value.names.get('dut') ?? '');
    for (const link of links) await host.run(['sysctl', '-q', '-w', `net/ipv6/conf/${link}/${LONGEST_ROUTE}=128`]);
    return ok({
      host,
      places: new Map(links.map((link) => [link, { interface: link, namespace: tester }])),
      interfaces: new Map(links.map((link) => [link, link])),
      namespaces: made.value,
      testerEnds: new Map(links.map((link) => [link, new LinuxDevice(namespaceHost(tester), link)])),
    });
  });
}

/** A Linux box reached over ssh, as root; the links lead to NICs of this machine. */
export function linuxOverSsh(
  target: SshTarget & { readonly routing?: RoutingSuite | undefined },
  links: ReadonlyMap<string, { readonly tester: string; readonly device?: string | undefined }>,
): Adapter {
  return new LinuxAdapter(`linux ${target.host}`, target.routing, async () => {
    const host = sshHost(target);
    const hello = await host.run(['ip', '-V'], { timeoutMs: 20_000 });
    if (hello.code !== 0) return failed({ kind: 'unreachable', detail: `${target.host} cannot be reached: ${complaint(['ssh'], hello)}` });
    return ok({
      host,
      places: new Map([...links].map(([name, { tester }]) => [name, { interface: tester }])),
      interfaces: new Map([...links].map(([name, { tester, device }]) => [name, device ?? tester])),
    });
  });
}

/**
 * Up to which prefix length the kernel makes routes of Route Information options: of none but ::/0 unless it is told. A
 * kernel that was built without them lacks the variable, and is then a host of type B (RFC 4191 section 3).
 */
const LONGEST_ROUTE = 'accept_ra_rt_info_max_plen';

const LINUX_TUNNEL_ACTIONS = [
  'add-tunnel',
  'remove-tunnel',
  'add-ipv4-address',
  'remove-ipv4-address',
] as const satisfies readonly ActionKind[];

class LinuxAdapter implements Adapter {
  readonly actions: ReadonlySet<ActionKind>;
  private prepared: PreparedHost | undefined;
  private tunnels: LinuxTunnels | undefined;
  private ripng: LinuxRipng | undefined;
  private readonly devices = new Map<string, LinuxDevice>();
  private arrangement: LinuxArrangement | undefined;
  private forget: () => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly routing: RoutingSuite | undefined,
    private readonly preparation: Preparation,
  ) {
    this.actions = new Set([...LINUX_ACTIONS, ...LINUX_TUNNEL_ACTIONS, ...(routing === undefined ? [] : LINUX_RIPNG_ACTIONS)]);
  }

  async prepare(): Promise<Result<void, BindError>> {
    const prepared = await this.preparation();
    if (!prepared.ok) return prepared;
    this.prepared = prepared.value;
    this.tunnels = new LinuxTunnels(prepared.value.host);
    const { host, interfaces, namespaces } = prepared.value;
    if (this.routing !== undefined) this.ripng = new LinuxRipng(host, this.routing, (link) => interfaces.get(link) ?? link);
    this.forget = undoAtExit(() => host.killAll());
    for (const [link, dev] of interfaces) this.devices.set(link, new LinuxDevice(host, dev));
    const [first = 'link0'] = interfaces.keys();
    const arrangement = new LinuxArrangement(host, this.devices, (action) => this.do(action));
    this.arrangement = arrangement;
    const problem =
      namespaces === undefined ? await useAll(arrangement, interfaces.keys()) : await arrangement.arrange(testbed('', [first]), 'host');
    if (!problem.ok) return failed({ kind: 'unreachable', detail: problem.error });
    const distrust = await refusesCanary(this, first);
    return distrust === undefined ? ok(undefined) : failed({ kind: 'unreachable', detail: distrust });
  }

  links(): ReadonlyMap<string, NicPlace> {
    return this.prepared?.places ?? new Map();
  }

  async do(action: Action): Promise<Result<void, ActionError>> {
    const device = this.devices.get(action.link);
    if (device === undefined) return actionFailed(action.kind, `the device has no ${action.link}`);
    if (action.kind === 'add-tunnel' && this.tunnels) return this.tunnels.add(action, device.dev);
    if (action.kind === 'remove-tunnel' && this.tunnels) return this.tunnels.remove(action);
    if (action.kind === 'add-ipv4-address' && this.tunnels) return this.tunnels.addAddress(action, device.dev);
    if (action.kind === 'remove-ipv4-address' && this.tunnels) return this.tunnels.removeAddress(action);
    if ((action.kind === 'start-ripng' || action.kind === 'stop-ripng') && this.ripng) return this.ripng.do(action);
    const done = await device.do(action);
    if (!done.ok || !enables(action)) return done;
    // A veth whose peer went down loses its carrier too, and drops what is sent until its own kernel has noticed it again.
    const problem = await this.prepared?.testerEnds?.get(action.link)?.whenRunning();
    return problem === undefined ? done : actionFailed(action.kind, `the tester's end: ${problem}`);
  }

  /** A box that others use keeps its shape. */
  async arrange(wanted: Testbed, plays: Role): Promise<Result<void, string>> {
    const isOurs = this.prepared?.namespaces !== undefined;
    return isOurs && this.arrangement ? this.arrangement.arrange(wanted, plays) : ok(undefined);
  }

  async state(link: string): Promise<Result<InterfaceState, ActionError>> {
    const device = this.devices.get(link);
    const read = device ? await device.readInterface() : failed(`the device has no ${link}`);
    return read.ok ? read : { ok: false, error: { kind: 'failed', action: 'reset', detail: read.error } };
  }

  async cleanUp(): Promise<Result<void, string>> {
    const tunnels = await this.tunnels?.cleanUp();
    if (tunnels?.ok === false) return tunnels;
    await this.ripng?.cleanUp();
    return this.arrangement?.restore() ?? ok(undefined);
  }

  async close(): Promise<void> {
    const { prepared } = this;
    this.prepared = undefined;
    if (prepared === undefined) return;
    await prepared.host.stopAll();
    this.forget();
    await prepared.namespaces?.remove();
  }
}

async function useAll(arrangement: LinuxArrangement, links: Iterable<string>): Promise<Result<void, string>> {
  for (const link of links) {
    const used = await arrangement.use(link);
    if (!used.ok) return used;
  }
  return ok(undefined);
}

/** What a killed run left, with the command that removes it. */
export const leftovers = (): readonly { readonly what: string; readonly type: string }[] =>
  leftoverNamespaces().map((name) => ({ what: `network namespace ${name} of a run that was killed`, type: `sudo ip netns del ${name}` }));
