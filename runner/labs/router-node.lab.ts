import { expect } from 'chai';
import { eventually, labNamespaces, type LabNamespaces } from './lab-namespaces.js';
import { needs } from './lab-needs.js';
import { ownFolder, type OwnFolder } from './own-folder.js';
import { startRouter, startSixproof, type StartedProgram } from './started-program.js';

const NAME = `lab-router-${process.pid}`;
const NEAR = '2001:db8:a::1';
const FAR = '2001:db8:b::1';
/** The smallest link that IPv6 runs on (RFC 8200 section 5). */
const SMALL_MTU = 1280;

const ROUTER = {
  name: NAME,
  role: 'router',
  advertising: { advSendAdvertisements: true, maxRtrAdvInterval: '4 s', minRtrAdvInterval: '3 s' },
  interfaces: { link0: { addresses: [`${NEAR}/64`] }, link1: { addresses: [`${FAR}/64`] } },
  routes: [{ prefix: '2001:db8:dead::/48', reject: true }],
};

/** Linux - our router - Linux: the kernels, ping and tracert6 know nothing of this project. */
describe('lab: Linux behind the reference router', function () {
  this.timeout(60_000);
  let lab: LabNamespaces;
  let folder: OwnFolder;
  let node: StartedProgram | undefined;
  let [hostA, hostB] = ['', ''];

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping', 'ndisc6');
    folder = ownFolder('lab');
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
    node = await startRouter(lab.fullName('ours'), folder.path, ROUTER, 20_000);
    hostA = await lab.addressIn('a', 'link0', '2001:db8:a:', 20_000);
    hostB = await lab.addressIn('b', 'link1', '2001:db8:b:', 20_000);
  });

  after(async () => {
    await node?.end('SIGTERM');
    await lab?.remove();
    folder?.remove();
  });

  /** Has the node carry out a command; what it printed. */
  async function ask(...words: readonly string[]): Promise<string> {
    const asked = startSixproof(undefined, 'console', NAME, ...words);
    expect(await asked.ended, asked.complaints()).to.equal(0);
    return asked.lines().join('\n');
  }

  const ping = (...words: readonly string[]) => lab.inside('a', 'ping', '-6', '-n', '-c', '3', '-i', '0.2', '-W', '5', ...words);

  it('prints its addresses with their interface', () => {
    const addresses = node?.lines().filter((line) => line !== 'ready') ?? [];
    expect(addresses).to.have.length(4);
    expect(addresses).to.include.members([`${NEAR}%link0`, `${FAR}%link1`]);
    for (const link of ['link0', 'link1'])
      expect(addresses.filter((line) => line.startsWith('fe80::') && line.endsWith(`%${link}`))).to.have.length(1);
  });

  it('gives them addresses and a default router by its advertisements', async () => {
    const linkLocal = node?.lines().find((line) => line.startsWith('fe80::') && line.endsWith('%link0')) ?? '';
    const { stdout: routes } = await lab.inside('a', 'ip', '-6', 'route', 'show', 'default');
    expect(routes).to.contain(`default via ${linkLocal.replace('%link0', '')} dev link0 proto ra`);
    const { stdout } = await lab.inside('a', 'rdisc6', '-1', '-q', 'link0');
    expect(stdout.trim()).to.equal('2001:db8:a::/64');
  });

  it('carries their packets, one hop nearer to the end', async () => {
    const { stdout } = await ping(hostB);
    expect(stdout).to.match(/ 0% packet loss/);
    expect(stdout.match(/ttl=63/g)).to.have.length(3);
  });

  it('is the first hop that tracert6 finds, and the host the second', async () => {
    const { stdout } = await lab.inside('a', 'tracert6', '-n', '-q', '1', '-w', '3', hostB);
    const hops = stdout.split('\n').filter((line) => /^ *\d+ /.test(line));
    expect(hops, stdout).to.have.length(2);
    expect(hops[0]).to.match(new RegExp(`^ *1 +${NEAR} `));
    expect(hops[1]).to.match(new RegExp(`^ *2 +${hostB} `));
  });

  it('tells what is too big for the next link, and takes it in fragments', async () => {
    const tooBig = await ping('-s', '1400', '-M', 'do', hostB);
    expect(tooBig.stdout).to.match(/Packet too big: mtu=1280/i);
    const { stdout: route } = await lab.inside('a', 'ip', '-6', 'route', 'get', hostB);
    expect(route).to.contain('mtu 1280');
    const { stdout } = await ping('-s', '1400', hostB);
    expect(stdout)
      .to.match(/1408 bytes from/)
      .and.to.match(/ 0% packet loss/);
  });

  it('says what it cannot reach, and why', async () => {
    expect((await ping('2001:db8:dead::1')).stdout).to.match(/reject route|code 6/i);
    expect((await ping('2001:db8:77::1')).stdout).to.match(/No route/i);
    expect((await ping('2001:db8:b::77')).stdout).to.match(/Address unreachable/i);
  });

  it('shows its neighbours, and what it did, to who asks its console', async () => {
    const { address, linkLayerAddress } = await lab.kernelAddress('a', 'link0');
    const neighbors = (await ask('ndp', '-a')).split('\n').map((line) => line.split(/ {2,}/));
    expect(neighbors.find(([neighbor]) => neighbor === `${address}%link0`)?.slice(1, 3)).to.deep.equal([linkLayerAddress, 'link0']);
    expect(neighbors.find(([neighbor]) => neighbor === hostA)?.[1]).to.equal(linkLayerAddress);
    const statistics = JSON.parse(await ask('netstat', '-s', '--json')) as { readonly ip6: { readonly forward: number } };
    expect(statistics.ip6.forward).to.be.above(10);
  });

  it('pings from its console', async () => {
    const said = await ask('ping6', '-c', '2', '-i', '0.2', '-s', '1400', hostB);
    expect(said).to.match(/^PING6\(1448=40\+8\+1400 bytes\) 2001:db8:b::1 --> /);
    expect(said.match(/^1408 bytes from .*, icmp_seq=\d hlim=64 time=\d+\.\d{3} ms$/gm)).to.have.length(2);
    expect(said).to.contain('2 packets transmitted, 2 packets received, 0.0% packet loss');
  });

  it('gets a route by its console, and loses it', async () => {
    const { address } = await lab.kernelAddress('a', 'link0');
    await lab.inside('a', 'ip', 'addr', 'add', '2001:db8:9::1/128', 'dev', 'lo');
    const far = () => lab.inside('b', 'ping', '-6', '-n', '-c', '1', '-W', '2', '2001:db8:9::1');
    expect((await far()).stdout).to.match(/No route/i);
    expect(await ask('route', 'add', '2001:db8:9::/48', `${address}%link0`)).to.equal(`add net 2001:db8:9::/48: gateway ${address}%link0`);
    expect((await far()).stdout).to.match(/ 0% packet loss/);
    expect(await ask('route', 'get', '2001:db8:9::1')).to.match(new RegExp(`gateway: ${address}%link0\n +interface: link0`));
    await ask('route', 'delete', '2001:db8:9::/48');
    expect((await far()).stdout).to.match(/No route/i);
  });

  it('answers for a node that is elsewhere', async () => {
    const there = '2001:db8:a::77';
    await lab.inside('b', 'ip', 'addr', 'add', `${there}/128`, 'dev', 'lo');
    await ask('route', 'add', there, hostB);
    const { linkLayerAddress } = await macOf('link0');
    await ask('ndp', '-s', there, linkLayerAddress, 'proxy');
    expect((await ping(there)).stdout).to.match(/ 0% packet loss/);
    const { stdout } = await lab.inside('a', 'ip', '-6', 'neigh', 'show', 'to', there);
    expect(stdout).to.contain(linkLayerAddress);
    await ask('ndp', '-d', there);
  });

  /** Of the router. */
  async function macOf(link: string): Promise<{ readonly linkLayerAddress: string }> {
    const [found] = JSON.parse(await ask('--json', 'ifconfig', link)) as readonly [{ readonly linkLayerAddress: string }];
    return found;
  }

  it('goes on with one link when the other is lost, and takes it back', async () => {
    await lab.inside('ours', 'ip', 'link', 'set', 'dev', 'link1', 'down');
    expect(await eventually(() => /link1 is down/.test(node?.complaints() ?? ''))).to.equal(true);
    expect((await ping(NEAR)).stdout).to.match(/ 0% packet loss/);
    expect((await ping(hostB)).stdout).to.match(/No route/i);
    await lab.inside('ours', 'ip', 'link', 'set', 'dev', 'link1', 'up');
    await ask('ifconfig', 'link1', 'up');
    expect(await eventually(async () => / 0% packet loss/.test((await ping(hostB)).stdout))).to.equal(true);
    for (const link of ['link0', 'link1']) await lab.inside('ours', 'ip', 'link', 'set', 'dev', link, 'down');
    expect(await node?.ended).to.equal(3);
  });
});
