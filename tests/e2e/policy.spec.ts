import { launchBrowser } from './browser.ts';
import { expect, test } from './harness.ts';
import { putPolicy, removePolicy } from './managed-policy.ts';

const POLICY = { keepDays: 14, startsPerHour: 300, undoSecondsAtLeast: 10, capPerDispatch: 'many' };

test('what a policy fixes is shown as fixed and limits the choices, and a wrong value in it is reported', async ({
  which,
}) => {
  await putPolicy(which, POLICY);
  const browser = await launchBrowser(which);
  try {
    const options = await browser.extensionPage('options.html');

    await expect(options.getByRole('spinbutton', { name: 'Keep the history (days)' })).toBeDisabled();
    await expect(options.getByRole('spinbutton', { name: 'Keep the history (days)' })).toHaveValue('14');
    await expect(options.getByText('Set by your administrator', { exact: true })).toHaveCount(1);
    await expect(options.getByRole('spinbutton', { name: 'Starts per hour' })).toHaveAttribute('max', '300');
    await expect(options.getByRole('combobox', { name: 'Time to undo' }).locator('option')).toHaveText([
      '10 seconds',
      '30 seconds',
    ]);
    await expect(options.getByRole('spinbutton', { name: 'Type the number above' })).toHaveValue('200');
    // Chromium drops a value of the wrong type by the schema before the extension sees it; Firefox passes it on.
    if (which === 'firefox') await expect(options.getByText('capPerDispatch: not a value it can have')).toBeVisible();
  } finally {
    removePolicy(which);
    await browser.close();
  }
});
