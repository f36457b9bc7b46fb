import type { FileProblem } from './capture-format.js';

/** Files that people hand over for captures: first octets, what it is, what to do. */
const KNOWN: readonly (readonly [magic: string, name: string, advice: string])[] = [
  ['34cdb2a1', 'a modified pcap file', 'convert it: editcap -F pcapng IN OUT'],
  ['a1b2cd34', 'a modified pcap file', 'convert it: editcap -F pcapng IN OUT'],
  ['fd377a58', 'compressed with xz', 'decompress it: xz -d FILE'],
  ['425a68', 'compressed with bzip2', 'decompress it: bzip2 -d FILE'],
  ['04224d18', 'compressed with lz4', 'decompress it: lz4 -d FILE'],
  ['504b0304', 'a zip archive', 'unpack it first'],
  ['736e6f6f', 'a snoop capture', 'convert it: editcap -F pcapng IN OUT'],
  ['474d4255', 'a Network Monitor capture', 'convert it: editcap -F pcapng IN OUT'],
  ['52545353', 'a Network Monitor capture', 'convert it: editcap -F pcapng IN OUT'],
];

export function describeStranger(octets: Buffer): FileProblem {
  const start = octets.toString('hex', 0, Math.min(4, octets.length));
  const found = KNOWN.find(([magic]) => start.startsWith(magic));
  if (found !== undefined) return { kind: 'unsupported', offset: 0, detail: `the file is ${found[1]}: ${found[2]}` };
  return {
    kind: 'not-a-capture',
    offset: 0,
    detail: `the file begins with ${start}, which no capture format does: pcap (a1b2c3d4, a1b23c4d) or pcapng (0a0d0d0a) was expected`,
  };
}
