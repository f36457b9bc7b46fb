/**
 * What goes over a console's socket: lines of JSON. The client sends one request, then at most an interrupt; the node
 * sends lines of output, an error, or data, and the outcome last.
 */
export interface ConsoleRequest {
  readonly words: readonly string[];
  /** The answer as data instead of lines. */
  readonly json?: boolean;
}

export type ConsoleRecord =
  { readonly line: string } | { readonly data: unknown } | { readonly problem: string } | { readonly outcome: Outcome };

/** `failed`: it was carried out and came to nothing. */
export type Outcome = 'done' | 'failed' | 'refused' | 'misused';

/** A request is a few words. */
export const MOST_REQUEST_OCTETS = 65_536;
const MOST_WORDS = 256;

/** The request in a line, or what is wrong with it. */
export function readRequest(line: string): ConsoleRequest | string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return 'the request is no JSON: wanted {"words":["ndp","-a"]}';
  }
  if (typeof parsed !== 'object' || parsed === null || !('words' in parsed))
    return 'the request has no words: wanted {"words":["ndp","-a"]}';
  const { words } = parsed;
  if (!Array.isArray(words) || !words.every((word): word is string => typeof word === 'string')) return 'the words are no list of texts';
  if (words.length > MOST_WORDS) return `${words.length} words are more than ${MOST_WORDS}`;
  return { words, json: 'json' in parsed && parsed.json === true };
}

export const writeRecord = (record: ConsoleRecord | ConsoleRequest | { readonly interrupt: true }): string => `${JSON.stringify(record)}\n`;

/** Cuts what arrives into lines; `tooLong` is called once when a line does not end in time, and nothing follows. */
export function lineReader(most: number, take: (line: string) => void, tooLong: () => void): (chunk: string) => void {
  let held = '';
  let isBroken = false;
  return (chunk) => {
    if (isBroken) return;
    held += chunk;
    for (let end = held.indexOf('\n'); end >= 0 && end <= most; end = held.indexOf('\n')) {
      const line = held.slice(0, end);
      held = held.slice(end + 1);
      take(line);
    }
    if (held.length <= most) return;
    isBroken = true;
    held = '';
    tooLong();
  };
}
