/** What checks the project itself, in the order in which a mistake is cheapest to learn of. */
export interface Stage {
  readonly name: string;
  readonly about: string;
  readonly command: readonly string[];
}

const mocha = (pattern: string, ...more: readonly string[]): readonly string[] => [
  'node',
  '--enable-source-maps',
  '--expose-gc',
  'node_modules/mocha/bin/mocha.js',
  '--reporter=dist/runner/project/brief-reporter.js',
  ...more,
  `dist/**/${pattern}`,
];

const sixproof = (...words: readonly string[]): readonly string[] => ['node', 'dist/runner/main.js', ...words];

/** Types are checked by the build that runs before. */
export const STAGES: readonly Stage[] = [
  { name: 'lint', about: 'eslint with types', command: ['npx', '--no-install', 'eslint', '.'] },
  { name: 'format', about: 'prettier', command: ['npx', '--no-install', 'prettier', '--check', '--log-level=warn', '.'] },
  {
    name: 'layers',
    about: 'who may import whom',
    command: ['npx', '--no-install', 'depcruise', 'reference', 'suites', 'reports', 'runner'],
  },
  { name: 'unit', about: 'tests beside the code', command: mocha('*.test.js', '--timeout=20000') },
  {
    name: 'self-conformance',
    about: 'every suite against the embedded reference',
    command: sixproof('run', '--out', 'results/self-test'),
  },
  ...(['book', 'kame'] as const).map((profile) => ({
    name: `self-conformance-${profile}`,
    about: `the reference as ${profile} has it, judged by that`,
    command: sixproof('run', '--profile', profile, '--fail-on', 'warn', '--out', `results/self-test-${profile}`),
  })),
  { name: 'mutants', about: 'every test is shown to fail', command: sixproof('perturb') },
  { name: 'oracles', about: 'independent decoders', command: mocha('*.oracle.js', '--timeout=120000') },
  { name: 'labs', about: 'real peers in network namespaces', command: mocha('*.lab.js', '--timeout=600000') },
  { name: 'browser', about: 'the report in a real browser', command: mocha('*.browser.js', '--timeout=120000') },
];
