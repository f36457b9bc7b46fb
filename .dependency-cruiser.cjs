/** The layers of the house: dependencies point one way, and a suite cannot peek into the reference's state. */
module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'reference-depends-on-nothing-above',
      severity: 'error',
      from: { path: '^reference/' },
      to: { path: '^(suites|runner|reports)/' },
    },
    {
      name: 'net-stands-alone',
      severity: 'error',
      from: { path: '^reference/net/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^reference/net/' },
    },
    {
      name: 'wire-knows-only-net',
      severity: 'error',
      from: { path: '^reference/wire/', pathNot: '\\.test\\.ts$' },
      to: { path: '^reference/', pathNot: '^reference/(wire|net)/' },
    },
    {
      name: 'reference-is-pure',
      comment:
        'No sockets, files or packages under reference/: node:crypto for primitives, zod where a config.ts describes a configuration.',
      severity: 'error',
      from: { path: '^reference/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional'], pathNot: ['^(node:)?crypto$', 'node_modules/zod'] },
    },
    {
      name: 'only-configuration-validates',
      severity: 'error',
      from: { path: '^reference/', pathNot: '(config|\\.test)\\.ts$' },
      to: { path: 'node_modules/zod' },
    },
    {
      name: 'suites-see-no-protocol-code',
      severity: 'error',
      from: { path: '^suites/' },
      to: { path: '^reference/', pathNot: '^reference/(wire|net|crypto)/|^reference/time\\.ts$' },
    },
    { name: 'suites-know-no-runner', severity: 'error', from: { path: '^suites/' }, to: { path: '^(runner|reports)/' } },
    {
      name: 'reports-see-records-and-wire',
      severity: 'error',
      from: { path: '^reports/' },
      to: { path: '^(runner/|suites/(?!kit/)|reference/(?!wire/|net/|time\\.ts))' },
    },
    {
      name: 'native-module-only-in-its-wrapper',
      severity: 'error',
      from: { pathNot: '^runner/links/' },
      to: { path: 'node_modules/(cap|pcap-parser)/' },
    },
    {
      name: 'no-test-code-in-the-product',
      severity: 'error',
      from: { pathNot: '\\.(test|lab|oracle|browser)\\.ts$|^runner/(bench|project)/|^reports/browser/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^cap$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
  },
};
