import { execFileSync } from 'node:child_process';
import { runTool } from './run.ts';

/**
 * Before a commit: what is staged is formatted and linted, and all of it must have its types. Seconds; `npm run check` is the
 * rest. A file of which only a part is staged is not rewritten, since the other part would be staged along: it must have the
 * format already.
 */
const list = (...args: readonly string[]): readonly string[] =>
  execFileSync('git', ['diff', '--name-only', '--diff-filter=ACMR', '-z', ...args], { encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '');

const staged = list('--cached');
const changedSince = new Set(list());
const whole = staged.filter((path) => !changedSince.has(path));
const partly = staged.filter((path) => changedSince.has(path));
const code = staged.filter((path) => /\.(?:ts|tsx|js|mjs)$/.test(path));

async function must(tool: string, args: readonly string[]): Promise<void> {
  if ((await runTool(tool, [...args])) !== 0) process.exit(1);
}

if (whole.length > 0) {
  await must('oxfmt', ['--no-error-on-unmatched-pattern', ...whole]);
  execFileSync('git', ['add', '--', ...whole]);
}
if (partly.length > 0) await must('oxfmt', ['--check', '--no-error-on-unmatched-pattern', ...partly]);
if (code.length > 0) {
  await must('oxlint', ['--deny-warnings', ...code]);
  await must('tsc', ['--noEmit']);
}
