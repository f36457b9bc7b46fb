import { Problem } from '../exit-codes.js';
import type { Dut } from '../configuration/load-dut.js';
import type { RunRequest } from './request.js';

/**
 * What a Linux system says that it runs, where the device's file does not say it. The embedded reference is as old as the
 * tool, and of a device behind programs or an operator nothing is known. Asking a remote one may take a while, so that is told.
 */
export async function learntFirmware(
  { configuration: { device, control } }: Pick<Dut, 'configuration'>,
  tell: (line: string) => void = tellUser,
): Promise<string | undefined> {
  if (device.firmware !== undefined || control.adapter !== 'linux') return undefined;
  if (control.host !== undefined) tell('asking what the device runs');
  const { linuxFirmware } = await import('../adapters/linux-firmware.js');
  const { localHost, sshHost } = await import('../adapters/linux-host.js');
  return linuxFirmware(control.host === undefined ? localHost : sshHost({ ...control, host: control.host }), control.routing);
}

const tellUser = (line: string): void => void process.stderr.write(`${line}\n`);

/** The request with what the device runs; one that goes on is refused when that is something else by now. */
export async function withFirmware(request: RunRequest): Promise<RunRequest> {
  const learnt = await learntFirmware(request.dut);
  if (learnt === undefined) return request;
  const { run, journal, directory } = request;
  if (journal === undefined) return { ...request, run: { ...run, firmware: learnt } };
  if (run.firmware !== undefined && run.firmware !== learnt)
    throw new Problem(
      `${directory.path} cannot go on: ${run.dut} is ${learnt} now, it was ${run.firmware} when the run began. Start a new run without --resume.`,
    );
  return request;
}
