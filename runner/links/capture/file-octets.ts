import { open, type FileHandle } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** The octets of a file or of standard input, uncompressed when they were gzip. */
export interface FileOctets {
  /** Puts what comes next into `into`, from offset `from` on, and tells how many octets that were; 0 at the end. */
  read(into: Buffer, from: number): Promise<number>;
  readonly isGzip: () => boolean;
  close(): void;
}

const PIECE_OCTETS = 256 * 1024;
const GZIP_MAGIC_OCTETS = 2;

/** `-` is standard input. Reading errors reject with the system's error; damaged gzip with zlib's. */
export function fileOctets(file: string): FileOctets {
  return new PerhapsGzip(file === '-' ? streamOctets(process.stdin) : new PlainFile(file));
}

/** What a stream of buffers brings. */
export function streamOctets(stream: Readable): FileOctets {
  const pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let piece: Buffer = Buffer.alloc(0);
  return {
    async read(into, from) {
      while (piece.length === 0) {
        const next = await pieces.next();
        if (next.done) return 0;
        piece = next.value;
      }
      const count = piece.copy(into, from);
      piece = piece.subarray(count);
      return count;
    },
    isGzip: () => false,
    close: () => void stream.destroy(),
  };
}

/** Read without a stream, which would make a buffer for each piece: that takes longer than to read it. */
class PlainFile implements FileOctets {
  private handle: Promise<FileHandle> | undefined;
  private closed = false;
  readonly isGzip = (): boolean => false;

  constructor(private readonly file: string) {}

  async read(into: Buffer, from: number): Promise<number> {
    if (this.closed) return 0;
    this.handle ??= open(this.file);
    const { bytesRead } = await (await this.handle).read(into, from, into.length - from);
    return bytesRead;
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

/** Decides by the first octets what the rest is. */
class PerhapsGzip implements FileOctets {
  private plain: FileOctets | undefined;
  private unzipping: Readable | undefined;

  constructor(private readonly raw: FileOctets) {}

  readonly isGzip = (): boolean => this.unzipping !== undefined;

  async read(into: Buffer, from: number): Promise<number> {
    if (this.plain) return this.plain.read(into, from);
    const count = await readAtLeast(GZIP_MAGIC_OCTETS, this.raw, into, from);
    if (into[from] !== 0x1f || into[from + 1] !== 0x8b) {
      this.plain = this.raw;
      return count;
    }
    const unzipping = createGunzip({ chunkSize: PIECE_OCTETS });
    // A failure of either side reaches the reader as an error of the unzipping stream.
    pipeline(piecesOf(this.raw, Buffer.from(into.subarray(from, from + count))), unzipping, () => undefined);
    this.unzipping = unzipping;
    this.plain = streamOctets(unzipping);
    return this.plain.read(into, from);
  }

  close(): void {
    this.raw.close();
    this.unzipping?.destroy();
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
