import type { Auto, FieldSpec, Fields, FixedSpec, NumberSpec } from './field.js';
import type { Extent, MessageTraits } from './description.js';

/** A number within a group; `bit` counts from the group's first bit. */
export interface GroupedNumber {
  readonly name: string;
  readonly spec: NumberSpec;
  readonly bit: number;
}

/** Numbers that together fill whole octets; the smallest such run. */
export interface Group {
  readonly kind: 'group';
  readonly numbers: readonly GroupedNumber[];
  readonly octets: number;
}

export interface Fixed {
  readonly kind: 'fixed';
  readonly name: string;
  readonly spec: FixedSpec;
  readonly octets: number;
}

export interface Variable {
  readonly kind: 'variable';
  readonly name: string;
  readonly spec: Exclude<FieldSpec, NumberSpec | FixedSpec>;
}

export type Step = Group | Fixed | Variable;

/** Consecutive steps of known size, or one variable step. */
export type Run = { readonly kind: 'run'; readonly steps: readonly (Group | Fixed)[]; readonly octets: number } | Variable;

export interface BitPlace {
  readonly bit: number;
  readonly bits: number;
}

/** A number with its place: octets from the start of the structure. */
export interface LinkedNumber {
  readonly name: string;
  readonly spec: NumberSpec;
  readonly offset: number;
  readonly octets: number;
}

const LINKED: ReadonlySet<Auto | undefined> = new Set<Auto>(['nextHeader', 'etherType', 'hopLimit', 'remainder']);

export interface Layout {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly runs: readonly Run[];
  readonly extent: Extent | undefined;
  /** Where the number stands that the extent follows from; bits count from the first octet's most significant one. */
  readonly extentBits: BitPlace | undefined;
  /** Octet offsets of the numbers that start on an octet before the first variable field. */
  readonly offsets: ReadonlyMap<string, { readonly offset: number; readonly octets: number }>;
  /** Octets before the first variable field. */
  readonly fixedOctets: number;
  readonly hasVariable: boolean;
  /** Its end follows from counts within it, as that of a record in a list of records. */
  readonly countsItself: boolean;
  /** -1 when the message has no computed checksum. */
  readonly checksumOffset: number;
  /** The field that quotes a packet, and the field that lists options, if there are such. */
  readonly quotedField: string | undefined;
  readonly optionsField: string | undefined;
  /** The numbers that follow from the other layers of a frame when a draft leaves them out. */
  readonly linked: readonly LinkedNumber[];
}

export function layoutOf(name: string, fields: Fields, traits: MessageTraits): Layout {
  const steps = stepsOf(name, fields);
  const runs = runsOf(steps);
  const offsets = offsetsOf(runs[0]);
  const first = runs[0];
  const checksum = Object.entries(fields).find(([, spec]) => spec.kind === 'number' && spec.auto === 'checksum');
  const extentBits = traits.extent && bitPlaceOf(runs[0], traits.extent.field);
  if (traits.extent && !extentBits) throw new Error(`${name}: the extent's field ${traits.extent.field} has no fixed place`);
  const fieldWith = (test: (spec: FieldSpec) => boolean): string | undefined => Object.entries(fields).find(([, spec]) => test(spec))?.[0];
  return {
    quotedField: fieldWith((spec) => spec.kind === 'rest' && spec.packet),
    optionsField: fieldWith((spec) => spec.kind === 'tlvs'),
    linked: linkedNumbers(name, fields, offsets),
    name,
    steps,
    runs,
    extent: traits.extent,
    extentBits,
    offsets,
    fixedOctets: first?.kind === 'run' ? first.octets : 0,
    hasVariable: steps.some((step) => step.kind === 'variable'),
    countsItself: !traits.extent && steps.every((step) => step.kind !== 'variable' || 'countedBy' in step.spec),
    checksumOffset: checksum ? (offsets.get(checksum[0])?.offset ?? -1) : -1,
  };
}

function linkedNumbers(name: string, fields: Fields, offsets: Layout['offsets']): readonly LinkedNumber[] {
  return Object.entries(fields).flatMap(([field, spec]) => {
    if (spec.kind !== 'number' || !LINKED.has(spec.auto)) return [];
    const place = offsets.get(field);
    if (!place) throw new Error(`${name}.${field} has no fixed place`);
    return [{ name: field, spec, ...place }];
  });
}

function stepsOf(name: string, fields: Fields): Step[] {
  const steps: Step[] = [];
  let numbers: GroupedNumber[] = [];
  let bit = 0;
  for (const [field, spec] of Object.entries<FieldSpec>(fields)) {
    if (isNumber(spec)) {
      numbers.push({ name: field, spec, bit });
      bit += spec.bits;
      if (bit % 8 !== 0) continue;
      steps.push({ kind: 'group', numbers, octets: bit / 8 });
      numbers = [];
      bit = 0;
      continue;
    }
    if (bit !== 0) throw new Error(`${name}.${field} does not begin on an octet`);
    if (isFixed(spec)) steps.push({ kind: 'fixed', name: field, spec, octets: spec.size });
    else steps.push({ kind: 'variable', name: field, spec });
  }
  if (bit !== 0) throw new Error(`${name} does not end on an octet`);
  return steps;
}

const isNumber = (spec: FieldSpec): spec is NumberSpec => spec.kind === 'number' || spec.kind === 'flag';
const isFixed = (spec: Exclude<FieldSpec, NumberSpec>): spec is FixedSpec =>
  spec.kind === 'address' || spec.kind === 'ipv4Address' || spec.kind === 'linkLayerAddress' || spec.kind === 'octets';

function runsOf(steps: readonly Step[]): Run[] {
  const runs: Run[] = [];
  let pending: (Group | Fixed)[] = [];
  const flush = (): void => {
    if (pending.length > 0) runs.push({ kind: 'run', steps: pending, octets: pending.reduce((total, step) => total + step.octets, 0) });
    pending = [];
  };
  for (const step of steps) {
    if (step.kind !== 'variable') {
      pending.push(step);
      continue;
    }
    flush();
    runs.push(step);
  }
  flush();
  return runs;
}

/** A number before the first variable field, which may be narrower than an octet. */
function bitPlaceOf(first: Run | undefined, field: string): BitPlace | undefined {
  if (first?.kind !== 'run') return undefined;
  let at = 0;
  for (const step of first.steps) {
    const number = step.kind === 'group' ? step.numbers.find(({ name }) => name === field) : undefined;
    if (number) return { bit: 8 * at + number.bit, bits: number.spec.bits };
    at += step.octets;
  }
  return undefined;
}

function offsetsOf(first: Run | undefined): Layout['offsets'] {
  const offsets = new Map<string, { offset: number; octets: number }>();
  if (first?.kind !== 'run') return offsets;
  let at = 0;
  for (const step of first.steps) {
    if (step.kind === 'group') {
      for (const { name, spec, bit } of step.numbers)
        if (bit % 8 === 0 && spec.bits % 8 === 0) offsets.set(name, { offset: at + bit / 8, octets: spec.bits / 8 });
    }
    at += step.octets;
  }
  return offsets;
}
