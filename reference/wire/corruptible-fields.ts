import type { FieldSpec } from './kit/field.js';
import type { AnyMessage } from './kit/message.js';

/** A field that a wire mutant can change with `edit`. */
export interface CorruptibleField {
  /** The layer's name. */
  readonly message: string;
  /** As `edit` takes it; fields of options stand below the option's kind. */
  readonly path: string;
  /** The type of the value: a number, a boolean, 16 octets, link-layer octets, octets, an option's value, text or a list of texts. */
  readonly kind: 'number' | 'flag' | 'address' | 'linkLayerAddress' | 'octets' | 'option' | 'text';
  /** For a number: how many bits it has. */
  readonly bits?: number;
  /** The encoder computes it, so nothing else is computed around a change. */
  readonly auto?: 'checksum' | 'length';
}

/** Every field of a message, of each option that it can carry and of the first of its records, in wire order. */
export function corruptibleFields(message: AnyMessage): readonly CorruptibleField[] {
  return fieldsBelow(message, message.name, message.name);
}

function fieldsBelow(described: AnyMessage, message: string, path: string): readonly CorruptibleField[] {
  return Object.entries(described.fields).flatMap(([name, spec]) => fieldsOf(spec, message, `${path}.${name}`));
}

function fieldsOf(spec: FieldSpec, message: string, path: string): readonly CorruptibleField[] {
  switch (spec.kind) {
    case 'number':
      return [{ message, path, kind: 'number', bits: spec.bits, ...autoOf(spec.auto) }];
    case 'flag':
    case 'address':
    case 'linkLayerAddress':
    case 'octets':
      return [{ message, path, kind: spec.kind }];
    case 'ipv4Address':
      return [{ message, path, kind: 'octets' }];
    case 'rest':
      return [{ message, path, kind: spec.linkLayer ? 'linkLayerAddress' : 'octets' }];
    case 'countedOctets':
      return [{ message, path, kind: 'octets' }];
    case 'coded':
      return [{ message, path, kind: 'text' }];
    case 'addresses':
      return [{ message, path: `${path}[0]`, kind: 'address' }];
    case 'records':
      return fieldsBelow(spec.record, message, `${path}[0]`);
    case 'tlvs':
      return [...spec.family.members, spec.family.unknown].flatMap((member) => [
        ...(member.traits.padding ? [] : [{ message, path: `${path}.${member.name}`, kind: 'option' as const }]),
        ...fieldsBelow(member, message, `${path}.${member.name}`),
      ]);
  }
}

function autoOf(auto: string | undefined): { readonly auto?: 'checksum' | 'length' } {
  if (auto === 'checksum') return { auto };
  return auto === 'length' || auto === 'remainder' || auto === 'count' ? { auto: 'length' } : {};
}
