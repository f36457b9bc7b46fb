import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../exit-codes.js';
import { loadNodeFile } from './node-file.js';

describe('the file of a node', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-node-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** What is wrong with it, a line each, as `line:column  text`. */
  function problems(text: string, ...nics: readonly string[]): readonly string[] {
    const file = join(folder, 'node.yaml');
    writeFileSync(file, text);
    try {
      loadNodeFile(file, nics);
      return [];
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.message.split('\n').map((line) => line.replace(`${file}:`, ''));
    }
  }

  it('is not needed', () => {
    const { file, nics } = loadNodeFile(undefined, ['eth1']);
    expect(file).to.include({ role: 'host', behaviour: 'current', useAnyway: false });
    expect(nics).to.deep.equal(['eth1']);
  });

  it('names the NICs where the command line does not', () => {
    const text = 'interfaces: { eth1: {}, eth2: { mtu: 1280 } }';
    expect(problems(text)).to.deep.equal([]);
    expect(problems('role: host')).to.deep.equal(['which NIC? Say --interface NIC, or interfaces: in the file of --config']);
    expect(problems(text, 'eth2')).to.deep.equal(['1:21  interfaces.eth1: no such NIC here: there is eth2']);
  });

  it('says where it is wrong, all at once, and what was wanted', () => {
    const text = [
      'role: routr',
      'interfaces:',
      '  eth1: { adresses: [2001:db8:1::1/64] }',
      '  eth2: { addresses: [2001:db8:2::1], mtu: 1000 }',
      'routes:',
      '  - { prefix: 2001:db8:9::1/48, via: fe80::2%eth1 }',
      '  - { prefix: default, via: ff02::1 }',
      '  - { prefix: ff0e::/16, via: fe80::1 }',
      '  - { prefix: 2001:db8:8::/48 }',
      'constants: { RETRANS_TIME: 1 s }',
      'secretKey: "0123"',
    ].join('\n');
    expect(problems(text, 'eth1', 'eth2')).to.deep.equal([
      '1:7  role: wanted host or router, got "routr". Did you mean "router"?',
      '3:11  interfaces.eth1.adresses: no such setting. Did you mean "addresses"?',
      '4:23  interfaces.eth2.addresses[0]: wanted ADDRESS/LENGTH, such as 2001:db8::1/64, got "2001:db8:2::1".',
      '4:44  interfaces.eth2.mtu: wanted at least 1280, got 1000.',
      '6:15  routes[0].prefix: "2001:db8:9::1/48" has bits set beyond its length; did you mean 2001:db8:9::/48?',
      '7:29  routes[1].via: wanted the unicast address of a router, such as fe80::1%eth1, got "ff02::1".',
      '8:15  routes[2].prefix: no route leads to multicast or link-local destinations: these are on every link, got "ff0e::/16".',
      '9:5  routes[3]: wanted via, interface, reject: true, or blackhole: true',
      '10:14  constants.RETRANS_TIME: no such setting. Did you mean "RETRANS_TIMER"?',
      '11:12  secretKey: wanted at least 16 octets in hexadecimal',
    ]);
  });

  it('says what does not go together', () => {
    const text = [
      'addresses: [2001:db8:1::1/64]',
      'interfaces: { eth1: { addresses: [2001:db8:1::1/64] }, eth2: {} }',
      'routes:',
      '  - { prefix: default, via: fe80::2 }',
      '  - { prefix: 2001:db8:7::/48, via: 2001:db8:3::1 }',
      '  - { prefix: 2001:db8:8::/48, via: 2001:db8:1::2 }',
      '  - { prefix: 2001:db8:9::/48, interface: eth9 }',
    ].join('\n');
    expect(problems(text)).to.deep.equal([
      '1:12  addresses: each of the 2 NICs needs its own: put it under interfaces.eth1',
      '4:29  routes[0].via: on which link? Say fe80::2%eth1, or interface: eth1',
      '5:37  routes[1].via: no interface has an address in the subnet of 2001:db8:3::1: say interface: NAME',
      '7:43  routes[3].interface: no such NIC here: there is eth1, eth2',
    ]);
  });
});
