import tseslint from 'typescript-eslint';

const impure = [
  { name: 'Date', message: 'Time comes in through the environment.' },
  { name: 'setTimeout', message: 'Arm a timer through the environment.' },
  { name: 'setInterval', message: 'Arm a timer through the environment.' },
  { name: 'setImmediate', message: 'Arm a timer through the environment.' },
  { name: 'performance', message: 'Time comes in through the environment.' },
  { name: 'process', message: 'The reference knows no operating system.' },
  { name: 'console', message: 'Emit an event instead.' },
];

export default tseslint.config(
  { ignores: ['dist/', 'results/', 'node_modules/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js', '.dependency-cruiser.cjs'] } } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Objects here are closures over values, without `this`: taking a method out of them is safe.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'no-restricted-syntax': ['error', { selector: 'ExportDefaultDeclaration', message: 'Export by name.' }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'prefer-const': 'error',
    },
  },
  {
    files: ['reference/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impure],
      'no-restricted-properties': ['error', { object: 'Math', property: 'random', message: 'Use the seeded random source.' }],
    },
  },
  {
    // The codec kit generates code from descriptions; its inside is typed at its edges.
    files: ['reference/wire/kit/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-implied-eval': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
  {
    // Chai's property assertions are expressions; JSON read back in a test has no type.
    files: ['**/*.test.ts', '**/*.lab.ts', '**/*.oracle.ts', '**/*.browser.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    files: ['suites/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-imports': ['error', { name: 'chai', message: 't.check says in words what is wanted and what was found.' }],
    },
  },
  {
    // Ledger data and tables are exempt from the size limit; so are the suites' parameter rows.
    files: ['suites/ledger/**/*.ts'],
    rules: { 'max-lines': 'off' },
  },
  { files: ['**/*.js', '**/*.cjs'], ...tseslint.configs.disableTypeChecked },
  { files: ['eslint.config.js', '.dependency-cruiser.cjs'], rules: { 'no-restricted-syntax': 'off' } },
);
