/** One line of the bench. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the budget asks for, where there is one. */
  readonly budget?: { readonly atMost?: number; readonly atLeast?: number };
  readonly note?: string;
}

/** A part of the bench that could not be measured here. */
export interface Skipped {
  readonly name: string;
  readonly because: string;
}

export type Outcome = Figure | Skipped;

export const isSkipped = (outcome: Outcome): outcome is Skipped => 'because' in outcome;

export const meets = ({ value, budget }: Figure): boolean =>
  budget === undefined || (value <= (budget.atMost ?? Infinity) && value >= (budget.atLeast ?? -Infinity));

/** `decode, against tcpdump -nn -vv        2.1 x    budget: at least 2 x` */
export function figureLine(outcome: Outcome): string {
  if (isSkipped(outcome)) return `${outcome.name.padEnd(56)} skipped: ${outcome.because}`;
  const { name, value, unit, budget, note } = outcome;
  const wanted = budget ? `   budget: ${bounds(budget)} ${unit}${meets(outcome) ? '' : ', NOT MET'}` : '';
  return `${name.padEnd(56)} ${rounded(value).padStart(12)} ${unit}${wanted}${note === undefined ? '' : `   (${note})`}`;
}

function bounds({ atMost, atLeast }: NonNullable<Figure['budget']>): string {
  return [atLeast === undefined ? '' : `at least ${rounded(atLeast)}`, atMost === undefined ? '' : `at most ${rounded(atMost)}`]
    .filter(Boolean)
    .join(', ');
}

const rounded = (value: number): string =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
