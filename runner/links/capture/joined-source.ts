import { ZERO, type Instant } from '../../../reference/time.js';
import { isNoCapture, type FrameSource, type InterfaceNames, type SourceProblem, type StampQuality } from '../frames.js';
import type { FileFrame } from './capture-format.js';
import { openCapture, type CaptureSource } from './capture-source.js';
import type { Position } from './file-octets.js';

/** One of the files that a capture was written to, and what it brought. */
export interface CapturePart {
  readonly file: string;
  /** Where it was captured, when the files are of several links. */
  readonly link: string | undefined;
  readonly frames: number;
  /** Number in the whole of its first frame; undefined when it has none. */
  readonly firstFrame: number | undefined;
}

/** A link, and the files that its capture was written to. */
export interface CapturedLink {
  readonly name: string;
  readonly files: readonly string[];
}

/** Several files as the one capture that a program wrote in pieces. */
export interface JoinedSource extends FrameSource {
  /** In the order of time; complete once the batches have ended. */
  parts(): readonly CapturePart[];
  /** Of all files together. */
  position(): Position;
}

/**
 * Joins files by the stamps of their frames, whatever the order in which they are named: those of a rotating capture
 * follow each other, those of several machines interleave. Frames are numbered through, as `mergecap` does. Only files
 * that overlap in time are open together, so that memory does not grow with their number.
 */
export function openJoined(files: readonly string[]): JoinedSource {
  return new Joined(files.map((file) => ({ file, link: 0 })));
}

/** As `openJoined`, of files that were captured at the same time on several links; interfaces are numbered by their link. */
export function openLinks(links: readonly CapturedLink[]): JoinedSource {
  const files = links.flatMap(({ files: list }, link) => list.map((file): NamedFile => ({ file, link })));
  return new Joined(
    files,
    links.map(({ name }) => name),
  );
}

/** More interfaces than a file names; the numbers of those of the next link begin here. */
const INTERFACES_OF_LINK = 65_536;

/** Which of the links an interface is of. */
export const linkOfInterface = (interfaceId: number): number => Math.floor(interfaceId / INTERFACES_OF_LINK);

interface NamedFile {
  readonly file: string;
  readonly link: number;
}

const STAMPS: StampQuality = { clock: 'file', uncertainty: ZERO };

interface Start extends NamedFile {
  /** Microseconds since 1970; a file without frames comes first, so that what is wrong with it is told. */
  readonly epochUs: number;
}

/** A file that is being read: what it holds next. */
interface Reading {
  readonly source: CaptureSource;
  readonly batches: AsyncIterator<readonly FileFrame[]>;
  readonly firstInterface: number;
  readonly part: { readonly file: string; readonly link: string | undefined; frames: number; firstFrame: number | undefined };
  batch: readonly FileFrame[];
  next: number;
}

class Joined implements JoinedSource {
  readonly stamps = STAMPS;
  readonly nameOf: InterfaceNames | undefined;
  private readonly read: Reading['part'][] = [];
  private readonly open = new Set<CaptureSource>();
  private why: SourceProblem | undefined;
  private lost: number | 'unknown' = 0;
  private no = 0;
  /** Of the files that are done, and of all. */
  private octetsDone = 0;
  private octetsOfAll = 0;
  private closed = false;

  constructor(
    private readonly files: readonly NamedFile[],
    private readonly links?: readonly string[],
  ) {
    this.nameOf = links && ((interfaceId, index) => nameIn(links, interfaceId, index));
  }

  async *batches(): AsyncGenerator<readonly FileFrame[]> {
    const waiting = await this.startsOf();
    const zeroEpochUs = waiting.find(({ epochUs }) => epochUs > 0)?.epochUs ?? 0;
    let reading: Reading[] = [];
    try {
      while (!this.closed && (waiting.length > 0 || reading.length > 0)) {
        await this.openDue(waiting, reading, zeroEpochUs);
        const batch = this.take(reading, nextStart(waiting, zeroEpochUs));
        if (batch.length > 0) yield batch;
        reading = await this.refill(reading);
      }
    } finally {
      await this.close();
    }
  }

  parts(): readonly CapturePart[] {
    return this.read;
  }

  position(): Position {
    const open = [...this.open].reduce((sum, source) => sum + source.position().octets, 0);
    return { octets: this.octetsDone + open, of: this.octetsOfAll };
  }

  problem(): SourceProblem | undefined {
    return this.why;
  }

  losses(): number | 'unknown' {
    return this.lost;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const source of this.open) await source.close();
    this.open.clear();
  }

  /** When each file begins: a look into all of them, one after the other. */
  private async startsOf(): Promise<Start[]> {
    const starts: Start[] = [];
    for (const { file, link } of this.files) {
      const source = openCapture(file);
      for await (const batch of source.batches()) if (batch.length > 0) break;
      await source.close();
      this.octetsOfAll += source.position().of ?? 0;
      starts.push({ file, link, epochUs: source.zeroEpochUs() ?? 0 });
    }
    return starts.sort((a, b) => a.epochUs - b.epochUs);
  }

  /** Opens the files that begin before what is open goes on. */
  private async openDue(waiting: Start[], reading: Reading[], zeroEpochUs: number): Promise<void> {
    while (waiting.length > 0 && !this.closed) {
      const [start] = waiting;
      const until = earliest(reading);
      if (start === undefined || (until !== undefined && start.epochUs - zeroEpochUs > until)) return;
      waiting.shift();
      const source = openCapture(start.file, { zeroEpochUs });
      this.open.add(source);
      const { file, link } = start;
      const part = { file, link: this.links?.[link], frames: 0, firstFrame: undefined };
      this.read.push(part);
      const batches = source.batches()[Symbol.asyncIterator]();
      const opened: Reading = { source, batches, part, firstInterface: link * INTERFACES_OF_LINK, batch: [], next: 0 };
      if (await this.fill(opened)) reading.push(opened);
    }
  }

  /** Frames in order of time until a file has to be read on, or the next one begins. */
  private take(reading: readonly Reading[], until: number): readonly FileFrame[] {
    const taken: FileFrame[] = [];
    while (reading.length > 0 && reading.every(({ batch, next }) => next < batch.length)) {
      const first = reading.reduce((a, b) => (headOf(b) < headOf(a) ? b : a));
      if (headOf(first) >= until && taken.length > 0) break;
      const frame = first.batch[first.next++] as FileFrame;
      this.no += 1;
      first.part.frames += 1;
      first.part.firstFrame ??= this.no;
      taken.push({ ...frame, no: this.no, interfaceId: first.firstInterface + frame.interfaceId });
    }
    return taken;
  }

  /** What was handed out before may be written over now. */
  private async refill(reading: readonly Reading[]): Promise<Reading[]> {
    const going: Reading[] = [];
    for (const one of reading) if (one.next < one.batch.length || (await this.fill(one))) going.push(one);
    return going;
  }

  /** False at the end of the file, whose losses and damage are then known. */
  private async fill(one: Reading): Promise<boolean> {
    for (;;) {
      const read = await one.batches.next();
      if (read.done === true) break;
      one.batch = read.value;
      one.next = 0;
      if (one.batch.length > 0) return true;
    }
    const problem = one.source.problem();
    const losses = problem === undefined ? one.source.losses() : 'unknown';
    this.lost = this.lost === 'unknown' || losses === 'unknown' ? 'unknown' : this.lost + losses;
    if (problem) this.note(ofPart(one.part.file, problem));
    this.octetsDone += one.source.position().octets;
    this.open.delete(one.source);
    await one.source.close();
    return false;
  }

  /** The first is told, but one that was named by mistake before one that is damaged. */
  private note(problem: SourceProblem): void {
    if (!this.why || (isNoCapture(problem) && !isNoCapture(this.why))) this.why = problem;
  }
}

/** Most problems name their file: `a.pcap ends 3 octets before...`, `there is no file a.pcap`. */
function ofPart(file: string, problem: SourceProblem): SourceProblem {
  const { detail } = problem;
  const isNamed = detail.startsWith(`${file} `) || detail.startsWith(`${file}:`) || detail.endsWith(` ${file}`);
  return isNamed ? problem : { ...problem, detail: `${file}: ${detail}` };
}

/** What goes without saying of one link, that it is the first interface, is left out of several, too. */
function nameIn(links: readonly string[], interfaceId: number, index: number | undefined): string {
  const link = links[linkOfInterface(interfaceId)] ?? '';
  const number = index ?? interfaceId % INTERFACES_OF_LINK;
  return index === undefined && number === 0 ? link : `${link} interface ${number}`;
}

const headOf = ({ batch, next }: Reading): Instant => (batch[next] as FileFrame).at;

const earliest = (reading: readonly Reading[]): number | undefined => (reading.length === 0 ? undefined : Math.min(...reading.map(headOf)));

const nextStart = ([start]: readonly Start[], zeroEpochUs: number): number =>
  start === undefined ? Infinity : start.epochUs - zeroEpochUs;
