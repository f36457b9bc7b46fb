import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a process took, without its start for our own ones. */
export interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/** True when a program of that name is in the path. */
export const isInstalled = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)));

/** Runs one of our workers in a process of its own and returns what it measured. */
export async function runWorker<R>(name: string, words: readonly string[]): Promise<R> {
  const compiled = import.meta.url.endsWith('.js');
  const file = fileURLToPath(new URL(`./${name}.${compiled ? 'js' : 'ts'}`, import.meta.url));
  const loader = compiled ? [] : ['--import', import.meta.resolve('tsx')];
  const { code, stdout } = await run(process.execPath, [...loader, file, ...words]);
  if (code !== 0) throw new Error(`${name} ${words.join(' ')} ended with ${code}`);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as R;
}

/** Runs a peer with its output thrown away; the shell's own clock tells what it took. */
export async function runPeer(program: string, words: readonly string[]): Promise<Cost> {
  const script = 'TIMEFORMAT="%R %U %S"; time "$0" "$@" >/dev/null 2>/dev/null';
  const { stderr } = await run('bash', ['-c', script, program, ...words]);
  const [wall = NaN, user = NaN, system = NaN] = stderr
    .trim()
    .split(' ')
    .map((part) => Number(part.replace(',', '.')) * 1_000);
  return { wallMs: wall, cpuMs: user + system };
}

function run(
  program: string,
  words: readonly string[],
): Promise<{ readonly code: number | string; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.on('error', (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? 'error', stdout, stderr }));
    child.on('close', (code, signal) => resolve({ code: code ?? signal ?? 'gone', stdout, stderr }));
  });
}

/** The cheapest of several attempts: what the work takes when nothing else disturbs it. */
export function cheapest<C extends Cost>(attempts: readonly C[]): C {
  return attempts.reduce((best, one) => (one.cpuMs < best.cpuMs ? one : best));
}
