import { MOST_CAPTURED_OCTETS, type CaptureFormat, type ReadFrame, type Taken } from './capture-format.js';
import { BLOCK, BLOCK_HEADER_OCTETS, BLOCK_TRAILER_OCTETS, eachOption, Fields, paddedTo4 } from './pcapng-block.js';
import { stampReader, type PcapngInterface } from './pcapng-interface.js';

const SECTION_MAGIC = 0x1a2b3c4d;
const SMALLEST_BLOCK = BLOCK_HEADER_OCTETS + BLOCK_TRAILER_OCTETS;
/** Octets of a section header up to and including its byte-order magic. */
const SECTION_START = 12;
/** Interfaces are remembered: a file that declares more is not one of frames. */
const MOST_INTERFACES = 65_536;
/** Of a block that is read as a whole: a largest frame, and options as long as they may be. */
const MOST_BLOCK_OCTETS = MOST_CAPTURED_OCTETS + 1024 * 1024;
const MOST_COMMENTS = 16;

const OPTION = {
  comment: 1,
  packetFlags: 2,
  packetDrops: 4,
  statisticsDropByInterface: 5,
  statisticsDropBySystem: 7,
  resolution: 9,
  offset: 14,
} as const;
const DIRECTIONS = ['unknown', 'in', 'out', 'unknown'] as const;
const UNKNOWN_DROPS = 0xffff;
const NOTHING: readonly string[] = [];

/** Octets from the start of a packet block to its data. */
const PACKET_HEADER_OCTETS = 28;
/** Octets up to the end of the fixed fields, by type of block. */
const SMALLEST_BODY: Readonly<Record<number, number>> = {
  [BLOCK.section]: 24,
  [BLOCK.interface]: 16,
  [BLOCK.packet]: PACKET_HEADER_OCTETS,
  [BLOCK.simplePacket]: 12,
  [BLOCK.statistics]: 20,
  [BLOCK.enhancedPacket]: PACKET_HEADER_OCTETS,
};

/** What the options of a packet say. */
type Told = Pick<ReadFrame, 'direction' | 'comments'>;
const SILENT: Told = { direction: 'unknown', comments: NOTHING };

const READ_WHOLE: ReadonlySet<number> = new Set(Object.values(BLOCK));

export const isPcapng = (magic: Buffer): boolean => magic.readUInt32BE(0) === BLOCK.section;

class Damage extends Error {}

/** Where one block stands in the piece at hand. */
interface Block {
  readonly at: number;
  /** Where its body ends: the trailer begins there. */
  readonly end: number;
  /** Of the whole file. */
  readonly offset: number;
}

type Emit = (frame: ReadFrame) => void;

/** pcapng, both byte orders, any number of sections and interfaces; blocks of other types are skipped. */
export function pcapngFormat(): CaptureFormat {
  return new PcapngFormat();
}

class PcapngFormat implements CaptureFormat {
  private little = true;
  private interfaces: PcapngInterface[] = [];
  private declared = 0;
  private lastUs = 0;
  private drops = 0;
  private dropsKnown = false;
  /** The latest statistics replace earlier ones of the same interface. */
  private readonly statistics = new Map<number, number>();

  get name(): string {
    return `pcapng, ${this.little ? 'little' : 'big'}-endian`;
  }

  take(octets: Buffer, offset: number, emit: Emit): Taken {
    const fields = new Fields(octets);
    let at = 0;
    try {
      for (;;) {
        const left = octets.length - at;
        if (left < SECTION_START) return { consumed: at, needed: SECTION_START };
        const type = this.blockType(fields, at);
        const length = blockLength(fields, at, type);
        if (length > left) {
          if (READ_WHOLE.has(type)) return { consumed: at, needed: length };
          return { consumed: octets.length, needed: 0, skip: length - left };
        }
        const block: Block = { at, end: at + length - BLOCK_TRAILER_OCTETS, offset: offset + at };
        const repeated = fields.u32(block.end);
        if (repeated !== length) throw new Damage(`a block begins with a length of ${length} octets and ends with ${repeated}`);
        this.takeBlock(type, fields, block, emit);
        at += length;
      }
    } catch (error) {
      if (!(error instanceof Damage)) throw error;
      return { consumed: at, needed: 0, problem: { kind: 'damaged', offset: offset + at, detail: error.message } };
    }
  }

  expected(left: number): string {
    return left < SMALLEST_BLOCK ? `a block of at least ${SMALLEST_BLOCK} octets` : 'the rest of a block';
  }

  losses(): number | 'unknown' {
    const counted = [...this.statistics.values()].reduce((sum, drops) => sum + drops, 0);
    return this.dropsKnown ? Math.max(counted, this.drops) : 'unknown';
  }

  /** The type of a section header reads the same both ways round; what follows it tells the byte order. */
  private blockType(fields: Fields, at: number): number {
    fields.little = this.little;
    const type = fields.u32(at);
    if (type !== BLOCK.section) return type;
    if (fields.octets.readUInt32LE(at + 8) === SECTION_MAGIC) this.little = true;
    else if (fields.octets.readUInt32BE(at + 8) === SECTION_MAGIC) this.little = false;
    else throw new Damage('a section header without byte-order magic');
    fields.little = this.little;
    return type;
  }

  private takeBlock(type: number, fields: Fields, block: Block, emit: Emit): void {
    const size = SMALLEST_BODY[type];
    if (size !== undefined && block.end - block.at < size) throw new Damage(`a block of type ${type} ends before its fields`);
    if (type === BLOCK.enhancedPacket) this.takePacket(fields, block, fields.u32(block.at + 8), emit);
    else if (type === BLOCK.section) this.takeSection(fields, block);
    else if (type === BLOCK.interface) this.takeInterface(fields, block);
    else if (type === BLOCK.simplePacket) this.takeSimplePacket(fields, block, emit);
    else if (type === BLOCK.packet) this.takeOldPacket(fields, block, emit);
    else if (type === BLOCK.statistics) this.takeStatistics(fields, block);
  }

  private takeSection(fields: Fields, { at }: Block): void {
    const major = fields.u16(at + 12);
    if (major !== 1) throw new Damage(`version ${major} of pcapng; only 1 is read`);
    this.interfaces = [];
  }

  private takeInterface(fields: Fields, { at, end }: Block): void {
    if (this.declared >= MOST_INTERFACES) throw new Damage(`more than ${MOST_INTERFACES} interfaces`);
    let resolution = 6;
    let offsetSeconds = 0;
    eachOption(fields, at + 16, end, (code, valueAt, length) => {
      if (code === OPTION.resolution && length >= 1) resolution = fields.octets[valueAt] ?? 6;
      if (code === OPTION.offset && length >= 8) offsetSeconds = fields.i64(valueAt);
    });
    const stampOf = stampReader(resolution, offsetSeconds);
    this.interfaces.push({ linkType: fields.u16(at + 8), snapLength: fields.u32(at + 12), id: this.declared++, stampOf });
  }

  private takeOldPacket(fields: Fields, block: Block, emit: Emit): void {
    const drops = fields.u16(block.at + 10);
    if (drops !== UNKNOWN_DROPS) this.countDrops(drops);
    this.takePacket(fields, block, fields.u16(block.at + 8), emit);
  }

  /** The enhanced packet block and its predecessor differ in the first field only. */
  private takePacket(fields: Fields, { at, end, offset }: Block, interfaceNumber: number, emit: Emit): void {
    const from = this.interfaceOf(interfaceNumber);
    const captured = fields.u32(at + 20);
    const dataAt = at + PACKET_HEADER_OCTETS;
    const optionsAt = dataAt + paddedTo4(captured);
    if (captured > MOST_CAPTURED_OCTETS || optionsAt > end)
      throw new Damage(`a packet of ${captured} captured octets in a block of ${end - at + BLOCK_TRAILER_OCTETS}`);
    const { epochUs, nanoseconds } = from.stampOf(fields.u32(at + 12), fields.u32(at + 16));
    this.lastUs = epochUs;
    const told = optionsAt < end ? this.packetOptions(fields, optionsAt, end) : SILENT;
    emit({
      epochUs,
      nanoseconds,
      direction: told.direction,
      linkType: from.linkType,
      octets: fields.view(dataAt, captured),
      originalLength: Math.max(fields.u32(at + 24), captured),
      fileOffset: offset,
      comments: told.comments,
      interfaceId: from.id,
    });
  }

  private packetOptions(fields: Fields, from: number, end: number): Told {
    let direction: ReadFrame['direction'] = 'unknown';
    let comments = NOTHING;
    eachOption(fields, from, end, (code, at, length) => {
      if (code === OPTION.comment && comments.length < MOST_COMMENTS)
        comments = [...comments, fields.octets.toString('utf8', at, at + length)];
      if (code === OPTION.packetFlags && length >= 4) direction = DIRECTIONS[(fields.u32(at) & 3) as 0 | 1 | 2 | 3];
      if (code === OPTION.packetDrops && length >= 8) this.countDrops(fields.u64(at));
    });
    return { direction, comments };
  }

  /** A simple packet has no stamp: it is taken to have come with the one before it. */
  private takeSimplePacket(fields: Fields, { at, end, offset }: Block, emit: Emit): void {
    const from = this.interfaceOf(0);
    const original = fields.u32(at + 8);
    const dataAt = at + 12;
    const captured = Math.min(original, from.snapLength || original, end - dataAt);
    emit({
      epochUs: this.lastUs,
      nanoseconds: 0,
      direction: 'unknown',
      linkType: from.linkType,
      octets: fields.view(dataAt, captured),
      originalLength: original,
      fileOffset: offset,
      comments: NOTHING,
      interfaceId: from.id,
    });
  }

  private takeStatistics(fields: Fields, { at, end }: Block): void {
    const { id } = this.interfaceOf(fields.u32(at + 8));
    let drops: number | undefined;
    eachOption(fields, at + 20, end, (code, valueAt, length) => {
      const counts = code === OPTION.statisticsDropByInterface || code === OPTION.statisticsDropBySystem;
      if (counts && length >= 8) drops = (drops ?? 0) + fields.u64(valueAt);
    });
    if (drops === undefined) return;
    this.dropsKnown = true;
    this.statistics.set(id, drops);
  }

  private countDrops(count: number): void {
    this.dropsKnown = true;
    this.drops += count;
  }

  private interfaceOf(number: number): PcapngInterface {
    const found = this.interfaces[number];
    if (found === undefined) throw new Damage(`a block names interface ${number}; the section has declared ${this.interfaces.length}`);
    return found;
  }
}

function blockLength(fields: Fields, at: number, type: number): number {
  const length = fields.u32(at + 4);
  if (length < SMALLEST_BLOCK || (length & 3) !== 0) {
    throw new Damage(`a block announces a length of ${length} octets; it must be a multiple of 4, and at least ${SMALLEST_BLOCK}`);
  }
  if (length > MOST_BLOCK_OCTETS && READ_WHOLE.has(type)) {
    throw new Damage(`a block of type ${type} announces ${length} octets; at most ${MOST_BLOCK_OCTETS} are possible`);
  }
  return length;
}
