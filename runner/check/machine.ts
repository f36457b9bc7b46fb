import { leftovers } from '../adapters/linux.js';
import { daemonOf } from '../adapters/linux-firmware.js';
import { localHost, type LinuxHost } from '../adapters/linux-host.js';
import { ROUTING_PACKAGES, type RoutingSuite } from '../adapters/routing/routing-programs.js';
import { runProgram } from '../adapters/run-program.js';
import { loadCap } from '../links/nic/cap-module.js';
import { describeMissingModule } from '../links/nic/problems.js';
import { fine, problem, type Finding } from './finding.js';

/** Programs that live runs start, with the package that brings each. */
const PROGRAMS: Readonly<Record<string, readonly [package_: string, ...question: string[]]>> = {
  ip: ['iproute2', '-V'],
  sysctl: ['procps', '--version'],
  ethtool: ['ethtool', '--version'],
  ping: ['iputils-ping', '-V'],
  stdbuf: ['coreutils', '--version'],
};

/** What this machine needs for a device on real links. */
export async function checkMachine(programs: readonly (keyof typeof PROGRAMS)[]): Promise<readonly Finding[]> {
  return [checkRights(), ...(await checkPrograms(programs)), ...(await checkCapture()), ...checkLeftovers()];
}

function checkRights(): Finding {
  const isRoot = process.getuid?.() === 0;
  return isRoot ? fine('rights', 'root') : problem('rights', 'raw frames and namespaces need root', 'run the same command with sudo');
}

async function checkPrograms(programs: readonly string[]): Promise<readonly Finding[]> {
  const missing: Finding[] = [];
  for (const program of programs) {
    const [name = program, ...question] = PROGRAMS[program] ?? [];
    const { code } = await runProgram([program, ...question]);
    if (code === 'ENOENT') missing.push(problem('programs', `${program} is not installed`, `sudo apt-get install ${name}`));
  }
  return missing.length > 0 ? missing : [fine('programs', programs.join(', '))];
}

async function checkCapture(): Promise<readonly Finding[]> {
  try {
    await loadCap();
  } catch (error) {
    const { detail } = describeMissingModule((error as Error).message.split('\n')[0] ?? '');
    return [problem('module cap', detail)];
  }
  // The module looks for the name without a version at run time; without it frames arrive up to a second late.
  const { code, stdout } = await runProgram(['ldconfig', '-p']);
  const found = code !== 0 || /\blibpcap\.so \(/.test(stdout);
  return [
    found
      ? fine('module cap', 'loaded, libpcap found')
      : problem('module cap', 'libpcap.so is missing: frames would arrive late', 'sudo apt-get install libpcap-dev'),
  ];
}

/** The daemon that speaks the routing protocols on this machine. */
export async function checkRouting(routing: RoutingSuite, host: Pick<LinuxHost, 'run'> = localHost): Promise<Finding> {
  const { program, package: name } = ROUTING_PACKAGES[routing];
  const version = await daemonOf(host, routing);
  if (version !== undefined) return fine('routing', version);
  const isThere = (await host.run(['test', '-x', program])).code === 0;
  return isThere
    ? problem('routing', `${program} does not say its version`, `try: ${program} --version`)
    : problem('routing', `${program} is not installed`, `sudo apt-get install ${name}`);
}

const checkLeftovers = (): readonly Finding[] => leftovers().map(({ what, type }) => problem('leftovers', what, type));
