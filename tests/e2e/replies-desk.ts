import { expect, type Locator } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';
import { activeRoomsOfContact } from '../sandbox/world/store.ts';
import { SEED } from '../sandbox/world/seed-ids.ts';
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
