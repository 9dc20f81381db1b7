import { readFileSync } from 'node:fs';
import * as z from 'zod/mini';

/** One test that ran. */
export interface TestTime {
  readonly title: string;
  readonly ms: number;
}

/** The result of a test runner, read from its own report. */
export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly times: readonly TestTime[];
  /** Files that contain a failed test. */
  readonly failedFiles: readonly string[];
}

const VitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ fullName: z.string(), duration: z.optional(z.nullable(z.number())) })),
    }),
  ),
});

export function readVitest(file: string): Counts {
  const report = VitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    times: report.testResults.flatMap(({ name, assertionResults }) =>
      assertionResults.map(({ fullName, duration }) => ({
        title: `${name.split('/tests/').at(-1) ?? name} › ${fullName}`,
        ms: duration ?? 0,
      })),
    ),
    failedFiles: report.testResults.filter(({ status }) => status === 'failed').map(({ name }) => name),
  };
}

interface Suite {
  specs: { title: string; file: string; tests: { projectName: string; results: { duration: number }[] }[] }[];
  suites?: Suite[] | undefined;
}

const SuiteSchema: z.ZodMiniType<Suite> = z.object({
  specs: z.array(
    z.object({
      title: z.string(),
      file: z.string(),
      tests: z.array(z.object({ projectName: z.string(), results: z.array(z.object({ duration: z.number() })) })),
    }),
  ),
  suites: z.optional(z.array(z.lazy(() => SuiteSchema))),
});
const PlaywrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(SuiteSchema),
});

const timesOf = (suite: Suite): TestTime[] => [
  ...suite.specs.flatMap(({ title, file, tests }) =>
    tests.flatMap(({ projectName, results }) =>
      results.map(({ duration }) => ({ title: `${projectName} › ${file} › ${title}`, ms: duration })),
    ),
  ),
  ...(suite.suites ?? []).flatMap(timesOf),
];

/** A test that passed only on a retry, or did not run, counts as failed, because no test may be retried or skipped. */
export function readPlaywright(file: string): Counts {
  const { stats, suites } = PlaywrightReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + stats.skipped,
    times: suites.flatMap(timesOf),
    failedFiles: [],
  };
}

/** The slowest tests, slowest first, one line each. */
export function slowestLines(times: readonly TestTime[], count: number): readonly string[] {
  return times
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, count)
    .map(({ title, ms }) => `${(ms / 1_000).toFixed(1).padStart(7)} s  ${title}`);
}
