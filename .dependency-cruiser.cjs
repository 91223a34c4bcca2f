/** The import directions: runtime <- locator <- dinm; dataset, judges and metrics know no tensor; only the app knows all. */
const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: '^(packages|apps)/', pathNot: `^(${[from, ...allowed].join('|')})/` },
});

module.exports = {
  forbidden: [
    only('runtime-imports-no-sibling', 'packages/runtime', []),
    only('locator-imports-runtime', 'packages/locator', ['packages/runtime']),
    only('dinm-imports-locator-and-runtime', 'packages/dinm', ['packages/locator', 'packages/runtime']),
    only('services-imports-no-sibling', 'packages/services', []),
    only('dataset-imports-services', 'packages/dataset', ['packages/services']),
    only('judges-import-services', 'packages/judges', ['packages/services']),
    only('metrics-import-no-sibling', 'packages/metrics', []),
    {
      name: 'no-internals-of-another-package',
      comment: 'A package is reached through its exports, never by a path into its sources.',
      severity: 'error',
      from: { path: '^(packages|apps)/([^/]+)/' },
      to: { path: '^(packages|apps)/[^/]+/src/', pathNot: '^$1/$2/' },
    },
    {
      name: 'no-circular',
      comment: "Gradient rules of ops are made of each other's ops, so those files know one another.",
      severity: 'error',
      from: { pathNot: '^packages/runtime/src/program/ops/' },
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    exclude: { path: ['(^|/)dist/', 'test/fixtures'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
