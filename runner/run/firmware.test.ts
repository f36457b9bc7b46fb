import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir, type } from 'node:os';
import { join } from 'node:path';
import { dutSchema } from '../configuration/dut-schema.js';
import { learntFirmware, withFirmware } from './firmware.js';
import type { RunRequest } from './request.js';

const dut = (device: object, adapter: string) => ({ configuration: dutSchema.parse({ device, control: { adapter } }) });

/** As far as it matters here. */
const request = (firmware: string | undefined, goesOn: boolean): RunRequest =>
  ({
    dut: dut({ name: 'linux' }, 'linux'),
    run: { dut: 'linux', ...(firmware !== undefined && { firmware }) },
    directory: { path: 'results/x' },
    ...(goesOn && { journal: {} }),
  }) as unknown as RunRequest;

describe('the firmware of a run', () => {
  before(function () {
    if (type() !== 'Linux') this.skip();
  });

  it('is the kernel of this machine where tests run against it', async () => {
    expect(await learntFirmware(dut({ name: 'linux' }, 'linux'))).to.equal(`Linux ${release()}`);
    expect((await withFirmware(request(undefined, false))).run.firmware).to.equal(`Linux ${release()}`);
  });

  it('is asked for only where nobody has said it and somebody can', async () => {
    expect(await learntFirmware(dut({ name: 'box', firmware: '4.2.1' }, 'linux'))).to.equal(undefined);
    for (const adapter of ['reference', 'manual', 'command']) expect(await learntFirmware(dut({ name: 'x' }, adapter))).to.equal(undefined);
  });

  it('is asked of a remote system by ssh, which is told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sixproof-ssh-'));
    const { PATH } = process.env;
    const told: string[] = [];
    const ask = (configuration: object) => learntFirmware({ configuration: dutSchema.parse(configuration) }, (line) => told.push(line));
    try {
      writeFileSync(join(folder, 'ssh'), "#!/bin/sh\necho 'Welcome to box'\necho 'Linux 5.10.0'\n", { mode: 0o755 });
      process.env['PATH'] = `${folder}:${PATH}`;
      expect(await ask({ device: { name: 'box' }, control: { adapter: 'linux', host: 'box.example' } })).to.equal('Linux 5.10.0');
      expect(told).to.deep.equal(['asking what the device runs']);
      await ask({ device: { name: 'linux' }, control: { adapter: 'linux' } });
      expect(told).to.have.length(1);
    } finally {
      process.env['PATH'] = PATH;
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('is one for the whole run', async () => {
    const rejected = await withFirmware(request('Linux 2.6.1', true)).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(rejected).to.equal(
      `results/x cannot go on: linux is Linux ${release()} now, it was Linux 2.6.1 when the run began. Start a new run without --resume.`,
    );
    const same = request(`Linux ${release()}`, true);
    expect(await withFirmware(same)).to.equal(same);
    const older = request(undefined, true);
    expect(await withFirmware(older), 'begun by a tool that did not write it down').to.equal(older);
  });
});
