import { expect } from 'chai';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settledNode } from '../../reference/settled-node.js';
import { EXIT } from '../exit-codes.js';
import { ask, findConsole, runningNodes } from './client.js';
import type { ConsoleHost } from './command.js';
import { MOST_REQUEST_OCTETS, type ConsoleRecord } from './records.js';
import { openConsole, type OpenConsole, type ServerLimits } from './server.js';
import { consoleFolders, privateFolder, socketPath } from './socket-place.js';

const bench = settledNode();
const host: ConsoleHost = {
  node: bench.node,
  now: () => bench.queue.now,
  // Nothing ever happens on this clock: a command that waits does so until it is interrupted.
  schedule: () => () => undefined,
  observe: () => () => undefined,
  reopen: () => Promise.resolve('no such NIC'),
  isLost: () => false,
};

describe('the socket of a console', () => {
  let folder: string;
  let before: string | undefined;
  const opened: OpenConsole[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sixproof-console-'));
    before = process.env['XDG_RUNTIME_DIR'];
    process.env['XDG_RUNTIME_DIR'] = folder;
  });

  afterEach(() => {
    for (const one of opened.splice(0)) one.close();
    if (before === undefined) delete process.env['XDG_RUNTIME_DIR'];
    else process.env['XDG_RUNTIME_DIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name = 'r1', limits: Partial<ServerLimits> = {}): Promise<string> {
    const found = await openConsole(name, host, limits);
    if (!found.ok) throw new Error(found.error);
    opened.push(found.value);
    return found.value.path;
  }

  async function said(path: string, words: readonly string[], options: { readonly json?: boolean; readonly signal?: AbortSignal } = {}) {
    const [out, problems]: [string[], string[]] = [[], []];
    const { signal = new AbortController().signal, json = false } = options;
    const code = await ask(path, { words, json }, { out: (text) => out.push(text), problem: (text) => problems.push(text), signal });
    return { code, out: out.join(''), problem: problems.join('') };
  }

  /** Sends octets as they are and collects what comes back until the node ends the connection. */
  const raw = (path: string, ...pieces: readonly (string | Uint8Array)[]): Promise<readonly ConsoleRecord[]> =>
    new Promise((resolve, reject) => {
      let text = '';
      const socket: Socket = connect(path, () => {
        for (const piece of pieces) socket.write(piece);
      });
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EPIPE' || error.code === 'ECONNRESET' ? undefined : reject(error),
      );
      socket.once('close', () =>
        resolve(
          text
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as ConsoleRecord),
        ),
      );
    });

  const problemOf = (records: readonly ConsoleRecord[]): string => records.flatMap((one) => ('problem' in one ? [one.problem] : [])).join();

  it('carries a command to the node and its answer back', async () => {
    const path = await open();
    const { code, out, problem } = await said(path, ['ndp', '-a']);
    expect({ code, problem }).to.deep.equal({ code: EXIT.fine, problem: '' });
    expect(out.split('\n')[0]).to.match(/^Neighbor +Linklayer Address /);
    expect(JSON.parse((await said(path, ['sysctl', 'net.inet6.ip6.hlim'], { json: true })).out)).to.deep.equal({
      'net.inet6.ip6.hlim': 64,
    });
  });

  it('tells misuse, refusal and fruitlessness apart', async () => {
    const path = await open();
    expect(await said(path, ['ndp', '-z'])).to.include({ code: EXIT.usage, out: '' });
    expect(await said(path, ['ndp', '-d', 'fe80::99'])).to.deep.equal({
      code: EXIT.failed,
      out: '',
      problem: 'ndp: link0 knows no neighbour fe80::99\n',
    });
  });

  it('is the owner’s alone, and gone when it is closed', async () => {
    const path = await open();
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(statSync(join(folder, 'sixproof')).mode & 0o777).to.equal(0o700);
    opened.splice(0).forEach((one) => one.close());
    expect(existsSync(path)).to.equal(false);
    expect(await said(path, ['help']).catch((error: Error) => error.message)).to.equal(`${path} does not exist`);
  });

  it('is found by the name of its node', async () => {
    const path = await open('box/ one');
    await open('r2');
    expect(await findConsole('box__one')).to.equal(path);
    expect(await findConsole('/run/x.console')).to.equal('/run/x.console');
    expect((await runningNodes()).map(({ name }) => name)).to.include.members(['box__one', 'r2']);
    expect(await findConsole('r3').catch((error: Error) => error.message)).to.equal('no node named r3 has a console. Did you mean "r2"?');
  });

  it('gives each of several nodes of one name its own', async () => {
    expect([await open(), await open(), await open()]).to.deep.equal(
      ['r1', 'r1-2', 'r1-3'].map((name) => join(folder, 'sixproof', `${name}.console`)),
    );
  });

  it('takes the place of one that a killed node left behind', async () => {
    const path = socketPath(join(folder, 'sixproof'), 'r1');
    mkdirSync(join(folder, 'sixproof'), { mode: 0o700 });
    writeFileSync(path, '');
    expect(await open()).to.equal(path);
    expect((await said(path, ['help'])).code).to.equal(EXIT.fine);
    const other = socketPath(join(folder, 'sixproof'), 'r7');
    writeFileSync(other, '');
    expect((await runningNodes()).map(({ name }) => name))
      .to.include('r1')
      .and.not.include('r7');
    expect(existsSync(other)).to.equal(false);
  });

  it('keeps to what a path may hold', () => {
    expect(socketPath('/run', 'x'.repeat(80)).length).to.be.below(100);
    expect(socketPath(`/run/${'y'.repeat(60)}`, 'x'.repeat(80)).length).to.equal(107);
    expect(socketPath('/run', '../etc/passwd')).to.equal('/run/__etc_passwd.console');
  });

  it('lies in a folder that nobody else could have made', () => {
    const foreign = join(folder, 'open');
    mkdirSync(foreign);
    chmodSync(foreign, 0o777);
    expect(privateFolder(foreign)).to.deep.equal({ ok: false, error: `${foreign} is open to other users: chmod 700 ${foreign}` });
    const link = join(folder, 'link');
    symlinkSync(foreign, link);
    expect(privateFolder(link).ok).to.equal(false);
    writeFileSync(join(folder, 'file'), '');
    expect(privateFolder(join(folder, 'file')).ok).to.equal(false);
    expect(consoleFolders({})).to.deep.equal([join(tmpdir(), `sixproof-${process.getuid?.()}`)]);
  });

  describe('answers bad input with an error, and goes on', () => {
    for (const [what, pieces, problem] of [
      ['no JSON', ['ndp -a\n'], 'the request is no JSON: wanted {"words":["ndp","-a"]}'],
      ['no words', ['{}\n'], 'the request has no words: wanted {"words":["ndp","-a"]}'],
      ['null', ['null\n'], 'the request has no words: wanted {"words":["ndp","-a"]}'],
      ['words that are none', ['{"words":[1]}\n'], 'the words are no list of texts'],
      ['too many words', [`{"words":[${'"a",'.repeat(256)}"a"]}\n`], '257 words are more than 256'],
      [
        'octets that are no text',
        [Uint8Array.from({ length: 300 }, (_, i) => i & 0xff)],
        'the request is no JSON: wanted {"words":["ndp","-a"]}',
      ],
      ['a line without end', ['x'.repeat(MOST_REQUEST_OCTETS + 1)], `the request is longer than ${MOST_REQUEST_OCTETS} octets`],
      [
        'a command that is none',
        ['{"words":["format","c:"]}\n'],
        'there is no command format. Known: ndp netstat ifconfig gifconfig route rtadd6 ping6 rtsol rtsold resolver sysctl rip rip6query route6d help',
      ],
    ] as const)
      it(what, async () => {
        const path = await open();
        const records = await raw(path, ...pieces);
        expect(problemOf(records)).to.equal(problem);
        expect(records.at(-1)).to.deep.equal({ outcome: 'misused' });
        expect((await said(path, ['help'])).code).to.equal(EXIT.fine);
      });

    it('endless input', async () => {
      const path = await open();
      const flood = new Promise<number>((resolve) => {
        let sent = 0;
        const socket = connect(path);
        const pour = (): void => {
          while (!socket.destroyed && socket.write('x'.repeat(65_536))) sent += 65_536;
        };
        socket
          .on('connect', pour)
          .on('drain', pour)
          .on('error', () => undefined)
          .resume();
        socket.once('close', () => resolve(sent));
      });
      expect(await flood).to.be.below(64 * 1024 * 1024);
      expect((await said(path, ['help'])).code).to.equal(EXIT.fine);
    });

    it('a client that reads nothing', async () => {
      const path = await open('r1', { askWithinMs: 50, sessions: 1 });
      const socket = connect(path, () => socket.write('{"words":["netstat","-s","-p","discards"]}\n')).pause();
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await said(path, ['help'])).code).to.equal(EXIT.fine);
      socket.destroy();
    });

    it('nothing at all', async () => {
      const path = await open('r1', { askWithinMs: 20 });
      expect(problemOf(await raw(path))).to.equal('nothing was asked in time');
    });

    it('a request that ends in the middle', async () => {
      const path = await open();
      const records = await new Promise<string>((resolve) => {
        let text = '';
        const socket = connect({ path, allowHalfOpen: true }, () => socket.end('{"words":'));
        socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        socket.once('close', () => resolve(text));
      });
      expect(records).to.contain('the request ended in the middle');
    });
  });

  it('ends a command that is interrupted, or whose client is gone', async () => {
    const path = await open();
    const interruption = new AbortController();
    const asked = said(path, ['ping6', 'fe80::b'], { signal: interruption.signal });
    setTimeout(() => interruption.abort(), 30);
    const { code, out } = await asked;
    expect(code).to.equal(EXIT.failed);
    expect(out).to.contain('1 packets transmitted, 0 packets received');
    const socket = connect(path, () => socket.write('{"words":["ping6","fe80::b"]}\n'));
    await new Promise<void>((resolve) => socket.once('data', () => resolve()));
    socket.destroy();
    expect((await said(path, ['help'])).code).to.equal(EXIT.fine);
  });

  it('serves so many at a time and no more', async () => {
    const path = await open('r1', { sessions: 2 });
    const holding = [connect(path), connect(path)];
    await Promise.all(holding.map((socket) => new Promise<void>((resolve) => socket.once('connect', () => resolve()))));
    expect(await said(path, ['help']).catch((error: Error) => error.message)).to.match(/ended before it had answered|ECONNRESET|EPIPE/);
    for (const socket of holding) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect((await said(path, ['help'])).code).to.equal(EXIT.fine);
  });

  it('says what is wrong with a socket that is none of a node', async () => {
    const path = join(folder, 'strange');
    for (const [text, complaint] of [
      ['', 'the node ended before it had answered'],
      ['220 mail.example ESMTP\n', `${path} is no console of a node`],
    ] as const) {
      const server = createServer((socket) => socket.resume().end(text));
      await new Promise<void>((resolve) => server.listen(path, resolve));
      expect(await said(path, ['help']).catch((error: Error) => error.message)).to.equal(complaint);
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
