import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Pieces of a file or of standard input, uncompressed when it was gzip. */
export interface FilePieces {
  pieces(): AsyncIterable<Buffer>;
  readonly isGzip: () => boolean;
  close(): void;
}

const PIECE_OCTETS = 1024 * 1024;
const MAGIC_OCTETS = 4;

/** `-` is standard input. Reading errors reject the iteration with the system's error; damaged gzip with zlib's. */
export function filePieces(file: string): FilePieces {
  let gzip = false;
  const input: Readable = file === '-' ? process.stdin : createReadStream(file, { highWaterMark: PIECE_OCTETS });
  const streams: Readable[] = [input];

  async function* pieces(): AsyncGenerator<Buffer> {
    const source = input[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    const first = await firstPiece(source);
    if (first === undefined) return;
    gzip = first[0] === 0x1f && first[1] === 0x8b;
    if (!gzip) {
      yield first;
      yield* rest(source);
      return;
    }
    const plain = createGunzip({ chunkSize: PIECE_OCTETS });
    streams.push(plain);
    // A failure of either side reaches the reader as an error of the plain stream.
    pipeline(joined(first, source), plain, () => undefined);
    yield* plain as AsyncIterable<Buffer>;
  }

  return {
    pieces,
    isGzip: () => gzip,
    close() {
      for (const stream of streams) stream.destroy();
    },
  };
}

/** Enough to know what the file is, unless it is shorter. */
async function firstPiece(source: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  for (let length = 0; length < MAGIC_OCTETS;) {
    const next = await source.next();
    if (next.done) break;
    parts.push(next.value);
    length += next.value.length;
  }
  return parts.length === 0 ? undefined : Buffer.concat(parts);
}

async function* rest(source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

async function* joined(first: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  yield* rest(source);
}
