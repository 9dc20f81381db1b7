// @vitest-environment happy-dom
import { fireEvent, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../lib/draft/draft.ts';
import type { FlowPreview } from '../../lib/messaging/views.ts';
import { waitFor } from '../unit/wait-for.ts';
import { PREVIEW_WITH_VARIABLES, draftOf } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const FLATTENED = 'Line breaks, tabs and rows of blanks become one blank: WhatsApp takes no others.';

/** The review of a flow with the variables `nome` and `data`. */
async function showReview(
  variables: Draft['variables'],
  fields: Record<string, string> = {},
  { preview = {}, people = 1 }: { readonly preview?: Partial<FlowPreview>; readonly people?: number } = {},
) {
  const draft = draftOf(people, { variables });
  const shown = await showPanel({
    singles: { draft },
    answers: {
      'catalog:preview-flow': () => ({ ...PREVIEW_WITH_VARIABLES, ...preview }),
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

describe('a variable that is called like something every object has', () => {
  it('has no source until the agent chooses one', async () => {
    const { rest, saved } = await showReview(
      { nome: text('Ana'), data: text('hoje') },
      {},
      { preview: { variables: ['nome', 'data', 'constructor'], otherVariables: ['toString'] } },
    );
    const choice = screen.getByRole<HTMLSelectElement>('combobox', { name: 'constructor' });
    const before = choice.value;
    fireEvent.change(choice, { target: { value: 'contact-name' } });
    await rest();

    expect([before, choice.value]).toEqual(['text', 'contact-name']);
    expect(JSON.stringify(saved())).toContain('"constructor":{"source":{"kind":"contact-name"},"fallback":""}');
  });
});

describe('the source of a value', () => {
  const sourceOf = (name: string) => screen.getByRole<HTMLSelectElement>('combobox', { name }).value;

  it('is what was chosen for the flow the last time, else what the name suggests', async () => {
    const { saved } = await showReview(
      {},
      { data: '2026-12-03' },
      { preview: { remembered: { data: { kind: 'contact-field', field: 'consulta' } } } },
    );
    await waitFor(() => expect([sourceOf('nome'), sourceOf('data')]).toEqual(['contact-name', 'contact-field']));
    expect(saved()).toMatchObject({
      draft: {
        variables: {
          nome: { source: { kind: 'contact-name' } },
          data: { source: { kind: 'contact-field', field: 'consulta' } },
        },
      },
    });
  });

  it('stays what the agent chose', async () => {
    await showReview(
      { nome: text('Bia'), data: text('12:00') },
      {},
      {
        preview: { remembered: { nome: { kind: 'agent-name' } } },
      },
    );
    expect(sourceOf('nome')).toBe('text');
  });

  it('is chosen among the contact fields that were seen; one that nobody has says so', async () => {
    const { rest, bubble } = await showReview(
      { nome: text('Ana'), data: { source: { kind: 'contact-field', field: 'antiga' }, fallback: 'hoje' } },
      { consulta: '3 de maio', plano: 'Ouro' },
    );
    const field = await waitFor(() => {
      const found = screen.getByRole<HTMLSelectElement>('combobox', { name: 'Contact field for data' });
      expect([...found.options].map(({ textContent }) => textContent)).toEqual([
        'antiga (not seen in these contacts)',
        'consulta',
        'plano',
      ]);
      return found;
    });

    fireEvent.change(field, { target: { value: 'consulta' } });
    await rest();
    expect(bubble()).toContain('3 de maio');
    expect([...field.options].map(({ textContent }) => textContent)).toEqual(['consulta', 'plano']);
  });
});

describe('the bubble', () => {
  it('carries the name of each variable where it stands, with a value and without', async () => {
    const { root } = await showReview({ nome: text('Ana'), data: text('') });
    expect(
      [...root.querySelectorAll('.bubble mark')].map((mark) => [mark.getAttribute('data-variable'), mark.textContent]),
    ).toEqual([
      ['nome', 'Ana'],
      ['data', '{{data}}'],
    ]);
  });

  it('calls a numbered placeholder by the variable that fills it', async () => {
    const [template] = PREVIEW_WITH_VARIABLES.templates;
    const { root } = await showReview(
      { nome: text('Ana'), data: text('') },
      {},
      { preview: { templates: template === undefined ? [] : [{ ...template, body: 'Oi {{1}}, {{2}}' }] } },
    );
    expect(root.querySelector('.bubble .gap')?.textContent).toBe('{{data}}');
  });
});

describe('a value that is empty or too long', () => {
  it('is named with its people, who can be taken out by one press', async () => {
    const { press, saved } = await showReview(
      { nome: text('Ana'), data: { source: { kind: 'contact-field', field: 'consulta' }, fallback: '' } },
      { consulta: '' },
      { people: 4 },
    );
    const notice = await waitFor(() => {
      const found = screen.getByText('data is empty for:').closest('.notice');
      expect(found?.textContent).toContain('and 1 more');
      return found;
    });
    expect(notice?.querySelectorAll('bdi')).toHaveLength(3);

    await press(screen.getByRole('button', { name: 'Untick these 4' }));
    expect(saved()).toMatchObject({ draft: { people: [] } });
  });
});

describe('while values are chosen', () => {
  it('the message stands above the variables, and the number of those that are still pending beside their heading', async () => {
    const { root, rest } = await showReview({ nome: text('Ana') });
    const title = screen.getByRole('heading', { name: 'Variables of the flow' });
    const bubble = root.querySelector('.naming .bubble');
    const pending = () => title.parentElement?.querySelector('.pill')?.textContent;
    const before = pending();
    fireEvent.change(screen.getByRole('combobox', { name: 'data' }), { target: { value: 'agent-name' } });
    await rest();

    expect((bubble?.compareDocumentPosition(title) ?? 0) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    expect([before, pending()]).toEqual(['1 pending', 'All set']);
  });
});

describe('a template in two languages', () => {
  it('is shown in each, named by its language, filled with the same values', async () => {
    const [template] = PREVIEW_WITH_VARIABLES.templates;
    if (template === undefined) throw new Error('no template');
    const languages = [
      { ...template, language: 'pt_BR', body: 'Oi {{nome}}, {{data}}' },
      { ...template, language: 'en_US', body: 'Hi {{nome}}, {{data}}', status: 'REJECTED' },
    ];
    const { root } = await showReview(
      { nome: text('Ana'), data: text('12:00') },
      {},
      { preview: { templates: languages } },
    );

    const shown = [...root.querySelectorAll('.naming figure')].map((figure) => figure.textContent ?? '');
    expect(shown.map((said) => languages.map(({ language }) => said.includes(language)))).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(shown[0]).toContain('Oi Ana, 12:00');
    expect(shown[1]).toContain('Hi Ana, 12:00');
    expect(shown[1]).toContain('Rejected');
  });
});
