import type { Finding } from '../../suites/kit/judgement.js';

/** Of a requirement that many nodes violate in the same way, so many are told; which others do stands in `judgement.json`. */
export const MAX_ALIKE = 20;

export interface Told {
  readonly finding: Finding;
  /** How many nodes of which the same is to be said follow this one, the last that is told. */
  readonly further: number;
}

/** The findings in their order, of each requirement with each verdict the first few. */
export function firstAlike(findings: readonly Finding[], most = MAX_ALIKE): readonly Told[] {
  const counts = new Map<string, number>();
  const numbered = findings.map((finding) => {
    const key = `${finding.verdict} ${finding.requirement}`;
    const number = (counts.get(key) ?? 0) + 1;
    counts.set(key, number);
    return { finding, key, number };
  });
  return numbered
    .filter(({ number }) => number <= most)
    .map(({ finding, key, number }) => ({ finding, further: number === most ? (counts.get(key) ?? most) - most : 0 }));
}
