import { parseAddress } from '../../reference/net/address.js';
import { parseLinkLayerAddress } from '../../reference/net/link-layer-address.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { DeviceAddress, InterfaceState } from '../../suites/kit/action.js';

/** What `ip -json addr show dev X` prints, as far as it is read. */
interface IpInterface {
  readonly ifname?: string;
  readonly address?: string;
  readonly flags?: readonly string[];
  readonly operstate?: string;
  readonly mtu?: number;
  readonly addr_info?: readonly IpAddress[];
}

interface IpAddress {
  readonly family?: string;
  readonly local?: string;
  readonly prefixlen?: number;
  readonly tentative?: boolean;
  readonly optimistic?: boolean;
  readonly dadfailed?: boolean;
  readonly deprecated?: boolean;
}

export interface LinuxInterface extends InterfaceState {
  readonly up: boolean;
  /** Up, with a carrier that the kernel has taken note of; also true where the driver does not say. */
  readonly running: boolean;
}

/** Reads the JSON of iproute2. The error says what was wrong with it. */
export function readIpAddresses(text: string): Result<LinuxInterface, string> {
  const found = firstInterface(text);
  if (found === undefined) return failed(`ip printed no interface: ${text.slice(0, 80)}`);
  const linkLayerAddress = parseLinkLayerAddress(found.address ?? '');
  if (linkLayerAddress === undefined) return failed(`the link-layer address of ${found.ifname} is "${found.address ?? ''}", not 48 bits`);
  const addresses = (found.addr_info ?? []).flatMap((info) => readAddress(info));
  return ok({ linkLayerAddress, addresses, up: found.flags?.includes('UP') ?? false, running: isRunning(found) });
}

const isRunning = ({ flags, operstate }: IpInterface): boolean =>
  operstate === undefined || operstate === 'UNKNOWN' ? (flags?.includes('LOWER_UP') ?? false) : operstate === 'UP';

function firstInterface(text: string): IpInterface | undefined {
  try {
    return (JSON.parse(text) as readonly IpInterface[]).find((one) => one.ifname !== undefined);
  } catch {
    return undefined;
  }
}

function readAddress(info: IpAddress): DeviceAddress[] {
  if (info.family !== 'inet6' || info.local === undefined) return [];
  const parsed = parseAddress(info.local);
  if (!parsed.ok) return [];
  return [{ address: parsed.value, prefixLength: info.prefixlen ?? 128, state: stateOf(info) }];
}

/** A failed address keeps the tentative flag, and an optimistic one has it as well. */
function stateOf({ dadfailed, optimistic, tentative, deprecated }: IpAddress): DeviceAddress['state'] {
  if (dadfailed === true) return 'duplicated';
  if (optimistic === true) return 'optimistic';
  if (tentative === true) return 'tentative';
  return deprecated === true ? 'deprecated' : 'preferred';
}
