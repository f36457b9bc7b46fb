import { formatIpv4Address } from '../../reference/net/ipv4-address.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { ActionError } from '../../suites/kit/action.js';
import type {
  AddIpv4Address,
  AddIpv4Tunnel,
  AddIpv6Tunnel,
  AddTunnel,
  RemoveIpv4Address,
  RemoveTunnel,
} from '../../suites/kit/tunnel-action.js';
import { actionFailed, unsupported } from './adapter.js';
import type { LinuxHost } from './linux-host.js';
import { complaint } from './run-program.js';
import { addressesOf, endsOf, routesOf } from './tunnel-parameters.js';

/** What `ip` says on a kernel without the module for a kind of tunnel, to `ip tunnel` and to `ip link`. */
const NO_SUCH_KIND = /No such device|Unknown device type|Operation not supported/;

/** The tunnels that were made on a Linux host, with the IPv4 addresses for them, so that they can be taken away again. */
export class LinuxTunnels {
  readonly #host: LinuxHost;
  readonly #made = new Set<string>();
  readonly #addresses = new Map<string, { readonly text: string; readonly dev: string }>();

  constructor(host: LinuxHost) {
    this.#host = host;
  }

  /** Makes a tunnel over an interface; a kernel that has no such tunnels cannot do it. */
  async add(action: AddTunnel, dev: string): Promise<Result<void, ActionError>> {
    if (action.family === 'ipv4' && action.hopLimit !== undefined && action.mtu !== 'dynamic')
      return unsupported(action.kind, 'Linux takes a time to live of its own for a tunnel only together with path MTU discovery');
    if (action.ecn !== undefined) return unsupported(action.kind, 'Linux has no choice about marks of congestion (RFC 6040)');
    const [create = [], ...rest] = tunnelCommands(action, dev);
    const created = await this.#host.run(['ip', ...create]);
    if (created.code !== 0) {
      const says = complaint(['ip', ...create], created);
      return NO_SUCH_KIND.test(says)
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

  /** The IPv4 addresses that tunnels over IPv4 begin at. */
  async addAddress({ kind, address, prefixLength }: AddIpv4Address, dev: string): Promise<Result<void, ActionError>> {
    const text = `${formatIpv4Address(address)}/${prefixLength}`;
    const command = ['ip', '-4', 'addr', 'add', text, 'dev', dev];
    const outcome = await this.#host.run(command);
    if (outcome.code !== 0) return actionFailed(kind, complaint(command, outcome));
    this.#addresses.set(formatIpv4Address(address), { text, dev });
    return ok(undefined);
  }

  async removeAddress({ kind, address }: RemoveIpv4Address): Promise<Result<void, ActionError>> {
    const gone = await this.#deleteAddress(formatIpv4Address(address));
    return gone.ok ? gone : actionFailed(kind, gone.error);
  }

  /** Takes away what tests have left. */
  async cleanUp(): Promise<Result<void, string>> {
    for (const address of this.#addresses.keys()) {
      const gone = await this.#deleteAddress(address);
      if (!gone.ok) return gone;
    }
    for (const name of this.#made) {
      const gone = await this.#delete(name);
      if (!gone.ok) return gone;
    }
    return ok(undefined);
  }

  async #deleteAddress(address: string): Promise<Result<void, string>> {
    const known = this.#addresses.get(address);
    if (known === undefined) return failed(`no test has added ${address}`);
    const command = ['ip', '-4', 'addr', 'del', known.text, 'dev', known.dev];
    const outcome = await this.#host.run(command);
    if (outcome.code !== 0) return failed(complaint(command, outcome));
    this.#addresses.delete(address);
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
  const { name } = action;
  const { local, remote } = endsOf(action);
  const ends = ['local', local, 'remote', remote, 'dev', dev];
  const make =
    action.family === 'ipv6'
      ? ['-6', 'tunnel', 'add', name, 'mode', 'any', ...ends, ...ipv6Settings(action)]
      : carriesIpv4(action)
        ? // `ip tunnel` takes "any" for a mode of tunnels over IPv6.
          ['link', 'add', 'name', name, 'type', 'sit', 'mode', 'any', ...ends, ...ipv4Settings(action)]
        : ['tunnel', 'add', name, 'mode', 'sit', ...ends, ...ipv4Settings(action)];
  const mtu = action.family === 'ipv4' && typeof action.mtu === 'number' ? ['mtu', String(action.mtu)] : [];
  return [
    make,
    ['link', 'set', 'dev', name, ...mtu, 'up'],
    ...addressesOf(action).map((address) => ['addr', 'add', address, 'dev', name, ...(address.includes(':') ? ['nodad'] : [])]),
    ...routesOf(action).map((prefix) => [prefix.includes(':') ? '-6' : '-4', 'route', 'add', prefix, 'dev', name]),
  ];
}

const carriesIpv4 = ({ ipv4Addresses = [], ipv4Routes = [] }: AddTunnel): boolean => ipv4Addresses.length + ipv4Routes.length > 0;

function ipv6Settings({ hopLimit, trafficClass, flowLabel, encapsulationLimit }: AddIpv6Tunnel): readonly string[] {
  return [
    ...(encapsulationLimit === undefined ? [] : ['encaplimit', String(encapsulationLimit)]),
    ...(hopLimit === undefined ? [] : ['hoplimit', String(hopLimit)]),
    ...(trafficClass === undefined ? [] : ['tclass', classText(trafficClass)]),
    ...(flowLabel === undefined ? [] : ['flowlabel', `0x${flowLabel.toString(16)}`]),
  ];
}

/** Without a static MTU Linux follows the path, which it calls pmtudisc; a time to live of its own needs that. */
function ipv4Settings({ hopLimit, trafficClass, mtu }: AddIpv4Tunnel): readonly string[] {
  return [
    mtu === 'dynamic' ? 'pmtudisc' : 'nopmtudisc',
    ...(hopLimit === undefined || mtu !== 'dynamic' ? [] : ['ttl', String(hopLimit)]),
    ...(trafficClass === undefined ? [] : ['tos', classText(trafficClass)]),
  ];
}

const classText = (trafficClass: number | 'copied'): string => (trafficClass === 'copied' ? 'inherit' : `0x${trafficClass.toString(16)}`);
