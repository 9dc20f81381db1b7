import { expect, type Locator } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';
import { activeRoomsOfContact } from '../sandbox/world/store.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
import { EMPTY_DRAFT } from '../../lib/draft/draft.ts';
import type { ExtensionBrowser } from './browser.ts';
import type { Desk } from './harness.ts';
import { askFromOwnPage, lastErasure } from './own-pages.ts';
import { sendFromFrame } from './panel-world.ts';
import { pickFlow, pickPeople, send } from './sending.ts';

/** Dispatches in the panel and waits until everybody has an outcome; the panel is left on the Waiting tab. */
export async function dispatch(panel: Locator, flow: string, names: readonly string[]): Promise<void> {
  await panel.getByRole('tab', { name: 'Send' }).click();
  const another = panel.getByRole('button', { name: 'New dispatch' });
  const search = panel.getByRole('searchbox', { name: 'Search flow' });
  await another.or(search).first().waitFor();
  if (await another.isVisible()) await another.click();
  await pickFlow(panel, flow);
  await pickPeople(panel, names);
  await send(panel);
  await expect(panel.getByRole('heading', { name: 'Done' })).toBeVisible();
  await showWaiting(panel);
}

/**
 * The same dispatch by the panel's own messages instead of a dozen clicks, for a title that is about what comes after it. The page is the one
 * agent's of the central project, not in a frame. Whoever Flows takes is on the Waiting tab, which is left on show.
 */
export async function seedDispatch(
  desk: Desk,
  panel: Locator,
  flow: keyof typeof SEEDED_FLOWS,
  names: readonly string[],
): Promise<void> {
  const { sandbox, browser } = desk;
  const people = names.map((name) => ({
    contactUuid: sandbox.contactByName(name).uuid,
    name,
    origins: [{ kind: 'hand' }],
  }));
  const sessionId = `${sandbox.apiOrigin}|${SEED.people.agent1}|${SEED.projects.central}`;
  const { generation } = await lastErasure(browser);
  // What was loaded for a draft of this panel is there: a draft that it saves later would replace this one.
  await panel.locator('[role=tabpanel]:not([aria-busy=true])').waitFor();
  expect(
    await sendFromFrame(browser, panel.page(), {
      sessionId,
      draft: { ...EMPTY_DRAFT, flowUuid: SEEDED_FLOWS[flow], flowName: flow, people },
      generation,
    }),
  ).toBeNull();
  await showWaiting(panel);
  await expect.poll(async () => await unfinished(browser)).toBe(0);
}

/** The flows that can be seeded, by name. */
const SEEDED_FLOWS = { 'Retomar atendimento': SEED.flows.reengage, 'Só aviso': SEED.flows.neverTicket } as const;

/** How many dispatches of this browser are not over. */
async function unfinished(browser: ExtensionBrowser): Promise<number> {
  const answer = await askFromOwnPage(browser, 'data:export', {});
  const { json } = (answer as { output: { json: string } }).output;
  const { dispatches } = JSON.parse(json) as { dispatches: { finishedAt: number | null }[] };
  return dispatches.filter(({ finishedAt }) => finishedAt === null).length;
}

export async function showWaiting(panel: Locator): Promise<void> {
  await panel.getByRole('tab', { name: 'Waiting' }).click();
  await expect(panel.getByRole('button', { name: 'Look for replies now' })).toBeVisible();
}

export function waitingList(panel: Locator): Locator {
  return panel.getByRole('list', { name: 'People awaited and replies' });
}

/** The line of a person in the list. */
export function waitingRow(panel: Locator, name: string): Locator {
  return waitingList(panel).getByRole('listitem').filter({ hasText: name });
}

/** One click on the line opens the chat. */
export async function openFromList(panel: Locator, name: string): Promise<void> {
  await waitingRow(panel, name).locator('[data-row]').click();
}

/** The open chat of a person in the central project; empty when there is none. */
export function roomOf(sandbox: Sandbox, name: string): string {
  return activeRoomsOfContact(sandbox.world, SEED.projects.central, sandbox.contactByName(name).uuid)[0]?.uuid ?? '';
}
