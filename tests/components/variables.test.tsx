// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/draft/draft.ts';
import { PREVIEW_WITH_VARIABLES, draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const FLATTENED = 'Line breaks, tabs and rows of blanks become one blank: WhatsApp takes no others.';

/** The review of a flow with the variables `nome` and `data`, for one person. */
async function showReview(variables: Draft['variables'], fields: Record<string, string> = {}) {
  const draft = draftOf(1, { variables });
  const shown = await showPanel({
    singles: { draft },
    answers: {
      'catalog:preview-flow': () => PREVIEW_WITH_VARIABLES,
      'people:facts': () => ({
        people: draft.people.map(({ contactUuid, name }) => ({ contactUuid, name, number: '', fields })),
      }),
    },
  });
  await shown.press(screen.getByRole('button', { name: /Review$/ }));
  const bubble = (): string => shown.root.querySelector('.bubble')?.textContent ?? '';
  const saved = (): unknown => shown.named('draft:save').at(-1)?.input;
  return { ...shown, bubble, saved };
}

const text = (value: string): Draft['variables'][string] => ({ source: { kind: 'text', text: value }, fallback: '' });

describe('a value from a contact field', () => {
  it('is sent as it is, and as a date once that is ticked', async () => {
    const { press, bubble, saved } = await showReview(
      { nome: text('Ana'), data: { source: { kind: 'contact-field', field: 'consulta' }, fallback: '' } },
      { consulta: '2026-12-03T10:30:00-03:00' },
    );
    const before = bubble();
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Write as a date (day, month and year)' });
    const wasTicked = box.checked;

    await press(box);
    const ticked = [box.checked, bubble(), saved()];
    await press(box);

    expect([wasTicked, before]).toEqual([false, expect.stringContaining('2026-12-03T10:30:00-03:00')]);
    expect(ticked).toEqual([
      true,
      expect.stringContaining('03/12/2026'),
      expect.objectContaining({
        draft: expect.objectContaining({
          variables: expect.objectContaining({
            data: { source: { kind: 'contact-field', field: 'consulta', asDate: true }, fallback: '' },
          }),
        }),
      }),
    ]);
    expect(bubble()).toContain('2026-12-03T10:30:00-03:00');
  });
});

describe('the notice that several blanks become one', () => {
  it('appears while a value has a line break, a tab or many blanks; the preview shows the value as it is sent', async () => {
    const { root, bubble, rest } = await showReview({ nome: text('Ana\nLima'), data: text('12:00') });
    const [shownAt, sent] = [root.textContent?.includes(FLATTENED), bubble()];

    fireEvent.input(screen.getByRole('textbox', { name: /nome/ }), { target: { value: 'Ana Lima' } });
    await rest();

    expect([shownAt, sent]).toEqual([true, expect.stringContaining('Ana Lima')]);
    expect(root.textContent).not.toContain(FLATTENED);
  });

  it('appears once, however many values have them', async () => {
    const { root } = await showReview({ nome: text('Ana\tLima'), data: text('as      10') });

    expect(root.textContent?.split(FLATTENED)).toHaveLength(2);
  });
});
