import type { AnyMessage, Decoder, Measure } from './description.js';
import type { AddressesSpec, CodedSpec, RecordsSpec } from './field.js';
import type { Group, Layout, Run, Variable } from './layout.js';
import { MAX_OPTIONS } from './limits.js';
import type { Source } from './source.js';
import { typeOf, type AnyTlvFamily } from './tlv.js';

/** A list decoder: the elements of [from, to), or undefined when one of them does not fit. */
type ListDecoder = (source: Source, from: number, to: number, count: number) => readonly unknown[] | undefined;

const EMPTY = new Uint8Array(0);

/** What compiled code begins with: `s` is the source, `o` its octets. */
const PROLOGUE = 'const o = s.octets;';

/** The expression for octets as they are: a view. */
const view = (from: string, size: string | number): string => `new Uint8Array(s.buffer, s.base + ${from}, ${size})`;

/**
 * Straight-line code for one description: the fields are read at constant distances from `at`, one check of the bounds
 * for each run of fixed fields, and one object literal, so that all values of a message have the same shape.
 */
export function compileDecoder(layout: Layout, kind: string | undefined): { readonly decode: Decoder; readonly measure: Measure } {
  const code = new DecoderCode(countersOf(layout));
  for (const run of layout.runs) code.add(run);
  return { decode: code.build(kind, layout), measure: compileMeasure(layout) };
}

/** The expression that reads `count` bits which begin `bit` bits after the octet at `base`. */
export function readBits(base: string, bit: number, count: number): string {
  const first = bit >> 3;
  const last = (bit + count - 1) >> 3;
  const spare = 7 - ((bit + count - 1) & 7);
  const parts: string[] = [];
  for (let octet = first; octet <= last; octet++) {
    const shift = 8 * (last - octet) - spare;
    const place = `o[${base} + ${octet}]`;
    const mask = octet === first && (bit & 7) !== 0 ? `(${place} & ${0xff >> (bit & 7)})` : place;
    parts.push(shift > 0 ? `(${mask} << ${shift})` : shift < 0 ? `(${mask} >> ${-shift})` : mask);
  }
  const joined = parts.join(' | ');
  return count > 31 || last - first === 4 ? `((${joined}) >>> 0)` : `(${joined})`;
}

interface Counter {
  readonly unit: number;
  readonly plus: number;
}

function countersOf(layout: Layout): ReadonlyMap<string, Counter> {
  const numbers = layout.steps.flatMap((step) => (step.kind === 'group' ? step.numbers : []));
  return new Map(numbers.map(({ name, spec }) => [name, { unit: spec.unitOctets ?? 1, plus: spec.plus ?? 0 }]));
}

/** Where the last structure that ends by its own counts ended; read at once by the list that holds it. */
const cursor = { next: 0 };

class DecoderCode {
  private readonly counters: ReadonlyMap<string, Counter>;
  private readonly lines: string[] = [];
  private readonly properties: string[] = [];
  private readonly afterwards: string[] = [];
  private readonly helpers: unknown[] = [];
  private readonly variables = new Map<string, string>();
  private base = 'at';

  constructor(counters: ReadonlyMap<string, Counter>) {
    this.counters = counters;
  }

  add(run: Run): void {
    if (run.kind === 'run') this.addFixed(run);
    else this.addVariable(run);
  }

  private addFixed(run: Extract<Run, { kind: 'run' }>): void {
    this.lines.push(`if (end - ${this.base} < ${run.octets}) return undefined;`);
    let offset = 0;
    for (const step of run.steps) {
      const place = offset === 0 ? this.base : `${this.base} + ${offset}`;
      if (step.kind === 'group') this.addGroup(step, place);
      else this.bind(step.name, view(place, step.octets));
      offset += step.octets;
    }
    this.advance(`${this.base} + ${run.octets}`);
  }

  private addGroup(group: Group, place: string): void {
    for (const { name, spec, bit } of group.numbers) {
      const read = readBits(place, bit, spec.bits);
      this.bind(name, spec.kind === 'flag' ? `${read} !== 0` : read);
    }
  }

  private addVariable({ name, spec }: Variable): void {
    const from = this.base;
    switch (spec.kind) {
      case 'rest': {
        const octets = view(from, `end - ${from}`);
        if (spec.optional) this.afterwards.push(`if (end > ${from}) value.${name} = ${octets};`);
        else this.bind(name, `end > ${from} ? ${octets} : ${this.helper(EMPTY)}`);
        this.advance('end');
        return;
      }
      case 'countedOctets': {
        const size = this.local(this.counted(spec.countedBy));
        this.lines.push(`if (${size} > end - ${from}) return undefined;`);
        this.bind(name, view(from, size));
        this.advance(`${from} + ${size}`);
        return;
      }
      case 'addresses':
        this.addList(name, this.helper(decodeAddresses), this.addressCount(spec));
        this.advance(`${from} + 16 * ${this.variables.get(name)}.length`);
        return;
      case 'records':
        this.addList(name, this.helper(recordsDecoder(spec.record)), this.recordCount(spec));
        this.advance(`${this.helper(cursor)}.next`);
        return;
      case 'tlvs':
        this.addList(name, this.helper(compileTlvDecoder(spec.family)), '0');
        this.advance('end');
        return;
      case 'coded':
        this.addCoded(name, spec);
    }
  }

  private addList(name: string, decoder: string, count: string): void {
    this.bind(name, `${decoder}(s, ${this.base}, end, ${count})`);
    this.lines.push(`if (${this.variables.get(name)} === undefined) return undefined;`);
  }

  private addCoded(name: string, spec: CodedSpec): void {
    const got = this.local(`${this.helper(spec.read)}(o, ${this.base}, end)`);
    this.bind(name, `${got}.value`);
    this.advance(`${got}.next`);
  }

  private addressCount(spec: AddressesSpec): string {
    return spec.countedBy === undefined ? `(end - ${this.base}) >> 4` : this.counted(spec.countedBy);
  }

  private recordCount({ countedBy, record }: RecordsSpec): string {
    return countedBy === undefined ? `Math.floor((end - ${this.base}) / ${record.compiled.layout.fixedOctets})` : this.counted(countedBy);
  }

  private counted(field: string): string {
    const { unit, plus } = this.counters.get(field) ?? { unit: 1, plus: 0 };
    return `(${this.variables.get(field)} - ${plus}) * ${unit}`;
  }

  private bind(name: string, expression: string): void {
    const variable = this.local(expression);
    this.variables.set(name, variable);
    this.properties.push(`${name}: ${variable}`);
  }

  private local(expression: string): string {
    const variable = `v${this.lines.length}`;
    this.lines.push(`const ${variable} = ${expression};`);
    return variable;
  }

  private helper(value: unknown): string {
    this.helpers.push(value);
    return `h${this.helpers.length - 1}`;
  }

  private advance(expression: string): void {
    this.base = this.local(expression);
  }

  build(kind: string | undefined, layout: Layout): Decoder {
    const tag = kind === undefined ? [] : [`kind: ${JSON.stringify(kind)}`];
    const body = [
      PROLOGUE,
      ...this.lines,
      // A structure whose size a field gives must be used up, else it is not what the description says.
      ...(layout.extent ? [`if (${this.base} !== end) return undefined;`] : []),
      ...(layout.countsItself ? [`${this.helper(cursor)}.next = ${this.base};`] : []),
      `const value = { ${[...tag, ...this.properties].join(', ')} };`,
      ...this.afterwards,
      'return value;',
    ].join('\n');
    const names = this.helpers.map((_, i) => `h${i}`);
    const make = new Function(...names, `return function decode_${layout.name}(s, at, end) {\n${body}\n};`) as (...h: unknown[]) => Decoder;
    return make(...this.helpers);
  }
}

function compileMeasure(layout: Layout): Measure {
  const { extent, extentBits, fixedOctets, hasVariable } = layout;
  const minimum = `if (end - at < ${fixedOctets}) return -1;`;
  const make = (body: string): Measure => new Function('o', 'at', 'end', `${minimum}\n${body}`) as Measure;
  if (!extent) return make(hasVariable ? 'return end;' : `return at + ${fixedOctets};`);
  const { bit, bits } = extentBits ?? { bit: 0, bits: 8 };
  const field = readBits(`at + ${bit >> 3}`, bit & 7, bits);
  const all = extent.zeroMeansAll ? 'if (field === 0) return end;' : '';
  return make(`const field = ${field}; ${all}
    const size = ${extent.base} + ${extent.unit} * field;
    return size < ${fixedOctets} || size > end - at ? -1 : at + size;`);
}

const decodeAddresses: ListDecoder = ({ buffer, base }, from, to, count) => {
  if (count < 0 || 16 * count > to - from) return undefined;
  const list: Uint8Array[] = [];
  for (let i = 0; i < count; i++) list.push(new Uint8Array(buffer, base + from + 16 * i, 16));
  return list;
};

function recordsDecoder(record: AnyMessage): ListDecoder {
  return (source, from, to, count) => {
    const list: unknown[] = [];
    cursor.next = from;
    for (let i = 0; i < count; i++) {
      const value = record.compiled.decode(source, cursor.next, to);
      if (value === undefined) return undefined;
      list.push(value);
    }
    return list;
  };
}

/** One loop over the options with a switch on the type; the members' decoders are called directly. */
function compileTlvDecoder(family: AnyTlvFamily): ListDecoder {
  const { unknown, members } = family;
  const cases = members.map(
    (member, i) => `case ${typeOf(member) ?? -1}: next = m${i}(o, at, to); if (next > 0) value = d${i}(s, at, next); break;`,
  );
  const code = `return function decode_${family.name}(s, from, to) {
    ${PROLOGUE}
    const list = [];
    let at = from;
    while (at < to) {
      if (list.length === ${MAX_OPTIONS}) return undefined;
      let next = -1;
      let value = undefined;
      switch (o[at]) { ${cases.join('\n')} }
      if (value === undefined) {
        next = mu(o, at, to);
        if (next <= at) return undefined;
        value = du(s, at, next);
        if (value === undefined) return undefined;
      }
      list.push(value);
      at = next;
    }
    return list;
  }`;
  const all = [...members.map((member, i) => [`m${i}`, `d${i}`, member] as const), ['mu', 'du', unknown] as const];
  const names = all.flatMap(([measure, decode]) => [measure, decode]);
  const values = all.flatMap(([, , member]) => [member.compiled.measure, member.compiled.decode]);
  return (new Function(...names, code) as (...v: unknown[]) => ListDecoder)(...values);
}
