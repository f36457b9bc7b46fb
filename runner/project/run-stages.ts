import { spawn } from 'node:child_process';
import { styleText } from 'node:util';
import { complaintsIn, KEPT_OUTPUT } from './complaints.js';
import { STAGES, type Stage } from './stages.js';

/**
 * Runs the stages one after the other, all of them even when one fails, and closes with the counts.
 * `npm test -- unit mutants` runs only those named.
 */
interface Outcome {
  readonly stage: Stage;
  readonly passed: boolean;
  readonly seconds: number;
  /** The end of what it printed. */
  readonly output: string;
}

async function runStage(stage: Stage): Promise<Outcome> {
  console.log(styleText('bold', `\n== ${stage.name}: ${stage.about}`));
  const started = process.hrtime.bigint();
  const [program = '', ...words] = stage.command;
  const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : {};
  const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...colours } });
  let output = '';
  const pass = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
    to.write(chunk);
    output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout.on('data', pass(process.stdout));
  child.stderr.on('data', pass(process.stderr));
  const status = await new Promise((resolve) => {
    child.once('close', resolve);
    child.once('error', (error) => {
      output += error.message;
      resolve(error);
    });
  });
  return { stage, passed: status === 0, seconds: Number(process.hrtime.bigint() - started) / 1e9, output };
}

function chosenStages(names: readonly string[]): readonly Stage[] {
  const unknown = names.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    console.error(`no such stage: ${unknown.join(', ')}. Stages: ${STAGES.map((stage) => stage.name).join(', ')}`);
    process.exit(2);
  }
  return names.length === 0 ? STAGES : STAGES.filter((stage) => names.includes(stage.name));
}

const outcomes: Outcome[] = [];
for (const stage of chosenStages(process.argv.slice(2))) outcomes.push(await runStage(stage));
console.log(styleText('bold', '\n== summary'));
for (const { stage, passed, seconds } of outcomes) {
  console.log(`${passed ? 'passed' : 'FAILED'}  ${stage.name.padEnd(18)} ${seconds.toFixed(1).padStart(7)} s   ${stage.about}`);
}
const failed = outcomes.filter((outcome) => !outcome.passed);
console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed`);
// Last, where the reader of a long log looks first.
for (const { stage, output } of failed) console.log(`\n${styleText('bold', stage.name)}\n${complaintsIn(output)}`);
process.exit(failed.length === 0 ? 0 : 1);
