import { formatAddress } from '../net/address.js';
import { formatIpv4Address } from '../net/ipv4-address.js';
import { formatLinkLayerAddress } from '../net/link-layer-address.js';
import { hex } from '../net/octets.js';
import type { FieldSpec, NumberSpec } from './kit/field.js';
import type { FirstPart } from './decoded-frame.js';
import type { DecodeError } from './kit/message.js';

const SHOWN_OCTETS = 24;

/** Hexadecimal digits, with the number of octets when not all are shown. */
export function formatOctets(octets: Uint8Array): string {
  if (octets.length <= SHOWN_OCTETS) return hex(octets);
  return `${hex(octets.subarray(0, SHOWN_OCTETS))}... (${octets.length} octets)`;
}

/** A report asks for the same few names a million times; indices of list items are names, too. */
const titles = new Map<string, string>();
const MAX_TITLES = 2_000;

/** A field's name in the RFC's words: `curHopLimit` to `Cur hop limit`, unless the description has a title. */
export function fieldTitle(name: string, spec: FieldSpec | undefined): string {
  if (spec?.show.title !== undefined) return spec.show.title;
  const known = titles.get(name);
  if (known !== undefined) return known;
  const spaced = name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`);
  const title = spaced.charAt(0).toUpperCase() + spaced.slice(1);
  if (titles.size < MAX_TITLES) titles.set(name, title);
  return title;
}

/** A field's value in words; addresses in the form of RFC 5952. */
export function fieldText(value: unknown, spec: FieldSpec | undefined): string {
  switch (spec?.kind) {
    case 'flag':
      return value === true ? 'set' : 'not set';
    case 'number':
      return numberText(value as number, spec);
    case 'address':
      return formatAddress(value as Uint8Array);
    case 'ipv4Address':
      return formatIpv4Address(value as Uint8Array);
    case 'linkLayerAddress':
      return formatLinkLayerAddress(value as Uint8Array);
    case 'rest':
      return spec.linkLayer ? formatLinkLayerAddress(value as Uint8Array) : formatOctets(value as Uint8Array);
    case 'coded':
      return spec.text(value);
    default:
      return listOrOctetsText(value);
  }
}

function listOrOctetsText(value: unknown): string {
  if (Array.isArray(value)) return `${value.length}`;
  return value instanceof Uint8Array ? (value.length === 16 ? formatAddress(value) : formatOctets(value)) : String(value);
}

function numberText(value: number, { bits, show }: NumberSpec): string {
  const plain = show.hex ? `0x${value.toString(16).padStart(Math.ceil(bits / 4), '0')}` : String(value);
  const word = show.words?.[value];
  if (word !== undefined) return `${plain} (${word})`;
  return show.unit === undefined ? plain : `${plain} ${show.unit}`;
}

/** `first 1232 of 1452 octets`, of a message that goes on in further fragments. */
export const describeFirstPart = ({ octets, of }: FirstPart): string =>
  of === undefined ? `first ${octets} octets` : `first ${octets} of ${of} octets`;

/** `truncated at neighborSolicitation.target: 16 octets needed, 4 left` */
export function describeDecodeError({ kind, path, needed, left }: DecodeError): string {
  switch (kind) {
    case 'truncated':
      return `truncated at ${path}: ${needed} octets needed, ${left} left`;
    case 'bad-length':
      return `bad length at ${path}: ${needed} octets needed, ${left} given`;
    case 'limit':
      return `limit at ${path}: more than ${left}`;
    case 'bad-value':
      return `bad value at ${path}`;
  }
}
