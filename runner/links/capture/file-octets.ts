import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { compressionOf, MAGIC_OCTETS, type Compression } from './compression.js';

/** The octets of a file or of standard input, uncompressed when they were in gzip or zstd. */
export interface FileOctets {
  /** Puts what comes next into `into`, from offset `from` on, and tells how many octets that were; 0 at the end. */
  read(into: Buffer, from: number): Promise<number>;
  /** `gzip`, `zstd`; undefined for a file as it is. */
  readonly compression: () => string | undefined;
  /** How far it is read: in octets as they lie on the disk, compressed or not. */
  readonly position: () => Position;
  close(): void;
}

export interface Position {
  readonly octets: number;
  /** Of how many; undefined for what has no end yet. */
  readonly of: number | undefined;
}

const PIECE_OCTETS = 256 * 1024;
/** Fits into what is looked at, beside the beginning of a record. */
const AHEAD_OCTETS = 192 * 1024;

/** `-` is standard input. Reading errors reject with the system's error; damaged compression with its own. */
export function fileOctets(file: string): FileOctets {
  return new PerhapsCompressed(file === '-' ? streamOctets(process.stdin) : new PlainFile(file));
}

/** What a stream of buffers brings. */
export function streamOctets(stream: Readable): FileOctets {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let piece: Buffer = Buffer.alloc(0);
  let octets = 0;
  return {
    async read(into, from) {
      while (piece.length === 0) {
        const next = await pieces.next();
        if (next.done) return 0;
        piece = next.value;
      }
      const count = piece.copy(into, from);
      piece = piece.subarray(count);
      octets += count;
      return count;
    },
    compression: () => undefined,
    position: () => ({ octets, of: undefined }),
    close: () => void stream.destroy(),
  };
}

/**
 * Read without a stream, which would make a buffer for each piece: that takes longer than to read it. Of a file on a disk the
 * next piece is read while the last one is looked at.
 */
class PlainFile implements FileOctets {
  private handle: Promise<FileHandle> | undefined;
  private closed = false;
  private octets = 0;
  private size: number | undefined;
  private readonly buffer = Buffer.allocUnsafeSlow(AHEAD_OCTETS);
  /** What of the buffer nobody has taken yet. */
  private piece = this.buffer.subarray(0, 0);
  /** How many octets the buffer will hold. */
  private coming: Promise<number> | undefined;
  readonly compression = (): undefined => undefined;
  readonly position = (): Position => ({ octets: this.octets, of: this.size });

  constructor(private readonly file: string) {}

  async read(into: Buffer, from: number): Promise<number> {
    if (this.closed) return 0;
    this.handle ??= this.open();
    const handle = await this.handle;
    const count = await (this.size === undefined ? readNow(handle, into, from) : this.takeAhead(handle, into, from));
    this.octets += count;
    return count;
  }

  private async takeAhead(handle: FileHandle, into: Buffer, from: number): Promise<number> {
    if (this.piece.length === 0) this.piece = this.buffer.subarray(0, await (this.coming ?? readNow(handle, this.buffer, 0)));
    const taken = this.piece.copy(into, from);
    this.piece = this.piece.subarray(taken);
    if (this.piece.length === 0 && !this.closed) {
      this.coming = readNow(handle, this.buffer, 0);
      // Nobody may ever ask for it.
      this.coming.catch(() => undefined);
    }
    return taken;
  }

  private async open(): Promise<FileHandle> {
    const handle = await open(this.file);
    const about = await handle.stat();
    // A pipe or a device has no size, and whoever reads ahead of it waits for its writer.
    if (about.isFile()) this.size = about.size;
    return handle;
  }

  close(): void {
    if (!this.closed) {
      this.handle?.then(
        (handle) => handle.close(),
        () => undefined,
      );
    }
    this.closed = true;
  }
}

const readNow = async (handle: FileHandle, into: Buffer, from: number): Promise<number> =>
  (await handle.read(into, from, into.length - from)).bytesRead;

/** Decides by the first octets what the rest is. */
class PerhapsCompressed implements FileOctets {
  private plain: FileOctets | undefined;
  private found: Compression | undefined;
  private decompressing: Readable | undefined;

  constructor(private readonly raw: FileOctets) {}

  readonly compression = (): string | undefined => this.found?.name;
  readonly position = (): Position => this.raw.position();

  async read(into: Buffer, from: number): Promise<number> {
    if (this.plain) return this.plain.read(into, from);
    const count = await readAtLeast(MAGIC_OCTETS, this.raw, into, from);
    const start = Buffer.from(into.subarray(from, from + count));
    this.found = compressionOf(start);
    if (this.found === undefined) {
      this.plain = this.raw;
      return count;
    }
    this.decompressing = this.found.open(piecesOf(this.raw, start));
    this.plain = streamOctets(this.decompressing);
    return this.plain.read(into, from);
  }

  close(): void {
    this.raw.close();
    this.decompressing?.destroy();
  }
}

/** Fewer only at the end. */
async function readAtLeast(wanted: number, source: FileOctets, into: Buffer, from: number): Promise<number> {
  let count = 0;
  while (count < wanted) {
    const more = await source.read(into, from + count);
    if (more === 0) break;
    count += more;
  }
  return count;
}

async function* piecesOf(source: FileOctets, first: Buffer): AsyncGenerator<Buffer> {
  yield first;
  for (;;) {
    const piece = Buffer.allocUnsafe(PIECE_OCTETS);
    const count = await source.read(piece, 0);
    if (count === 0) return;
    yield piece.subarray(0, count);
  }
}
