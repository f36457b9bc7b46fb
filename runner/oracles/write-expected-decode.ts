import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../package-root.js';
import { readExpected } from '../judge/crafted/expected-captures.js';
import { describeDecode, frameNumberOf, READERS, type ExpectedDecode } from './expected-decode.js';

/**
 * Writes `vectors/captures/expected-decode.json`: lines and counts of layers as we decode them, to be reviewed in the
 * difference before they are committed, and beside each line what tshark reads from the frame, whatever we do.
 */
const folder = join(packageRoot(), 'vectors', 'captures');
const NAMES = Object.keys(READERS);
const OPTIONS = ['ipv6.defragment:FALSE', 'ip.defragment:FALSE'].flatMap((option) => ['-o', option]);

/** By frame and field, of the fields that it has. What stands before the damage of a file is read as well. */
function readByTshark(file: string): readonly Readonly<Record<string, string>>[] {
  const words = ['-n', '-r', join(folder, file), ...OPTIONS, '-T', 'fields', '-E', 'aggregator= ', '-E', 'separator=|'];
  const run = spawnSync('tshark', [...words, ...NAMES.flatMap((name) => ['-e', name])], { encoding: 'utf8' });
  if (run.error) throw run.error;
  const lines = run.stdout.split('\n').slice(0, -1);
  return lines.map((line) => withoutParts(Object.fromEntries(line.split('|').flatMap((shown, i) => entryOf(NAMES[i] ?? '', shown)))));
}

/**
 * Types below 128 are errors (RFC 4443 section 2.1): a UDP header there is that of the packet that they quote. Of a message
 * that goes on in further fragments tshark reads what there is, as if it were the whole.
 */
function withoutParts(fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const isError = Number(fields['icmpv6.type'] ?? 128) < 128;
  const goesOn = fields['ipv6.fraghdr.more'] === '1';
  const isPart = (name: string): boolean => (isError && name.startsWith('udp.')) || (goesOn && name.startsWith('ripng.'));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !isPart(name)));
}

const WORDS: Readonly<Record<string, string>> = { True: '1', False: '0' };

function entryOf(name: string, shown: string): readonly (readonly [string, string])[] {
  if (shown === '') return [];
  const values = shown.split(' ').map((value) => WORDS[value] ?? (/^(0x[0-9a-f]+|\d+)$/.test(value) ? String(Number(value)) : value));
  return [[name, name.startsWith('ripng.rte') ? values.join(' ') : (values[0] ?? '')]];
}

/** tshark reads no frame of a file whose second record claims 2 GB, nothing in a packet of another version, and none of these in one without IPv6. */
const read = (theirs: Readonly<Record<string, string>> = {}): object => (Object.keys(theirs).length > 0 ? { tshark: theirs } : {});

const captures: ExpectedDecode[] = [];
for (const { file } of readExpected(folder)) {
  const theirs = readByTshark(file);
  const { frames, ...ours } = await describeDecode(folder, file);
  captures.push({ ...ours, frames: frames.map(({ line }) => ({ line, ...read(theirs[frameNumberOf(line) - 1]) })) });
}
const about =
  'Of each capture the first frame of each kind, as "sixproof decode" prints it, with the values that tshark 4.0.17 reads from it, and how often each header and message stands in it.';
writeFileSync(join(folder, 'expected-decode.json'), `${JSON.stringify({ about, captures }, undefined, 2)}\n`);
