import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Readable, Writable } from 'node:stream';

/** The process that holds the handle, with its two record pipes. */
export interface CaptureProcess {
  readonly child: ChildProcess;
  readonly commands: Writable;
  readonly records: Readable;
  /** The last lines that it, or the `ip` in front of it, had to say. */
  complaints(): string;
}

/** Where the NIC is: a name, and the network namespace that holds it when that is not our own. */
export interface NicPlace {
  readonly interface: string;
  readonly namespace?: string;
}

/** libpcap says this about every interface without an IPv4 address. */
const NOISE = /This may not actually work/;
const KEPT_COMPLAINT = 2_000;

/** Compiled code starts as it is; the sources need the loader that runs them here. */
function entry(): readonly string[] {
  const compiled = import.meta.url.endsWith('.js');
  const file = fileURLToPath(new URL(compiled ? './cap-child.js' : './cap-child.ts', import.meta.url));
  const exposed = process.execArgv.filter((argument) => argument === '--expose-gc');
  return compiled ? [...exposed, file] : [...exposed, '--import', import.meta.resolve('tsx'), file];
}

export function startCaptureProcess(place: NicPlace): CaptureProcess {
  const command = [process.execPath, ...entry(), place.interface];
  const [program = '', ...parameters] = place.namespace === undefined ? command : ['ip', 'netns', 'exec', place.namespace, ...command];
  const child = spawn(program, parameters, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] });
  let text = '';
  child.stderr?.setEncoding('utf8');
  child.stderr?.on('data', (chunk: string) => {
    text = (text + chunk).slice(-KEPT_COMPLAINT);
  });
  return {
    child,
    commands: child.stdio[3] as Writable,
    records: child.stdio[4] as Readable,
    complaints: () =>
      text
        .split('\n')
        .filter((line) => line.trim() !== '' && !NOISE.test(line))
        .slice(-3)
        .join('; '),
  };
}
