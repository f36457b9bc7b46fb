/** One line of the preflight. `note` is worth knowing and hinders nothing. */
export interface Finding {
  readonly state: 'ok' | 'problem' | 'note';
  /** What was looked at: `link0 eth1`, `clock`. */
  readonly subject: string;
  readonly text: string;
  /** What to type, or to do, about a problem. */
  readonly remedy?: string;
}

export const fine = (subject: string, text: string): Finding => ({ state: 'ok', subject, text });
export const note = (subject: string, text: string): Finding => ({ state: 'note', subject, text });
export const problem = (subject: string, text: string, remedy?: string): Finding => ({
  state: 'problem',
  subject,
  text,
  ...(remedy !== undefined && { remedy }),
});

const STATE_COLUMNS = 9;
const SUBJECT_COLUMNS = 24;

/** The findings as a table of words; remedies stand below their problem. */
export function findingsAsText(findings: readonly Finding[]): string {
  const indent = ' '.repeat(2 + STATE_COLUMNS + SUBJECT_COLUMNS);
  return findings
    .flatMap(({ state, subject, text, remedy }) => [
      `  ${state.padEnd(STATE_COLUMNS)}${subject.padEnd(SUBJECT_COLUMNS - 1)} ${text}`,
      ...(remedy === undefined ? [] : [`${indent}${remedy}`]),
    ])
    .join('\n');
}

export const countProblems = (findings: readonly Finding[]): number => findings.filter(({ state }) => state === 'problem').length;
