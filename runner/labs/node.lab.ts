import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from './lab-needs.js';
import { ownFolder, type OwnFolder } from './own-folder.js';
import { startSixproof, type StartedProgram } from './started-program.js';
import { eventually, twoNamespaces, type TwoNamespaces } from './two-namespaces.js';

/** The reference node on a veth; the Linux kernel, ping and ndisc6 on the other end know nothing of this project. */
describe('lab: the reference node talks to a Linux kernel', function () {
  this.timeout(120_000);
  const NODE_ADDRESS = '2001:db8:5::1';
  let bench: TwoNamespaces;
  let folder: OwnFolder;
  let node: StartedProgram | undefined;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping');
    folder = ownFolder('lab');
    bench = await twoNamespaces();
    await bench.inside(bench.kernel, 'ip', 'addr', 'add', '2001:db8:5::99/64', 'dev', 'link0');
    await bench.kernelAddress();
  });

  // The same seed gives the same address; the link-layer address differs from test to test.
  beforeEach(() => bench.inside(bench.kernel, 'ip', '-6', 'neigh', 'flush', 'dev', 'link0'));

  afterEach(async () => {
    await node?.end('SIGKILL');
    node = undefined;
  });

  after(async () => {
    await bench?.remove();
    folder?.remove();
  });

  async function startNode(settings: object): Promise<readonly string[]> {
    const file = join(folder.path, 'node.yaml');
    writeFileSync(file, JSON.stringify(settings));
    node = startSixproof(bench.ours.namespace, 'node', '--interface', 'link0', '--config', file, '--seed', '7');
    expect(await node.says('ready', 20_000), node.complaints()).to.equal(true);
    return node.lines().filter((line) => line !== 'ready');
  }

  const ping = (...words: readonly string[]) =>
    bench.inside(bench.kernel, 'ping', '-6', '-n', '-c', '3', '-i', '0.2', '-W', '2', '-I', 'link0', ...words);

  it('prints its addresses once they are its own, and answers echo requests to each', async () => {
    const addresses = await startNode({ addresses: [`${NODE_ADDRESS}/64`] });
    expect(addresses).to.have.length(2);
    expect(addresses).to.include(NODE_ADDRESS);
    // An address of its own tells the node nothing about its neighbours' (RFC 5942 section 4): asked from a link-local one.
    const { address: from } = await bench.kernelAddress();
    for (const address of addresses) {
      const { code, stdout } = await ping('-I', from, address);
      expect(code, stdout).to.equal(0);
      expect(stdout).to.match(/ 0% packet loss/);
    }
  });

  it('is resolved by the kernel, which finds it reachable', async () => {
    const addresses = await startNode({ linkLayerAddress: '02:00:5e:10:00:07' });
    await ping(addresses[0] ?? '');
    const { stdout } = await bench.inside(bench.kernel, 'ip', '-6', 'neigh', 'show', 'dev', 'link0', 'to', addresses[0] ?? '');
    expect(stdout).to.match(/lladdr 02:00:5e:10:00:07 .*(REACHABLE|DELAY|STALE)/);
  });

  it('answers fragmented echo requests in fragments', async () => {
    const [linkLocal = ''] = await startNode({});
    const { stdout } = await ping('-s', '3000', linkLocal);
    expect(stdout)
      .to.match(/3008 bytes from/)
      .and.to.match(/ 0% packet loss/);
  });

  it('defends its address: Duplicate Address Detection of the kernel fails', async () => {
    await startNode({ addresses: [`${NODE_ADDRESS}/64`] });
    await bench.inside(bench.kernel, 'ip', 'addr', 'add', `${NODE_ADDRESS}/64`, 'dev', 'link0');
    const hasFailed = async (): Promise<boolean> =>
      / dadfailed /.test((await bench.inside(bench.kernel, 'ip', '-6', 'addr', 'show', 'dev', 'link0', 'to', NODE_ADDRESS)).stdout);
    expect(await eventually(hasFailed)).to.equal(true);
    await bench.inside(bench.kernel, 'ip', 'addr', 'del', `${NODE_ADDRESS}/64`, 'dev', 'link0');
  });

  it('does not take an address that the kernel holds', async () => {
    const addresses = await startNode({ addresses: ['2001:db8:5::99/64', '2001:db8:5::98/64'] });
    expect(addresses).to.include('2001:db8:5::98');
    expect(addresses).not.to.include('2001:db8:5::99');
  });

  it('is found by ndisc6', async function () {
    await needs(this, 'ndisc6');
    const [linkLocal = ''] = await startNode({ linkLayerAddress: '02:00:5e:10:00:08' });
    const { stdout } = await bench.inside(bench.kernel, 'ndisc6', '-1', linkLocal, 'link0');
    expect(stdout).to.match(/Target link-layer address: 02:00:5E:10:00:08/);
  });

  it('configures an address from the advertisements of radvd', async function () {
    await needs(this, 'radvd');
    const [configuration, pidFile] = [join(folder.path, 'radvd.conf'), join(folder.path, 'radvd.pid')];
    writeFileSync(
      configuration,
      'interface link0 { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; prefix 2001:db8:77::/64 { AdvOnLink on; AdvAutonomous on; }; };\n',
    );
    await bench.inside(bench.kernel, 'sysctl', '-q', '-w', 'net/ipv6/conf/all/forwarding=1');
    await bench.inside(bench.kernel, 'ip', 'addr', 'add', '2001:db8:77::99/64', 'dev', 'link0');
    const radvd = await bench.inside(bench.kernel, 'radvd', '-C', configuration, '-p', pidFile, '-m', 'stderr');
    expect(radvd.code, radvd.stderr).to.equal(0);
    try {
      await startNode({});
      expect(await node?.says(/^2001:db8:77:/, 20_000)).to.equal(true);
      const address = node?.lines().find((line) => line.startsWith('2001:db8:77:')) ?? '';
      expect((await ping(address)).stdout).to.match(/ 0% packet loss/);
    } finally {
      await bench.inside(bench.kernel, 'sh', '-c', 'kill "$(cat "$0")"', pidFile);
    }
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGKILL'] as const) {
    it(`leaves nothing behind after ${signal}`, async () => {
      await startNode({});
      expect((await bench.processes(bench.ours)).length).to.be.at.least(2);
      expect(await node?.end(signal)).to.equal(signal === 'SIGKILL' ? 'SIGKILL' : 0);
      expect(await eventually(async () => (await bench.processes(bench.ours)).length === 0, 3_000)).to.equal(true);
    });
  }

  it('refuses a NIC where the kernel speaks IPv6, and says what to type', async () => {
    node = startSixproof(bench.kernel.namespace, 'node', '--interface', 'link0');
    expect(await node.ended).to.equal(3);
    expect(node.complaints()).to.match(/sudo sysctl -w net\/ipv6\/conf\/link0\/disable_ipv6=1/);
  });
});
