import { once } from 'node:events';
import type { Command } from 'commander';
import { decodeFrame, type DecodedFrame } from '../../reference/wire/frame.js';
import { fieldTree, type FieldNode } from '../../reference/wire/field-tree.js';
import { notation } from '../../reference/wire/notation.js';
import { EXIT } from '../exit-codes.js';
import type { FileFrame } from '../links/capture/capture-format.js';
import { captureProblem } from './capture-problem.js';
import { openCapture } from '../links/capture/capture-source.js';

/** Lines are written in pieces of about this size. */
const PIECE_CHARACTERS = 65_536;

interface Options {
  readonly json?: true;
  readonly verbose?: true;
}

const DETAILS = `
A line has the number of the frame, its time in seconds from the first frame on, and the packet. With -v the fields follow:
octets of the frame (first and number), name, value. With --json: one object per line, { frame, timeUs, epochUs, linkType,
octets, originalOctets, notation, layers }; a layer and each field of it is { name, path, title, text, offset, length,
children }, offsets and lengths in octets of the frame.

Exit code: 2 the file is no capture, 3 it is damaged (what comes before the damage is printed), else 0.

Examples:
  $ sixproof decode capture.pcapng
  $ sixproof decode -v capture.pcapng | less
  $ tcpdump -w - ip6 | sixproof decode - --json
`;

/** `sixproof decode`: a capture as text, one packet a line. */
export function registerDecode(program: Command): void {
  program
    .command('decode')
    .summary('dissect a capture file')
    .description('Prints the packets of a capture: pcap (either byte order, micro- or nanoseconds) and pcapng, also in gzip or zstd.')
    .argument('<capture>', 'a capture file, - for standard input')
    .option('--json', 'one JSON object per packet and line')
    .option('-v, --verbose', 'every field of every packet')
    .addHelpText('after', DETAILS)
    .action(async (file: string, options: Options) => {
      const source = openCapture(file);
      const write = lineWriter(process.stdout);
      const show = options.json === true ? jsonLine : options.verbose === true ? tree : frameLine;
      for await (const batch of source.batches()) {
        const zero = source.zeroEpochUs() ?? 0;
        for (const frame of batch) write.line(show(frame, decodeFrame(frame.octets, frame.linkType), zero));
        await write.drained();
      }
      await write.end();
      const problem = source.problem();
      if (!problem) return;
      process.stderr.write(`${captureProblem(file, problem)}\n`);
      process.exitCode = problem.kind === 'not-a-capture' || problem.kind === 'unsupported' ? EXIT.usage : EXIT.unable;
    });
}

type Show = (frame: FileFrame, decoded: DecodedFrame, zeroEpochUs: number) => string;

/** The line of a frame, with its end. */
export const frameLine = (frame: FileFrame, decoded: DecodedFrame): string =>
  `${String(frame.no).padStart(6)} ${stamp(frame)}  ${notation(decoded)}${cutNote(frame)}\n`;

const stamp = ({ at }: FileFrame): string => (at / 1_000_000).toFixed(6).padStart(11);

const cutNote = ({ octets, originalLength }: FileFrame): string =>
  octets.length < originalLength ? ` (captured ${octets.length} of ${originalLength} octets)` : '';

const tree: Show = (frame, decoded) =>
  frameLine(frame, decoded) +
  fieldTree(decoded)
    .map((node) => branch(node, 1))
    .join('');

function branch(node: FieldNode, depth: number): string {
  const place =
    node.bits === undefined ? `${node.offset}+${node.length}` : `${node.offset}+${node.length}.${node.bitOffset ?? 0}:${node.bits}`;
  const note = node.note === undefined ? '' : `   <-- ${node.note}`;
  const own = `${' '.repeat(6)}${place.padStart(12)} ${'  '.repeat(depth)}${node.title}${node.text === '' ? '' : `: ${node.text}`}${note}\n`;
  return own + node.children.map((child) => branch(child, depth + 1)).join('');
}

const jsonLine: Show = (frame, decoded, zeroEpochUs) =>
  `${JSON.stringify({
    frame: frame.no,
    timeUs: frame.at,
    epochUs: zeroEpochUs + frame.at,
    linkType: frame.linkType,
    octets: frame.octets.length,
    originalOctets: frame.originalLength,
    notation: notation(decoded),
    layers: fieldTree(decoded),
  })}\n`;

/** Gathers lines into pieces and waits when the reader is slower than we are. */
function lineWriter(stream: NodeJS.WriteStream): { line(text: string): void; drained(): Promise<void>; end(): Promise<void> } {
  let piece = '';
  let isFull = false;
  const flush = (): void => {
    if (piece === '') return;
    isFull = !stream.write(piece);
    piece = '';
  };
  return {
    line(text) {
      piece += text;
      if (piece.length >= PIECE_CHARACTERS) flush();
    },
    async drained() {
      flush();
      if (isFull) await once(stream, 'drain');
      isFull = false;
    },
    async end() {
      flush();
      await new Promise<void>((done) => stream.write('', () => done()));
    },
  };
}
