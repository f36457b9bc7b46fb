import { md5 } from '../crypto/digest.js';
import { addressFromOctets, type Address } from '../net/address.js';
import { concat } from '../net/octets.js';
import { readNodeNames, writeNodeNames } from '../wire/domain-names.js';

/** The name of a node for RFC 4620, in the text form of Node Information messages. */
export type NodeName = string & { readonly __brand: 'name of a node' };

const LABEL = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
const HOST_NAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`, 'i');

/** A host name as RFC 1123 section 2.1 has it, with or without its domain; undefined when the text is none. */
export const nodeName = (text: string): NodeName | undefined =>
  HOST_NAME.test(text) && text.length < 254 ? (text as NodeName) : undefined;

/** Canonical form: DNS names compare without case (RFC 4034 section 6.2). */
const canonical = (name: string): string => name.toLowerCase();

const isSingle = (name: string): boolean => !name.includes('.');
const firstLabel = (name: string): string => name.split('.', 1)[0] ?? '';

/**
 * Whether the Subject of a query is the name of this node (RFC 4620 section 5): "A single-component Subject Name matches
 * any fully-qualified name whose first label matches the Subject."
 */
export function isNamed(name: NodeName, subject: Uint8Array): boolean {
  const { value, next } = readNodeNames(subject, 0, subject.length);
  const [asked] = value;
  if (asked === undefined || value.length > 1 || next !== subject.length) return false;
  return canonical(asked) === canonical(isSingle(asked) ? firstLabel(name) : name);
}

const GROUP_PREFIX = Uint8Array.of(0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0xff);
const HASHED_OCTETS = 3;

/** Section 5: "the portion beginning with the first one-octet length field and up to, but excluding, any subsequent length field". */
export function nodeInformationGroup(name: NodeName): Address {
  const label = writeNodeNames([canonical(firstLabel(name))]);
  const hashed = label.subarray(0, 1 + (label[0] ?? 0));
  return addressFromOctets(concat(GROUP_PREFIX, md5(hashed).subarray(0, HASHED_OCTETS)));
}
