import { ZERO, type Instant } from '../../../reference/time.js';
import type { FrameSource, SourceProblem, StampQuality } from '../frames.js';
import { numbered, type CaptureFormat, type FileFrame, type FileProblem, type ReadFrame } from './capture-format.js';
import { filePieces, type FilePieces } from './file-pieces.js';
import { isPcap, pcapFormat } from './pcap-format.js';
import { isPcapng, pcapngFormat } from './pcapng-format.js';
import { describeStranger } from './strangers.js';

/** A capture file as a source of frames. */
export interface CaptureSource extends FrameSource {
  batches(): AsyncIterable<readonly FileFrame[]>;
  /** `pcapng, little-endian`; undefined until something was read. */
  format(): string | undefined;
  /** The source's zero in microseconds since 1970; undefined until there is a frame. */
  zeroEpochUs(): number | undefined;
  /** Octets of the (uncompressed) file that were understood. */
  octetsRead(): number;
}

export interface CaptureOptions {
  /** The zero of the frames' stamps, in microseconds since 1970; the first frame when left out. */
  readonly zeroEpochUs?: number;
}

/**
 * Opens a capture file, or standard input for `-`: classic pcap of both byte orders, microseconds or nanoseconds, and
 * pcapng; any of them in gzip. Nothing is thrown: what is wrong, with the place, is in `problem()` once the batches end.
 * Memory does not grow with the file.
 */
export function openCapture(file: string, options: CaptureOptions = {}): CaptureSource {
  return readCapture(filePieces(file), file === '-' ? 'standard input' : file, options);
}

/** As `openCapture`, from pieces that come from elsewhere; `name` is for messages. */
export function readCapture(pieces: FilePieces, name: string, options: CaptureOptions = {}): CaptureSource {
  return new OpenCapture(pieces, name, options.zeroEpochUs);
}

/** Stamps are as good as the program that captured; what that was, a file does not say. */
const STAMPS: StampQuality = { clock: 'file', uncertainty: ZERO };

class OpenCapture implements CaptureSource {
  readonly stamps = STAMPS;
  private reader: CaptureFormat | undefined;
  private why: SourceProblem | undefined;
  private offset = 0;
  private no = 0;
  private closed = false;

  constructor(
    private readonly input: FilePieces,
    private readonly name: string,
    private zeroUs: number | undefined,
  ) {}

  async *batches(): AsyncGenerator<readonly FileFrame[]> {
    const gathered = new Gathered();
    try {
      for await (const piece of this.input.pieces()) {
        gathered.add(piece);
        const batch = this.read(gathered);
        if (batch.length > 0) yield batch;
        if (this.why !== undefined || this.closed) return;
      }
      this.why ??= this.atTheEnd(gathered);
    } catch (error) {
      if (!this.closed) this.why = this.describeFailure(error as NodeJS.ErrnoException, gathered);
    } finally {
      this.input.close();
    }
  }

  problem(): SourceProblem | undefined {
    return this.why;
  }

  losses(): number | 'unknown' {
    return this.reader?.losses() ?? 'unknown';
  }

  format(): string | undefined {
    return this.reader && `${this.reader.name}${this.input.isGzip() ? ', gzip' : ''}`;
  }

  zeroEpochUs(): number | undefined {
    return this.zeroUs;
  }

  octetsRead(): number {
    return this.offset;
  }

  close(): Promise<void> {
    this.closed = true;
    this.input.close();
    return Promise.resolve();
  }

  /** Everything that is whole so far, in one batch. */
  private read(gathered: Gathered): readonly FileFrame[] {
    const frames: FileFrame[] = [];
    const emit = (frame: ReadFrame): void => {
      this.zeroUs ??= frame.epochUs;
      frames.push(numbered(frame, ++this.no, (frame.epochUs - this.zeroUs) as Instant));
    };
    const octets = gathered.enough();
    if (octets === undefined) return frames;
    this.reader ??= this.formatOf(octets);
    if (this.reader === undefined) return frames;
    for (let rest = octets; ;) {
      const { consumed, needed, skip = 0, problem } = this.reader.take(rest, this.offset, emit);
      this.offset += consumed;
      rest = rest.subarray(consumed);
      if (problem !== undefined) this.why = problem;
      if (problem === undefined && consumed > 0 && needed <= rest.length && skip === 0) continue;
      this.offset += skip;
      gathered.keep(rest, needed, skip);
      return frames;
    }
  }

  private formatOf(octets: Buffer): CaptureFormat | undefined {
    if (octets.length >= 4 && isPcap(octets)) return pcapFormat(octets);
    if (octets.length >= 4 && isPcapng(octets)) return pcapngFormat();
    this.why = describeStranger(octets);
    return undefined;
  }

  private atTheEnd(gathered: Gathered): FileProblem | undefined {
    const left = gathered.length;
    if (this.reader === undefined)
      return left > 0 ? describeStranger(gathered.all()) : { kind: 'not-a-capture', offset: 0, detail: `${this.name} is empty` };
    const missing = gathered.toSkip;
    if (left === 0 && missing === 0 && this.offset > 0) return undefined;
    if (missing > 0)
      return { kind: 'damaged', offset: this.offset - missing, detail: `${this.name} ends ${missing} octets before the end of a block` };
    const detail = `${this.name} ends after ${left} octets of what should be ${this.reader.expected(left)}${this.missing(gathered)}`;
    return { kind: 'damaged', offset: this.offset, detail };
  }

  private missing(gathered: Gathered): string {
    const short = gathered.needed - gathered.length;
    return short > 0 ? `: ${short} ${short === 1 ? 'octet is' : 'octets are'} missing` : '';
  }

  private describeFailure(error: NodeJS.ErrnoException, gathered: Gathered): FileProblem {
    if (error.code === 'ENOENT') return { kind: 'not-a-capture', offset: 0, detail: `there is no file ${this.name}` };
    if (error.code === 'EISDIR') return { kind: 'not-a-capture', offset: 0, detail: `${this.name} is a directory` };
    const offset = this.offset + gathered.length;
    if (error.code?.startsWith('Z_') === true)
      return { kind: 'damaged', offset, detail: `${this.name}: the gzip data is damaged (${error.message})` };
    return { kind: 'damaged', offset, detail: `${this.name} cannot be read: ${error.message}` };
  }
}

/** Pieces that wait until enough of them are there: joining them each time would cost quadratic time. */
class Gathered {
  private parts: Buffer[] = [];
  length = 0;
  needed = 4;
  toSkip = 0;

  add(piece: Buffer): void {
    const skipped = Math.min(this.toSkip, piece.length);
    this.toSkip -= skipped;
    if (skipped === piece.length) return;
    this.parts.push(piece.subarray(skipped));
    this.length += piece.length - skipped;
  }

  enough(): Buffer | undefined {
    return this.length === 0 || this.length < this.needed ? undefined : this.all();
  }

  all(): Buffer {
    const [only] = this.parts;
    return this.parts.length === 1 && only !== undefined ? only : Buffer.concat(this.parts);
  }

  keep(rest: Buffer, needed: number, skip: number): void {
    this.parts = rest.length === 0 ? [] : [rest];
    this.length = rest.length;
    this.needed = needed;
    this.toSkip = skip;
  }
}
