import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, labNamespaces, type LabNamespaces } from './lab-namespaces.js';
import { needs } from './lab-needs.js';
import { startSixproof, type StartedProgram } from './started-program.js';

const NEAR = '2001:db8:a::1';
const FAR = '2001:db8:b::1';
const HOST_A = '2001:db8:a::2';
const HOST_B = '2001:db8:b::2';
/** The smallest link that IPv6 runs on (RFC 8200 section 5). */
const SMALL_MTU = 1280;

const ROUTER = {
  role: 'router',
  interfaces: { link0: { addresses: [`${NEAR}/64`] }, link1: { addresses: [`${FAR}/64`] } },
  routes: [{ prefix: '2001:db8:dead::/48', reject: true }],
};

/** Linux - our router - Linux: the kernels, ping and tracert6 know nothing of this project. */
describe('lab: Linux behind the reference router', function () {
  this.timeout(60_000);
  let lab: LabNamespaces;
  let folder: string;
  let node: StartedProgram | undefined;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping', 'ndisc6');
    folder = mkdtempSync(join(tmpdir(), 'sixproof-lab-'));
    lab = await labNamespaces(
      [
        { name: 'ours', silent: true },
        { name: 'a', silent: false },
        { name: 'b', silent: false },
      ],
      [
        { name: 'link0', between: ['ours', 'a'] },
        { name: 'link1', between: ['ours', 'b'] },
      ],
    );
    for (const end of ['ours', 'b']) await lab.inside(end, 'ip', 'link', 'set', 'dev', 'link1', 'mtu', String(SMALL_MTU));
    await join64('a', 'link0', HOST_A, NEAR);
    await join64('b', 'link1', HOST_B, FAR);
    const file = join(folder, 'router.yaml');
    writeFileSync(file, JSON.stringify(ROUTER));
    node = startSixproof(lab.fullName('ours'), 'node', '--config', file, '--seed', '7');
    expect(await node.says('ready', 20_000), node.complaints()).to.equal(true);
  });

  after(async () => {
    await node?.end('SIGKILL');
    await lab?.remove();
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  async function join64(host: string, link: string, address: string, router: string): Promise<void> {
    await lab.inside(host, 'ip', 'addr', 'add', `${address}/64`, 'dev', link, 'nodad');
    await lab.inside(host, 'ip', '-6', 'route', 'add', 'default', 'via', router);
  }

  const ping = (...words: readonly string[]) => lab.inside('a', 'ping', '-6', '-n', '-c', '3', '-i', '0.2', '-W', '5', ...words);

  it('prints its addresses with their interface', () => {
    const addresses = node?.lines().filter((line) => line !== 'ready') ?? [];
    expect(addresses).to.have.length(4);
    expect(addresses).to.include.members([`${NEAR}%link0`, `${FAR}%link1`]);
    for (const link of ['link0', 'link1'])
      expect(addresses.filter((line) => line.startsWith('fe80::') && line.endsWith(`%${link}`))).to.have.length(1);
  });

  it('carries their packets, one hop nearer to the end', async () => {
    const { stdout } = await ping(HOST_B);
    expect(stdout).to.match(/ 0% packet loss/);
    expect(stdout.match(/ttl=63/g)).to.have.length(3);
  });

  it('is the first hop that tracert6 finds, and the host the second', async () => {
    const { stdout } = await lab.inside('a', 'tracert6', '-n', '-q', '1', '-w', '3', HOST_B);
    const hops = stdout.split('\n').filter((line) => /^ *\d+ /.test(line));
    expect(hops, stdout).to.have.length(2);
    expect(hops[0]).to.match(new RegExp(`^ *1 +${NEAR} `));
    expect(hops[1]).to.match(new RegExp(`^ *2 +${HOST_B} `));
  });

  it('tells what is too big for the next link, and takes it in fragments', async () => {
    const tooBig = await ping('-s', '1400', '-M', 'do', HOST_B);
    expect(tooBig.stdout).to.match(/Packet too big: mtu=1280/i);
    const { stdout: route } = await lab.inside('a', 'ip', '-6', 'route', 'get', HOST_B);
    expect(route).to.contain('mtu 1280');
    const { stdout } = await ping('-s', '1400', HOST_B);
    expect(stdout)
      .to.match(/1408 bytes from/)
      .and.to.match(/ 0% packet loss/);
  });

  it('says what it cannot reach, and why', async () => {
    expect((await ping('2001:db8:dead::1')).stdout).to.match(/reject route|code 6/i);
    expect((await ping('2001:db8:77::1')).stdout).to.match(/No route/i);
    expect((await ping('2001:db8:b::77')).stdout).to.match(/Address unreachable/i);
  });

  it('goes on with one link when the other is lost', async () => {
    await lab.inside('ours', 'ip', 'link', 'set', 'dev', 'link1', 'down');
    expect(await eventually(() => /link1 is down/.test(node?.complaints() ?? ''))).to.equal(true);
    expect((await ping(NEAR)).stdout).to.match(/ 0% packet loss/);
    expect((await ping(HOST_B)).stdout).to.match(/No route/i);
    await lab.inside('ours', 'ip', 'link', 'set', 'dev', 'link0', 'down');
    expect(await node?.ended).to.equal(3);
  });
});
