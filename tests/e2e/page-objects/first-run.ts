import type { Locator } from '@playwright/test';

/** The tab on show, once it has what it loads first. */
export function settledTab(root: Locator): Locator {
  return root.locator('[role=tabpanel]:not([aria-busy=true])');
}

/** Ends the first-run steps where they show; whether they do is known once the panel has its first news. */
export async function skipFirstRun(root: Locator): Promise<void> {
  const skip = root.getByRole('button', { name: 'Skip' });
  const settled = settledTab(root);
  await skip.or(settled).first().waitFor();
  if (await skip.isVisible()) await skip.click();
  await settled.waitFor();
}
