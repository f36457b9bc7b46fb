import { expect } from 'chai';
import { linuxFirmware } from './linux-firmware.js';
import type { Outcome } from './run-program.js';

/** A system whose programs say this, by name; others are not there. */
const saying = (answers: Readonly<Record<string, Partial<Outcome>>>) => ({
  run: ([program = '']: readonly string[]): Promise<Outcome> =>
    Promise.resolve({ code: answers[program] ? 0 : 'ENOENT', stdout: '', stderr: '', ...answers[program] }),
});

const KERNEL = { uname: { stdout: 'Linux 6.18.0-1-amd64\n' } };

describe('what a Linux system runs', () => {
  it('is its kernel', async () => {
    expect(await linuxFirmware(saying(KERNEL))).to.equal('Linux 6.18.0-1-amd64');
  });

  it('is before all the routing daemon that will be started', async () => {
    const both = saying({
      ...KERNEL,
      '/usr/lib/frr/ripngd': { stdout: 'ripngd version 8.4.4\nCopyright 1996-2005 Kunihiro Ishiguro, et al.\n' },
      '/usr/sbin/bird': { stderr: 'BIRD version 2.0.12\n' },
    });
    expect(await linuxFirmware(both, 'frr')).to.equal('FRR 8.4.4, Linux 6.18.0-1-amd64');
    expect(await linuxFirmware(both, 'bird')).to.equal('BIRD 2.0.12, Linux 6.18.0-1-amd64');
  });

  it('is told as far as it is known', async () => {
    expect(await linuxFirmware(saying(KERNEL), 'bird')).to.equal('Linux 6.18.0-1-amd64');
    expect(await linuxFirmware(saying({}), 'frr')).to.equal(undefined);
    expect(await linuxFirmware(saying({ uname: { code: 255, stdout: 'no route\n' } }))).to.equal(undefined);
  });

  it('is not what a login prints before it, and nothing that a terminal would obey', async () => {
    const kernel = (stdout: string) => linuxFirmware(saying({ uname: { stdout } }));
    expect(await kernel('Welcome to the lab\r\nAuthorized users\nLinux 6.18.0\r\n\n')).to.equal('Linux 6.18.0');
    for (const other of ['', 'no kernel here\n', '\x1b[2JLinux 6.18.0\n', 'Linux 6.18.0\x07\n', `Linux ${'9'.repeat(81)}\n`])
      expect(await kernel(other), JSON.stringify(other)).to.equal(undefined);
    const bird = { '/usr/sbin/bird': { stderr: 'BIRD version 2.0.12\x1b[0m\n' } };
    expect(await linuxFirmware(saying(bird), 'bird')).to.equal('BIRD 2.0.12');
  });

  it('is asked for once where the box is out of reach', async () => {
    for (const code of [255, 'TIMEOUT']) {
      const asked: string[] = [];
      const host = {
        run: ([program = '']: readonly string[]) => {
          asked.push(program);
          return Promise.resolve({ code, stdout: '', stderr: '' });
        },
      };
      expect(await linuxFirmware(host, 'bird')).to.equal(undefined);
      expect(asked).to.deep.equal(['uname']);
    }
  });
});
