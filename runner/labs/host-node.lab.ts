import { expect } from 'chai';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, labNamespaces, type LabNamespaces } from './lab-namespaces.js';
import { needs } from './lab-needs.js';
import { ownFolder, type OwnFolder } from './own-folder.js';
import { startSixproof, type StartedProgram } from './started-program.js';

const NAME = `lab-host-${process.pid}`;
const ROUTER_NEAR = '2001:db8:77::1';
const ROUTER_FAR = '2001:db8:78::1';
const FAR = '2001:db8:78::2';
/** The smallest link that IPv6 runs on (RFC 8200 section 5). */
const SMALL_MTU = 1280;

const RADVD = `interface link0 {
  AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4;
  prefix 2001:db8:77::/64 { AdvOnLink on; AdvAutonomous on; };
};
`;

/** Our host - Linux with radvd - Linux: what a host must do on its own, seen by kernels that know nothing of this project. */
describe('lab: the reference host behind a Linux router', function () {
  this.timeout(60_000);
  let lab: LabNamespaces;
  let folder: OwnFolder;
  let node: StartedProgram | undefined;
  let router = '';
  let own = '';

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping', 'ndisc6', 'radvd');
    folder = ownFolder('lab');
    lab = await labNamespaces(
      [
        { name: 'ours', silent: true },
        { name: 'router', silent: false },
        { name: 'far', silent: false },
      ],
      [
        { name: 'link0', between: ['ours', 'router'] },
        { name: 'link1', between: ['router', 'far'] },
      ],
    );
    const ip = (name: string, ...words: readonly string[]) => lab.inside(name, 'ip', ...words);
    for (const end of ['router', 'far']) await ip(end, 'link', 'set', 'dev', 'link1', 'mtu', String(SMALL_MTU));
    await lab.inside('router', 'sysctl', '-q', '-w', 'net/ipv6/conf/all/forwarding=1');
    await ip('router', 'addr', 'add', `${ROUTER_NEAR}/64`, 'dev', 'link0', 'nodad');
    await ip('router', 'addr', 'add', `${ROUTER_FAR}/64`, 'dev', 'link1', 'nodad');
    await ip('far', 'addr', 'add', `${FAR}/64`, 'dev', 'link1', 'nodad');
    await ip('far', '-6', 'route', 'add', 'default', 'via', ROUTER_FAR);
    router = (await lab.kernelAddress('router', 'link0')).address;
    await startRadvd();
    const file = join(folder.path, 'host.yaml');
    writeFileSync(file, JSON.stringify({ name: NAME, features: { temporaryAddresses: false } }));
    node = startSixproof(lab.fullName('ours'), 'node', '--interface', 'link0', '--config', file, '--seed', '7');
    expect(await node.says(/^2001:db8:77:/, 20_000), node.complaints()).to.equal(true);
    own = node.lines().find((line) => line.startsWith('2001:db8:77:')) ?? '';
  });

  after(async () => {
    await node?.end('SIGTERM');
    if (folder) stopRadvd();
    await lab?.remove();
    folder?.remove();
  });

  async function startRadvd(): Promise<void> {
    const configuration = join(folder.path, 'radvd.conf');
    writeFileSync(configuration, RADVD);
    const radvd = await lab.inside('router', 'radvd', '-C', configuration, '-p', join(folder.path, 'radvd.pid'), '-m', 'stderr');
    expect(radvd.code, radvd.stderr).to.equal(0);
  }

  /** By its pid; radvd says good-bye with a Router Lifetime of zero. */
  function stopRadvd(): void {
    const file = join(folder.path, 'radvd.pid');
    if (!existsSync(file)) return;
    process.kill(Number(readFileSync(file, 'utf8')), 'SIGTERM');
    rmSync(file, { force: true });
  }

  async function ask(...words: readonly string[]): Promise<string> {
    const asked = startSixproof(undefined, 'console', NAME, ...words);
    expect(await asked.ended, asked.complaints()).to.equal(0);
    return asked.lines().join('\n');
  }

  it('forms an address and finds its router', async () => {
    expect(await ask('ndp', '-r')).to.match(new RegExp(`^${router}%link0 if=link0, pref=medium, expire=\\d+s$`));
    expect(await ask('ndp', '-p')).to.match(/^2001:db8:77::\/64 if=link0\nflags=LA /);
    expect(await ask('ifconfig', '-L', 'link0')).to.match(new RegExp(`inet6 ${own} prefixlen 64 autoconf pltime \\d+ vltime \\d+`));
  });

  it('reaches a host behind the router, and is reached', async () => {
    const said = await ask('ping6', '-c', '2', '-i', '0.2', FAR);
    expect(said).to.match(/^PING6\(104=40\+8\+56 bytes\) 2001:db8:77:/);
    expect(said.match(/hlim=63 time=/g)).to.have.length(2);
    const { stdout } = await lab.inside('far', 'ping', '-6', '-n', '-c', '2', '-i', '0.2', own);
    expect(stdout).to.match(/ 0% packet loss/);
  });

  it('is the end of the way that tracert6 finds', async () => {
    const { stdout } = await lab.inside('far', 'tracert6', '-n', '-q', '1', '-w', '3', own);
    expect(stdout)
      .to.match(new RegExp(`^ *1 +${ROUTER_FAR} `, 'm'))
      .and.to.match(new RegExp(`^ *2 +${own} `, 'm'));
  });

  it('learns the MTU of the way, and sends fragments from then on', async () => {
    const said = await ask('ping6', '-c', '3', '-i', '0.3', '-s', '1400', FAR);
    expect(said).to.match(/icmp_seq=0: Packet Too Big \(mtu = 1280\)/);
    expect(said.match(/^1408 bytes from .*, icmp_seq=[12] /gm)).to.have.length(2);
    expect(await ask('route', 'get', FAR)).to.match(new RegExp(`gateway: ${router}%link0\n.*\n.*\n +mtu: 1280$`));
    const { stdout } = await lab.inside('far', 'ping', '-6', '-n', '-c', '2', '-i', '0.2', '-s', '3000', own);
    expect(stdout).to.match(/ 0% packet loss/);
  });

  it('solicits its router when it is told to', async () => {
    expect(await ask('rtsol', 'link0')).to.equal(`link0: ${router}%link0`);
  });

  it('gives up a router that says good-bye', async () => {
    stopRadvd();
    expect(await eventually(async () => (await ask('ndp', '-r')) === '', 15_000)).to.equal(true);
  });
});
