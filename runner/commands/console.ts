import type { Command } from 'commander';
import { ask, findConsole, runningNodes } from '../console/client.js';
import { COMMANDS } from '../console/commands/index.js';
import { table } from '../console/table.js';

interface ConsoleOptions {
  readonly json?: true;
}

const commandList = (): string =>
  table(
    ['', ''],
    COMMANDS.map(({ name, summary }) => [`  ${name}`, summary]),
  )
    .slice(1)
    .join('\n');

/** `sixproof console`: the commands of KAME's users, carried out by a node that runs. */
export function registerConsole(program: Command): void {
  program
    .enablePositionalOptions()
    .command('console')
    .summary('look into a running node, and change it')
    .description('Has a running node (sixproof node) carry out a command, in the syntax of KAME. Without a node it lists those that run.')
    .argument('[node]', 'the name of the node, or the path of its socket')
    .argument('[command...]', 'a command and its words (default: help)')
    .option('--json', 'the answer as data')
    .passThroughOptions()
    .addHelpText(
      'after',
      `\nCommands:\n${commandList()}\n\nExamples:\n  $ sixproof console r1 ndp -a\n  $ sixproof console r1 ping6 -c 3 fe80::2%eth1\n  $ sixproof console --json r1 netstat -s\n`,
    )
    .action(async (node: string | undefined, words: readonly string[], options: ConsoleOptions) => {
      process.exitCode = node === undefined ? await list(options) : await carryOut(node, words, options);
    });
}

async function list({ json }: ConsoleOptions): Promise<number> {
  const nodes = await runningNodes();
  if (json) process.stdout.write(`${JSON.stringify(nodes, null, 2)}\n`);
  else if (nodes.length === 0) process.stderr.write('None of your nodes is running.\n');
  else
    process.stdout.write(
      `${table(
        ['Node', 'Socket'],
        nodes.map(({ name, path }) => [name, path]),
      ).join('\n')}\n`,
    );
  return 0;
}

/** `--json` may stand behind the command too. */
async function carryOut(node: string, given: readonly string[], options: ConsoleOptions): Promise<number> {
  const words = given.filter((word) => word !== '--json');
  const json = options.json ?? words.length < given.length;
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once('SIGINT', interrupt);
  try {
    return await ask(
      await findConsole(node),
      { words, json },
      {
        out: (text) => void process.stdout.write(text),
        problem: (text) => void process.stderr.write(text),
        signal: interruption.signal,
      },
    );
  } finally {
    process.removeListener('SIGINT', interrupt);
  }
}
