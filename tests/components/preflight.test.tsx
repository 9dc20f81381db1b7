// @vitest-environment happy-dom
import { screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { ALL_CONTACTS, GROUPS, draftOf, toReport } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

describe('the pre-flight', () => {
  it('names who a group dropped under each reason, on request', async () => {
    const draft = draftOf(80);
    const [group] = GROUPS;
    const dropped = [
      { reason: 'blocked' as const, groupUuid: group!.groupUuid, groupName: group!.name, count: 150, people: ALL_CONTACTS.slice(500, 620).map(({ contactUuid, name }) => ({ contactUuid, name })) },
      { reason: 'unticked' as const, groupUuid: group!.groupUuid, groupName: group!.name, count: 2, people: [] },
    ];
    const { press } = await showPanel({ singles: { draft }, answers: { 'preflight:run': () => toReport(draft, { dropped }) } });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Check and send to 80 people' }));
    const card = within(screen.getByRole('region', { name: 'Left out' }));
    const before = card.queryByText(ALL_CONTACTS[500]!.name!);

    await press(card.getByRole('button', { name: 'Show names' }));

    expect(before).toBeNull();
    expect(card.getAllByRole('listitem')).toHaveLength(101);
    expect(card.getAllByText(ALL_CONTACTS[500]!.name!).length).toBeGreaterThan(0);
    expect(card.getByText('and 50 more')).toBeTruthy();
  });
});
