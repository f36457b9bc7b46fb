import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { CaptureJudgement, Judgement } from '../../suites/kit/judgement.js';
import { EXIT, Problem, type ExitCode } from '../exit-codes.js';
import { newRunPath } from '../results/run-directory.js';
import { terminalOf } from '../terminal.js';
import { captureProblem } from './capture-problem.js';
import { capturedLinks, requireFiles } from './captured-links.js';
import { judgement } from '../judge/assemble.js';
import { judgeCapture, judgeJoined, judgeLinks, type Unusable } from '../judge/judge-captures.js';
import type { Position } from '../links/capture/file-octets.js';
import { progressText } from '../judge/progress-text.js';
import { growHeapSlowly } from '../judge/heap.js';
import { jsonBlocks } from '../judge/json-pieces.js';
import { judgementText } from '../judge/judgement-text.js';
import { writeJudgement } from '../judge/write-judgement.js';

const REDRAW_MS = 200;

interface Options {
  readonly out?: string;
  readonly json?: true;
  readonly complete?: true;
  readonly asOne?: true;
  readonly links?: true;
  readonly verbose?: true;
}

const ONE_OR_SEVERAL =
  '--as-one takes the files for parts of one capture, --links for captures of several links: give one of the two. ' +
  'With --links, NAME=FILE with the same NAME again is another part of the capture of that link.';

const DETAILS = `
A rule that had no opportunity is "not exercised", never passed. What passed is what the rules saw a node do; the clause that
is named may ask for more, such as what becomes of a packet that never came. Something that had to come and is not there is a violation
only where the capture says that no frame was lost, and only if it shows frames of the way that it had to come: a tap may miss
one direction, or all unicast of others. With --complete you say yourself that the capture holds every frame of its links.

Several files are judged each by itself, unless you say how they belong together. --as-one: parts of one capture, one after the
other or of several machines on the same link. --links: captures of several links that were taken at the same time; what a
router forwards from one to the other is judged, too. A link is called like its file, or as NAME=FILE says; NAME=FILE with the
same NAME again is another part of that capture; a line says so where the captures do not seem to be of the same time. A pcapng
file with several interfaces needs neither.

IPv6 in IPv4 and IPv6 in IPv6 is judged as on a link between the two ends of the tunnel; what may be lost or late in it is not judged,
not even with --complete.

Exit code: 1 a MUST is violated, 2 a file is no usable capture, 3 nothing could be judged or a capture is damaged, else 0.

Examples:
  $ sixproof judge office.pcapng
  $ sixproof judge --complete --out verdict boot.pcap
  $ tcpdump -w - ip6 | sixproof judge -
  $ sixproof judge --as-one ring_*.pcapng.zst
  $ sixproof judge --links lan.pcap wan.pcap
  $ sixproof judge --links lan=lan_1.pcap lan=lan_2.pcap wan=eth1.pcap
`;

/** `sixproof judge`: passive rules over captures, without a device. */
export function registerJudge(program: Command): void {
  program
    .command('judge')
    .summary('judge what a capture file shows')
    .description(
      'Judges every node of a capture by what it sent: pcap (either byte order, micro- or nanoseconds) and pcapng, also in gzip or zstd.',
    )
    .argument('<capture...>', 'capture files, - for standard input')
    .option('--out <dir>', 'where judgement.json and index.html go (default: results/<time>-judge-<capture>)')
    .option('--json', 'print the judgement as JSON instead of text')
    .option('--as-one', 'the files are parts of one capture (tcpdump -C, dumpcap -b): judge them together, in order of time')
    .option('--links', 'the files are captures of several links, taken at the same time: judge them together, each as [NAME=]FILE')
    .option('--complete', 'the captures hold every frame of their links, in all directions, whatever they say: judge absences too')
    .option('-v, --verbose', 'print every finding with its counts, and the rules without opportunity')
    .addHelpText('after', DETAILS)
    .action(judge);
}

async function judge(files: string[], options: Options): Promise<void> {
  growHeapSlowly();
  const judged: CaptureJudgement[] = [];
  const unusable: Unusable[] = [];
  for await (const outcome of outcomesOf(files, options)) {
    if ('problem' in outcome) unusable.push(outcome);
    else judged.push(outcome);
  }
  clearProgress();
  for (const { file, problem } of unusable) process.stderr.write(`${captureProblem(file, problem)}\n`);
  if (judged.length > 0) await tell(judgement(judged), options);
  process.exitCode = exitCodeOf(judged, unusable);
}

async function* outcomesOf(files: readonly string[], { complete, asOne, links }: Options): AsyncGenerator<CaptureJudgement | Unusable> {
  const options = (name: string) => ({ complete: complete === true, onProgress: progressOf(name), onDoubt: tellDoubt });
  if (links === true) {
    if (asOne === true) throw new Problem(ONE_OR_SEVERAL, EXIT.usage);
    yield await judgeLinks(capturedLinks(files), options(`${files.length} files`));
    return;
  }
  if (asOne === true && files.length > 1) {
    requireFiles('--as-one', files);
    yield await judgeJoined(files, options(`${files.length} files`));
    return;
  }
  for (const file of files) yield await judgeCapture(file, options(file));
}

async function tell(result: Judgement, options: Options): Promise<void> {
  if (options.json === true) for (const block of jsonBlocks(result)) process.stdout.write(block);
  else process.stdout.write(judgementText(result, { terminal: terminalOf(process.stdout), verbose: options.verbose === true }));
  const [first] = result.captures;
  const directory =
    options.out ??
    newRunPath(`judge-${basename(first?.file ?? '').replace(/(\.(pcap|pcapng|cap)(\.(gz|zst))?)?( and \d+ more)?$/i, '')}`, undefined);
  await writeJudgement(directory, result);
  process.stderr.write(`report: ${join(directory, 'index.html')}\n`);
}

/** First that applies: 2, 1, 3, 0. */
export function exitCodeOf(judged: readonly CaptureJudgement[], unusable: readonly Unusable[]): ExitCode {
  if (unusable.length > 0) return EXIT.usage;
  if (judged.some(({ totals }) => totals.fail > 0)) return EXIT.failed;
  const saysNothing = ({ contents, totals }: CaptureJudgement): boolean =>
    contents.problem !== undefined || totals.pass + totals.warn === 0;
  return judged.some(saysNothing) ? EXIT.unable : EXIT.fine;
}

function progressOf(file: string): (frames: number, position: Position) => void {
  const terminal = terminalOf(process.stderr);
  let next = Date.now() + REDRAW_MS;
  return (frames, position) => {
    if (!terminal.canRedraw || Date.now() < next) return;
    next = Date.now() + REDRAW_MS;
    terminal.write(`\r${progressText(file, frames, position)}\u001b[K`);
  };
}

function tellDoubt(text: string): void {
  clearProgress();
  process.stderr.write(`${text}\n`);
}

function clearProgress(): void {
  const terminal = terminalOf(process.stderr);
  if (terminal.canRedraw) terminal.write('\r\u001b[K');
}
