import { setTimeout as sleep } from 'node:timers/promises';
import { formatAddress, isLinkLocal } from '../../reference/net/address.js';
import { equalOctets } from '../../reference/net/octets.js';
import { failed, ok, type Result } from '../../reference/net/result.js';
import type { DeviceAddress } from '../../suites/kit/action.js';
import type { LinuxDevice } from './linux-device.js';
import type { LinuxHost } from './linux-host.js';
import { flushAndRead, type LinuxSnapshot } from './linux-snapshot.js';

/** Duplicate Address Detection after a reset takes up to 2 s, with the largest number of probes that a test sets a few more. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 100;
/** The carrier of a link that was taken down and up again needs a moment before the kernel makes addresses. */
const BOUNCE_PAUSE_MS = 2_000;

/** What has to be done to get back to the baseline; `waiting` when time alone will do it. */
interface Repairs {
  /** Takes the interface down and up again: not to be repeated at once. */
  readonly bounce: readonly string[];
  readonly ip: readonly string[];
  readonly variables: readonly string[];
  readonly waiting: readonly string[];
}

/**
 * Brings the interface back to the baseline and verifies it: reads, repairs what differs, reads again, until nothing
 * does. Most tests leave only neighbours behind, which costs two processes.
 */
export async function restore(host: LinuxHost, device: LinuxDevice, baseline: LinuxSnapshot): Promise<Result<void, string>> {
  await device.router.cleanUp();
  await device.programs.cleanUp();
  await host.stopAll();
  const deadline = performance.now() + PATIENCE_MS;
  let bounceAgainAt = 0;
  for (;;) {
    const now = await flushAndRead(host, device);
    if (!now.ok) return now;
    const { bounce, ip, variables, waiting } = repairs(device, now.value, baseline);
    const left = [...bounce, ...ip, ...variables, ...waiting];
    if (left.length === 0) return ok(undefined);
    if (performance.now() > deadline) return failed(`${host.name}, ${device.dev} is not as before the test: ${left.join('; ')}`);
    const bounces = bounce.length > 0 && performance.now() >= bounceAgainAt;
    if (bounces) bounceAgainAt = performance.now() + BOUNCE_PAUSE_MS;
    const commands = [...(bounces ? bounce : []), ...ip];
    if (commands.length > 0) await device.batch(commands, ['-force']);
    if (variables.length > 0) await host.run(['sysctl', '-q', '-w', ...variables]);
    if (commands.length === 0 || waiting.length > 0) await sleep(PAUSE_MS);
  }
}

function repairs(device: LinuxDevice, now: LinuxSnapshot, baseline: LinuxSnapshot): Repairs {
  const { dev } = device;
  const down = `link set dev ${dev} down`;
  const up = `link set dev ${dev} up`;
  const variables = [...baseline.variables]
    .filter(([name, value]) => now.variables.get(name) !== value)
    .map(([name, value]) => `${name}=${value}`);
  if (!equalOctets(now.linkLayerAddress, baseline.linkLayerAddress)) {
    return { bounce: [down, ...device.renaming(baseline.linkLayerAddress), up], ip: [], variables, waiting: [] };
  }
  if (!now.up) return { bounce: [], ip: [up], variables, waiting: [] };
  const lost = baseline.addresses.filter((wanted) => !now.addresses.some((held) => same(held, wanted) && held.state !== 'duplicated'));
  // The kernel makes the link-local address by itself when the interface comes up, and only then.
  if (lost.some((address) => isLinkLocal(address.address))) return { bounce: [down, up], ip: [], variables, waiting: [] };
  return { bounce: [], ip: smallRepairs(dev, now, baseline, lost), variables, waiting: unsettled(now) };
}

function smallRepairs(dev: string, now: LinuxSnapshot, baseline: LinuxSnapshot, lost: readonly DeviceAddress[]): readonly string[] {
  const spare = now.addresses.filter((held) => !baseline.addresses.some((wanted) => same(held, wanted)));
  return [
    ...spare.map((address) => `addr del ${inCommand(address)} dev ${dev}`),
    ...lost.map((address) => `addr replace ${inCommand(address)} dev ${dev}`),
    ...now.routes.filter((route) => !baseline.routes.includes(route)).map((route) => `route del ${route}`),
    ...baseline.routes.filter((route) => !now.routes.includes(route)).map((route) => `route add ${route}`),
    ...now.neighbors.map((neighbor) => `neigh flush dev ${dev} to ${neighbor.split(' ')[0] ?? ''}`),
  ];
}

const unsettled = (now: LinuxSnapshot): readonly string[] =>
  now.addresses
    .filter(({ state }) => state === 'tentative' || state === 'optimistic')
    .map(({ address, state }) => `${formatAddress(address)} is ${state}`);

const same = (a: DeviceAddress, b: DeviceAddress): boolean => equalOctets(a.address, b.address) && a.prefixLength === b.prefixLength;

const inCommand = ({ address, prefixLength }: DeviceAddress): string => `${formatAddress(address)}/${prefixLength}`;

/** Waits until the interface is up with a link-local address that is its own, and takes that as the state to come back to. */
export async function settle(host: LinuxHost, device: LinuxDevice): Promise<Result<LinuxSnapshot, string>> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const now = await flushAndRead(host, device);
    if (!now.ok) return now;
    const linkLocal = now.value.addresses.find(({ address }) => isLinkLocal(address));
    if (linkLocal?.state === 'preferred' && unsettled(now.value).length === 0) return now;
    if (performance.now() > deadline) {
      const found = linkLocal === undefined ? 'no link-local address' : `link-local address ${linkLocal.state}`;
      return failed(`${host.name}, ${device.dev}: ${now.value.up ? found : 'interface is down'} after ${PATIENCE_MS / 1_000} s`);
    }
    await sleep(PAUSE_MS);
  }
}
