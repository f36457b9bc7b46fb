import type { LinuxHost } from './linux-host.js';
import type { Outcome } from './run-program.js';
import { ROUTING_PACKAGES, type RoutingSuite } from './routing/routing-programs.js';

/** A box that needs longer to say what it runs is left to the adapter, which says that it cannot be reached. */
const PATIENCE_MS = 20_000;

/**
 * What a Linux system runs: `Linux 6.18.0`, before it the routing daemon that is to be started, `BIRD 2.0.12, Linux 6.18.0`.
 * Undefined when neither can be learnt. A box that was not reached is not asked again: its user would wait twice.
 */
export async function linuxFirmware(host: Pick<LinuxHost, 'run'>, routing?: RoutingSuite): Promise<string | undefined> {
  const answer = await host.run(['uname', '-sr'], { timeoutMs: PATIENCE_MS });
  if (answer.code === SSH_FAILED || answer.code === 'TIMEOUT') return undefined;
  const daemon = routing === undefined ? undefined : await daemonOf(host, routing);
  const known = [daemon, kernelIn(answer)].filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known.join(', ');
}

/** ssh itself ends so, whatever the command would have ended with. */
const SSH_FAILED = 255;

/** Two words of characters that can be shown: what a login prints before them, banners and colours, is no kernel. */
const KERNEL = /^[!-~]{1,80} [!-~]{1,80}$/;

function kernelIn({ code, stdout }: Outcome): string | undefined {
  const lines = stdout.split('\n').map((line) => line.trim());
  return code === 0 ? lines.findLast((line) => KERNEL.test(line)) : undefined;
}

/** `BIRD 2.0.12`. FRR tells its version on standard output, BIRD on standard error. */
export async function daemonOf(host: Pick<LinuxHost, 'run'>, routing: RoutingSuite): Promise<string | undefined> {
  const { title, program } = ROUTING_PACKAGES[routing];
  const { stdout, stderr } = await host.run([program, '--version'], { timeoutMs: PATIENCE_MS });
  const [, version] = /\bversion (\d[!-~]{0,79})/.exec(stdout + stderr) ?? [];
  return version === undefined ? undefined : `${title} ${version}`;
}
