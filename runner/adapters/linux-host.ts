import { spawn, type ChildProcess } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, ok, type Result } from '../../reference/net/result.js';
import { inNamespace } from '../links/nic/interface-facts.js';
import { complaint, runProgram, type Outcome, type ProgramOptions } from './run-program.js';

/** A Linux system that takes commands as argument vectors: a namespace of this machine, or a box over ssh. */
export interface LinuxHost {
  readonly name: string;
  run(command: readonly string[], options?: ProgramOptions): Promise<Outcome>;
  /** Starts a program that may run for a while. Resolves to its complaint when it fails at once, to undefined when it speaks. */
  start(command: readonly string[]): Promise<string | undefined>;
  /** The same for a program that says something when it is ready: resolves to what it said. */
  startAndHear(command: readonly string[]): Promise<Result<string, string>>;
  /** Ends every started program and waits for that. */
  stopAll(): Promise<void>;
  /** As `stopAll`, without waiting: for the exit of this process. */
  killAll(): void;
}

/** A program that has said nothing for so long has begun, and is silent by nature. */
const SILENCE_MS = 500;

function hostOf(name: string, wrap: (command: readonly string[]) => readonly string[], starter: readonly string[] = []): LinuxHost {
  const started = new Set<ChildProcess>();
  return {
    name,
    run: (command, options) => runProgram(wrap(command), options),
    start: async (command) => (await startProgram(wrap([...starter, ...command]), started)).complaint,
    async startAndHear(command) {
      const { complaint: problem, said } = await startProgram(wrap([...starter, ...command]), started);
      return said === undefined ? failed(problem ?? `${command[0]} said nothing within ${SILENCE_MS} ms`) : ok(said);
    },
    async stopAll() {
      const ends = [...started].map((child) => new Promise((resolve) => child.once('exit', resolve)));
      for (const child of started) child.kill('SIGKILL');
      await Promise.all(ends);
    },
    killAll() {
      for (const child of started) child.kill('SIGKILL');
    },
  };
}

interface Beginning {
  readonly complaint?: string | undefined;
  readonly said?: string;
}

function startProgram(command: readonly string[], started: Set<ChildProcess>): Promise<Beginning> {
  const [program = '', ...parameters] = command;
  return new Promise((resolve) => {
    const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
    started.add(child);
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => resolve({ said: text.trim() }));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-2_000);
    });
    const patience = setTimeout(() => resolve({}), SILENCE_MS);
    const end = (outcome: Outcome, hasFailed: boolean): void => {
      clearTimeout(patience);
      resolve({ complaint: hasFailed ? complaint(command, outcome) : undefined });
    };
    child.once('exit', () => started.delete(child));
    child.once('error', (error: NodeJS.ErrnoException) => {
      started.delete(child);
      end({ code: error.code ?? -1, stdout: '', stderr }, true);
    });
    // ping ends with 1 when nobody answered, which is no failure of ours.
    child.once('close', (code) => end({ code: code ?? -1, stdout: '', stderr }, code !== null && code > 1));
  });
}

/** ping says that it begins once its addresses are bound, but into a pipe it says so at its end: `stdbuf` sees to that. */
export const namespaceHost = (namespace: string): LinuxHost =>
  hostOf(`namespace ${namespace}`, (command) => inNamespace(namespace, command), ['stdbuf', '-oL']);

/** This machine itself, where the namespaces of a run are made. */
export const localHost: LinuxHost = hostOf('this machine', (command) => command);

export interface SshTarget {
  readonly host: string;
  readonly user?: string | undefined;
  readonly sshArguments: readonly string[];
}

/** ssh hands the remote shell one string: every argument is quoted. One connection serves the whole run. */
export function sshHost({ host, user, sshArguments }: SshTarget): LinuxHost {
  const target = user === undefined ? host : `${user}@${host}`;
  const sharing = [
    '-o',
    'ControlMaster=auto',
    '-o',
    `ControlPath=${join(tmpdir(), `sixproof-${process.pid}-%C`)}`,
    '-o',
    'ControlPersist=30',
  ];
  const ssh = ['ssh', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=10', ...sharing, ...sshArguments, '--', target];
  return hostOf(target, (command) => [...ssh, command.map(quoted).join(' ')]);
}

const quoted = (argument: string): string => `'${argument.replaceAll("'", `'\\''`)}'`;
