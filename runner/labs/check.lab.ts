import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { needs } from './lab-needs.js';
import { ownFolder, type OwnFolder } from './own-folder.js';
import { startSixproof } from './started-program.js';
import { twoNamespaces, type TwoNamespaces } from './two-namespaces.js';

interface Preflight {
  readonly problems: number;
  readonly findings: readonly { readonly state: string; readonly subject: string; readonly text: string; readonly remedy?: string }[];
  readonly sent: string;
}

/** The preflight against the kernel of a namespace, reached by programs as a vendor's device would be. */
describe('lab: the preflight', function () {
  this.timeout(120_000);
  let bench: TwoNamespaces;
  let folder: OwnFolder;
  let file: string;

  before(async function () {
    await needs(this, 'root', 'ip', 'ethtool', 'cap', 'ping');
    folder = ownFolder('check');
    file = join(folder.path, 'box.yaml');
    bench = await twoNamespaces();
    const { address, linkLayerAddress } = await bench.kernelAddress();
    const reset = ['ip', '-n', bench.kernel.namespace, 'neigh', 'flush', 'dev', '{device}'];
    const settings = {
      device: { name: 'Box' },
      links: { link0: { tester: 'link0', device: 'link0', address, linkLayerAddress } },
      control: { adapter: 'command', actions: { reset } },
    };
    writeFileSync(file, JSON.stringify(settings));
  });

  after(async () => {
    await bench?.remove();
    folder?.remove();
  });

  async function check(dut: string, namespace: string | undefined): Promise<Preflight & { readonly code: number | string }> {
    const program = startSixproof(namespace, 'check', '--dut', dut, '--json');
    const code = await program.ended;
    return { ...(JSON.parse(program.lines().join('\n')) as Preflight), code };
  }
  const problems = ({ findings }: Preflight): readonly string[] =>
    findings.filter(({ state }) => state === 'problem').map(({ text, remedy }) => `${text}: ${remedy}`);

  it('finds everything in place for this machine and its kernel', async () => {
    const found = await check('linux', undefined);
    expect(problems(found).filter((text) => !text.includes('of a run that was killed'))).to.deep.equal([]);
    expect(found.findings.map(({ subject }) => subject)).to.include.members([
      'rights',
      'module cap',
      'adapter',
      'device on link0',
      'clock',
    ]);
  });

  it('asks a device on a NIC, and says all that it sent', async () => {
    const found = await check(file, bench.ours.namespace);
    expect(problems(found)).to.deep.equal([]);
    expect(found.code).to.equal(0);
    expect(found.findings.find(({ subject }) => subject === 'device on link0')?.text).to.match(/^fe80::.* answers, /);
    expect(found.sent).to.equal('Nothing was sent except 4 echo requests, 1 Router Solicitation and answers to Neighbor Solicitations.');
  });

  it('hears a router that is not the device', async () => {
    const configuration = join(folder.path, 'radvd.conf');
    const pidFile = join(folder.path, 'radvd.pid');
    writeFileSync(configuration, 'interface link0 { AdvSendAdvert on; MinRtrAdvInterval 3; MaxRtrAdvInterval 4; };\n');
    await bench.inside(bench.kernel, 'sysctl', '-q', '-w', 'net/ipv6/conf/all/forwarding=1');
    // The kernel itself advertises here; the file calls another MAC the device.
    const other = join(folder.path, 'other.yaml');
    const settings = {
      device: { name: 'Box' },
      links: { link0: { tester: 'link0', address: 'fe80::dead', linkLayerAddress: '02:00:5e:10:00:01' } },
      control: { adapter: 'command' },
    };
    writeFileSync(other, JSON.stringify(settings));
    const radvd = await bench.inside(bench.kernel, 'radvd', '-C', configuration, '-p', pidFile, '-m', 'stderr');
    if (radvd.code !== 0) return console.log('      radvd is not installed: stray router not tried');
    try {
      const found = await check(other, bench.ours.namespace);
      expect(problems(found).some((text) => /Router Advertisement from fe80::.* not the device: unplug/.test(text))).to.equal(true);
      expect(problems(found).some((text) => /fe80::dead .* answers no echo request/.test(text))).to.equal(true);
      expect(found.code).to.equal(3);
    } finally {
      await bench.inside(bench.kernel, 'sh', '-c', 'kill "$(cat "$0")"', pidFile);
      await bench.inside(bench.kernel, 'sysctl', '-q', '-w', 'net/ipv6/conf/all/forwarding=0');
    }
  });

  it('names everything that hinders a NIC, and sends nothing', async () => {
    await bench.inside(bench.ours, 'sysctl', '-q', '-w', 'net/ipv6/conf/link0/disable_ipv6=0');
    await bench.inside(bench.ours, 'ethtool', '-K', 'link0', 'gro', 'on');
    await bench.inside(bench.ours, 'ip', 'addr', 'add', '192.0.2.77/24', 'dev', 'link0');
    const found = await check(file, bench.ours.namespace);
    const told = problems(found).join('\n');
    expect(told).to.match(/has the address 192\.0\.2\.77\/24/);
    expect(told).to.match(/kernel speaks IPv6 on link0 .*sudo sysctl -w net\/ipv6\/conf\/link0\/disable_ipv6=1/);
    expect(told).to.match(/gro is on.*sudo ethtool -K link0 gro off/);
    expect(found.sent).to.equal('Nothing was sent.');
    expect(found.code).to.equal(3);
  });
});
