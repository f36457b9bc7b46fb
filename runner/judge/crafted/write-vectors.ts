import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package-root.js';
import { judgeCapture } from '../judge-captures.js';
import { scene } from './scene.js';
import { describeJudgement, readExpected, type ExpectedCapture } from './expected-captures.js';
import { craftedViolations } from './violations.js';

/**
 * Writes what can be derived of `vectors/captures`: the crafted capture, captures in other formats made of recorded ones,
 * and the verdicts in `expected.json`. A change of verdicts is reviewed in the difference before it is committed; the
 * counts of messages stand for themselves, they come from tshark.
 */
const folder = join(packageRoot(), 'vectors', 'captures');
const SCENE_APART_S = 120;
/** From the last frame of a long scene to the next one. */
const SCENE_AFTER_S = 60;
const FIRST_SCENE_S = 1_790_000_000;
const GLOBAL_HEADER = 24;
const RECORD_HEADER = 16;
const ETHERNET_HEADER = 14;
const VLAN = 100;

const read = (name: string): Buffer => readFileSync(join(folder, name));
const write = (name: string, octets: Uint8Array): void => writeFileSync(join(folder, name), octets);

interface CaptureRecord {
  readonly head: Buffer;
  readonly octets: Buffer;
}

function recordsOf(capture: Buffer): readonly CaptureRecord[] {
  const records: CaptureRecord[] = [];
  for (let at = GLOBAL_HEADER; at < capture.length;) {
    const size = capture.readUInt32LE(at + 8);
    records.push({
      head: capture.subarray(at, at + RECORD_HEADER),
      octets: capture.subarray(at + RECORD_HEADER, at + RECORD_HEADER + size),
    });
    at += RECORD_HEADER + size;
  }
  return records;
}

/** A classic capture anew, each frame changed. */
function rewritten(capture: Buffer, linkType: number, change: (octets: Buffer) => Uint8Array): Buffer {
  const header = Buffer.from(capture.subarray(0, GLOBAL_HEADER));
  header.writeUInt32LE(linkType, 20);
  const parts = recordsOf(capture).flatMap(({ head, octets }) => {
    const changed = change(octets);
    const own = Buffer.from(head);
    own.writeUInt32LE(changed.length, 8);
    own.writeUInt32LE(changed.length, 12);
    return [own, changed];
  });
  return Buffer.concat([header, ...parts]);
}

/** The same capture as a big-endian machine writes it. */
function bigEndian(capture: Buffer): Buffer {
  const header = Buffer.from(capture.subarray(0, GLOBAL_HEADER)).swap32();
  header.writeUInt16BE(2, 4);
  header.writeUInt16BE(4, 6);
  return Buffer.concat([header, ...recordsOf(capture).flatMap(({ head, octets }) => [Buffer.from(head).swap32(), octets])]);
}

function lyingLength(capture: Buffer): Buffer {
  const [, second] = recordsOf(capture);
  const copy = Buffer.from(capture);
  if (second) copy.writeUInt32LE(0x7fff_fff0, second.head.byteOffset - capture.byteOffset + 8);
  return copy;
}

const ROUTER = Buffer.from('02005e100002', 'hex');
const ENHANCED_PACKET = 6;
const ENHANCED_PACKET_DATA = 28;

/** What a tap shows that misses the unicast of one node: not what it answers, but what it tells to all. */
function oneDirection(capture: Buffer): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0; at < capture.length;) {
    const block = capture.subarray(at, at + capture.readUInt32LE(at + 4));
    const frame = block.subarray(ENHANCED_PACKET_DATA);
    const isUnicast = ((frame[0] ?? 0) & 1) === 0;
    const isMissed = block.readUInt32LE(0) === ENHANCED_PACKET && isUnicast && ROUTER.equals(frame.subarray(6, 12));
    if (!isMissed) blocks.push(block);
    at += block.length;
  }
  return Buffer.concat(blocks);
}

const tagged = (octets: Buffer): Uint8Array =>
  Buffer.concat([octets.subarray(0, 12), Buffer.from([0x81, 0x00, VLAN >> 8, VLAN & 0xff]), octets.subarray(12)]);

/** Every crafted violation in one capture, each with nodes of its own, minutes apart. */
function crafted(): Buffer {
  const header = Buffer.from(read('linux-boot.pcap').subarray(0, GLOBAL_HEADER));
  let next = FIRST_SCENE_S;
  const records = craftedViolations.flatMap(({ play }, index) => {
    const s = scene(index + 1);
    play(s);
    const startsAt = next;
    const endsAt = startsAt + Math.ceil(Math.max(...s.frames.map(({ atUs }) => atUs)) / 1_000_000);
    next = Math.max(startsAt + SCENE_APART_S, endsAt + SCENE_AFTER_S);
    return s.frames.flatMap(({ octets, atUs }) => {
      const head = Buffer.alloc(RECORD_HEADER);
      head.writeUInt32LE(startsAt + Math.floor(atUs / 1_000_000), 0);
      head.writeUInt32LE(atUs % 1_000_000, 4);
      head.writeUInt32LE(octets.length, 8);
      head.writeUInt32LE(octets.length, 12);
      return [head, octets];
    });
  });
  return Buffer.concat([header, ...records]);
}

/** Message types as tshark counts them, the first of each frame: in a tunnel too, but not what an error quotes. */
function countedByTshark(name: string): ExpectedCapture['icmpv6Types'] {
  const text = execFileSync('tshark', ['-n', '-r', join(folder, name), '-T', 'fields', '-E', 'occurrence=f', '-e', 'icmpv6.type'], {
    encoding: 'utf8',
  });
  const counts: { [type: string]: number } = {};
  for (const type of text.split('\n').filter(Boolean)) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

const boot = read('linux-boot.pcap');
write('linux-boot-big-endian.pcap', bigEndian(boot));
write('linux-boot-vlan.pcap', rewritten(boot, 1, tagged));
write(
  'linux-boot-raw.pcap',
  rewritten(boot, 101, (octets) => octets.subarray(ETHERNET_HEADER)),
);
write('linux-boot-lying-length.pcap', lyingLength(boot));
write('linux-radvd-truncated.pcapng', read('linux-radvd.pcapng').subarray(0, 6_000));
write('linux-radvd-one-direction.pcapng', oneDirection(read('linux-radvd.pcapng')));
write('crafted-violations.pcap', crafted());

const expected = readExpected(folder);
const captures: ExpectedCapture[] = [];
for (const { file, origin, complete, violationsOnly } of expected) {
  if (!existsSync(join(folder, file))) throw new Error(`there is no ${file}`);
  const outcome = await judgeCapture(join(folder, file), { complete });
  if (!('findings' in outcome)) throw new Error(`${file} is not usable`);
  const icmpv6Types = outcome.contents.problem ? undefined : countedByTshark(file);
  captures.push({
    file,
    origin,
    complete,
    ...(violationsOnly === true && { violationsOnly }),
    ...(icmpv6Types && { icmpv6Types }),
    ...describeJudgement(outcome, violationsOnly),
  });
}
writeFileSync(join(folder, 'expected.json'), `${JSON.stringify({ captures }, undefined, 2)}\n`);
