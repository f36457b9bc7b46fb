import type { Mutant } from './mutants.js';
import type { Learnt } from './learnt.js';
import { Workman, type Findings, type Job, type JobOf, type Workplace } from './workman.js';

/** Whoever does the jobs of a perturbation: one workman, or several processes. */
export interface Crew {
  /** The findings in the order of the jobs, whoever was first. `begun` is called when a job is taken up. */
  work<K extends Job['kind']>(jobs: readonly JobOf<K>[], begun: (done: number, job: JobOf<K>) => void): Promise<readonly Findings[K][]>;
  /** What the baseline has shown, and the mutants that follow from it: known before the first job about them. */
  learn(learnt: Learnt, mutants: readonly Mutant[]): void;
  close(): void;
}

/** One after the other, in this process. */
export function alone(place: Workplace): Crew {
  const workman = new Workman(place);
  return {
    async work<K extends Job['kind']>(jobs: readonly JobOf<K>[], begun: (done: number, job: JobOf<K>) => void) {
      const findings: Findings[K][] = [];
      for (const [done, job] of jobs.entries()) {
        begun(done, job);
        findings.push(await workman.perform(job));
      }
      return findings;
    },
    learn: (_learnt, mutants) => workman.learn(mutants),
    close: () => undefined,
  };
}
