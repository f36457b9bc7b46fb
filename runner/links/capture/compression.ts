import { spawn } from 'node:child_process';
import { PassThrough, pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** How a file is compressed, and how it is made whole again. */
export interface Compression {
  readonly name: 'gzip' | 'zstd';
  /** What the pieces hold, uncompressed. What goes wrong on the way destroys the stream with an error. */
  open(pieces: AsyncIterable<Buffer>): Readable;
}

/** Octets that `compressionOf` wants to see; a file may be shorter. */
export const MAGIC_OCTETS = 4;

/** Tells by the first octets of a file how it is compressed. */
export function compressionOf(start: Uint8Array): Compression | undefined {
  const magic = Buffer.from(start).toString('hex', 0, MAGIC_OCTETS);
  if (magic.startsWith('1f8b')) return gzip;
  // RFC 8878 section 3.1: a frame, or a skippable frame in front of one.
  return magic === '28b52ffd' || /^5.2a4d18$/.test(magic) ? zstd : undefined;
}

const PIECE_OCTETS = 256 * 1024;

const gzip: Compression = {
  name: 'gzip',
  open: (pieces) => through(pieces, zlib.createGunzip({ chunkSize: PIECE_OCTETS })),
};

type MakesTransform = (options: { readonly chunkSize: number }) => Transform;

const zstd: Compression = {
  name: 'zstd',
  open(pieces) {
    // Node has it from 22.15 on.
    const create = (zlib as unknown as { readonly createZstdDecompress?: MakesTransform }).createZstdDecompress;
    return create ? through(pieces, create({ chunkSize: PIECE_OCTETS })) : throughProgram(pieces);
  },
};

/** A failure of either side reaches the reader as an error of the last stream. */
function through(pieces: AsyncIterable<Buffer>, transform: Transform): Readable {
  pipeline(pieces, transform, () => undefined);
  return transform;
}

/** The program of that name, where Node itself cannot: it reads and writes pipes, so that memory stays bounded. */
function throughProgram(pieces: AsyncIterable<Buffer>): Readable {
  const out = new PassThrough({ highWaterMark: PIECE_OCTETS });
  const program = spawn('zstd', ['-d', '-c', '-q'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  program.stderr.on('data', (text: Buffer) => (complaint = `${complaint}${text.toString()}`.slice(0, 300)));
  program.on('error', (error: NodeJS.ErrnoException) => out.destroy(error.code === 'ENOENT' ? noProgram() : error));
  program.on('close', (code) => {
    if (code === 0) out.end();
    else out.destroy(coded('ZSTD', complaint.trim().replace(/\s+/g, ' ') || `zstd ended with ${code ?? 'a signal'}`));
  });
  // Its own end of the pipe breaks when it has seen enough; what that was, it says itself.
  pipeline(pieces, program.stdin, () => undefined);
  program.stdout.pipe(out, { end: false });
  out.on('close', () => program.kill());
  return out;
}

/** Told apart from a capture that is not there, which has the same code. */
export const NO_PROGRAM = 'NO_ZSTD';

const noProgram = (): Error =>
  coded(
    NO_PROGRAM,
    `Node ${process.versions.node} cannot read zstd (22.15 can), and there is no program zstd. Install it, or decompress the file elsewhere`,
  );

const coded = (code: string, message: string): Error => Object.assign(new Error(message), { code });
