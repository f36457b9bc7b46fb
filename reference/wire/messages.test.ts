import { expect } from 'chai';
import fc from 'fast-check';
import { concat, hex } from '../net/octets.js';
import { MESSAGES, OPTION_FAMILIES, RECORDS } from './catalogue.js';
import type { FieldSpec } from './kit/field.js';
import type { AnyMessage, Message } from './kit/message.js';
import { sourceOf } from './kit/source.js';
import { walk } from './kit/walk.js';
import { SPECIMENS } from './specimens.js';
import { decodeFrame } from './decode-frame.js';

const OPTIONS = OPTION_FAMILIES.flatMap(({ name, members, unknown }) => [...members, unknown].map((member) => ({ family: name, member })));
const ALL: readonly (readonly [string, Message])[] = [
  ...[...MESSAGES, ...RECORDS].map((described) => [described.name, described as Message] as const),
  ...OPTIONS.map(({ family, member }) => [`${family} ${member.name}`, member as Message] as const),
];

/** Octets of every specimen's layers, to be mutated: random octets alone rarely get past the first length. */
const SEEDS = new Map<string, Uint8Array>(
  SPECIMENS.flatMap(({ draft }) => {
    const { octets, layers } = decodeFrame(draft.octets);
    return layers.map(({ message, offset, length }) => [message.name, octets.subarray(offset, offset + length)] as const);
  }),
);

/** Kinds of fields whose value does not depend on where the message ends. */
const STANDS_ALONE: ReadonlySet<string> = new Set(['number', 'flag', 'address', 'linkLayerAddress', 'octets', 'countedOctets']);

const anyOctets = (described: AnyMessage): fc.Arbitrary<Uint8Array> => {
  const seed = SEEDS.get(described.name);
  const random = fc.uint8Array({ maxLength: 96 });
  if (!seed) return random;
  const edits = fc.array(fc.tuple(fc.nat(seed.length - 1), fc.nat(255)), { maxLength: 4 });
  const mutated = fc.tuple(edits, fc.nat(seed.length), fc.uint8Array({ maxLength: 12 })).map(([changes, keep, more]) => {
    const octets = concat(seed.subarray(0, keep), more);
    for (const [at, value] of changes) if (at < octets.length) octets[at] = value;
    return octets;
  });
  return fc.oneof(random, mutated);
};

/** A literal draft: every field given, so that nothing is computed. */
function anyValue(spec: FieldSpec, fewest: number): fc.Arbitrary<unknown> {
  switch (spec.kind) {
    case 'number':
      return fc.nat(2 ** spec.bits - 1 > 0x7fffffff ? 0x7fffffff : 2 ** spec.bits - 1);
    case 'flag':
      return fc.boolean();
    case 'address':
    case 'ipv4Address':
    case 'linkLayerAddress':
    case 'octets':
      return fc.uint8Array({ minLength: spec.size, maxLength: spec.size });
    case 'rest':
    case 'countedOctets':
      return fc.uint8Array({ maxLength: 40 });
    case 'addresses':
      return fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { minLength: fewest, maxLength: 4 });
    case 'records':
      return fc.array(anyDraft(spec.record), { maxLength: 3 });
    case 'tlvs':
      return fc.array(
        fc.oneof(...spec.family.members.map((member) => anyDraft(member).map((draft) => ({ kind: member.name, ...draft })))),
        { maxLength: 4 },
      );
    case 'coded':
      return Array.isArray(spec.initial)
        ? fc.array(fc.stringMatching(/^[a-z]{1,9}(\.[a-z0-9-]{1,9}){0,3}$/), { maxLength: 4 })
        : fc.stringMatching(/^[!-~]{0,30}$/);
  }
}

/** A count that is sent less one cannot say zero. */
function fewest(described: AnyMessage, spec: FieldSpec): number {
  const counter = spec.kind === 'addresses' && spec.countedBy !== undefined ? described.fields[spec.countedBy] : undefined;
  return counter?.kind === 'number' ? -(counter.plus ?? 0) : 0;
}

/** Fields at random, those left out that the encoder computes. */
function anyDraft(described: AnyMessage): fc.Arbitrary<Record<string, unknown>> {
  const entries = Object.entries(described.fields).filter(
    ([name, spec]) => !(spec.kind === 'number' && spec.auto !== undefined) && name !== 'type',
  );
  const needed = entries.filter(([, spec]) => fewest(described, spec) > 0).map(([name]) => name);
  return fc.record(Object.fromEntries(entries.map(([name, spec]) => [name, anyValue(spec, fewest(described, spec))])), {
    requiredKeys: needed,
  });
}

describe('every description', () => {
  for (const [title, described] of ALL) {
    describe(title, () => {
      it('decodes any octets without throwing, and re-encodes what it decoded', () => {
        fc.assert(
          fc.property(anyOctets(described), (octets) => {
            const got = described.decode(octets);
            if (!got.ok) return;
            const end = described.compiled.measure(octets, 0, octets.length);
            const again = described.encode(got.value);
            expect(hex(again)).to.equal(hex(octets.subarray(0, described.compiled.layout.countsItself ? again.length : end)));
          }),
          { numRuns: 400 },
        );
      });

      it('reads the same by compiled code and field by field', () => {
        fc.assert(
          fc.property(anyOctets(described), fc.nat(3), (alone, at) => {
            const { measure, decode } = described.compiled;
            const octets = concat(new Uint8Array(at), alone);
            const end = measure(octets, at, octets.length);
            const compiled = end < 0 ? undefined : decode(sourceOf(octets), at, end);
            const walked = walk(described, octets, at, octets.length);
            expect(compiled === undefined, `error ${JSON.stringify(walked.error)}`).to.equal(walked.error !== undefined);
            // An option's compiled decoder adds the kind; the walk leaves that to the list.
            if (compiled) expect(compiled).to.deep.equal('kind' in compiled ? { kind: described.name, ...walked.value } : walked.value);
            if (walked.error) expect(walked.error.offset).to.be.within(at, Math.max(at, octets.length));
          }),
          { numRuns: 400 },
        );
      });

      it('names the octet where it is cut, and keeps the fields before', () => {
        const whole = SEEDS.get(described.name) ?? described.encode({});
        const { value: fields } = walk(described, whole, 0, whole.length);
        for (let size = 0; size < whole.length; size++) {
          const got = described.decode(whole.subarray(0, size));
          if (got.ok) continue;
          const { partial, ...error } = got.error;
          expect(error.path).to.match(new RegExp(`^${described.name}\\b`));
          expect(error.kind).to.equal('truncated');
          expect(error.offset + error.left, error.path).to.equal(size);
          expect(error.needed).to.be.greaterThan(error.left);
          for (const [name, value] of Object.entries(partial)) {
            if (STANDS_ALONE.has(described.fields[name]?.kind ?? '')) expect(value, name).to.deep.equal(fields[name]);
          }
        }
      });

      it('keeps what a draft gives, and computes the rest so that it decodes', () => {
        fc.assert(
          fc.property(anyDraft(described), (draft) => {
            const octets = described.encode(draft);
            const got = described.decode(octets);
            if (!got.ok) throw new Error(JSON.stringify(got.error));
            const value = got.value as Record<string, unknown>;
            for (const [name, given] of Object.entries(draft)) {
              const kind = described.fields[name]?.kind;
              if (kind === 'number' || kind === 'flag' || kind === 'address' || kind === 'octets') expect(value[name]).to.deep.equal(given);
            }
            expect(hex(described.encode(value))).to.equal(hex(octets));
          }),
          { numRuns: 150 },
        );
      });
    });
  }

  it('has names and paths that are its own', () => {
    const names = [...MESSAGES, ...RECORDS].map(({ name }) => name);
    expect(new Set(names).size).to.equal(names.length);
  });
});
