import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkerResult } from './capture-worker.js';
import { writeClassicCapture } from './classic-capture.js';
import { downloads } from './downloads.js';
import type { Outcome } from './figure.js';
import { forgedNodes } from './forged-nodes.js';
import { cheapest, isInstalled, runPeer, runWorker, type Cost } from './processes.js';
import { laterPart, rate, ratio } from './rates.js';
import { mixedTraffic } from './traffic.js';

export interface CaptureBenchOptions {
  readonly frames: number;
  readonly repeats: number;
}

const TCPDUMP = 'tcpdump -nn -vv';
const TSHARK = 'tshark -T fields';
/** tshark is slow enough to be measured once, on a part; by it memory and time are told from what they grow by. */
const SHARE = 0.25;
/** Times as many frames in a capture of downloads: two gigabytes, where nobody says how many. */
const DOWNLOADED = 4;
/** Each with three frames: far more than there is room for. */
const FORGED_NODES = 100_000;
const FORGED_MIB = 220;

/** Decoding and judging captures, side by side with tcpdump and tshark on the same files: one of nothing but what rules ask about, and downloads. */
export async function benchCaptures({ frames, repeats }: CaptureBenchOptions): Promise<readonly Outcome[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sixproof-bench-'));
  try {
    const whole = join(folder, 'mixed.pcap');
    const part = join(folder, 'part.pcap');
    writeClassicCapture(whole, mixedTraffic(frames));
    writeClassicCapture(part, mixedTraffic(Math.round(frames * SHARE)));
    const figures = await measure({ whole, part, frames, repeats });
    const data = join(folder, 'downloads.pcap');
    writeClassicCapture(data, downloads(DOWNLOADED * frames));
    const forged = join(folder, 'forged.pcap');
    writeClassicCapture(forged, forgedNodes(FORGED_NODES));
    return [...figures, ...(await measureDownloads(data, DOWNLOADED * frames, repeats)), await forgedMemory(forged)];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Files {
  readonly whole: string;
  readonly part: string;
  readonly frames: number;
  readonly repeats: number;
}

async function measure({ whole, part, frames, repeats }: Files): Promise<readonly Outcome[]> {
  const ours: Record<'decode' | 'print' | 'judge', (WorkerResult & Cost)[]> = { decode: [], print: [], judge: [] };
  const judgedPart: (WorkerResult & Cost)[] = [];
  const tcpdump: Cost[] = [];
  const hasTcpdump = isInstalled('tcpdump');
  // Turn and turn about, so that a busy moment of the machine hits all alike.
  for (let i = 0; i < repeats; i++) {
    for (const job of ['decode', 'print', 'judge'] as const)
      ours[job].push(asCost(await runWorker<WorkerResult>('capture-worker', [job, whole])));
    judgedPart.push(asCost(await runWorker<WorkerResult>('capture-worker', ['judge', part])));
    if (hasTcpdump) tcpdump.push(await runPeer('tcpdump', ['-nn', '-vv', '-r', whole]));
  }
  const peer = hasTcpdump ? { cost: cheapest(tcpdump), frames } : undefined;
  const shark = isInstalled('tshark')
    ? { cost: await runPeer('tshark', tsharkWords(part)), frames: Math.round(frames * SHARE) }
    : undefined;
  const [decode, print, judge, small] = [cheapest(ours.decode), cheapest(ours.print), cheapest(ours.judge), cheapest(judgedPart)];
  const later = laterPart(ours.judge, judgedPart, frames - Math.round(frames * SHARE));
  return [
    rate('decode: every field, checksum and quoted packet', { cost: decode, frames }),
    rate('decode to lines of text', { cost: print, frames }),
    rate('judge', { cost: judge, frames }),
    ...(peer ? [rate(TCPDUMP, peer)] : []),
    ...(shark ? [rate(TSHARK, shark)] : []),
    ratio('decode', { cost: decode, frames }, TCPDUMP, peer, 2),
    ratio('decode', { cost: decode, frames }, TSHARK, shark, undefined),
    ratio('lines of text', { cost: print, frames }, TCPDUMP, peer, undefined),
    ratio('judge', { cost: judge, frames }, TCPDUMP, peer, undefined),
    // A quarter of the capture is over about when the code is compiled: what the rest takes, any longer capture takes.
    ratio('judge, once it is compiled', later, TCPDUMP, peer, undefined),
    {
      name: 'judge: resident memory',
      value: judge.maxRssKb / 1024,
      unit: 'MiB',
      note: `${Math.round(small.maxRssKb / 1024)} MiB on a capture a quarter as long`,
    },
  ];
}

async function measureDownloads(file: string, frames: number, repeats: number): Promise<readonly Outcome[]> {
  const judged: (WorkerResult & Cost)[] = [];
  const printed: Cost[] = [];
  const hasTcpdump = isInstalled('tcpdump');
  for (let i = 0; i < repeats; i++) {
    judged.push(asCost(await runWorker<WorkerResult>('capture-worker', ['judge', file])));
    if (hasTcpdump) printed.push(await runPeer('tcpdump', ['-nn', '-vv', '-r', file]));
  }
  const judge = { cost: cheapest(judged), frames };
  const peer = hasTcpdump ? { cost: cheapest(printed), frames } : undefined;
  const octets = statSync(file).size;
  return [
    rate('judge, downloads', judge),
    ...(peer ? [rate(`${TCPDUMP}, downloads`, peer)] : []),
    ratio('judge, downloads', judge, TCPDUMP, peer, 1),
    {
      name: 'judge, downloads: resident memory',
      value: judge.cost.maxRssKb / 1024,
      unit: 'MiB',
      note: `${(octets / 1e6).toFixed(0)} MB of capture`,
    },
  ];
}

async function forgedMemory(file: string): Promise<Outcome> {
  const { maxRssKb } = await runWorker<WorkerResult>('capture-worker', ['judge-to-page', file]);
  return {
    name: `judge: resident memory, ${FORGED_NODES.toLocaleString('en')} forged nodes`,
    value: maxRssKb / 1024,
    unit: 'MiB',
    budget: { atMost: FORGED_MIB },
    note: 'with judgement.json and the page',
  };
}

const asCost = (result: WorkerResult): WorkerResult & Cost => ({ ...result, wallMs: result.ms });

const FIELDS = [
  'frame.number',
  'ipv6.src',
  'ipv6.dst',
  'ipv6.hlim',
  'icmpv6.type',
  'icmpv6.code',
  'icmpv6.checksum.status',
  'icmpv6.nd.ns.target_address',
  'icmpv6.opt.linkaddr',
  'udp.port',
];
const tsharkWords = (file: string): readonly string[] => ['-n', '-r', file, '-T', 'fields', ...FIELDS.flatMap((field) => ['-e', field])];
