import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './two-namespaces.js';

/** A program of this project that runs beside the lab. */
export interface StartedProgram {
  readonly pid: number;
  /** Lines on stdout so far. */
  lines(): readonly string[];
  complaints(): string;
  /** Whether the line was printed in time. */
  says(line: string | RegExp, withinMs?: number): Promise<boolean>;
  /** Sends a signal and resolves to the exit code, or the name of the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | string>;
  /** As it ends by itself. */
  readonly ended: Promise<number | string>;
}

const here = fileURLToPath(import.meta.url);
const isCompiled = here.endsWith('.js');
const loader = isCompiled ? [] : ['--import', import.meta.resolve('tsx')];

/** Starts `sixproof` inside a namespace. */
export const startSixproof = (namespace: string | undefined, ...words: readonly string[]): StartedProgram =>
  start(namespace, [], '../main', words);

/** Our router in a namespace, once it is ready; its file lies in the folder. */
export async function startRouter(
  namespace: string,
  folder: string,
  settings: { readonly name: string },
  withinMs = 60_000,
): Promise<StartedProgram> {
  const file = join(folder, `${settings.name}.yaml`);
  writeFileSync(file, JSON.stringify(settings));
  const node = startSixproof(namespace, 'node', '--config', file, '--seed', '7');
  const isReady = await node.says('ready', withinMs);
  if (!isReady) await node.end('SIGTERM');
  expect(isReady, node.complaints()).to.equal(true);
  return node;
}

/** Starts a program that stands beside this file. */
export const startBeside = (
  namespace: string | undefined,
  name: string,
  nodeOptions: readonly string[],
  ...words: readonly string[]
): StartedProgram => start(namespace, nodeOptions, name, words);

function start(namespace: string | undefined, nodeOptions: readonly string[], module: string, words: readonly string[]): StartedProgram {
  const file = join(here, '..', `${module}.${isCompiled ? 'js' : 'ts'}`);
  return startProgram(namespace, process.execPath, ...nodeOptions, ...loader, file, ...words);
}

/** Starts any program that stays in the foreground. */
export function startProgram(namespace: string | undefined, ...command: readonly string[]): StartedProgram {
  const [program = '', ...parameters] = namespace === undefined ? command : ['ip', 'netns', 'exec', namespace, ...command];
  return watched(spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] }));
}

function watched(child: ChildProcess): StartedProgram {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | string>((resolve) => child.once('close', (code, signal) => resolve(code ?? signal ?? -1)));
  const lines = (): readonly string[] => stdout.split('\n').slice(0, -1);
  return {
    pid: child.pid ?? -1,
    lines,
    complaints: () => stderr,
    says: (line, withinMs) => eventually(() => lines().some((one) => (typeof line === 'string' ? one === line : line.test(one))), withinMs),
    async end(signal) {
      child.kill(signal);
      return ended;
    },
    ended,
  };
}
