const LONGEST = 40;

/** Letters, digits, dots and hyphens of a text: the part of an address that leads to its row, the same in every report. */
export const anchorOf = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9.]+/g, '-')
    .replace(/^-/, '')
    .slice(0, LONGEST)
    .replace(/-$/, '');

/** Gives each row of a page its anchor; texts that differ behind what an anchor keeps are numbered. */
export function distinctAnchors(prefix: string): (text: string) => string {
  const counts = new Map<string, number>();
  return (text) => {
    const anchor = `${prefix}-${anchorOf(text)}`;
    const count = (counts.get(anchor) ?? 0) + 1;
    counts.set(anchor, count);
    return count === 1 ? anchor : `${anchor}-${count}`;
  };
}
