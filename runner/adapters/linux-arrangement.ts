import { failed, ok, type Result } from '../../reference/net/result.js';
import type { Action, ActionError } from '../../suites/kit/action.js';
import type { Role } from '../../suites/kit/requirement.js';
import type { Testbed } from '../../suites/kit/testbed.js';
import { restore, settle } from './linux-cleanup.js';
import { FORWARDING, type LinuxDevice } from './linux-device.js';
import type { LinuxHost } from './linux-host.js';
import type { LinuxSnapshot } from './linux-snapshot.js';
import { complaint } from './run-program.js';

const IPV4_FORWARDING = 'net.ipv4.ip_forward';

type Perform = (action: Action) => Promise<Result<void, ActionError>>;

/** The shape that a Linux system has: which of its interfaces are used, in which part, and what each comes back to after a test. */
export class LinuxArrangement {
  /** Of each interface that is used, by its link. */
  private readonly baselines = new Map<string, LinuxSnapshot>();
  private readonly opaque = new Set<string>();
  private part: Role = 'host';

  /** `perform` returns when the link has come up at both ends. */
  constructor(
    private readonly host: LinuxHost,
    private readonly devices: ReadonlyMap<string, LinuxDevice>,
    private readonly perform: Perform,
  ) {}

  /** Takes an interface as it is. */
  async use(link: string): Promise<Result<void, string>> {
    const device = this.devices.get(link);
    const baseline = device ? await settle(this.host, device) : failed(`the device has no ${link}`);
    if (!baseline.ok) return baseline;
    this.baselines.set(link, baseline.value);
    return ok(undefined);
  }

  /**
   * Interfaces are up while the testbed has their link: an address more on an interface beside would be one more to choose
   * from. What they learnt in another part they forget.
   */
  async arrange({ links, identifiers }: Testbed, plays: Role): Promise<Result<void, string>> {
    const changesPart = plays !== this.part;
    const problem = changesPart ? await this.play(plays) : undefined;
    if (problem !== undefined) return failed(problem);
    for (const [link, device] of this.devices) {
      if (!links.includes(link)) {
        const left = await this.leave(link);
        if (!left.ok) return left;
        continue;
      }
      const changed = await this.bring(link, device, identifiers ?? 'hardware', changesPart);
      if (!changed.ok) return changed;
      const used = changed.value ? await this.use(link) : ok(undefined);
      if (!used.ok) return used;
    }
    return ok(undefined);
  }

  /** Brings every interface that is used back to what it was before the test. */
  async restore(): Promise<Result<void, string>> {
    for (const [link, baseline] of this.baselines) {
      const device = this.devices.get(link);
      const restored = device ? await restore(this.host, device, baseline) : ok(undefined);
      if (!restored.ok) return restored;
    }
    return ok(undefined);
  }

  private async play(plays: Role): Promise<string | undefined> {
    const on = plays === 'router' ? 1 : 0;
    // A router of IPv4 too: tunnels carry both.
    const command = ['sysctl', '-q', '-w', `${FORWARDING}=${on}`, `${IPV4_FORWARDING}=${on}`];
    const outcome = await this.host.run(command);
    if (outcome.code !== 0) return complaint(command, outcome);
    this.part = plays;
    return undefined;
  }

  /** Whether the interface had to be changed for it. */
  private async bring(
    link: string,
    device: LinuxDevice,
    identifiers: 'hardware' | 'opaque',
    changesPart: boolean,
  ): Promise<Result<boolean, string>> {
    if (this.opaque.has(link) !== (identifiers === 'opaque')) {
      const problem = await device.formIdentifiers(identifiers);
      if (problem !== undefined) return failed(problem);
      if (identifiers === 'opaque') this.opaque.add(link);
      else this.opaque.delete(link);
      return ok(true);
    }
    const isUsed = this.baselines.has(link);
    if (isUsed && !changesPart) return ok(false);
    const done = await this.perform({ kind: isUsed ? 'reset' : 'interface-up', link });
    return done.ok ? ok(true) : failed(done.error.detail);
  }

  private async leave(link: string): Promise<Result<void, string>> {
    if (!this.baselines.delete(link)) return ok(undefined);
    const done = await this.perform({ kind: 'interface-down', link });
    return done.ok ? done : failed(done.error.detail);
  }
}
