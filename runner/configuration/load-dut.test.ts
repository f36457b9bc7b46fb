import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../exit-codes.js';
import { loadDut, withoutSecrets } from './load-dut.js';

describe('the file of a device under test', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-dut-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  const write = (text: string | Uint8Array): string => {
    const file = join(folder, 'dut.yaml');
    writeFileSync(file, text);
    return file;
  };
  const complaints = (text: string | Uint8Array): readonly string[] => {
    const file = write(text);
    try {
      loadDut(file);
    } catch (error) {
      expect(error).to.be.instanceOf(Problem);
      expect((error as Problem).exitCode).to.equal(2);
      return (error as Problem).message.split('\n').map((line) => line.replaceAll(`${folder}/`, ''));
    }
    return [];
  };

  it('fills in the defaults', () => {
    const dut = loadDut(write('device: { name: AX-3 }\nlinks: { link0: { tester: eth1 } }\ncontrol: { adapter: command }\n'));
    expect(dut.configuration.device.role).to.equal('host');
    expect(dut.configuration.timing.uncertaintyFloorMs).to.equal(50);
    expect(dut.configuration.prefixes.tests).to.equal('2001:db8::/32');
    expect(dut.configuration.control).to.include({ adapter: 'command', timeoutS: 60 });
    expect(dut.where(['links', 'link0', 'tester'])).to.match(/dut\.yaml:2:27 {2}links\.link0\.tester: $/);
  });

  it('needs no file for the devices that come along', () => {
    expect(loadDut('reference').configuration.control.adapter).to.equal('reference');
    expect(loadDut('linux').configuration.control.adapter).to.equal('linux');
  });

  it('tells all problems at once, each with its place, in the order of the file', () => {
    expect(
      complaints(
        [
          'device: { name: AX-3, firmware: 4.2, rol: router }',
          'links:',
          '  link0: { interfce: eth1 }',
          '  lnk1: { tester: eth2 }',
          'control:',
          '  adapter: comand',
          'timing:',
          '  uncertaintyFloorMs: -1',
          'prefixes: { tests: "2001:db8::1/32" }',
          'waivers:',
          '  - { test: nd.x, owner: r.lee, until: 2027-13-31 }',
          '',
        ].join('\n'),
      ),
    ).to.deep.equal([
      'dut.yaml:1:33  device.firmware: wanted text, got 4.2. Put it in quotes: "4.2".',
      'dut.yaml:1:38  device.rol: no such setting. Did you mean "role"?',
      'dut.yaml:3:10  links.link0.tester: missing. Wanted text.',
      'dut.yaml:3:12  links.link0.interfce: no such setting. Known here: tester, device, address, linkLayerAddress, useAnyway.',
      'dut.yaml:4:3  links.lnk1: wanted link0, link1...: the names that testbeds use',
      'dut.yaml:6:12  control.adapter: wanted reference or linux or command or manual, got "comand". Did you mean "command"?',
      'dut.yaml:8:23  timing.uncertaintyFloorMs: wanted at least 0, got -1.',
      'dut.yaml:9:20  prefixes.tests: "2001:db8::1/32" has bits set beyond its length; did you mean 2001:db8::/32?',
      'dut.yaml:11:5  waivers[0].reason: missing. Wanted text.',
      'dut.yaml:11:40  waivers[0].until: wanted a date such as 2027-03-31, got "2027-13-31"',
    ]);
  });

  it('suggests the actions of the chosen adapter', () => {
    expect(
      complaints(
        'device: { name: x }\nlinks: { link0: { tester: e } }\ncontrol: { adapter: command, actions: { rest: [x], ping: "ping6 x" } }',
      ),
    ).to.deep.equal([
      'dut.yaml:3:41  control.actions.rest: no such setting. Did you mean "reset"?',
      'dut.yaml:3:58  control.actions.ping: wanted a list, got "ping6 x".',
    ]);
  });

  it('sees settings that do not go together', () => {
    expect(complaints('device: { name: x }\ncontrol: { adapter: manual }')).to.deep.equal([
      'dut.yaml:1:1  links: adapter manual needs links.link0: { tester: NIC }.',
    ]);
    expect(
      complaints('device: { name: x }\nlinks: { link0: { tester: a }, link1: { tester: a } }\ncontrol: { adapter: manual }'),
    ).to.deep.equal(['dut.yaml:2:49  links.link1.tester: NIC a is already link0: each link needs its own.']);
  });

  it('names the place of a syntax error', () => {
    expect(complaints('device: { name: x\ncontrol: 3\n')[0]).to.match(/^dut\.yaml:\d+:\d+ {2}/);
    expect(complaints('device: { name: x }\ndevice: { name: y }\n')).to.deep.equal(['dut.yaml:2:1  Map keys must be unique']);
    expect(complaints('')).to.deep.equal(['dut.yaml:1:1  file: wanted settings (key: value), got nothing.']);
  });

  it('refuses an alias bomb, endless nesting, binary and absent files with one message', () => {
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) bomb.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`);
    expect(complaints(bomb.join('\n')))
      .to.have.length(1)
      .and.to.match(/aliases/);
    expect(complaints('['.repeat(100_000))[0]).to.match(/nested more than 64/);
    expect(complaints('- '.repeat(100_000))[0]).to.match(/nested more than 64/);
    expect(complaints(Uint8Array.of(0xff, 0xfe, 0x00))[0]).to.match(/not text in UTF-8/);
    expect(() => loadDut(join(folder, 'absent.yaml'))).to.throw(Problem, /no file .*absent\.yaml/);
    expect(() => loadDut('linus')).to.throw(Problem, 'Did you mean "linux"?');
    expect(() => loadDut(folder)).to.throw(Problem, 'is not a file');
  });

  it('masks what looks like a secret', () => {
    const dut = loadDut(
      write(
        'device: { name: x }\nlinks: { link0: { tester: e } }\ncontrol: { adapter: command, environment: { API_TOKEN: abc, HOST: h } }\n',
      ),
    );
    expect(withoutSecrets(dut.configuration).control).to.deep.include({ environment: { API_TOKEN: '***', HOST: 'h' } });
  });
});
