/** Enough for the report of any stage's failures, in characters. */
export const KEPT_OUTPUT = 64 * 1024;

const SHOWN_LINES = 40;
const isOfStack = (line: string): boolean => /^\s+at .+:\d+:\d+\)?$/.test(line);

/** What a failed stage complained of: the failures that Mocha lists at the end, or the last lines of anything else. */
export function complaintsIn(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !isOfStack(line));
  const listed = lines.findLastIndex((line) => /^\s*\d+ failing\b/.test(line));
  const chosen = listed === -1 ? lines.slice(-SHOWN_LINES) : lines.slice(listed, listed + SHOWN_LINES);
  return chosen.join('\n');
}
