import { decodeFrame } from '../../reference/wire/frame.js';
import { notation } from '../../reference/wire/notation.js';
import { rules } from '../../suites/rules.js';
import { judgement } from '../judge/assemble.js';
import { observeSource } from '../judge/engine.js';
import { growHeapSlowly } from '../judge/heap.js';
import { judgeCapture } from '../judge/judge-captures.js';
import { writeJudgement } from '../judge/write-judgement.js';
import { openCapture } from '../links/capture/capture-source.js';
import { cpuWatch } from './cpu-time.js';

/** What a process of its own measured: started anew for each figure, so that none pays for the memory of another. */
export interface WorkerResult {
  readonly frames: number;
  readonly ms: number;
  /** User and system time of all threads. */
  readonly cpuMs: number;
  readonly maxRssKb: number;
}

type Job = (file: string) => Promise<number>;

/**
 * Every layer, field, checksum and quoted packet of every frame. Numbers are read and views of addresses and octets made when
 * a layer is decoded; only quoted packets wait until they are asked for, as here.
 */
const decode: Job = async (file) => {
  let frames = 0;
  for await (const batch of openCapture(file).batches()) {
    for (const { octets, linkType } of batch) for (const { nested } of decodeFrame(octets, linkType).layers) void nested?.layers.length;
    frames += batch.length;
  }
  return frames;
};

/** The same, and the line of text that `sixproof decode` prints. */
const print: Job = async (file) => {
  let frames = 0;
  let characters = 0;
  for await (const batch of openCapture(file).batches()) {
    for (const { octets, linkType } of batch) characters += notation(decodeFrame(octets, linkType)).length;
    frames += batch.length;
  }
  return characters > 0 ? frames : 0;
};

/** All of `sixproof judge`, into a directory beside the capture. */
const judgeToPage: Job = async (file) => {
  growHeapSlowly();
  const judged = await judgeCapture(file, { complete: false });
  if ('problem' in judged) throw new Error(judged.problem.kind);
  await writeJudgement(`${file}.judged`, judgement([judged]));
  return judged.contents.frames;
};

const judge: Job = async (file) => {
  growHeapSlowly();
  return (await observeSource(openCapture(file), rules)).inventory.frames;
};

const JOBS: Readonly<Record<string, Job>> = { decode, print, judge, 'judge-to-page': judgeToPage };

const [name = '', file = ''] = process.argv.slice(2);
const job = JOBS[name];
if (!job) throw new Error(`no job "${name}"`);
const begin = process.hrtime.bigint();
const spentMs = cpuWatch();
const frames = await job(file);
const ms = Number(process.hrtime.bigint() - begin) / 1e6;
const cpuMs = spentMs();
const result: WorkerResult = { frames, ms, cpuMs, maxRssKb: process.resourceUsage().maxRSS };
process.stdout.write(JSON.stringify(result));
