const LONGEST = 200;

/** Nothing on one line ends a fenced block. */
export const onOneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Text that Markdown and the HTML inside it take literally, on one line. */
export function escaped(text: string): string {
  const line = onOneLine(text);
  const cut = line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
  return cut.replace(/[\\`*_[\]<>|&~]/g, '\\$&');
}

/** A code span; ids of tests hold no backtick, and where one does, an apostrophe stands for it. */
export const code = (text: string): string => `\`${onOneLine(text).replaceAll('`', "'")}\``;
