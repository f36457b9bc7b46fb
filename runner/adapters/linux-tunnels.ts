import { formatAddress } from '../../reference/net/address.js';
import { formatPrefix } from '../../reference/net/prefix.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { ActionError } from '../../suites/kit/action.js';
import type { AddTunnel, RemoveTunnel } from '../../suites/kit/tunnel-action.js';
import { actionFailed, unsupported } from './adapter.js';
import type { LinuxHost } from './linux-host.js';
import { complaint } from './run-program.js';

/** What `ip` says on a kernel without the module for a kind of tunnel. */
const NO_SUCH_KIND = 'No such device';

/** The tunnels that were made on a Linux host, so that they can be taken away again. */
export class LinuxTunnels {
  readonly #host: LinuxHost;
  readonly #made = new Set<string>();

  constructor(host: LinuxHost) {
    this.#host = host;
  }

  /** Makes a tunnel over an interface; a kernel that has no such tunnels cannot do it. */
  async add(action: AddTunnel, dev: string): Promise<Result<void, ActionError>> {
    if (action.ecn !== undefined) return unsupported(action.kind, 'Linux has no choice about marks of congestion (RFC 6040)');
    const [create = [], ...rest] = tunnelCommands(action, dev);
    const created = await this.#host.run(['ip', ...create]);
    if (created.code !== 0) {
      const says = complaint(['ip', ...create], created);
      return says.includes(NO_SUCH_KIND)
        ? unsupported(action.kind, `the kernel has no tunnels of this kind: ${says}`)
        : actionFailed(action.kind, says);
    }
    this.#made.add(action.name);
    for (const command of rest) {
      const outcome = await this.#host.run(['ip', ...command]);
      if (outcome.code !== 0) return actionFailed(action.kind, complaint(['ip', ...command], outcome));
    }
    return ok(undefined);
  }

  async remove({ kind, name }: RemoveTunnel): Promise<Result<void, ActionError>> {
    const gone = await this.#delete(name);
    return gone.ok ? gone : actionFailed(kind, gone.error);
  }

  /** Takes away what tests have left. */
  async cleanUp(): Promise<Result<void, string>> {
    for (const name of this.#made) {
      const gone = await this.#delete(name);
      if (!gone.ok) return gone;
    }
    return ok(undefined);
  }

  async #delete(name: string): Promise<Result<void, string>> {
    const command = ['ip', 'link', 'del', 'dev', name];
    const outcome = await this.#host.run(command);
    if (outcome.code !== 0) return failed(complaint(command, outcome));
    this.#made.delete(name);
    return ok(undefined);
  }
}

/** What `ip` is told, one argument vector after the other; the first makes the tunnel. */
export function tunnelCommands(action: AddTunnel, dev: string): readonly (readonly string[])[] {
  const { name, local, remote, addresses, routes } = action;
  const ends = ['local', formatAddress(local), 'remote', formatAddress(remote), 'dev', dev];
  return [
    ['-6', 'tunnel', 'add', name, 'mode', 'any', ...ends, ...ipv6Settings(action)],
    ['link', 'set', 'dev', name, 'up'],
    ...addresses.map(({ address, prefixLength }) => [
      '-6',
      'addr',
      'add',
      `${formatAddress(address)}/${prefixLength}`,
      'dev',
      name,
      'nodad',
    ]),
    ...routes.map((prefix) => ['-6', 'route', 'add', formatPrefix(prefix), 'dev', name]),
  ];
}

function ipv6Settings({ hopLimit, trafficClass, flowLabel, encapsulationLimit }: AddTunnel): readonly string[] {
  return [
    ...(encapsulationLimit === undefined ? [] : ['encaplimit', String(encapsulationLimit)]),
    ...(hopLimit === undefined ? [] : ['hoplimit', String(hopLimit)]),
    ...(trafficClass === undefined ? [] : ['tclass', trafficClass === 'copied' ? 'inherit' : `0x${trafficClass.toString(16)}`]),
    ...(flowLabel === undefined ? [] : ['flowlabel', `0x${flowLabel.toString(16)}`]),
  ];
}
