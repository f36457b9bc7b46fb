import type { StepRecord } from '../../suites/kit/record.js';
import { shortened } from '../view/text.js';
import { stepName, type Caption } from './captions.js';
import { CAPTION_CHARACTERS } from './label-lengths.js';
import { absenceText, type Expected } from './windows.js';

/** From one line of a caption to the next, pixels. */
export const CAPTION_LINE = 15;
const MOST_LINES = 5;

/** A caption as the ladder shows it: cut to one line, but whole where it says what went wrong. */
export const captionLines = ({ role, text }: Caption): readonly string[] => linesOf(text, role === 'wrong');

/** The same of a step that has no frame. */
export const noteLines = (step: StepRecord): readonly string[] => linesOf(`${stepName(step)}: ${step.label}`, step.outcome === 'failed');

/** The same of something that did not come. */
export const absenceLines = (expected: Expected): readonly string[] => linesOf(absenceText(expected), expected.absent === 'missing');

function linesOf(text: string, whole: boolean): readonly string[] {
  if (!whole || text.length <= CAPTION_CHARACTERS) return [shortened(text, CAPTION_CHARACTERS)];
  const lines: string[] = [];
  let rest = text;
  while (rest.length > CAPTION_CHARACTERS && lines.length < MOST_LINES - 1) {
    const space = rest.lastIndexOf(' ', CAPTION_CHARACTERS);
    const end = space > 0 ? space : CAPTION_CHARACTERS;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, shortened(rest, CAPTION_CHARACTERS)];
}
