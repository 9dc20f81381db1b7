import { runTool } from './run.ts';

/** Everything that takes seconds: types, lint, boundaries, locales, references, floors, workflows, and what nobody imports. */
const steps: readonly [string, () => Promise<number>][] = [
  ['format', () => runTool('oxfmt', ['--check'])],
  ['types', () => runTool('tsc', ['--noEmit'])],
  ['lint', () => runTool('oxlint', ['--deny-warnings'])],
  ['nothing unused', () => runTool('knip', [])],
  [
    'boundaries, locales, references, floors and workflows',
    () =>
      runTool('vitest', [
        'run',
        '--config',
        'tests/vitest.config.ts',
        'tests/boundaries.test.ts',
        'tests/locales.test.ts',
        'tests/references.test.ts',
        'tests/floors.test.ts',
        'tests/github.test.ts',
        '--reporter=dot',
      ]),
  ],
];

let failed = 0;
for (const [name, step] of steps) {
  const code = await step();
  console.log(`${code === 0 ? '✓' : '✗'} ${name}`);
  if (code !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
