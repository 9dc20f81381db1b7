import type { Locator } from '@playwright/test';

/** Ends the first-run steps where they show. */
export async function skipFirstRun(panel: Locator): Promise<void> {
  const skip = panel.getByRole('button', { name: 'Skip' });
  const tabs = panel.getByRole('tab', { name: 'Send' });
  await skip.or(tabs).first().waitFor();
  if (await skip.isVisible()) await skip.click();
  await tabs.waitFor();
}

/** Picks a flow by its name in the first step. */
export async function pickFlow(panel: Locator, name: string): Promise<void> {
  await panel.getByRole('option', { name }).click();
}

/** Ticks people by name in the list of contacts. */
export async function pickPeople(panel: Locator, names: readonly string[]): Promise<void> {
  for (const name of names) await panel.getByRole('option', { name }).click();
}

/**
 * From the picker to the undo window. What is shown in between depends on the hour of the run (it may be night where the
 * customers are): a pre-flight with warnings is confirmed like a person would.
 */
export async function send(panel: Locator): Promise<void> {
  await panel.getByRole('button', { name: 'Review', exact: true }).click();
  const press = panel.getByRole('button', { name: /^Send to \d/ });
  await press.click();
  const confirm = panel.getByRole('heading', { name: 'Before it is sent' });
  const counting = panel.getByRole('button', { name: 'Undo' });
  const done = panel.getByText(/^Done:/);
  await confirm.or(counting).or(done).first().waitFor();
  if (await confirm.isVisible()) await press.click();
}
