import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { GECKO_ID } from '../../lib/platform/manifest.ts';
import { launchBrowser, type Which } from './browser.ts';
import { expect, test } from './harness.ts';

const SANDBOX_ID = 'lgiegenaifmkfadhclbmfemhkcgjbgkg';
const POLICY = { keepDays: 14, startsPerHour: 300, undoSecondsAtLeast: 10, capPerDispatch: 'many' };

/** Where each browser reads what an administrator fixed for an extension, on Linux. */
const FILES: Readonly<Record<Which, { readonly path: string; readonly content: unknown }>> = {
  chromium: { path: '/etc/chromium/policies/managed/disparo-test.json', content: { '3rdparty': { extensions: { [SANDBOX_ID]: POLICY } } } },
  firefox: {
    path: join(homedir(), '.mozilla', 'managed-storage', `${GECKO_ID}.json`),
    content: { name: GECKO_ID, description: 'Disparo', type: 'storage', data: POLICY },
  },
};

test('a policy is shown as fixed, bounds what can be chosen, and what of it is wrong is said', async ({ which }) => {
  const { path, content } = FILES[which];
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
  const browser = await launchBrowser(which);
  try {
    const options = await browser.extensionPage('options.html');

    await expect(options.getByRole('spinbutton', { name: 'Keep the history (days)' })).toBeDisabled();
    await expect(options.getByRole('spinbutton', { name: 'Keep the history (days)' })).toHaveValue('14');
    await expect(options.getByText('Set by your administrator', { exact: true })).toHaveCount(1);
    await expect(options.getByRole('spinbutton', { name: 'Starts per hour' })).toHaveAttribute('max', '300');
    await expect(options.getByRole('combobox', { name: 'Time to undo' }).locator('option')).toHaveText(['10 seconds', '30 seconds']);
    await expect(options.getByRole('spinbutton', { name: 'Type the number above' })).toHaveValue('200');
    // Chrome drops a value of the wrong type by its schema before we see it; Firefox hands it through.
    if (which === 'firefox') await expect(options.getByText('capPerDispatch: not a value it can have')).toBeVisible();
  } finally {
    rmSync(path, { force: true });
    await browser.close();
  }
});
