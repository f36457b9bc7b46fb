/** No summary is longer than this, whatever failed. */
export const MOST_LINES = 60;

/** What could be listed under a heading, the most important first. */
export interface Listed {
  readonly title: string;
  readonly lines: readonly string[];
  /** So many are shown however many there are above. */
  readonly atLeast: number;
}

/** What is listed, and how many more there are. */
export interface Fitted {
  readonly title: string;
  readonly lines: readonly string[];
  readonly more: number;
}

/** The heading of a list with the blank lines around it. */
const LINES_OF_HEADING = 3;

/** The lists that are not empty: each with what it is to show at least, and in their order with what there is room for. */
export function fitted(lists: readonly Listed[], room: number): readonly Fitted[] {
  const present = lists.filter(({ lines }) => lines.length > 0);
  const least = present.map(({ lines, atLeast }) => heightOf(lines.length, Math.min(lines.length, atLeast)));
  let left = room - least.reduce((sum, height) => sum + height, 0);
  return present.map(({ title, lines, atLeast }) => {
    const shown = Math.min(lines.length, atLeast);
    // The line that counts the rest goes when the last one fits.
    const fits = lines.length <= shown + left + 1 ? lines.length : shown + Math.max(0, left);
    left -= heightOf(lines.length, fits) - heightOf(lines.length, shown);
    return { title, lines: lines.slice(0, fits), more: lines.length - fits };
  });
}

const heightOf = (count: number, shown: number): number => LINES_OF_HEADING + shown + (count > shown ? 1 : 0);
