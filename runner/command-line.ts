import { Command, CommanderError } from 'commander';
import { EXIT, Problem } from './exit-codes.js';
import { packageVersion } from './package-root.js';

type Register = (program: Command) => void;

interface Verb {
  readonly name: string;
  readonly summary: string;
  /** Loaded only when the verb is used: help and `decode` are quick, and a missing native module concerns nobody else. */
  readonly load: () => Promise<Register>;
}

const VERBS: readonly Verb[] = [
  {
    name: 'check',
    summary: 'what is missing before a run against a device',
    load: async () => (await import('./commands/check.js')).registerCheck,
  },
  {
    name: 'run',
    summary: 'run tests; without arguments all of them, against the embedded reference',
    load: async () => (await import('./commands/run.js')).registerRun,
  },
  { name: 'list', summary: 'the tests, without running them', load: async () => (await import('./commands/list.js')).registerList },
  {
    name: 'report',
    summary: 'render the report of a run again, merge shards, or compare runs',
    load: async () => (await import('./commands/report.js')).registerReport,
  },
  {
    name: 'replay',
    summary: 'judge a recorded run again, without the device',
    load: async () => (await import('./commands/replay.js')).registerReplay,
  },
  { name: 'judge', summary: 'judge what a capture file shows', load: async () => (await import('./commands/judge.js')).registerJudge },
  { name: 'decode', summary: 'dissect a capture file', load: async () => (await import('./commands/decode.js')).registerDecode },
  { name: 'node', summary: 'run the reference node on NICs', load: async () => (await import('./commands/node.js')).registerNode },
  {
    name: 'console',
    summary: 'look into a running node, and change it',
    load: async () => (await import('./commands/console.js')).registerConsole,
  },
  {
    name: 'coverage',
    summary: 'the requirement ledger, RFC section by section',
    load: async () => (await import('./commands/coverage.js')).registerCoverage,
  },
  { name: 'perturb', summary: 'show that every test can fail', load: async () => (await import('./commands/perturb.js')).registerPerturb },
];

const WELCOME = `sixproof: does this device speak IPv6 as the RFCs say?

  sixproof run                              all tests against the embedded reference, in seconds
  sixproof run nd.dad --dut ax3.yaml        Duplicate Address Detection of the device that ax3.yaml describes
  sixproof judge capture.pcapng             what a capture shows, without a device

"sixproof --help" lists the verbs, "sixproof VERB --help" their options.
`;

/** Runs one command line and returns the exit code; everything that goes wrong is told on stderr. */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  leaveQuietlyOnClosedPipe();
  if (words.length === 0) {
    process.stdout.write(WELCOME);
    return EXIT.fine;
  }
  try {
    const program = await programFor(words);
    await program.parseAsync(words, { from: 'user' });
    return Number(process.exitCode ?? EXIT.fine);
  } catch (error) {
    return explain(error);
  }
}

async function programFor(words: readonly string[]): Promise<Command> {
  const program = new Command('sixproof')
    .description('Does this device speak IPv6 and its protocols as the RFCs say?')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help, or that of a verb')
    .usage('VERB [options]')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ subcommandTerm: (command) => command.name() })
    .addHelpText('after', '\nExamples:\n  $ sixproof run\n  $ sixproof run nd.dad --dut linux\n  $ sixproof decode capture.pcapng\n');
  const named = words[0] === 'help' ? words[1] : words[0];
  const loaded = VERBS.find(({ name }) => name === named);
  for (const verb of VERBS) {
    if (verb === loaded) (await verb.load())(program);
    else program.command(verb.name).summary(verb.summary).description(verb.summary);
  }
  return program;
}

function explain(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.fine : EXIT.usage;
  if (error instanceof Problem) {
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
  process.stderr.write(
    `A fault of sixproof itself; please report it:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  return EXIT.unable;
}

const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO']);

/** `sixproof list | head` is no error. A verb that has something to undo goes on without its audience. */
function leaveQuietlyOnClosedPipe(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!GONE.has(error.code)) throw error;
      if (stream === process.stdout && process.listenerCount('SIGINT') === 0) process.exit(EXIT.fine);
    });
  }
}
