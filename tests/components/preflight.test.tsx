// @vitest-environment happy-dom
import { screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { ALL_CONTACTS, GROUPS, PREVIEW, draftOf, toReport } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

describe('the pre-flight', () => {
  it('names the people whom a group dropped for each reason, on request', async () => {
    const draft = draftOf(80);
    const [group] = GROUPS;
    const dropped = [
      {
        reason: 'blocked' as const,
        groupUuid: group!.groupUuid,
        groupName: group!.name,
        count: 150,
        people: ALL_CONTACTS.slice(500, 620).map(({ contactUuid, name }) => ({ contactUuid, name })),
      },
      { reason: 'unticked' as const, groupUuid: group!.groupUuid, groupName: group!.name, count: 2, people: [] },
    ];
    const { press } = await showPanel({
      singles: { draft },
      answers: { 'preflight:run': () => toReport(draft, { dropped }) },
    });
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

  it('says in one line why batches are not offered, if there are enough people for batches', async () => {
    const line =
      'Batches are not offered: this flow opens its ticket before the answer, and in a batch Weni refuses every ticket.';
    const open = async (count: number) => {
      const draft = draftOf(count);
      const { press } = await showPanel({
        singles: { draft },
        answers: { 'preflight:run': () => toReport(draft, { batchRefusal: 'ticket-first' }) },
      });
      await press(screen.getByRole('button', { name: /Review$/ }));
      await press(screen.getByRole('button', { name: `Check and send to ${count} people` }));
    };

    await open(80);
    expect(screen.getByText(line)).toBeTruthy();
    expect(screen.queryByRole('checkbox', { name: /^Send in batches/ })).toBeNull();
    hidePanel();
    await open(30);
    expect(screen.queryByText(line)).toBeNull();
  });

  it('is shown again, with the reason, when the flow changed between the review and the press', async () => {
    const draft = draftOf(3);
    let isChanged = false;
    const { press, named } = await showPanel({
      singles: { draft },
      answers: {
        'dispatch:confirm': () => {
          isChanged = true;
          return { ok: false, reason: 'flow-changed', needsConfirmation: true };
        },
        'catalog:preview-flow': ({ flowUuid }) => ({
          ...PREVIEW,
          flowUuid,
          ...(isChanged ? { variables: ['nome'], mark: '2' } : {}),
        }),
        'preflight:run': () =>
          toReport(
            draft,
            isChanged
              ? {
                  flowMark: '2',
                  findings: [
                    { kind: 'variable-unmapped', level: 'blocker', people: [], details: { variables: 'nome' } },
                  ],
                }
              : {},
          ),
      },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Send to 3 people' }));

    expect(
      screen.getByText('The flow or its template has changed since the check. Look at the text and the values again.'),
    ).toBeTruthy();
    expect(
      within(screen.getByRole('region', { name: 'Must be solved first' })).getByText('A variable has no source'),
    ).toBeTruthy();
    expect(named('dispatch:confirm')).toHaveLength(1);
    await press(screen.getByRole('button', { name: 'Back' }));
    expect(screen.getByRole('group', { name: 'Value of nome' })).toBeTruthy();
  });

  it('allows variables of other texts without a value, and shows them apart from those of the template', async () => {
    const draft = draftOf(3, { variables: { nome: { source: { kind: 'text', text: 'Ana' }, fallback: '' } } });
    const { press } = await showPanel({
      singles: { draft },
      answers: {
        'catalog:preview-flow': ({ flowUuid }) => ({
          ...PREVIEW,
          flowUuid,
          variables: ['nome'],
          otherVariables: ['cidade'],
        }),
      },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));

    expect(screen.getByRole('heading', { name: 'The flow also reads (optional)' })).toBeTruthy();
    expect(
      screen.getAllByRole('group', { name: /^Value of/ }).map((field) => field.querySelector('legend')?.textContent),
    ).toEqual(['Value of nome', 'Value of cidade']);
    expect(screen.getByRole('button', { name: 'Send to 3 people' }).hasAttribute('disabled')).toBe(false);
  });
});
