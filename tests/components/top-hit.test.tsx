// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { ALL_CONTACTS, FLOWS, draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

async function showSend() {
  const panel = await showPanel({ singles: { draft: draftOf(0, { flowUuid: null, flowName: null }) } });
  const flowSearch = () => screen.getByRole<HTMLInputElement>('searchbox', { name: 'Search flow' });
  const peopleSearch = () => screen.getByRole<HTMLInputElement>('searchbox', { name: /^Search by name/ });
  const type = async (field: HTMLInputElement, text: string) => {
    fireEvent.input(field, { target: { value: text } });
    await panel.rest();
  };
  const lastDraft = () => panel.named('draft:save').at(-1)?.input;
  const toPeople = async () => {
    await type(flowSearch(), FLOWS[1]?.name ?? '');
    await panel.key(flowSearch(), 'Enter');
  };
  return { ...panel, flowSearch, peopleSearch, type, lastDraft, toPeople };
}

describe('Enter in a search', () => {
  it('takes the first flow that fits, and goes on to the people', async () => {
    const { lastDraft, toPeople, peopleSearch } = await showSend();

    await toPeople();

    expect(lastDraft()).toMatchObject({ draft: { flowUuid: FLOWS[1]?.flowUuid } });
    expect(peopleSearch()).toBeTruthy();
  });

  it('takes nothing without a text', async () => {
    const { flowSearch, key, named } = await showSend();

    await key(flowSearch(), 'Enter');

    expect(named('draft:save')).toEqual([]);
    expect(flowSearch()).toBeTruthy();
  });

  it('picks the first person that fits; again it picks nobody else and takes nobody out', async () => {
    const { lastDraft, toPeople, peopleSearch, type, key } = await showSend();
    await toPeople();
    const person = ALL_CONTACTS[3];
    await type(peopleSearch(), person?.name ?? '');

    await key(peopleSearch(), 'Enter');
    await key(peopleSearch(), 'Enter');

    expect(lastDraft()).toMatchObject({ draft: { people: [{ contactUuid: person?.contactUuid }] } });
  });

  it('selects the text, so that the next name replaces it', async () => {
    const { toPeople, peopleSearch, type, key } = await showSend();
    await toPeople();
    await type(peopleSearch(), 'Ana');

    await key(peopleSearch(), 'Enter');

    const field = peopleSearch();
    expect([field.selectionStart, field.selectionEnd]).toEqual([0, 3]);
  });

  it('takes nothing while an input method composes a word, nor when the key is held down', async () => {
    const { flowSearch, type, key, named } = await showSend();
    await type(flowSearch(), FLOWS[1]?.name ?? '');

    await key(flowSearch(), 'Enter', { isComposing: true });
    await key(flowSearch(), 'Enter', { repeat: true });

    expect(named('draft:save')).toEqual([]);
  });
});
