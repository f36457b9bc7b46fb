import type { FieldSpec, NumberSpec } from './field.js';
import type { Fixed, Group, Variable } from './layout.js';
import { MAX_OPTIONS } from './limits.js';
import type { AnyMessage, DecodeError } from './description.js';
import type { AnyTlvFamily } from './tlv.js';

/** One field (or element of a list) of decoded octets, with its place; offsets count from the start of `octets`. */
export interface FieldPlace {
  /** The field's name, `[2]` for an element. */
  readonly name: string;
  readonly spec?: FieldSpec;
  /** For an element that is itself described: an option or a record. */
  readonly message?: AnyMessage;
  readonly value: unknown;
  readonly offset: number;
  readonly octets: number;
  /** For numbers that do not fill whole octets: the first bit within `offset`, most significant first. */
  readonly bitOffset?: number;
  readonly bits?: number;
  readonly children: readonly FieldPlace[];
}

export interface Walked {
  readonly places: readonly FieldPlace[];
  /** Whole when there is no error, else the fields before it. */
  readonly value: Readonly<Record<string, unknown>>;
  /** The offset after the last field understood. */
  readonly next: number;
  readonly error?: DecodeError;
}

/**
 * Reads the structure at [at, limit) field by field. Slower than the compiled decoder and says more: the place of every
 * field, and for octets that do not fit the description the part that did and where it ended. `path` begins the error's path.
 */
export function walk(message: AnyMessage, octets: Uint8Array, at: number, limit: number, path: string = message.name): Walked {
  const walker = new Walker(message, octets, at, limit, path);
  walker.run();
  return { places: walker.places, value: walker.value, next: walker.next, ...(walker.error && { error: walker.error }) };
}

class Walker {
  readonly places: FieldPlace[] = [];
  readonly value: Record<string, unknown> = {};
  next: number;
  error: DecodeError | undefined;
  private end: number;
  /** Why the length field cannot be believed; what there is, is read all the same. */
  private short: DecodeError | undefined;
  private readonly message: AnyMessage;
  private readonly octets: Uint8Array;
  private readonly start: number;
  private readonly path: string;

  constructor(message: AnyMessage, octets: Uint8Array, at: number, limit: number, path: string) {
    this.message = message;
    this.octets = octets;
    this.start = at;
    this.next = at;
    this.end = limit;
    this.path = path;
  }

  run(): void {
    const { steps, extent, hasVariable, fixedOctets } = this.message.compiled.layout;
    if (!extent && !hasVariable) this.end = Math.min(this.end, this.start + fixedOctets);
    let sized = extent === undefined;
    for (const step of steps) {
      if (step.kind === 'group') this.takeGroup(step);
      else if (step.kind === 'fixed') this.takeFixed(step);
      else this.takeVariable(step);
      if (this.error) break;
      if (!sized && this.value[extent?.field ?? ''] !== undefined) {
        sized = true;
        this.applyExtent();
      }
    }
    if (this.short) this.error = this.short;
    else if (!this.error && extent && this.next < this.end) this.fail('bad-length', extent.field, this.next, 0, this.end - this.next);
  }

  /** From the length field on, the structure ends where that field says. */
  private applyExtent(): void {
    const { extent, extentBits, fixedOctets } = this.message.compiled.layout;
    if (!extent) return;
    const field = this.value[extent.field] as number;
    if (extent.zeroMeansAll && field === 0) return;
    const size = extent.base + extent.unit * field;
    const left = this.end - this.start;
    const place = this.start + ((extentBits?.bit ?? 0) >> 3);
    if (size < fixedOctets)
      this.short = { kind: 'bad-length', path: `${this.path}.${extent.field}`, offset: place, needed: fixedOctets, left: size };
    else if (size > left) this.short = { kind: 'truncated', path: this.path, offset: this.start, needed: size, left };
    else this.end = this.start + size;
  }

  private takeGroup(group: Group): void {
    const first = group.numbers[0];
    if (!this.has(group.octets, first?.name ?? '')) return;
    for (const { name, spec, bit } of group.numbers) this.place(name, spec, this.numberAt(spec, bit), this.next, bit);
    this.next += group.octets;
  }

  private numberAt(spec: NumberSpec, bit: number): number | boolean {
    let value = 0;
    for (let i = bit; i < bit + spec.bits; i++) value = 2 * value + (((this.octets[this.next + (i >> 3)] as number) >> (7 - (i & 7))) & 1);
    return spec.kind === 'flag' ? value === 1 : value;
  }

  private takeFixed(step: Fixed): void {
    if (!this.has(step.octets, step.name)) return;
    this.put(step.name, step.spec, this.view(this.next, this.next + step.octets), step.octets);
  }

  private takeVariable({ name, spec }: Variable): void {
    switch (spec.kind) {
      case 'rest':
        if (spec.optional && this.next >= this.end) return;
        this.put(name, spec, this.view(this.next, this.end), this.end - this.next);
        return;
      case 'countedOctets': {
        const size = this.counted(spec.countedBy);
        if (this.has(size, name)) this.put(name, spec, this.view(this.next, this.next + size), size);
        return;
      }
      case 'addresses':
        this.takeAddresses(name, spec, spec.countedBy === undefined ? (this.end - this.next) >> 4 : this.counted(spec.countedBy));
        return;
      case 'records':
        this.takeRecords(name, spec, spec.countedBy === undefined ? this.fitting(spec.record) : this.counted(spec.countedBy));
        return;
      case 'tlvs':
        this.takeTlvs(name, spec);
        return;
      case 'coded': {
        const { value, next } = spec.read(this.octets, this.next, this.end);
        this.put(name, spec, value, next - this.next);
      }
    }
  }

  private takeAddresses(name: string, spec: FieldSpec, count: number): void {
    const elements: FieldPlace[] = [];
    const from = this.next;
    let at = from;
    for (let i = 0; i < count && this.end - at >= 16; i++, at += 16) {
      elements.push({ name: `[${i}]`, value: this.view(at, at + 16), offset: at, octets: 16, children: [] });
    }
    if (elements.length < count) this.fail('truncated', `${name}[${elements.length}]`, at, 16, this.end - at);
    this.putList(name, spec, elements, at - from);
  }

  private fitting({ compiled }: AnyMessage): number {
    return Math.floor((this.end - this.next) / compiled.layout.fixedOctets);
  }

  private takeRecords(name: string, spec: FieldSpec & { readonly kind: 'records' }, count: number): void {
    const elements: FieldPlace[] = [];
    const from = this.next;
    let at = from;
    for (let i = 0; i < count; i++) {
      const record = walk(spec.record, this.octets, at, this.end, `${this.path}.${name}[${i}]`);
      if (record.error) {
        this.error = record.error;
        break;
      }
      elements.push(element(i, spec.record, record, at));
      at = record.next;
    }
    this.putList(name, spec, elements, at - from);
  }

  private takeTlvs(name: string, spec: FieldSpec & { readonly kind: 'tlvs' }): void {
    const elements: FieldPlace[] = [];
    const from = this.next;
    let at = from;
    while (at < this.end) {
      const path = `${this.path}.${name}[${elements.length}]`;
      if (elements.length === MAX_OPTIONS) {
        this.error = { kind: 'limit', path, offset: at, needed: MAX_OPTIONS + 1, left: MAX_OPTIONS };
        break;
      }
      const { member, walked } = this.walkTlv(spec.family, at, path);
      if (walked.error) {
        this.error = walked.error;
        break;
      }
      elements.push(element(elements.length, member, walked, at));
      at = walked.next;
    }
    this.putList(name, spec, elements, at - from);
  }

  /** The member of the type, or the unknown one when the octets are not as that member's description says. */
  private walkTlv(family: AnyTlvFamily, at: number, path: string): { readonly member: AnyMessage; readonly walked: Walked } {
    const known = family.byType[this.octets[at] as number];
    if (known) {
      const walked = walk(known, this.octets, at, this.end, path);
      if (!walked.error) return { member: known, walked: { ...walked, value: { kind: known.name, ...walked.value } } };
    }
    const walked = walk(family.unknown, this.octets, at, this.end, path);
    return { member: family.unknown, walked: { ...walked, value: { kind: family.unknown.name, ...walked.value } } };
  }

  private counted(field: string): number {
    const spec = this.message.fields[field];
    if (spec?.kind !== 'number') return 0;
    return Math.max(0, ((this.value[field] as number) - (spec.plus ?? 0)) * (spec.unitOctets ?? 1));
  }

  private has(size: number, field: string): boolean {
    if (this.end - this.next >= size) return true;
    this.fail('truncated', field, this.next, size, Math.max(0, this.end - this.next));
    return false;
  }

  private view(from: number, to: number): Uint8Array {
    return new Uint8Array(this.octets.buffer, this.octets.byteOffset + from, to - from);
  }

  private place(name: string, spec: NumberSpec, value: unknown, groupOffset: number, bit: number): void {
    this.value[name] = value;
    const offset = groupOffset + (bit >> 3);
    const octets = Math.floor((bit + spec.bits - 1) / 8) - (bit >> 3) + 1;
    const narrow = bit % 8 !== 0 || spec.bits % 8 !== 0;
    this.places.push({ name, spec, value, offset, octets, ...(narrow && { bitOffset: bit & 7, bits: spec.bits }), children: [] });
  }

  private put(name: string, spec: FieldSpec, value: unknown, size: number): void {
    this.value[name] = value;
    this.places.push({ name, spec, value, offset: this.next, octets: size, children: [] });
    this.next += size;
  }

  private putList(name: string, spec: FieldSpec, elements: readonly FieldPlace[], size: number): void {
    this.value[name] = elements.map(({ value }) => value);
    this.places.push({ name, spec, value: this.value[name], offset: this.next, octets: size, children: elements });
    this.next += size;
  }

  private fail(kind: DecodeError['kind'], field: string, offset: number, needed: number, left: number): void {
    this.error = { kind, path: `${this.path}.${field}`, offset, needed, left };
  }
}

const element = (index: number, message: AnyMessage, walked: Walked, at: number): FieldPlace => ({
  name: `[${index}]`,
  message,
  value: walked.value,
  offset: at,
  octets: walked.next - at,
  children: walked.places,
});
