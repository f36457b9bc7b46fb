import { expect } from 'chai';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sshHost } from './linux-host.js';

/** Stands in for ssh: runs what the remote shell would get, and writes down what it was started with. */
const SSH = '#!/bin/sh\nprintf "%s\\n" "$@" > "$SSH_LOG"\nfor last; do :; done\nexec sh -c "$last"\n';

describe('a Linux box over ssh', function () {
  this.timeout(20_000);
  let folder: string;
  const path = process.env['PATH'];
  before(function () {
    if (process.platform === 'win32') this.skip();
    folder = mkdtempSync(join(tmpdir(), 'sixproof-ssh-'));
    writeFileSync(join(folder, 'ssh'), SSH);
    chmodSync(join(folder, 'ssh'), 0o755);
    process.env['PATH'] = `${folder}:${path ?? ''}`;
    process.env['SSH_LOG'] = join(folder, 'log');
  });
  after(() => {
    process.env['PATH'] = path;
    delete process.env['SSH_LOG'];
    if (folder) rmSync(folder, { recursive: true, force: true });
  });
  const host = () => sshHost({ host: 'box.example', user: 'root', sshArguments: ['-i', '/keys/lab'] });

  it('gets every argument as it was given, whatever characters it has', async () => {
    const odd = ['a b', "it's", '$(touch /tmp/owned)', '`x`', '"', '\\', ';', '', '*'];
    const { code, stdout } = await host().run([process.execPath, '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', ...odd]);
    expect(code).to.equal(0);
    expect(JSON.parse(stdout)).to.deep.equal(odd);
  });

  it('gets input, and gives the exit code back', async () => {
    expect((await host().run(['cat'], { input: 'addr show\n' })).stdout).to.equal('addr show\n');
    expect((await host().run(['sh', '-c', 'echo broken >&2; exit 3'])).code).to.equal(3);
  });

  it('starts a program that goes on, reports one that fails, and ends them all', async () => {
    const box = host();
    expect(await box.start(['sh', '-c', 'echo begun; exec sleep 60'])).to.equal(undefined);
    expect(await box.start(['sh', '-c', 'echo "ping: bind: no such address" >&2; exit 2'])).to.equal('ping: bind: no such address');
    expect(await box.start(['sh', '-c', 'exit 1'])).to.equal(undefined);
    expect(await box.startAndHear(['sh', '-c', 'echo $((6 * 7)); exec sleep 60'])).to.deep.equal({ ok: true, value: '42' });
    expect(await box.startAndHear(['sh', '-c', 'echo "perl: bind" >&2; exit 2'])).to.deep.equal({ ok: false, error: 'perl: bind' });
    await box.stopAll();
  });
});
