import type { CodedSpec, FieldSpec, FixedSpec, NumberSpec } from './field.js';
import type { Layout, Run, Variable } from './layout.js';
import type { AnyMessage, Encoder } from './description.js';
import type { AnyTlvFamily } from './tlv.js';
import { append, EncodeMistake, reserve, within, type Writer } from './writer.js';

/** Straight-line code for one description: fields in order, then the lengths that were left to us. */
export function compileEncoder(layout: Layout): Encoder {
  const code = new EncoderCode(layout);
  for (const run of layout.runs) code.add(run);
  return code.build();
}

class EncoderCode {
  private readonly layout: Layout;
  private readonly lines: string[] = [];
  private readonly afterwards: string[] = [];
  private readonly helpers: unknown[] = [];
  private readonly specs: ReadonlyMap<string, FieldSpec>;

  constructor(layout: Layout) {
    this.layout = layout;
    this.specs = new Map(
      layout.steps.flatMap((step): readonly (readonly [string, FieldSpec])[] =>
        step.kind === 'group' ? step.numbers.map(({ name, spec }) => [name, spec] as const) : [[step.name, step.spec]],
      ),
    );
  }

  add(run: Run): void {
    if (run.kind === 'variable') return this.addVariable(run);
    this.lines.push(`at = ${this.helper(reserve)}(w, ${run.octets}); o = w.octets;`);
    let offset = 0;
    for (const step of run.steps) {
      if (step.kind === 'group') for (const { name, spec, bit } of step.numbers) this.addNumber(name, spec, 8 * offset + bit);
      else this.addFixed(step.name, step.spec, offset);
      offset += step.octets;
    }
  }

  private addVariable(run: Variable): void {
    const unit = run.spec.kind === 'countedOctets' ? this.unitOf(run.spec.countedBy) : 1;
    if (unit > 1) this.lines.push('at = w.length;');
    this.lines.push(`${this.helper(variableWriter(run))}(w, d.${run.name}, path + ${JSON.stringify(`.${run.name}`)});`);
    if (unit > 1 && 'countedBy' in run.spec) {
      this.lines.push(`if (d.${run.spec.countedBy} === undefined) ${this.helper(fill)}(w, at, ${unit}, 0);`);
    }
  }

  private unitOf(counter: string): number {
    const spec = this.specs.get(counter);
    return spec?.kind === 'number' ? (spec.unitOctets ?? 1) : 1;
  }

  private addNumber(name: string, spec: NumberSpec, bit: number): void {
    const where = JSON.stringify(`.${name}`);
    const given = spec.kind === 'flag' ? `(d.${name} ? 1 : 0)` : `d.${name}`;
    this.lines.push(`v = d.${name} === undefined ? ${this.initial(spec)} : ${given};`);
    if (spec.kind === 'number') {
      const largest = 2 ** spec.bits - 1;
      this.lines.push(`if (!(v >= 0 && v <= ${largest} && v % 1 === 0)) ${this.helper(misfit)}(v, ${spec.bits}, path + ${where});`);
    }
    this.lines.push(...writeBits(bit, spec.bits));
    if (spec.auto === 'length') this.addLength(name);
    if (spec.auto === 'remainder') this.addPatch(name, `w.length - start - ${spec.minus ?? 0}`);
  }

  private initial(spec: NumberSpec): string {
    if (spec.counts === undefined) return String(spec.initial);
    const counted = this.specs.get(spec.counts);
    const size = `(d.${spec.counts} === undefined ? 0 : d.${spec.counts}.length)`;
    const count = counted?.kind === 'countedOctets' && spec.unitOctets ? `Math.ceil(${size} / ${spec.unitOctets})` : size;
    return `Math.max(0, ${count} + ${spec.plus ?? 0})`;
  }

  private addLength(name: string): void {
    const extent = this.layout.extent;
    if (extent?.field !== name) throw new Error(`${this.layout.name}.${name}: no extent says how to compute it`);
    const padN = typeof extent.fill === 'object' ? extent.fill.padN : 0;
    if (extent.unit > 1) this.afterwards.push(`if (d.${name} === undefined) ${this.helper(fill)}(w, start, ${extent.unit}, ${padN});`);
    const size = `(w.length - start - ${extent.base}) / ${extent.unit}`;
    if (this.layout.offsets.has(name)) return this.addPatch(name, size);
    const { bit, bits } = this.layout.extentBits ?? { bit: 0, bits: 8 };
    this.afterwards.push(
      `if (d.${name} === undefined) ${this.helper(patchBits)}(w.octets, start + ${bit >> 3}, ${bit & 7}, ${bits}, ${size});`,
    );
  }

  /** A size that the field cannot hold is left zero: a longer structure than the format allows is still sent as given. */
  private addPatch(name: string, size: string): void {
    const place = this.layout.offsets.get(name);
    if (!place) throw new Error(`${this.layout.name}.${name} has no fixed place`);
    this.afterwards.push(
      `if (d.${name} === undefined) ${this.helper(patchNumber)}(w.octets, start + ${place.offset}, ${place.octets}, ${size});`,
    );
  }

  private addFixed(name: string, spec: FixedSpec, offset: number): void {
    const where = JSON.stringify(`.${name}`);
    const initial = this.helper(spec.initial);
    this.lines.push(
      `v = d.${name} === undefined ? ${initial} : d.${name};`,
      `if (!(v instanceof Uint8Array) || v.length !== ${spec.size}) ${this.helper(wrongSize)}(v, ${spec.size}, path + ${where});`,
      `o.set(v, at + ${offset});`,
    );
  }

  private helper(value: unknown): string {
    const known = this.helpers.indexOf(value);
    return `h${known >= 0 ? known : this.helpers.push(value) - 1}`;
  }

  build(): Encoder {
    const body = ['const start = w.length; let o = w.octets; let at = start; let v;', ...this.lines, ...this.afterwards].join('\n');
    const make = new Function(
      ...this.helpers.map((_, i) => `h${i}`),
      `return function encode_${this.layout.name}(w, d, path) {\n${body}\n};`,
    );
    return (make as (...h: unknown[]) => Encoder)(...this.helpers);
  }
}

/** Puts the bits of `v` at `bit`; the octets are zero before. */
function writeBits(bit: number, count: number): string[] {
  const first = bit >> 3;
  const last = (bit + count - 1) >> 3;
  const spare = 7 - ((bit + count - 1) & 7);
  const lines: string[] = [];
  for (let octet = first; octet <= last; octet++) {
    const shift = 8 * (last - octet) - spare;
    const part = shift > 0 ? `v >>> ${shift}` : shift < 0 ? `v << ${-shift}` : 'v';
    lines.push(`o[at + ${octet}] |= ${part};`);
  }
  return lines;
}

/** By the number of octets. */
const LARGEST = [0, 0xff, 0xffff, 0xffffff, 0xffffffff];

export function patchNumber(octets: Uint8Array, at: number, size: number, value: number): void {
  const fits = value >= 0 && value <= (LARGEST[size] as number);
  for (let i = 0; i < size; i++) octets[at + i] = fits ? value >>> (8 * (size - 1 - i)) : 0;
}

/** A number within one octet, whose bits are zero before. */
function patchBits(octets: Uint8Array, at: number, bit: number, bits: number, value: number): void {
  if (value >= 0 && value < 2 ** bits) octets[at] = (octets[at] as number) | (value << (8 - bit - bits));
}

/** RFC 8200 section 4.2: Pad1 for one octet, PadN for more. Without a `padN` type the octets are just zero. */
function fill(into: Writer, start: number, unit: number, padN: number): void {
  const over = (into.length - start) % unit;
  if (over === 0) return;
  const missing = unit - over;
  const at = reserve(into, missing);
  if (missing === 1 || padN === 0) return;
  into.octets[at] = padN;
  into.octets[at + 1] = missing - 2;
}

export function misfit(value: unknown, bits: number, path: string): never {
  throw new EncodeMistake(`${String(value)} does not fit ${bits} bits`, path);
}

function wrongSize(value: unknown, size: number, path: string): never {
  const got = value instanceof Uint8Array ? `${value.length} octets` : typeof value;
  throw new EncodeMistake(`expected ${size} octets, got ${got}`, path);
}

type VariableWriter = (into: Writer, value: unknown, path: string) => void;

function variableWriter({ spec }: Variable): VariableWriter {
  switch (spec.kind) {
    case 'rest':
    case 'countedOctets':
      return writeOctets;
    case 'addresses':
      return writeAddresses;
    case 'records':
      return recordsWriter(spec.record);
    case 'tlvs':
      return tlvsWriter(spec.family);
    case 'coded':
      return codedWriter(spec);
  }
}

const writeOctets: VariableWriter = (into, value, path) => {
  if (value === undefined) return;
  if (!(value instanceof Uint8Array)) throw new EncodeMistake(`expected octets, got ${typeof value}`, path);
  append(into, value);
};

const listAt = (value: unknown, path: string): readonly unknown[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw new EncodeMistake(`expected a list, got ${typeof value}`, path);
  return value as readonly unknown[];
};

const writeAddresses: VariableWriter = (into, value, path) => {
  listAt(value, path).forEach((element, i) => {
    if (!(element instanceof Uint8Array) || element.length !== 16) wrongSize(element, 16, `${path}[${i}]`);
    append(into, element);
  });
};

function recordsWriter(record: AnyMessage): VariableWriter {
  return (into, value, path) =>
    listAt(value, path).forEach((element, i) =>
      within(`${path}[${i}]`, () => record.compiled.encode(into, element as Record<string, unknown>, '')),
    );
}

function tlvsWriter(family: AnyTlvFamily): VariableWriter {
  return (into, value, path) =>
    listAt(value, path).forEach((element, i) => {
      const draft = element as Record<string, unknown>;
      const member = draft['kind'] === undefined ? family.unknown : family.byKind.get(draft['kind'] as string);
      if (!member) throw new EncodeMistake(`no ${family.name} of kind ${String(draft['kind'])}`, `${path}[${i}]`);
      member.compiled.encode(into, draft, `${path}[${i}]`);
    });
}

function codedWriter(spec: CodedSpec): VariableWriter {
  return (into, value, path) => {
    try {
      append(into, spec.write(value === undefined ? spec.initial : value));
    } catch (mistake) {
      throw new EncodeMistake(mistake instanceof Error ? mistake.message : String(mistake), path);
    }
  };
}
