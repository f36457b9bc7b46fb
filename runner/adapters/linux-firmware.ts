import type { LinuxHost } from './linux-host.js';
import { ROUTING_PACKAGES, type RoutingSuite } from './routing/routing-programs.js';

/** A box that needs longer to say what it runs is left to the adapter, which says that it cannot be reached. */
const PATIENCE_MS = 20_000;

/**
 * What a Linux system runs: `Linux 6.18.0`, before it the routing daemon that is to be started, `BIRD 2.0.12, Linux 6.18.0`.
 * Undefined when neither can be learnt.
 */
export async function linuxFirmware(host: Pick<LinuxHost, 'run'>, routing?: RoutingSuite): Promise<string | undefined> {
  const kernel = await kernelOf(host);
  const daemon = routing === undefined ? undefined : await daemonOf(host, routing);
  const known = [daemon, kernel].filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known.join(', ');
}

async function kernelOf(host: Pick<LinuxHost, 'run'>): Promise<string | undefined> {
  const { code, stdout } = await host.run(['uname', '-sr'], { timeoutMs: PATIENCE_MS });
  return code === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

/** `BIRD 2.0.12`. FRR tells its version on standard output, BIRD on standard error. */
export async function daemonOf(host: Pick<LinuxHost, 'run'>, routing: RoutingSuite): Promise<string | undefined> {
  const { title, program } = ROUTING_PACKAGES[routing];
  const { stdout, stderr } = await host.run([program, '--version'], { timeoutMs: PATIENCE_MS });
  const [, version] = /\bversion (\d\S*)/.exec(stdout + stderr) ?? [];
  return version === undefined ? undefined : `${title} ${version}`;
}
