import { describe, expect, it } from 'vitest';
import type { SetupFacts } from '../../../lib/messaging/views.ts';
import { judgeSetup } from '../../../lib/setup/findings.ts';
import { readPolicy, viewPolicy } from '../../../lib/settings/policy.ts';

const FACTS: SetupFacts = {
  site: { status: 'ready' },
  access: { verdict: 'on', reason: null, sectors: null, checkedAt: 1 },
  flows: { count: 1, nearMisses: [] },
  hasTemplateFlow: true,
  observerRuns: true,
  isPinned: true,
  shortcuts: [],
  clockSkewMs: 0,
  isHostAllowed: true,
  settingsLink: null,
  flowsLink: 'https://flows.example',
};
const find = (change: Partial<SetupFacts>, cause: string) =>
  judgeSetup({ ...FACTS, ...change }).find((finding) => finding.cause === cause);

describe('the set-up check', () => {
  it.each([
    [true, 'fine'],
    [false, 'problem'],
    [null, 'unknown'],
  ] as const)('with a host permission of %s gives the verdict %s', (isHostAllowed, verdict) => {
    expect(find({ isHostAllowed }, 'host-not-allowed')?.verdict).toBe(verdict);
  });

  it.each([
    [0, 'fine'],
    [-119_000, 'fine'],
    [180_000, 'hint'],
    [-3_600_000, 'hint'],
  ] as const)('judges a clock that is off by %d ms as %s', (clockSkewMs, verdict) => {
    expect(find({ clockSkewMs }, 'clock-skew')?.verdict).toBe(verdict);
  });

  it('names the server that needs a permission, and where flows are labelled', () => {
    expect(
      find({ site: { status: 'api-needs-permission', apiOrigin: 'https://api.example' } }, 'api-needs-permission')
        ?.details,
    ).toEqual({ host: 'https://api.example' });
    expect(find({ flows: { count: 0, nearMisses: ['Boas-vindas (Chats)'] } }, 'no-labelled-flow')).toMatchObject({
      verdict: 'problem',
      details: { names: 'Boas-vindas (Chats)' },
      link: 'https://flows.example',
    });
  });
});

describe('a policy on screen', () => {
  it('locks what it fixes, bounds what it limits, and names what it could not use', () => {
    const read = readPolicy({
      keepDays: 14,
      startsPerHour: 300,
      undoSecondsAtLeast: 30,
      maskPeople: 'yes',
      colour: 'red',
    });

    expect(viewPolicy(read)).toEqual({
      locked: ['keepDays'],
      startsPerHourMax: 300,
      capPerDispatchMax: null,
      undoSecondsMin: 30,
      excludedGroups: [],
      excludedFields: [],
      ignored: [
        { field: 'maskPeople', reason: 'wrong-type' },
        { field: 'colour', reason: 'unknown' },
      ],
    });
  });
});
