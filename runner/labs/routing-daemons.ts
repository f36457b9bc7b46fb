import { chownSync, statSync, writeFileSync } from 'node:fs';
import { birdCommand, birdSocket, daemonFiles, frrCommand, RIPNGD, ZEBRA } from '../adapters/routing/routing-programs.js';
import { runProgram, type Outcome } from '../adapters/run-program.js';
import { eventually } from './lab-namespaces.js';
import { ownFolder, type OwnFolder } from './own-folder.js';
import { startProgram, type StartedProgram } from './started-program.js';

/** What belongs to the user that FRR's daemons turn into. */
const OF_FRR = '/var/log/frr';

/** A routing program in a namespace of its own, with configuration and sockets in a directory of its own. */
export interface RoutingDaemon {
  /** Asks it, in its own language. */
  ask(question: string): Promise<Outcome>;
  /** It has no time to say good-bye: neighbours hear no more of it. */
  kill(): Promise<void>;
  stop(): Promise<void>;
  complaints(): string;
}

/** FRR: `zebra`, which knows the kernel's routes and sets them, and `ripngd`. */
export async function startFrr(namespace: string, ripngd: readonly string[]): Promise<RoutingDaemon> {
  const own = ownFolder('frr');
  const folder = own.path;
  const { uid, gid } = statSync(OF_FRR);
  const daemon = (program: string, name: string, configuration: readonly string[]): StartedProgram => {
    const files = daemonFiles(folder, name);
    writeFileSync(files.conf, `${configuration.join('\n')}\n`);
    return startProgram(namespace, ...frrCommand(program, files));
  };
  chownSync(folder, uid, gid);
  const ask = (question: string): Promise<Outcome> => runProgram(['vtysh', '--vty_socket', folder, '-c', question]);
  const zebra = daemon(ZEBRA, 'zebra', ['hostname lab']);
  await zebra.says(/zebra .* starting/);
  const routing = daemon(RIPNGD, 'ripngd', ['hostname lab', ...ripngd]);
  await routing.says(/ripngd .* starting/);
  return running([routing, zebra], own, ask);
}

/** BIRD 2. */
export async function startBird(namespace: string, configuration: readonly string[]): Promise<RoutingDaemon> {
  const own = ownFolder('bird');
  const folder = own.path;
  const files = daemonFiles(folder, 'bird');
  writeFileSync(files.conf, `${configuration.join('\n')}\n`);
  const bird = startProgram(namespace, ...birdCommand(files));
  const ask = (question: string): Promise<Outcome> => runProgram(['birdc', '-s', birdSocket(folder), ...question.split(' ')]);
  await eventually(async () => (await ask('show status')).code === 0);
  return running([bird], own, ask);
}

function running(programs: readonly StartedProgram[], folder: OwnFolder, ask: RoutingDaemon['ask']): RoutingDaemon {
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    for (const program of programs) await program.end(signal);
  };
  return {
    ask,
    kill: () => end('SIGKILL'),
    async stop() {
      await end('SIGTERM');
      folder.remove();
    },
    complaints: () => programs.map((program) => program.lines().join('\n') + program.complaints()).join('\n'),
  };
}
