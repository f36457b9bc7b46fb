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
});
