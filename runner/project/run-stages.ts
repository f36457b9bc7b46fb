import { spawnSync } from 'node:child_process';
import { styleText } from 'node:util';
import { STAGES, type Stage } from './stages.js';

/**
 * Runs the stages one after the other, all of them even when one fails, and closes with the counts.
 * `npm test -- unit mutants` runs only those named.
 */
interface Outcome {
  readonly stage: Stage;
  readonly passed: boolean;
  readonly seconds: number;
}

function runStage(stage: Stage): Outcome {
  console.log(styleText('bold', `\n== ${stage.name}: ${stage.about}`));
  const started = process.hrtime.bigint();
  const [program = '', ...words] = stage.command;
  const done = spawnSync(program, words, { stdio: ['ignore', 'inherit', 'inherit'] });
  return { stage, passed: done.status === 0, seconds: Number(process.hrtime.bigint() - started) / 1e9 };
}

function chosenStages(names: readonly string[]): readonly Stage[] {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`no such stage: ${unknown.join(', ')}. Stages: ${STAGES.map((stage) => stage.name).join(', ')}`);
    process.exit(2);
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}

const outcomes = chosenStages(process.argv.slice(2)).map(runStage);
console.log(styleText('bold', '\n== summary'));
for (const { stage, passed, seconds } of outcomes) {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${stage.name.padEnd(18)} ${seconds.toFixed(1).padStart(7)} s   ${stage.about}`);
}
const failures = outcomes.filter((outcome) => !outcome.passed).length;
console.log(`${outcomes.length - failures} passed, ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
