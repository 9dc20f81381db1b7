import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readSources } from './boundaries/source.ts';

interface Suite {
  title: string;
  specs: { title: string; file: string }[];
  suites?: Suite[] | undefined;
}

const SuiteSchema: z.ZodMiniType<Suite> = z.object({
  title: z.string(),
  specs: z.array(z.object({ title: z.string(), file: z.string() })),
  suites: z.optional(z.array(z.lazy(() => SuiteSchema))),
});
const Listing = z.object({
  suites: z.array(SuiteSchema),
  errors: z.array(z.looseObject({ message: z.optional(z.string()) })),
});

const titlesOf = (suite: Suite, above: readonly string[] = []): string[] => [
  ...suite.specs.map(({ title, file }) => [file, ...above, title].join(' › ')),
  ...(suite.suites ?? []).flatMap((inner) => titlesOf(inner, [...above, inner.title])),
];

async function listTitles(browser: string): Promise<readonly string[]> {
  const args = [
    'node_modules/@playwright/test/cli.js',
    'test',
    '-c',
    'tests/e2e/playwright.config.ts',
    '--list',
    '--reporter=json',
    `--project=${browser}`,
    `--project=${browser}-policy`,
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 50_000_000 });
  const { suites, errors } = Listing.parse(JSON.parse(stdout));
  expect(errors).toEqual([]);
  return suites.flatMap((suite) => titlesOf(suite)).toSorted();
}

describe('end-to-end tests', () => {
  it('are the same in both browsers', async () => {
    const [chromium, firefox] = await Promise.all([listTitles('chromium'), listTitles('firefox')]);

    expect(
      chromium.filter((title) => title.startsWith('main-job.spec.ts') || title.startsWith('policy.spec.ts')).length,
    ).toBeGreaterThan(1);
    expect(firefox).toEqual(chromium);
    expect(chromium.filter((title, index) => chromium.indexOf(title) !== index)).toEqual([]);
  });
});

describe('tests', () => {
  const files = readSources(['tests']).filter(({ path }) => !path.startsWith('tests/fixtures/'));

  // Written in pieces, so that this file does not find itself.
  const forbidden = new RegExp(
    `\\b(?:test|it|describe|suite)\\.(?:${['sk', 'ip|on', 'ly|fix', 'me|to', 'do|fai', 'ls|skip', 'If'].join('')})\\b|\\bwaitFor${'Timeout'}\\b`,
  );

  it('skip no test, mark none as expected to fail, and wait for no fixed time', () => {
    const found = files.flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, index) => (forbidden.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : [])),
    );

    expect(found).toEqual([]);
    const samples = [
      ['test', 'skip'],
      ['it', 'only'],
      ['describe', 'fixme'],
      ['page', ['waitFor', 'Timeout'].join('')],
    ].map((parts) => `${parts.join('.')}(x)`);
    expect(samples.filter((line) => !forbidden.test(line))).toEqual([]);
  });
});
