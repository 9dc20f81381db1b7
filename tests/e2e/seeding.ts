import { expect } from '@playwright/test';
import { EMPTY_DRAFT } from '../../lib/draft/draft.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import type { ExtensionBrowser } from './browser.ts';
import { sendFromContentScript } from './content-script.ts';
import { askFromExtensionPage, lastErasure } from './extension-pages.ts';
import type { TestEnvironment } from './harness.ts';
import type { Panel } from './page-objects/panel.ts';

/**
 * Sends a flow by the panel's own messages instead of a dozen clicks, for a title that is about what comes after a
 * dispatch. The tab shows Chats for the first agent of the central project, not in an iframe. The Waiting tab is left
 * on show, with whoever Flows accepted.
 */
export async function seedDispatch(
  env: Pick<TestEnvironment, 'sandbox' | 'browser'>,
  panel: Panel,
  flow: keyof typeof SEEDED_FLOWS,
  names: readonly string[],
): Promise<void> {
  const { sandbox, browser } = env;
  const people = names.map((name) => ({
    contactUuid: sandbox.contactByName(name).uuid,
    name,
    origins: [{ kind: 'hand' }],
  }));
  const sessionId = `${sandbox.apiOrigin}|${SEED.people.agent1}|${SEED.projects.central}`;
  const { generation } = await lastErasure(browser);
  // A panel that is still loading its draft would save it later and replace this one.
  await panel.settled();
  await panel.signedIn();
  expect(
    await sendFromContentScript(browser, panel.page, {
      sessionId,
      draft: { ...EMPTY_DRAFT, flowUuid: SEEDED_FLOWS[flow], flowName: flow, people },
      generation,
    }),
  ).toBeNull();
  await panel.waiting.show();
  await expect.poll(async () => await unfinished(browser)).toBe(0);
}

/** The flows that can be seeded, by name. */
const SEEDED_FLOWS = { 'Retomar atendimento': SEED.flows.reengage, 'Só aviso': SEED.flows.neverTicket } as const;

/** The number of dispatches in this browser that are not over. */
async function unfinished(browser: ExtensionBrowser): Promise<number> {
  const answer = await askFromExtensionPage(browser, 'data:export', {});
  const { json } = (answer as { output: { json: string } }).output;
  const { dispatches } = JSON.parse(json) as { dispatches: { finishedAt: number | null }[] };
  return dispatches.filter(({ finishedAt }) => finishedAt === null).length;
}
