import { repeatCommand } from '../../reports/repeat-command.js';
import type { Binding } from '../../suites/kit/bench.js';
import { EXIT, Problem } from '../exit-codes.js';
import { runWithMocha } from '../mocha-run.js';
import { behaviourOf, bindingFor, longestOf, profileOf, testPrefixes } from './bindings.js';
import type { Execution, Executor } from './executor.js';
import { createPerformer } from './perform.js';

/** Runs the tests one after the other in this process. */
export const runInProcess: Executor = async (tests, execution, events) => {
  const binding = await bindingFor(execution.dut, behaviourOf(execution.run));
  const failure = new AbortController();
  const signal = AbortSignal.any([execution.signal, failure.signal]);
  const giveUp = (problem: unknown): void => failure.abort(problem);
  try {
    await schedule(binding, tests, { ...execution, signal }, events, giveUp);
  } finally {
    await closing(binding);
  }
  if (failure.signal.aborted) throw failure.signal.reason;
};

async function schedule(
  binding: Binding,
  tests: Parameters<Executor>[0],
  execution: Execution,
  events: Parameters<Executor>[2],
  giveUp: (problem: unknown) => void,
): Promise<void> {
  const { dut, run, signal, estimates } = execution;
  const ended = new Set<string>();
  const performer = createPerformer({
    binding,
    execute: {
      seed: run.seed,
      profile: profileOf(run),
      prefixes: testPrefixes(dut),
      longest: longestOf(run),
      repeat: (id) => repeatCommand(run, id),
    },
    signal,
    estimate: (id) => estimates.get(id),
    onWait: (id, atMost, purpose) => events.waiting(id, { atMost, ...(purpose !== undefined && { purpose }) }, 0),
  });
  await runWithMocha(tests, {
    signal,
    async perform(test) {
      events.started(test.id, 0);
      try {
        const performance = await performer.perform(test);
        if (performance === undefined || ended.has(test.id)) return undefined;
        ended.add(test.id);
        await events.finished(performance, 0);
        return performance.last.record;
      } catch (error) {
        giveUp(error);
        return undefined;
      }
    },
    onStray(test, error) {
      if (test === undefined || ended.has(test.id)) return giveUp(error);
      ended.add(test.id);
      void events.finished(performer.strayed(test, error), 0);
    },
  });
}

async function closing(binding: Binding): Promise<void> {
  try {
    await binding.close();
  } catch (error) {
    throw new Problem(`the bench could not be given back: ${(error as Error).message}`, EXIT.unable);
  }
}
