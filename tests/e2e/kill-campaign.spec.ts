import { killBackgrounds, killBrowsers } from './campaign.ts';
import { expect, test } from './harness.ts';

test('random kills of the background during dispatches to 50 people: nobody is sent to twice, nobody is lost', async ({
  which,
}) => {
  // A tenth of the campaign that `npm run bench -- --only faults` runs.
  const result = await killBackgrounds(which, { kills: which === 'chromium' ? 10 : 3 });

  expect(result.kills).toBe(which === 'chromium' ? 10 : 3);
  expect(result).toMatchObject({ doubled: 0, lost: 0, hidden: 0, undecided: 0 });
});

test('the whole browser killed during a dispatch and its profile opened again: nobody is sent to twice, nobody is lost', async ({
  which,
}) => {
  const result = await killBrowsers(which, { kills: 1 });

  expect(result.kills).toBe(1);
  expect(result).toMatchObject({ doubled: 0, lost: 0, hidden: 0, undecided: 0 });
});
