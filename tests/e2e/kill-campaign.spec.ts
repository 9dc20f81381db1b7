import { killBackgrounds, killBrowsers } from './campaign.ts';
import { expect, test } from './harness.ts';

test('random kills of the background over dispatches of 50 people: nobody twice, nobody lost', async ({ which }) => {
  // A tenth of the campaign that `npm run bench -- --only faults` runs whole.
  const result = await killBackgrounds(which, { kills: which === 'chromium' ? 10 : 3 });

  expect(result.kills).toBe(which === 'chromium' ? 10 : 3);
  expect(result).toMatchObject({ doubled: 0, lost: 0, hidden: 0, undecided: 0 });
});

test('the whole browser killed on the way and its profile opened again: nobody twice, nobody lost', async ({
  which,
}) => {
  const result = await killBrowsers(which, { kills: 1 });

  expect(result.kills).toBe(1);
  expect(result).toMatchObject({ doubled: 0, lost: 0, hidden: 0, undecided: 0 });
});
