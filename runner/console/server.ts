import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { failed, ok, type Result } from '../../reference/net/result.js';
import { carryOut } from './carry-out.js';
import { Complaint, type Answer, type ConsoleHost, type Session } from './command.js';
import {
  lineReader,
  MOST_REQUEST_OCTETS,
  readRequest,
  writeRecord,
  type ConsoleRecord,
  type ConsoleRequest,
  type Outcome,
} from './records.js';
import { consoleFolders, lifeOf, privateFolder, socketPath } from './socket-place.js';

/** The console of a node, open. */
export interface OpenConsole {
  readonly path: string;
  close(): void;
}

export interface ServerLimits {
  /** Who does not ask in time is sent away. */
  readonly askWithinMs: number;
  readonly sessions: number;
  /** What a client has not read yet; more than that, and it is taken for gone. */
  readonly unreadOctets: number;
}

const LIMITS: ServerLimits = { askWithinMs: 10_000, sessions: 16, unreadOctets: 4 * 1024 * 1024 };

const OWNER_ALONE = 0o600;
/** Nodes of one name get numbers behind it. */
const MOST_OF_A_NAME = 100;

/** Opens the console of a node where its name says; a second node of that name gets a number behind it. */
export async function openConsole(
  name: string,
  host: ConsoleHost,
  limits: Partial<ServerLimits> = {},
): Promise<Result<OpenConsole, string>> {
  const [chosen = ''] = consoleFolders();
  const folder = privateFolder(chosen);
  if (!folder.ok) return folder;
  for (let number = 1; number <= MOST_OF_A_NAME; number++) {
    const path = socketPath(folder.value, number === 1 ? name : `${name}-${number}`);
    const opened = await openAt(path, host, { ...LIMITS, ...limits });
    if (opened !== 'busy') return opened;
  }
  return failed(`there are ${MOST_OF_A_NAME} nodes named ${name} already`);
}

async function openAt(path: string, host: ConsoleHost, limits: ServerLimits): Promise<Result<OpenConsole, string> | 'busy'> {
  const first = await listen(path, host, limits);
  if (first.ok || first.error.code !== 'EADDRINUSE') return described(first, path);
  if ((await lifeOf(path)) !== 'dead') return 'busy';
  rmSync(path, { force: true });
  return described(await listen(path, host, limits), path);
}

const described = (opened: Result<Server, NodeJS.ErrnoException>, path: string): Result<OpenConsole, string> =>
  opened.ok ? ok({ path, close: () => closeServer(opened.value) }) : failed(opened.error.message);

const connections = new WeakMap<Server, Set<Socket>>();

function closeServer(server: Server): void {
  server.close();
  for (const socket of connections.get(server) ?? []) socket.destroy();
}

function listen(path: string, host: ConsoleHost, limits: ServerLimits): Promise<Result<Server, NodeJS.ErrnoException>> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    serve(socket, host, limits);
  });
  server.maxConnections = limits.sessions;
  connections.set(server, open);
  return new Promise((resolve) => {
    server.once('error', (error) => resolve(failed(error)));
    // The folder is the owner's alone, so nobody can come between the making of the socket and the change of its mode.
    server.listen(path, () => {
      chmodSync(path, OWNER_ALONE);
      resolve(ok(server));
    });
  });
}

/** One connection: one request, its answer, the end. */
function serve(socket: Socket, host: ConsoleHost, limits: ServerLimits): void {
  const interruption = new AbortController();
  let isAsked = false;
  const put = (record: ConsoleRecord): void => {
    if (socket.destroyed) return;
    socket.write(writeRecord(record));
    if (socket.writableLength > limits.unreadOctets) socket.destroy();
  };
  const end = (problem: string | undefined, outcome: Outcome): void => {
    isAsked = true;
    if (problem !== undefined) put({ problem });
    put({ outcome });
    socket.end();
    // What the client still sends is of no interest; its end of the line may stay open for ever.
    socket.destroySoon();
    // Nor is it waited for without end that it reads.
    setTimeout(() => socket.destroy(), limits.askWithinMs).unref();
  };
  const timer = setTimeout(() => isAsked || end('nothing was asked in time', 'misused'), limits.askWithinMs);
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearTimeout(timer);
    interruption.abort();
  });
  socket.once('end', () => (isAsked ? interruption.abort() : end('the request ended in the middle', 'misused')));
  const read = lineReader(
    MOST_REQUEST_OCTETS,
    (line) => {
      if (isAsked) return interruption.abort();
      isAsked = true;
      const request = readRequest(line);
      if (typeof request === 'string') return end(request, 'misused');
      void answer(request, sessionOf(host, request, put, interruption.signal)).then(({ records, outcome }) => {
        for (const record of records) put(record);
        end(undefined, outcome);
      });
    },
    () => end(`the request is longer than ${MOST_REQUEST_OCTETS} octets`, 'misused'),
  );
  socket.setEncoding('utf8').on('data', (chunk: string) => read(chunk));
}

const sessionOf = (
  host: ConsoleHost,
  { json = false }: ConsoleRequest,
  put: (record: ConsoleRecord) => void,
  signal: AbortSignal,
): Session => ({
  ...host,
  say: (line) => json || put({ line }),
  signal,
  wantsData: json,
});

/** Whatever a command does, the node goes on. */
async function answer(
  { words, json }: ConsoleRequest,
  session: Session,
): Promise<{ readonly records: readonly ConsoleRecord[]; readonly outcome: Outcome }> {
  try {
    const found: Answer = await carryOut(words, session);
    const records = json ? [{ data: found.data }] : found.lines.map((line) => ({ line }));
    return { records, outcome: found.failed ? 'failed' : 'done' };
  } catch (error) {
    if (error instanceof Complaint) return { records: [{ problem: error.message }], outcome: error.kind };
    const problem = `a fault of sixproof itself; please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
    return { records: [{ problem }], outcome: 'refused' };
  }
}
