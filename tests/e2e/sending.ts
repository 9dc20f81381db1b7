import type { Locator } from '@playwright/test';
import type { Sandbox } from '../sandbox/api.ts';

/** Names that only one ordinary person has, with 300 contacts or more. */
export function uniqueNames(sandbox: Sandbox, count: number): readonly string[] {
  return Array.from({ length: count }, (_, place) => sandbox.contactAt(97 + place).name ?? '');
}

/** Ends the first-run steps where they show; whether they do is known once the panel has its first news. */
export async function skipFirstRun(panel: Locator): Promise<void> {
  const skip = panel.getByRole('button', { name: 'Skip' });
  const settled = panel.locator('[role=tabpanel]:not([aria-busy=true])');
  await skip.or(settled).first().waitFor();
  if (await skip.isVisible()) await skip.click();
  await settled.waitFor();
}

/** Picks a flow by searching its name in the first step: the list draws only the rows on screen. */
export async function pickFlow(panel: Locator, name: string): Promise<void> {
  await panel.getByRole('searchbox', { name: 'Search flow' }).fill(name);
  await panel.getByRole('option', { name }).click();
}

/** Ticks people in the list of contacts, each found by searching the name. */
export async function pickPeople(panel: Locator, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await panel.getByRole('searchbox', { name: 'Search by name or number' }).fill(name);
    await panel.getByRole('option', { name }).click();
  }
  await panel.getByText(names.length === 1 ? '1 person' : `${names.length} people`, { exact: true }).waitFor();
}

/** Ticks a group and waits until its members are read. */
export async function pickGroup(panel: Locator, name: string, members: number): Promise<void> {
  await panel.getByRole('group', { name: 'Where people come from' }).getByRole('button', { name: 'Groups' }).click();
  await panel.getByRole('option', { name }).click();
  await panel.getByText(`${members.toLocaleString('en')} people`, { exact: true }).waitFor();
}

/**
 * From the picker to the undo window. What is shown in between depends on the hour of the run (it may be night where the
 * customers are): a pre-flight with warnings is confirmed like a person would.
 */
export async function send(panel: Locator): Promise<void> {
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  await pressSend(panel);
}

/**
 * The button that sends, in the list of people, the review and the pre-flight: there it counts the warnings instead of
 * the people, where there are any. It takes a press once its screen was read; `click` waits for that.
 */
export function sendButton(panel: Locator): Locator {
  return panel.getByRole('button', { name: /^(Send to \d|Send anyway \(\d)/ });
}

/** The press on Send in the review, and in the pre-flight where that opens. */
export async function pressSend(panel: Locator): Promise<void> {
  const press = sendButton(panel);
  await press.click();
  const confirm = panel.getByRole('heading', { name: 'Before it is sent' });
  // Not *Undo*: a notice about people who were taken out has that, too.
  const counting = panel.getByRole('heading', { name: /^Sending to / });
  const done = panel.getByRole('heading', { name: /^(Done|Cancelled by you)/ });
  await confirm.or(counting).or(done).first().waitFor();
  if (await confirm.isVisible()) await press.click();
}
