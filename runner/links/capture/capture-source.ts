import { ZERO, type Instant } from '../../../reference/time.js';
import type { FrameSource, SourceProblem, StampQuality } from '../frames.js';
import { numbered, type CaptureFormat, type FileFrame, type FileProblem, type ReadFrame } from './capture-format.js';
import { NO_PROGRAM } from './compression.js';
import { fileOctets, type FileOctets, type Position } from './file-octets.js';
import { isPcap, pcapFormat } from './pcap-format.js';
import { isPcapng, pcapngFormat } from './pcapng-format.js';
import { ReadingWindow } from './reading-window.js';
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
  /** Of the file as it lies there. */
  position(): Position;
}

export interface CaptureOptions {
  /** The zero of the frames' stamps, in microseconds since 1970; the first frame when left out. */
  readonly zeroEpochUs?: number;
}

/**
 * Opens a capture file, or standard input for `-`: classic pcap of both byte orders, microseconds or nanoseconds, and
 * pcapng; any of them in gzip or zstd. Nothing is thrown: what is wrong, with the place, is in `problem()` once the batches end.
 * Memory does not grow with the file.
 */
export function openCapture(file: string, options: CaptureOptions = {}): CaptureSource {
  return readCapture(fileOctets(file), file === '-' ? 'standard input' : file, options);
}

/** As `openCapture`, from octets that come from elsewhere; `name` is for messages. */
export function readCapture(octets: FileOctets, name: string, options: CaptureOptions = {}): CaptureSource {
  return new OpenCapture(octets, name, options.zeroEpochUs);
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
  private batch: FileFrame[] = [];
  private readonly emit = (frame: ReadFrame): void => {
    this.zeroUs ??= frame.epochUs;
    this.batch.push(numbered(frame, ++this.no, (frame.epochUs - this.zeroUs) as Instant));
  };

  constructor(
    private readonly input: FileOctets,
    private readonly name: string,
    private zeroUs: number | undefined,
  ) {}

  async *batches(): AsyncGenerator<readonly FileFrame[]> {
    const window = new ReadingWindow();
    try {
      while (await window.hasEnough(this.input)) {
        const batch = this.take(window);
        if (batch.length > 0) yield batch;
        if (this.why !== undefined || this.closed) return;
      }
      if (!this.closed) this.why ??= this.atTheEnd(window);
    } catch (error) {
      if (!this.closed) this.why = this.describeFailure(error as NodeJS.ErrnoException, window);
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
    const compression = this.input.compression();
    return this.reader && `${this.reader.name}${compression === undefined ? '' : `, ${compression}`}`;
  }

  zeroEpochUs(): number | undefined {
    return this.zeroUs;
  }

  octetsRead(): number {
    return this.offset;
  }

  position(): Position {
    return this.input.position();
  }

  close(): Promise<void> {
    this.closed = true;
    this.input.close();
    return Promise.resolve();
  }

  /** What is whole in the window, in one batch. */
  private take(window: ReadingWindow): readonly FileFrame[] {
    this.batch = [];
    const { octets } = window;
    this.reader ??= this.formatOf(octets);
    if (this.reader === undefined) return this.batch;
    const { consumed, needed, skip = 0, problem } = this.reader.take(octets, this.offset, this.emit);
    this.offset += consumed + skip;
    this.why = problem;
    window.advance(consumed + skip, needed);
    return this.batch;
  }

  private formatOf(octets: Buffer): CaptureFormat | undefined {
    if (octets.length >= 4 && isPcap(octets)) return pcapFormat(octets);
    if (octets.length >= 4 && isPcapng(octets)) return pcapngFormat();
    this.why = describeStranger(octets);
    return undefined;
  }

  private atTheEnd(window: ReadingWindow): FileProblem | undefined {
    const left = window.length;
    if (this.reader === undefined)
      return left > 0 ? describeStranger(window.octets) : { kind: 'not-a-capture', detail: `${this.name} is empty` };
    const missing = window.toSkip;
    if (left === 0 && missing === 0 && this.offset > 0) return undefined;
    if (missing > 0)
      return { kind: 'damaged', offset: this.offset - missing, detail: `${this.name} ends ${missing} octets before the end of a block` };
    const detail = `${this.name} ends after ${left} octets of what should be ${this.reader.expected(left)}${this.missing(window)}`;
    return { kind: 'damaged', offset: this.offset, detail };
  }

  private missing(window: ReadingWindow): string {
    const short = window.needed - window.length;
    return short > 0 ? `: ${short} ${short === 1 ? 'octet is' : 'octets are'} missing` : '';
  }

  private describeFailure(error: NodeJS.ErrnoException, window: ReadingWindow): FileProblem {
    if (error.code === 'ENOENT') return { kind: 'not-a-capture', detail: `there is no file ${this.name}` };
    if (error.code === 'EISDIR') return { kind: 'not-a-capture', detail: `${this.name} is a directory` };
    const offset = this.offset + window.length;
    if (error.code === NO_PROGRAM) return { kind: 'unsupported', detail: `${this.name} is compressed with zstd: ${error.message}` };
    if (/^Z(_|STD)/.test(error.code ?? ''))
      return { kind: 'damaged', offset, detail: `${this.name}: the ${this.input.compression()} data is damaged (${error.message})` };
    const detail = `${this.name} cannot be read: ${error.message}`;
    return offset === 0 ? { kind: 'not-a-capture', detail } : { kind: 'damaged', offset, detail };
  }
}
