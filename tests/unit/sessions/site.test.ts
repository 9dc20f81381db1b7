import { expect, it } from 'vitest';
import { arrange, frame, PAGE, report } from './arrange.ts';

it.each([
  ['no-token', 'not-logged-in'],
  ['no-project', 'no-project'],
  ['changing', 'changing'],
] as const)('a frame that says %s without telling a token stands as %s', async (state, status) => {
  const { sessions } = arrange();

  const record = await sessions.report(frame(1), PAGE, report({ state, token: null, projectUuid: null }));

  expect(record.site).toEqual({ status });
});
