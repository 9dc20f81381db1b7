import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { runTool } from '../commands/run.ts';
import type { Group } from './figure.ts';

const SPEC = 'page-failures';
const CASES = 11;

const Test = z.object({ projectName: z.string(), results: z.array(z.object({ status: z.string() })) });
const Report = z.object({ suites: z.array(z.object({ specs: z.array(z.object({ title: z.string(), tests: z.array(Test) })) })) });

interface Case {
  readonly title: string;
  readonly browser: string;
  readonly isTrue: boolean;
}

/** Plays the failure cases as the end-to-end tests do: each compares what the panel shows with what Flows accepted. */
async function playCases(): Promise<readonly Case[]> {
  const folder = mkdtempSync(join(tmpdir(), 'disparo-cases-'));
  const file = join(folder, 'report.json');
  try {
    await runTool('playwright', ['test', '-c', 'tests/e2e/playwright.config.ts', SPEC, '--reporter=json', `--output=${join(folder, 'results')}`], { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file });
    const specs = Report.parse(JSON.parse(readFileSync(file, 'utf8'))).suites.flatMap((suite) => suite.specs);
    return specs.flatMap(({ title, tests }) => tests.map(({ projectName, results }) => ({ title, browser: projectName, isTrue: results.at(-1)?.status === 'passed' })));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const pageCases: Group = {
  ids: ['faults.page_cases.lies'],
  needsFirefox: true,
  async measure() {
    const cases = await playCases();
    for (const browser of ['chromium', 'firefox']) {
      const played = cases.filter((each) => each.browser === browser).length;
      if (played !== CASES) throw new Error(`${played} of ${CASES} cases were played in ${browser}`);
    }
    const lies = cases.filter((each) => !each.isTrue);
    for (const { title, browser } of lies) console.error(`${browser}: ${title}`);
    return [{ id: 'faults.page_cases.lies', value: lies.length, unit: 'count', n: cases.length, note: `the ${CASES} failure cases of the page's own dispatch, in each browser; a case that did not come to its end counts as a lie` }];
  },
};
