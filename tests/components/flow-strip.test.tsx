// @vitest-environment happy-dom
import { screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { FlowReadingView } from '../../lib/messaging/flow-reading-view.ts';
import type { FlowPreview } from '../../lib/messaging/views.ts';
import { draftOf, PREVIEW, PREVIEW_WITH_VARIABLES, READING } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

/** The review of a flow with this analysis, for one person whose `nome` is Ana. */
async function showReview(reading: Partial<FlowReadingView> | null, preview: Partial<FlowPreview> = {}) {
  const draft = draftOf(1, {
    variables: { nome: { source: { kind: 'text', text: 'Ana' }, fallback: '' } },
  });
  const shown = await showPanel({
    singles: { draft },
    answers: {
      'catalog:preview-flow': () => ({
        ...PREVIEW_WITH_VARIABLES,
        ...preview,
        reading: reading === null ? null : { ...READING, ...reading },
      }),
      'people:facts': () => ({
        people: draft.people.map(({ contactUuid, name }) => ({ contactUuid, name, number: '', fields: {} })),
      }),
    },
  });
  await shown.press(screen.getByRole('button', { name: /Review$/ }));
  const strip = screen.getByRole('region', { name: 'What happens' });
  const chain = (): string[] => [...strip.querySelectorAll('.chain li')].map((link) => link.textContent?.trim() ?? '');
  return { ...shown, strip, chain };
}

const opens = (
  value: FlowReadingView['opensChat']['value'],
  where: FlowReadingView['opensChat']['where'] = [{ sector: 'Vendas', queue: 'Recuperação' }],
  isOnlyLate = false,
) => ({ opensChat: { value, where, isOnlyLate } });

describe('what happens, in one line', () => {
  it.each<[string, Partial<FlowReadingView>, string]>([
    ['a chat after the answer', {}, 'Sends the template | waits for an answer | opens a chat in Vendas › Recuperação'],
    ['a chat at once', opens('before-answer'), 'Sends the template | opens a chat in Vendas › Recuperação'],
    [
      'no chat',
      { ...opens('never', []), sendsTemplate: 'no', sendsFreeMessage: 'yes', steps: READING.steps.slice(0, 1) },
      'Sends a message without a template | opens no chat: answers stay with the bot',
    ],
    [
      'a chat for those who stay silent',
      opens('depends', [{ sector: 'Vendas', queue: null }], true),
      'Sends the template | waits for an answer | opens a chat only if they do not answer in time, in Vendas › unknown queue',
    ],
    [
      'many queues',
      opens(
        'depends',
        ['A', 'B', 'C'].map((queue) => ({ sector: 'Vendas', queue })),
      ),
      'Sends the template | waits for an answer | opens a chat on some paths only, in 3 queues',
    ],
    [
      'what is not understood',
      { ...opens('unknown', []), sendsTemplate: 'unknown', sendsFreeMessage: 'unknown', isWhole: false, steps: [] },
      'May send a message | whether it opens a chat is not known',
    ],
  ])('%s', async (_name, reading, expected) => {
    const { chain, strip } = await showReview(reading);
    expect(chain().join(' | ')).toBe(expected);
    expect(within(strip).queryAllByText('Not all of this flow could be read.')).toHaveLength(
      reading.isWhole === false ? 1 : 0,
    );
  });

  it('unfolds to the steps by a button that says so, and folds again', async () => {
    const { strip, press } = await showReview({
      steps: [
        ...READING.steps.slice(0, 1),
        { kind: 'wait', depth: 0, about: '', timeoutSeconds: 600 },
        { kind: 'split', depth: 0, about: '@contact.groups' },
        { kind: 'message', depth: 1, about: 'Tchau' },
        { kind: 'not-understood', depth: 1, about: 'summon_agent' },
        ...READING.steps.slice(2),
      ],
    });
    const button = within(strip).getByRole('button', { name: 'What happens' });
    const steps = () => [...strip.querySelectorAll('.flowsteps li')].map((step) => step.textContent);
    expect([button.getAttribute('aria-expanded'), steps()]).toEqual(['false', []]);

    await press(button);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    expect(document.getElementById(button.getAttribute('aria-controls') ?? '')?.textContent).toContain('Template');
    expect(steps()).toEqual([
      'Template confirmacao_consulta',
      'Waits for an answer for 10 min, then goes on without one',
      "Chooses a path by the contact's groups",
      'Message: Tchau',
      'A step we do not know',
      'Opens a chat in Vendas › Recuperação',
    ]);
    expect(strip.textContent).toContain('Ends after 7 days without an answer.');

    await press(button);
    expect([button.getAttribute('aria-expanded'), steps()]).toEqual(['false', []]);
  });

  it('says that a definition could not be read, and offers nothing to unfold', async () => {
    const { strip } = await showReview(null);
    expect(strip.textContent).toContain('This flow could not be read, so what it does is not known.');
    expect(within(strip).queryByRole('button')).toBeNull();
  });
});

describe('the rehearsal', () => {
  const item = (
    kind: FlowReadingView['rehearsal']['items'][number]['kind'],
    text = '',
    depth = 0,
    startsPath = false,
  ) => ({ kind, text, depth, startsPath });
  const rehearsed = (shown: { root: HTMLElement }): string[] =>
    [...shown.root.querySelectorAll('.rehearsal > li')].map((line) =>
      (line.querySelector('.bubble')?.textContent ?? line.textContent ?? '').trim(),
    );

  it('shows the messages in order with the values of the person, up to the first wait; a gap stays a gap', async () => {
    const shown = await showReview({
      rehearsal: {
        items: [
          item('message', 'Oi @trigger.params.nome, total @results.total'),
          item('template', 'confirmacao_consulta'),
          item('wait'),
        ],
        isCut: false,
      },
    });
    const [free, template, wait] = rehearsed(shown);
    expect(free).toBe('Oi Ana, total @results.total');
    expect(template).toContain('Olá Ana, sua consulta é em {{data}}.');
    expect(wait).toBe('Waits for an answer');
    expect([...shown.root.querySelectorAll('.rehearsal .gap')].map((gap) => gap.textContent)).toContain(
      '@results.total',
    );
  });

  it('says in its place what is decided when the flow runs, and lists each path', async () => {
    const shown = await showReview({
      rehearsal: {
        items: [
          item('call', 'call_webhook'),
          item('split', '@results.erp.category'),
          item('message', 'Achei', 1, true),
          item('wait', '', 1),
          item('end', '', 1, true),
          item('not-understood', 'summon_agent'),
        ],
        isCut: true,
      },
    });
    expect(rehearsed(shown)).toEqual([
      'Asks another system first; what comes next may depend on its answer',
      'Decided at that moment, by the result erp:',
      'Achei',
      'Waits for an answer',
      'One path:Ends without sending anything else',
      'A step we do not know: it may send more',
    ]);
    expect(shown.root.textContent).toContain('More paths follow');
  });

  it('shows a template that comes after the answer apart, and one without a text by its name', async () => {
    const { root } = await showReview({
      rehearsal: { items: [item('template', 'sumiu'), item('wait')], isCut: false },
    });
    const section = within(root).getByRole('region', { name: 'What they will read' });
    expect(section.textContent).toContain('Template sumiu; its text was not found.');
    const later = within(section).getByRole('heading', { name: 'May be sent later' });
    expect(later.nextElementSibling?.textContent).toContain(PREVIEW.templates[0]?.name);
  });
});
