// @vitest-environment happy-dom
import { screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { ALL_CONTACTS, draftOf, SESSION, toReport } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const answers = { 'exclusion:add': () => ({ ok: true as const }), 'exclusion:remove': () => ({}) };

describe('putting people on the own exclusion list', () => {
  it('takes those that the list of picked people shows, unticks them, and is undone by a press', async () => {
    const draft = draftOf(2);
    const { press, named } = await showPanel({ singles: { draft }, answers });
    await press(button(/People$/));
    await press(button('Show all'));

    await press(button('Never send to these 2'));
    const counted = screen.getAllByText('Nobody selected').length;
    await press(button('Undo'));

    expect(named('exclusion:add').map(({ input }) => input)).toEqual([
      { people: draft.people.map(({ contactUuid, name }) => ({ contactUuid, name })) },
    ]);
    expect(counted).toBeGreaterThan(0);
    expect(named('exclusion:remove').map(({ input }) => input)).toEqual([
      { scope: null, contactUuids: draft.people.map(({ contactUuid }) => contactUuid) },
    ]);
    expect(screen.getAllByText('2 selected').length).toBeGreaterThan(0);
  });

  it('keeps the selection and says why if the list is full', async () => {
    const { press } = await showPanel({
      singles: { draft: draftOf(2) },
      answers: { 'exclusion:add': () => ({ ok: false, reason: 'exclusions-full' }) },
    });
    await press(button(/People$/));
    await press(button('Show all'));
    await press(button('Never send to these 2'));

    expect(screen.getAllByText('2 selected').length).toBeGreaterThan(0);
    expect(screen.getByText(/The exclusion list is full/)).toBeTruthy();
  });

  it('is offered for each person of a finding, except of the one about this list', async () => {
    const draft = draftOf(30);
    const [first, second] = ALL_CONTACTS;
    const people = [first!, second!].map(({ contactUuid, name }) => ({ contactUuid, name, details: {} }));
    const { press, named } = await showPanel({
      singles: { draft },
      answers: {
        ...answers,
        'preflight:run': () =>
          toReport(draft, {
            findings: [
              { kind: 'stopped', level: 'blocker', people: people.slice(0, 1), details: {} },
              { kind: 'on-own-list', level: 'blocker', people: people.slice(1), details: {} },
            ],
          }),
      },
    });
    await press(button(/Review$/));
    await press(button('Check and send to 30 people'));
    const card = within(screen.getByRole('region', { name: 'Must be solved first' }));
    for (const line of card.getAllByRole('button', { expanded: false })) await press(line);

    expect(card.getAllByRole('button', { name: /^Never send to/ })).toHaveLength(1);
    await press(card.getByRole('button', { name: `Never send to ${first!.name}` }));
    expect(named('exclusion:add').map(({ input }) => input)).toEqual([
      { people: [{ contactUuid: first!.contactUuid, name: first!.name }] },
    ]);
  });
});

describe('the list of contacts', () => {
  it('marks who is on the own exclusion list', async () => {
    const [listed, other] = ALL_CONTACTS.slice(10, 12);
    const scope = SESSION.sessionId;
    const person = { contactUuid: listed!.contactUuid, name: listed!.name, at: 1 };
    const { press } = await showPanel({
      singles: { draft: draftOf(0) },
      answers: { 'exclusion:list': () => ({ lists: [{ scope, projectName: 'Loja', people: [person] }] }) },
    });
    await press(button(/People$/));

    expect(screen.getByRole('option', { name: new RegExp(listed!.name ?? '') }).textContent).toContain('Never send');
    expect(screen.getByRole('option', { name: new RegExp(other!.name ?? '') }).textContent).not.toContain('Never send');
  });
});
