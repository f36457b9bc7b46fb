import { loadCap } from '../links/nic/cap-module.js';
import { openCaptureHandle } from '../links/nic/capture-handle.js';
import { FRAME_HEADER_OCTETS } from '../links/nic/records.js';

/**
 * Holds a capture handle as the capture process does, while garbage is made and collected all the time. Every frame of
 * the lab's flood must come out as it was sent. Started as `node --expose-gc flooded-capture.js INTERFACE FRAMES`.
 */
const [device = '', wanted = '0'] = process.argv.slice(2);
const NUMBER_AT = 14;
const COLLECT_EVERY = 200;
let intact = 0;
let garbage: Uint8Array[] = [];

const handle = openCaptureHandle(await loadCap(), device, (record, octets) => {
  const frame = record.subarray(FRAME_HEADER_OCTETS, FRAME_HEADER_OCTETS + octets);
  if (frame[12] !== 0x88 || frame[13] !== 0xb5) return;
  if (octets !== 60 + (frame.readUInt32BE(NUMBER_AT) % 1_400))
    fail(`a frame of ${octets} octets with number ${frame.readUInt32BE(NUMBER_AT)}`);
  if (frame.subarray(NUMBER_AT + 4).some((octet) => octet !== 0)) fail('a frame with octets that nobody sent');
  intact++;
  garbage.push(new Uint8Array(65_536));
  if (intact % COLLECT_EVERY === 0) collect();
  if (intact === Number(wanted)) finish();
});

function collect(): void {
  garbage = [];
  (globalThis as { gc?: () => void }).gc?.();
}

function fail(what: string): never {
  console.error(what);
  process.exit(1);
}

function finish(): never {
  console.log(`${intact} frames intact, ${handle.seen()} seen, ${intact / COLLECT_EVERY} collections`);
  process.exit(0);
}

console.log('open');
