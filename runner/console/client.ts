import { connect } from 'node:net';
import { existsSync, rmSync } from 'node:fs';
import { didYouMean } from '../nearest.js';
import { EXIT, Problem, type ExitCode } from '../exit-codes.js';
import { lineReader, writeRecord, type ConsoleRecord, type ConsoleRequest, type Outcome } from './records.js';
import { consoleFolders, consolesIn, lifeOf, socketPath } from './socket-place.js';

const EXIT_CODES: Readonly<Record<Outcome, ExitCode>> = { done: EXIT.fine, failed: EXIT.failed, refused: EXIT.failed, misused: EXIT.usage };

/** An answer of the node is no longer than this in one line. */
const MOST_RECORD_CHARACTERS = 64 * 1024 * 1024;

export interface Listening {
  out(text: string): void;
  problem(text: string): void;
  /** Aborted to interrupt the command; what it has to say at its end still comes. */
  readonly signal: AbortSignal;
}

export interface RunningNode {
  readonly name: string;
  readonly path: string;
}

/** The nodes of this user whose consoles are open; what killed ones left behind is removed. */
export async function runningNodes(): Promise<readonly RunningNode[]> {
  const all = consoleFolders().flatMap((folder) => consolesIn(folder).map((name) => ({ name, path: socketPath(folder, name) })));
  const lives = await Promise.all(all.map(({ path }) => lifeOf(path)));
  for (const [index, { path }] of all.entries()) if (lives[index] === 'dead') rmSync(path, { force: true });
  return all.filter((_, index) => lives[index] === 'alive');
}

/** The socket of a node, by its name or by the path itself. */
export async function findConsole(node: string): Promise<string> {
  if (node.includes('/')) return node;
  const found = consoleFolders()
    .map((folder) => socketPath(folder, node))
    .find((path) => existsSync(path));
  if (found !== undefined) return found;
  const names = (await runningNodes()).map(({ name }) => name);
  const there =
    names.length > 0
      ? `There is ${names.join(', ')}.`
      : 'None of your nodes is running; those of another user, such as root, are theirs alone.';
  throw new Problem(`no node named ${node} has a console.${didYouMean(node, names) || ` ${there}`}`, EXIT.unable);
}

/** Has a command carried out by the node at a socket. */
export function ask(path: string, request: ConsoleRequest, { out, problem, signal }: Listening): Promise<ExitCode> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let code: ExitCode | undefined;
    const take = (line: string): void => {
      const record = recordIn(line);
      if (record === undefined) {
        reject(new Problem(`${path} is no console of a node`, EXIT.unable));
        socket.destroy();
      } else if ('line' in record) out(`${record.line}\n`);
      else if ('data' in record) out(`${JSON.stringify(record.data, null, 2)}\n`);
      else if ('problem' in record) problem(`${record.problem}\n`);
      else code = EXIT_CODES[record.outcome];
    };
    const read = lineReader(MOST_RECORD_CHARACTERS, take, () => socket.destroy());
    socket.setEncoding('utf8').on('data', (chunk: string) => read(chunk));
    socket.once('connect', () => socket.write(writeRecord(request)));
    socket.once('error', (error: NodeJS.ErrnoException) => reject(new Problem(inWords(error, path), EXIT.unable)));
    socket.once('close', () => {
      if (code !== undefined) resolve(code);
      else reject(new Problem('the node ended before it had answered', EXIT.unable));
    });
    signal.addEventListener('abort', () => socket.write(writeRecord({ interrupt: true })));
  });
}

function recordIn(line: string): ConsoleRecord | undefined {
  try {
    const found = JSON.parse(line) as ConsoleRecord | null;
    return typeof found === 'object' && found !== null ? found : undefined;
  } catch {
    return undefined;
  }
}

function inWords({ code, message }: NodeJS.ErrnoException, path: string): string {
  if (code === 'ECONNREFUSED') return `${path} is the console of a node that is gone`;
  if (code === 'EACCES' || code === 'EPERM') return `${path} belongs to another user`;
  if (code === 'ENOENT') return `${path} does not exist`;
  return `${path}: ${message}`;
}
