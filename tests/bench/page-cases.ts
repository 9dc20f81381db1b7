import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { captureTool } from '../commands/run.ts';
import type { Group } from './figure.ts';

const SPEC = 'page-failures';
/** Each title of that file walks several of the cases. */
const WALKS = 5;

const Test = z.object({ projectName: z.string(), results: z.array(z.object({ status: z.string() })) });
const Report = z.object({
  suites: z.array(z.object({ specs: z.array(z.object({ title: z.string(), tests: z.array(Test) })) })),
});

/** `unjudged`: twice the machine was too slow to finish the case. */
interface Case {
  readonly title: string;
  readonly browser: string;
  readonly verdict: 'true' | 'lie' | 'unjudged';
}

/** Whether an error is a failed expectation about the panel. Any other error says nothing about the product. */
function verdictOf(statuses: readonly string[]): Case['verdict'] {
  if (statuses.includes('failed')) return 'lie';
  return statuses.includes('passed') ? 'true' : 'unjudged';
}

/** Plays the failure cases as the end-to-end tests do: each compares the panel with what Flows accepted. */
async function playCases(): Promise<readonly Case[]> {
  const folder = mkdtempSync(join(tmpdir(), 'disparo-cases-'));
  const file = join(folder, 'report.json');
  try {
    const { output } = await captureTool(
      'playwright',
      [
        'test',
        '-c',
        'tests/e2e/playwright.config.ts',
        SPEC,
        '--reporter=json',
        '--retries=1',
        `--output=${join(folder, 'results')}`,
      ],
      { ...process.env, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
    );
    console.error(output);
    const specs = Report.parse(JSON.parse(readFileSync(file, 'utf8'))).suites.flatMap((suite) => suite.specs);
    return specs.flatMap(({ title, tests }) =>
      tests.map(({ projectName, results }) => ({
        title,
        browser: projectName,
        verdict: verdictOf(results.map(({ status }) => status)),
      })),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const pageCases: Group = {
  ids: ['faults.page_cases.lies'],
  isCampaign: true,
  needsFirefox: true,
  async measure() {
    const cases = await playCases();
    for (const browser of ['chromium', 'firefox']) {
      const judged = cases.filter((each) => each.browser === browser && each.verdict !== 'unjudged').length;
      if (judged !== WALKS) throw new Error(`${judged} of ${WALKS} walks were played to their end in ${browser}`);
    }
    const lies = cases.filter((each) => each.verdict === 'lie');
    for (const { title, browser } of lies) console.error(`${browser}: ${title}`);
    return [
      {
        id: 'faults.page_cases.lies',
        value: lies.length,
        unit: 'count',
        n: cases.length,
        note: `the failure cases of the page's own dispatch, in ${WALKS} walks in each browser`,
      },
    ];
  },
};
