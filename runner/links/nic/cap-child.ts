import { existsSync, readFileSync, writeSync, writevSync } from 'node:fs';
import { Socket } from 'node:net';
import { monotonicMicroseconds } from '../../clock/monotonic.js';
import { loadCap, type CapModule } from './cap-module.js';
import { openCaptureHandle, type CaptureHandle } from './capture-handle.js';
import {
  completeFrameRecord,
  FROM_CHILD,
  jsonRecord,
  RecordReader,
  sentRecord,
  TO_CHILD,
  type ChildProblem,
  type ChildQuestion,
  type ChildReply,
} from './records.js';
import { createStayAwake } from './stay-awake.js';

/**
 * The process around the native capture module, one per NIC: libpcap's binding aborts its process when the NIC goes
 * away, and that must not end the run. Started as `node cap-child.js INTERFACE`, possibly inside a network namespace;
 * file descriptor 3 brings records from the harness, 4 takes them there. It ends when the harness does.
 */
const COMMANDS = 3;
const RECORDS = 4;
/** A pause of the machine that is shorter goes unnoticed: short against the least uncertainty of a run. */
const HEARTBEAT_MS = 20;
const ACKNOWLEDGE_WITHIN_MS = 1;
const INTERFACE_UP = 1;

const device = process.argv[2] ?? '';
const facts = `/sys/class/net/${device}`;

function write(octets: Buffer): void {
  let at = 0;
  while (at < octets.length) at += patiently(() => writeSync(RECORDS, octets, at, octets.length - at));
}

/** A full pipe holds the capture back, and the ring buffers; a broken one means that the harness is gone. */
function patiently(attempt: () => number): number {
  for (;;) {
    try {
      return attempt();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') process.exit(0);
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

function giveUp(problem: ChildProblem): never {
  write(jsonRecord(FROM_CHILD.problem, problem));
  process.exit(1);
}

function checkDevice(): void {
  if (!existsSync('/sys/class/net')) return;
  if (!/^[^/\s]{1,15}$/.test(device) || !existsSync(facts)) giveUp({ kind: 'link-lost', detail: `interface "${device}" does not exist` });
  const flags = Number(readFileSync(`${facts}/flags`, 'utf8'));
  if ((flags & INTERFACE_UP) === 0) giveUp({ kind: 'link-lost', detail: `interface "${device}" is down: sudo ip link set ${device} up` });
}

async function loadModule(): Promise<CapModule> {
  try {
    return await loadCap();
  } catch (error) {
    return giveUp({ kind: 'module-missing', detail: (error as Error).message.split('\n')[0] ?? '' });
  }
}

/** Acknowledgements of sends wait a moment for a frame to travel with: a wake-up of the harness less per round trip. */
const acknowledgements: Buffer[] = [];
let acknowledging: NodeJS.Timeout | undefined;

function acknowledge(record: Buffer): void {
  acknowledgements.push(record);
  acknowledging ??= setTimeout(flushAcknowledgements, ACKNOWLEDGE_WITHIN_MS);
}

function flushAcknowledgements(): void {
  acknowledging = undefined;
  if (acknowledgements.length > 0) write(Buffer.concat(acknowledgements.splice(0)));
}

function deliver(record: Buffer, octets: number, stampUs: number): void {
  const length = completeFrameRecord(record, stampUs, octets);
  if (acknowledgements.length === 0) return write(record.subarray(0, length));
  const parts = [...acknowledgements.splice(0), record.subarray(0, length)];
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const written = patiently(() => writevSync(RECORDS, parts));
  if (written < total) write(Buffer.concat(parts).subarray(written));
}

function open(module: CapModule): CaptureHandle {
  try {
    return openCaptureHandle(module, device, deliver);
  } catch (error) {
    const detail = (error as Error).message;
    return giveUp({ kind: /permission|not permitted/i.test(detail) ? 'no-permission' : 'link-lost', detail });
  }
}

const receiveCounter = (): number => Number(readFileSync(`${facts}/statistics/rx_packets`, 'utf8'));

const awake = createStayAwake(false);
let latestUs = 0;

function watchOwnLateness(): void {
  let expectedUs = monotonicMicroseconds() + HEARTBEAT_MS * 1_000;
  setInterval(() => {
    const nowUs = monotonicMicroseconds();
    latestUs = Math.max(latestUs, nowUs - expectedUs);
    expectedUs = nowUs + HEARTBEAT_MS * 1_000;
  }, HEARTBEAT_MS);
}

/** After two turns of the event loop every frame that had reached the ring before has been delivered. */
const afterDrain = (then: () => void): void => void setImmediate(() => setImmediate(then));

function answer(handle: CaptureHandle, question: ChildQuestion): void {
  const counts = question.about === 'counters';
  const before = counts ? receiveCounter() : 0;
  afterDrain(() => {
    flushAcknowledgements();
    const reply: ChildReply = {
      token: question.token,
      seen: handle.seen(),
      lateUs: Math.max(0, latestUs),
      ...(counts ? { received: { before, after: receiveCounter() } } : {}),
    };
    latestUs = 0;
    write(jsonRecord(FROM_CHILD.reply, reply));
  });
}

function send(handle: CaptureHandle, body: Buffer): void {
  const sequence = body.readUInt32LE(0);
  try {
    handle.send(body.subarray(4));
    acknowledge(sentRecord(sequence, monotonicMicroseconds()));
    awake.begin();
  } catch (error) {
    acknowledge(jsonRecord(FROM_CHILD.sendFailed, { sequence, detail: (error as Error).message }));
  }
}

async function main(): Promise<void> {
  checkDevice();
  const module = await loadModule();
  const handle = open(module);
  const reader = new RecordReader((kind, body) => {
    if (kind === TO_CHILD.send) send(handle, body);
    else if (kind === TO_CHILD.question) answer(handle, JSON.parse(body.toString()) as ChildQuestion);
  });
  const commands = new Socket({ fd: COMMANDS, readable: true, writable: false });
  commands.on('data', (chunk: Buffer) => reader.push(chunk));
  commands.on('close', () => process.exit(0));
  commands.on('error', () => process.exit(0));
  watchOwnLateness();
  write(jsonRecord(FROM_CHILD.ready, { linkType: handle.linkType }));
}

// Ctrl-C in a terminal reaches the whole process group; the harness decides when its links end.
process.on('SIGINT', () => undefined);
void main();
