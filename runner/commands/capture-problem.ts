import { describeProblem, type SourceProblem } from '../links/frames.js';

/** A problem of a capture in one line; the name of the file goes before it, unless the problem names it. */
export function captureProblem(file: string, problem: SourceProblem): string {
  const text = describeProblem(problem);
  const isNamed = file === '-' ? text.includes('standard input') : text.includes(file);
  return isNamed ? text : `${file === '-' ? 'standard input' : file}: ${text}`;
}
