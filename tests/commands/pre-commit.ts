import { execFileSync } from 'node:child_process';
import { runTool } from './run.ts';

/** Before a commit: what is staged is linted, and all of it must have its types. Seconds; `npm run check` is the rest. */
const staged = execFileSync('git', ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((path) => path !== '');
const code = staged.filter((path) => /\.(?:ts|tsx|js|mjs)$/.test(path));

const steps: readonly (() => Promise<number>)[] = code.length === 0 ? [] : [() => runTool('oxlint', ['--deny-warnings', ...code]), () => runTool('tsc', ['--noEmit'])];
for (const step of steps) if ((await step()) !== 0) process.exit(1);
