import { quoted } from '../../net/quoted.js';
import { failed, ok, type Result } from '../../net/result.js';
import type { Misreading, Place } from '../misreading.js';

/**
 * Records in the manner of termcap(5), as `rtadvd.conf` has them: `name|name:number#5:text="a:b":switch:tc=other:`, over
 * several lines that end in a backslash. A value in quotes may contain colons.
 */
export interface TermcapRecord {
  readonly names: readonly string[];
  readonly place: Place;
  /** Its own capabilities, then those of the records that `tc` names; of several with one name the first counts. */
  readonly capabilities: ReadonlyMap<string, Capability>;
}

export interface Capability {
  readonly name: string;
  readonly place: Place;
  readonly value: number | string | true;
}

interface RawRecord {
  readonly names: readonly string[];
  readonly place: Place;
  readonly own: readonly (Capability | Cancelled)[];
}

/** `name@`: what a record named by `tc` says of it does not count. */
interface Cancelled {
  readonly name: string;
  readonly place: Place;
  readonly value: 'cancelled';
  readonly isCancelled: true;
}

const RECORDS = 1_000;
const DEEPEST = 32;
const FIELD = /(?:[^:"\\]|\\.|"[^"]*")+/gy;
const CAPABILITY = /^([A-Za-z0-9_-]+)(?:#(0[xX][0-9a-fA-F]+|\d+)|=(?:"([^"]*)"|([^"]*))|(@))?$/;

export function readTermcap(text: string): Result<readonly TermcapRecord[], readonly Misreading[]> {
  const misreadings: Misreading[] = [];
  const raw = logicalLines(text).map((line) => readRecord(line, misreadings));
  if (raw.length > RECORDS) misreadings.push({ place: { line: 1, column: 1 }, text: `${raw.length} records are too many` });
  const byName = new Map(raw.flatMap((record) => record.names.map((name) => [name, record] as const)));
  const records = raw.map(({ names, place, own }) => {
    const capabilities = new Map<string, Capability>();
    for (const one of expanded(own, byName, misreadings, 0)) if (!capabilities.has(one.name)) capabilities.set(one.name, one);
    return { names, place, capabilities: withoutCancelled(capabilities) };
  });
  return misreadings.length === 0 ? ok(records) : failed(misreadings);
}

interface LogicalLine {
  readonly text: string;
  /** The place of each character. */
  placeAt(index: number): Place;
}

/** Lines that belong together, without comments; leading blanks of a continuation are no part of it. */
function logicalLines(text: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let pieces: { readonly from: number; readonly place: Place }[] = [];
  let joined = '';
  const end = (): void => {
    const starts = pieces;
    if (joined.trim() !== '') lines.push({ text: joined, placeAt: (index) => placeIn(starts, index) });
    pieces = [];
    joined = '';
  };
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (pieces.length === 0 && /^\s*(#|$)/.test(line)) continue;
    const blanks = /^\s*/.exec(line)?.[0].length ?? 0;
    const goesOn = line.endsWith('\\');
    pieces.push({ from: joined.length, place: { line: i + 1, column: blanks + 1 } });
    joined += line.slice(blanks, goesOn ? -1 : undefined);
    if (!goesOn) end();
  }
  end();
  return lines;
}

function placeIn(pieces: readonly { readonly from: number; readonly place: Place }[], index: number): Place {
  const piece = pieces.findLast(({ from }) => from <= index) ?? pieces[0];
  return piece === undefined ? { line: 1, column: 1 } : { line: piece.place.line, column: piece.place.column + index - piece.from };
}

function readRecord(line: LogicalLine, misreadings: Misreading[]): RawRecord {
  const [head, ...fields] = fieldsOf(line, misreadings);
  const names = (head?.text ?? '').split('|').map((name) => name.trim());
  if (names.some((name) => name === '')) misreadings.push({ place: line.placeAt(0), text: 'a record begins with its name' });
  return { names, place: line.placeAt(0), own: fields.flatMap(({ text, place }) => readCapability(text, place, misreadings)) };
}

function fieldsOf({ text, placeAt }: LogicalLine, misreadings: Misreading[]): readonly { readonly text: string; readonly place: Place }[] {
  const fields: { text: string; place: Place }[] = [];
  for (let at = 0; at < text.length; at++) {
    FIELD.lastIndex = at;
    const found = FIELD.exec(text)?.[0] ?? '';
    const end = at + found.length;
    if (end < text.length && text[end] !== ':') {
      misreadings.push({ place: placeAt(end), text: text[end] === '"' ? 'a quote is not closed' : 'a backslash stands alone' });
      return fields;
    }
    const blanks = /^\s*/.exec(found)?.[0].length ?? 0;
    if (found.trim() !== '' || at === 0) fields.push({ text: found.trim(), place: placeAt(at + blanks) });
    at = end;
  }
  return fields;
}

function readCapability(text: string, place: Place, misreadings: Misreading[]): readonly (Capability | Cancelled)[] {
  const parts = CAPABILITY.exec(text);
  if (parts === null) {
    misreadings.push({ place, text: `${quoted(text)} is none of name, name#number, name="text" and name@` });
    return [];
  }
  const [, name = '', number, inQuotes, plain, cancelled] = parts;
  if (cancelled !== undefined) return [{ name, place, value: 'cancelled', isCancelled: true }];
  return [{ name, place, value: number !== undefined ? numberOf(number) : (inQuotes ?? plain ?? true) }];
}

/** As C reads it: 0x for hexadecimal, a leading zero for octal. */
function numberOf(text: string): number {
  if (/^0x/i.test(text)) return Number.parseInt(text.slice(2), 16);
  return Number.parseInt(text, /^0[0-7]+$/.test(text) ? 8 : 10);
}

function expanded(
  own: RawRecord['own'],
  byName: ReadonlyMap<string, RawRecord>,
  misreadings: Misreading[],
  depth: number,
): readonly (Capability | Cancelled)[] {
  return own.flatMap((one) => {
    if (one.name !== 'tc' || 'isCancelled' in one) return [one];
    const other = byName.get(String(one.value));
    if (other !== undefined && depth < DEEPEST) return expanded(other.own, byName, misreadings, depth + 1);
    const why = other === undefined ? 'there is no such record' : 'the records refer to each other in a circle';
    if (!misreadings.some(({ place }) => place === one.place))
      misreadings.push({ place: one.place, text: `tc=${quoted(String(one.value))}: ${why}` });
    return [];
  });
}

const withoutCancelled = (all: ReadonlyMap<string, Capability | Cancelled>): ReadonlyMap<string, Capability> =>
  new Map([...all].filter(([, one]) => !('isCancelled' in one)));
