import { formatDuration, microseconds } from '../../reference/time.js';
import type { Contents } from '../../suites/kit/judgement.js';

/** Characters that a reader cannot see, or that reorder what he sees; any surrogate, since this test must be fast. */

const PERHAPS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]/;
/** The same by whole characters: of the surrogates only the lone ones. */
const UNSEEN = new RegExp(PERHAPS.source, 'gu');

/**
 * Text in which control characters, overrides of the writing direction and lone surrogates are shown instead of obeyed:
 * NUL as `{u+0000}`. What is left is legal in HTML and in XML 1.0. Line breaks and tabs stay.
 */
export function visible(text: string): string {
  return PERHAPS.test(text) ? text.replace(UNSEEN, picture) : text;
}

const picture = (character: string): string => `{u+${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}}`;

/** Cut to a number of characters, the last one an ellipsis. */
export const shortened = (text: string, characters: number): string =>
  text.length <= characters ? text : `${text.slice(0, characters - 1)}…`;

export const duration = (us: number): string => formatDuration(microseconds(us));

/** A stamp in seconds from the test's zero, to the microsecond so that columns of them line up: `4.587039`. */
export const stamp = (us: number): string => (us / 1_000_000).toFixed(6);

/** `1 event`, `3 events`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** A ring of captures may have a thousand; `judgement.json` names them all. */
const MAX_PARTS = 20;

/** The files of a joined capture and the frames that are theirs: `a.pcap: 3 frames, from frame 1 on`. */
export function partsInWords(parts: NonNullable<Contents['parts']>): readonly string[] {
  const words = parts
    .slice(0, MAX_PARTS)
    .map(
      ({ file, link, frames, firstFrame }) =>
        `${file}${link === undefined ? '' : `, link ${link}`}: ${frames === 0 ? 'no frame' : `${counted(frames, 'frame')}, from frame ${firstFrame} on`}`,
    );
  return parts.length > MAX_PARTS ? [...words, `and ${parts.length - MAX_PARTS} more`] : words;
}

/** What became of packets inside packets. */
export function tunnelledInWords({ tunnelled }: Pick<Contents, 'tunnelled'>): readonly string[] {
  if (!tunnelled) return [];
  const { packets, unjudged } = tunnelled;
  return [
    ...(packets > 0 ? [`${counted(packets, 'packet')}, judged on links of their own`] : []),
    ...unjudged.map(({ why, count, firstFrame }) => `${count} not judged from frame ${firstFrame} on: ${why}`),
  ];
}

/** The files of a capture in a title: a path is nobody's business but of who has the file. */
export const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

const MAX_UNREADABLE = 10;

/** Why frames could not be read: each by itself where they are few, else by what is wrong with them. */
export function unreadableInWords({ unreadable: { frames, first, kinds } }: Pick<Contents, 'unreadable'>): readonly string[] {
  if (frames <= MAX_UNREADABLE) return first.map(({ frame, offset, reason }) => `frame ${frame}, octet ${offset}: ${reason}`);
  const shown = kinds.slice(0, MAX_UNREADABLE);
  const rest = frames - shown.reduce((sum, kind) => sum + kind.frames, 0);
  return [
    ...shown.map(({ frames: alike, firstFrame, offset, reason }) => {
      const also = alike > 1 ? ` (the first of ${alike} frames like that)` : '';
      return `frame ${firstFrame}, octet ${offset}: ${reason}${also}`;
    }),
    ...(rest > 0 ? [`and ${counted(rest, 'frame')} for other reasons`] : []),
    `${frames} frames together; judgement.json has ${first.length < frames ? `the first ${first.length}` : 'them'} one by one`,
  ];
}

/** Lines about one side; `judgement.json` has the first hundred directions. */
const MAX_SIDES = 20;
/** More of them are folded on a page. */
export const MAX_IN_FULL = 3;

/** Of what a capture shows only the one side. */
export function oneSideInWords({ unheard, oneWay = [] }: Pick<Contents, 'unheard' | 'oneWay'>): readonly string[] {
  const silent = unheard.slice(0, MAX_SIDES).join(', ');
  const more = unheard.length > MAX_SIDES ? ` and ${unheard.length - MAX_SIDES} more` : '';
  const words = oneWay
    .slice(0, MAX_SIDES)
    .map(({ from, to }) =>
      from === undefined
        ? `unicast frames went to ${to}, none but multicast came from there`
        : `unicast frames went from ${from} to ${to}, none came back`,
    );
  return [
    ...(unheard.length > 0 ? [`frames went to ${silent}${more}, none came from there`] : []),
    ...words,
    ...(oneWay.length > MAX_SIDES ? ['and more such directions'] : []),
  ];
}

/** The same in a few words, where it is more than a few lines. */
export function oneSideInBrief({ unheard, oneWay = [] }: Pick<Contents, 'unheard' | 'oneWay'>): string {
  if (unheard.length + oneWay.length <= MAX_IN_FULL) return '';
  const silent = unheard.length > 0 ? [`${counted(unheard.length, 'station')} that frames went to and none came from`] : [];
  const ways = oneWay.length > 0 ? [`${counted(oneWay.length, 'direction')} of which only the other was seen`] : [];
  return [...silent, ...ways].join('; ');
}

/** Whole percents, but never 0 or 100 for what is not exactly that. */
export function percent(share: number): string {
  if (share > 0 && share < 0.01) return '< 1 %';
  if (share > 0.99 && share < 1) return '> 99 %';
  return `${Math.round(share * 100)} %`;
}

/** Each once, in the order of the alphabet. */
export const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].sort((a, b) => a.localeCompare(b, 'en'));

/** A difference with its sign: `+39 µs`. */
export const signed = (us: number): string => (us < 0 ? duration(us) : `+${duration(us)}`);
