import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failed, ok, type Result } from '../../reference/net/result.js';

const SUFFIX = '.console';
/** The kernel takes no longer path for a local socket (sun_path, unix(7)). */
const LONGEST_PATH = 107;
const PATIENCE_MS = 2_000;
/** Nobody but the owner. */
const PRIVATE = 0o700;
const OTHERS = 0o077;

/** Where this user's nodes have their consoles: the first is for new ones. */
export function consoleFolders(environment: NodeJS.ProcessEnv = process.env): readonly string[] {
  const runtime = environment['XDG_RUNTIME_DIR'];
  const shared = join(tmpdir(), `sixproof-${process.getuid?.() ?? 0}`);
  return runtime ? [join(runtime, 'sixproof'), shared] : [shared];
}

/** A name of a node as part of a file name. */
export const fileNameOf = (node: string): string => node.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');

export const socketPath = (folder: string, node: string): string => {
  const room = Math.max(1, LONGEST_PATH - folder.length - 1 - SUFFIX.length);
  return join(folder, `${fileNameOf(node).slice(0, room)}${SUFFIX}`);
};

/** Makes the folder, for its owner alone; refuses one that somebody else could have laid there. */
export function privateFolder(folder: string): Result<string, string> {
  try {
    mkdirSync(folder, { recursive: true, mode: PRIVATE });
    const found = lstatSync(folder);
    if (!found.isDirectory()) return failed(`${folder} is no folder`);
    if (found.uid !== process.getuid?.()) return failed(`${folder} belongs to another user`);
    return (found.mode & OTHERS) === 0 ? ok(folder) : failed(`${folder} is open to other users: chmod 700 ${folder}`);
  } catch (error) {
    return failed((error as Error).message);
  }
}

/** The names of nodes that have a socket here, alive or not. */
export function consolesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((file) => (file.endsWith(SUFFIX) ? [file.slice(0, -SUFFIX.length)] : []));
  } catch {
    return [];
  }
}

/** Whether somebody listens at a socket: `dead` is one that a killed node left behind. */
export function lifeOf(path: string): Promise<'alive' | 'dead' | 'unknown'> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const answer = (life: 'alive' | 'dead' | 'unknown'): void => {
      socket.destroy();
      resolve(life);
    };
    socket.once('connect', () => answer('alive'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => answer(code === 'ECONNREFUSED' ? 'dead' : 'unknown'));
    socket.setTimeout(PATIENCE_MS, () => answer('unknown'));
  });
}
