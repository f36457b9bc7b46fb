import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXIT, Problem } from '../exit-codes.js';
import type { Crew } from './crew.js';
import type { Learnt } from './learnt.js';
import type { Wish } from './setting.js';
import type { Findings, Job, JobOf } from './workman.js';

/** To a process of the crew. Sent as JSON over the channel that `fork` opens. */
export type Order =
  | { readonly kind: 'begin'; readonly wish: Wish; readonly tests: readonly string[] }
  /** `mutants`: how many follow from it. */
  | { readonly kind: 'learn'; readonly learnt: Learnt; readonly mutants: number }
  | { readonly kind: 'job'; readonly nth: number; readonly job: Job };

/** From it. */
export type Report =
  | { readonly kind: 'found'; readonly nth: number; readonly findings: Findings[Job['kind']] }
  | { readonly kind: 'problem'; readonly text: string };

/** A process and what it is busy with. */
interface Hand {
  readonly child: ChildProcess;
  take: (report: Report) => void;
}

/** Several processes, each of which takes the next job when it has done one. */
export function processes(count: number, wish: Wish, tests: readonly string[]): Crew {
  const hands = Array.from({ length: count }, () => employ(wish, tests));
  return {
    async work<K extends Job['kind']>(jobs: readonly JobOf<K>[], begun: (done: number, job: JobOf<K>) => void) {
      const found: Findings[K][] = [];
      let next = 0;
      let done = 0;
      const workOff = async (hand: Hand): Promise<void> => {
        for (let nth = next++; nth < jobs.length; nth = next++) {
          const job = jobs[nth] as JobOf<K>;
          begun(done, job);
          found[nth] = (await perform(hand, nth, job)) as Findings[K];
          done++;
        }
      };
      await Promise.all(hands.map(workOff));
      return found;
    },
    learn(learnt, mutants) {
      for (const hand of hands) order(hand, { kind: 'learn', learnt, mutants: mutants.length });
    },
    close() {
      for (const { child } of hands) if (child.connected) child.disconnect();
    },
  };
}

function employ(wish: Wish, tests: readonly string[]): Hand {
  const child = fork(workerModule(), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const hand: Hand = { child, take: () => undefined };
  child.on('message', (message) => hand.take(message as Report));
  order(hand, { kind: 'begin', wish, tests });
  return hand;
}

const order = ({ child }: Hand, message: Order): void => void (child.connected && child.send(message));

/** Rejects when the process ends before it has answered. */
function perform(hand: Hand, nth: number, job: Job): Promise<Findings[Job['kind']]> {
  return new Promise((resolve, reject) => {
    const { child } = hand;
    const lost = (): void => reject(new Problem('a process that tried defects ended unexpectedly: --jobs 1 does without.', EXIT.unable));
    if (!child.connected) return lost();
    child.once('exit', lost);
    hand.take = (report) => {
      child.off('exit', lost);
      if (report.kind === 'problem') return reject(new Error(report.text));
      if (report.nth === nth) resolve(report.findings);
    };
    order(hand, { kind: 'job', nth, job });
  });
}

/** This file's neighbour, as source or as built. */
const workerModule = (): string => fileURLToPath(import.meta.url).replace(/processes(\.[jt]s)$/, 'worker$1');
