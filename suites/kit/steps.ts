import type { StepRecord } from './record.js';

type Kind = StepRecord['kind'];
export type StepResult = Omit<StepRecord, 'index' | 'kind' | 'label' | 'atUs'>;

/** A step under way: told what it did when it ends. */
export interface OpenStep {
  readonly index: number;
  end(result: StepResult): void;
}

/** The steps of a test in order. One that nobody ended counts as failed: the test ended inside it. */
export class Steps {
  readonly #records: StepRecord[] = [];

  get records(): readonly StepRecord[] {
    return this.#records;
  }

  begin(kind: Kind, label: string, atUs: number): OpenStep {
    const index = this.#records.length;
    this.#records.push({ index, kind, label, atUs, outcome: 'failed' });
    return {
      index,
      end: (result) => {
        this.#records[index] = { index, kind, label, atUs, ...result };
      },
    };
  }

  add(kind: Kind, label: string, atUs: number, result: StepResult): number {
    const step = this.begin(kind, label, atUs);
    step.end(result);
    return step.index;
  }
}
