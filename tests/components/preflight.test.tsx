// @vitest-environment happy-dom
import { screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { ALL_CONTACTS, GROUPS, PREVIEW, draftOf, fullReport, toReport } from './fake-data.ts';
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
          ...(isChanged ? { variables: ['pedido'], mark: '2' } : {}),
        }),
        'preflight:run': () =>
          toReport(
            draft,
            isChanged
              ? {
                  flowMark: '2',
                  findings: [
                    { kind: 'variable-unmapped', level: 'blocker', people: [], details: { variables: 'pedido' } },
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
      within(screen.getByRole('region', { name: 'Must be solved first' })).getByText(
        'A variable has no source · variables: pedido',
      ),
    ).toBeTruthy();
    expect(named('dispatch:confirm')).toHaveLength(1);
    await press(screen.getByRole('button', { name: 'Back' }));
    expect(screen.getByRole('group', { name: 'Value of pedido' })).toBeTruthy();
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

  it('gives each finding one line with its count and one press; a press on the line says why, and whom it is about', async () => {
    const draft = draftOf(8);
    const { press } = await showPanel({
      singles: { draft },
      answers: { 'preflight:run': () => fullReport(draft) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Send to 8 people' }));
    const care = screen.getByRole('region', { name: 'Needs a look' });
    const line = within(care).getByRole('button', { name: /^Care: In an open chat\s*3$/ });
    const row = line.closest('li')!;
    const folded = row.textContent;

    await press(line);

    expect(folded).toBe('Care: In an open chat3Untick');
    expect(within(row).getByRole('button', { name: 'Untick these 3' })).toBeTruthy();
    expect(row.textContent).toContain('Somebody may be talking with them right now.');
    expect(within(row).getAllByRole('listitem')).toHaveLength(3);
    await press(line);
    expect(row.textContent).toBe(folded);
  });

  it('lists by person who has a finding, and unticks them all by one press', async () => {
    const draft = draftOf(8);
    const { press, named } = await showPanel({
      singles: { draft },
      answers: { 'preflight:run': () => fullReport(draft) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Send to 8 people' }));
    const isSendOff = screen.getByRole<HTMLButtonElement>('button', { name: 'Send to 8 people' }).disabled;
    await press(screen.getByRole('button', { name: 'By person' }));
    await press(
      within(screen.getByRole('group', { name: 'Filter people by finding' })).getByRole('button', {
        name: /^In an open chat/,
      }),
    );
    const shown = within(screen.getByRole('list', { name: 'People with findings' }))
      .getAllByRole('listitem')
      .map((item) => item.querySelector('bdi')?.textContent);

    await press(screen.getByRole('button', { name: 'Untick these 3' }));

    expect(isSendOff).toBe(true);
    expect(shown).toEqual(draft.people.slice(1, 4).map(({ name }) => name));
    expect(named('draft:save').at(-1)?.input).toMatchObject({
      draft: {
        people: [...draft.people.slice(0, 1), ...draft.people.slice(4)].map(({ contactUuid }) => ({ contactUuid })),
      },
    });
  });

  it('counts the checks that failed, says when it was stopped, and shows those people as unknown', async () => {
    const draft = draftOf(8);
    const { press } = await showPanel({
      singles: { draft },
      answers: { 'preflight:run': () => ({ ...fullReport(draft), status: 'cancelled' }) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Send to 8 people' }));

    expect(screen.getByText(/^2 of 8 checks failed; those people are shown as unknown\.$/)).toBeTruthy();
    expect(screen.getByText('Stopped by you: what was not checked is shown as unknown.')).toBeTruthy();
    const care = within(screen.getByRole('region', { name: 'Needs a look' }));
    const [unknown] = care.getAllByRole('button', { name: /^Unknown/ });
    expect(care.queryByText(/Could not be checked, so it may be the case\./)).toBeNull();
    await press(unknown ?? document.body);
    expect(care.getByText(/Could not be checked, so it may be the case\./)).toBeTruthy();
  });

  it('is stopped by a press while it runs', async () => {
    const draft = draftOf(8);
    let checks = 0;
    const { press, named } = await showPanel({
      singles: { draft },
      answers: {
        'preflight:run': () => ((checks += 1) === 1 ? fullReport(draft) : new Promise<never>(() => undefined)),
        'work:cancel': () => ({ ok: true }),
      },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Send to 8 people' }));
    await press(screen.getAllByRole('button', { name: 'Check again' })[0] ?? document.body);

    await press(screen.getByRole('button', { name: 'Stop' }));

    const asked = named('preflight:run').map(({ input }) => (input as { workId: string }).workId);
    expect(asked).toHaveLength(2);
    expect(named('work:cancel').map(({ input }) => input)).toEqual([{ workId: asked[1] }]);
  });
});
