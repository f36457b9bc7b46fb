import type { SectionReason } from '../../kit/coverage-record.js';
import { clauseKey } from '../../kit/requirement.js';

/** A reason that somebody found by reading the section. */
export interface ReviewedReason extends SectionReason {
  /** Where the rule stands instead: `RFC4861:7.2.5`. */
  readonly places?: readonly string[];
}

/** Why sections of a text have no requirement, by their numbers. */
export type Reasons = Readonly<Record<string, ReviewedReason>>;

/** One reason that several sections of a text share: `each(keyWords, '1.1', '2')`. */
export const each = (reason: ReviewedReason, ...sections: readonly string[]): Reasons =>
  Object.fromEntries(sections.map((section) => [section, reason]));

export const keyWords: ReviewedReason = { kind: 'key words', text: 'defines the key words' };
export const listsChanges: ReviewedReason = { kind: 'stands elsewhere', text: 'lists changes; each stands in its own section' };

const inWords = (place: string): string => place.replace(/^RFC(\d+):(.+)$/, 'RFC $1 section $2');

/** A newer document has the rule, or has dropped it: `superseded('RFC4861:7.2.5')`. */
export const superseded = (place: string, but = ''): ReviewedReason => ({
  kind: 'superseded',
  text: `${inWords(place)} takes its place${but && `, ${but}`}`,
  places: [place],
});

/** Sections that the newer document has under the same numbers. */
export const supersededAlike = (rfc: number, ...sections: readonly string[]): Reasons =>
  Object.fromEntries(sections.map((section) => [section, superseded(clauseKey(rfc, section))]));

/** The rule stands there, too, or is only explained here. */
export const elsewhere = (text: string, ...places: readonly string[]): ReviewedReason => ({
  kind: 'stands elsewhere',
  text: places.length === 0 ? text : `${text}: ${places.map(inWords).join(', ')}`,
  ...(places.length > 0 && { places }),
});

/** Its suite is not built yet. */
export const anotherProtocol = (protocol: string, what: string): ReviewedReason => ({
  kind: 'another protocol',
  text: `${protocol}, which has no suite yet: ${what}`,
});

/** Inside of a device: its interface to programs, its settings, its logs. */
export const notOnTheWire = (text: string): ReviewedReason => ({ kind: 'not on the wire', text });

/** For authors of documents, registries, operators, or a device that is not the one under test. */
export const notTheDevice = (text: string): ReviewedReason => ({ kind: 'not the device', text });

/** A rule in force that a test should check and none does. */
export const openRule = (text: string): ReviewedReason => ({ kind: 'open', text });
