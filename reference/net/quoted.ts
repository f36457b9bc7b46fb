const LONGEST_QUOTE = 60;

/** What stands there, as complaints quote it: whatever is in a file, a terminal is not to obey it. */
export function quoted(text: string): string {
  const shown = text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}...` : text;
  return JSON.stringify(shown).replace(/[\x7f-\x9f\u2028\u2029]/g, '?');
}
