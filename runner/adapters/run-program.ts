import { execFile } from 'node:child_process';

/** How a program ended: its exit code, the name of a signal, `ENOENT` when it does not exist, `TIMEOUT`. */
export interface Outcome {
  readonly code: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 10_000;
const MAX_OUTPUT_OCTETS = 8 * 1024 * 1024;

/** Runs a program by its argument vector, without a shell; never rejects. */
export function runProgram(argumentVector: readonly string[], options: ProgramOptions = {}): Promise<Outcome> {
  const [program = '', ...parameters] = argumentVector;
  const settings = {
    timeout: options.timeoutMs ?? TIMEOUT_MS,
    maxBuffer: MAX_OUTPUT_OCTETS,
    ...(options.environment ? { env: { ...process.env, ...options.environment } } : {}),
  };
  return new Promise((resolve) => {
    const child = execFile(program, parameters, settings, (error, stdout, stderr) => {
      const timedOut = error?.killed === true && error.signal === 'SIGTERM';
      const code = error === null ? 0 : timedOut ? 'TIMEOUT' : (error.code ?? error.signal ?? -1);
      resolve({ code, stdout, stderr });
    });
    // A program that ends before it has read its input is judged by its exit code.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(options.input ?? '');
  });
}

/** `ip: Cannot open network namespace "x": No such file or directory` - the last thing a failed program said. */
export function complaint(argumentVector: readonly string[], outcome: Outcome): string {
  const said = (outcome.stderr.trim() || outcome.stdout.trim()).split('\n').at(-1) ?? '';
  const program = argumentVector[0] ?? '';
  if (outcome.code === 'ENOENT') return `program "${program}" is not installed`;
  if (said === '') return `${program} ended with ${outcome.code}`;
  return /^\w+: /.test(said) ? said : `${program}: ${said}`;
}
