import { parsePrefix, type Prefix } from './prefix.js';

/** The prefix of a text that is known to be right. */
export function prefix(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return parsed.value;
}
