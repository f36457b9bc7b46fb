import type { AnyMessage, Draft, Message, Value } from './description.js';
import type { Fields } from './field.js';

/**
 * A family of options (type, length, value). Every member is a message whose fields begin with its type and, but for
 * one-octet padding, its length; a type that is not in the list, or whose octets do not fit its member's description,
 * reads as the family's `unknown` member.
 */
export interface TlvFamily<M extends AnyMessage, U extends AnyMessage> {
  readonly name: string;
  readonly members: readonly M[];
  readonly unknown: U;
  /** By the first octet: the member of that type. */
  readonly byType: readonly (AnyMessage | undefined)[];
  readonly byKind: ReadonlyMap<string, AnyMessage>;
}

export type AnyTlvFamily = TlvFamily<AnyMessage, AnyMessage>;

type Tagged<M> = M extends AnyMessage ? { readonly kind: M['name'] } & Value<M> : never;
type TaggedDraft<M> = M extends AnyMessage ? { readonly kind: M['name'] } & Draft<M> : never;
type UntaggedDraft<U> = U extends Message<infer N, infer F extends Fields> ? { readonly kind?: N } & Draft<F> : never;

/** One decoded option: the fields of its member and `kind`, the member's name. */
export type TlvValue<T> = T extends TlvFamily<infer M, infer U> ? Tagged<M> | Tagged<U> : never;
/** An option to encode; without `kind` it is written as the unknown member, from `type` and `data`. */
export type TlvDraft<T> = T extends TlvFamily<infer M, infer U> ? TaggedDraft<M> | UntaggedDraft<U> : never;

/** The first octet by which a member is known. */
export function typeOf({ fields }: AnyMessage): number | undefined {
  const [first] = Object.values(fields);
  return first?.kind === 'number' && first.bits === 8 ? first.initial : undefined;
}

export function tlvFamily<M extends AnyMessage, U extends AnyMessage>(name: string, members: readonly M[], unknown: U): TlvFamily<M, U> {
  const byType: (AnyMessage | undefined)[] = Array<AnyMessage | undefined>(256).fill(undefined);
  for (const member of members) {
    const type = typeOf(member);
    if (type === undefined || byType[type] !== undefined) throw new Error(`${name}: the type of ${member.name} is missing or taken`);
    byType[type] = member;
  }
  const byKind = new Map<string, AnyMessage>([...members, unknown].map((member) => [member.name, member]));
  return { name, members, unknown, byType, byKind };
}
