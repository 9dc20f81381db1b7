// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { FollowUpView, PreparedView } from '../../lib/messaging/views.ts';
import { toLocalInput, tomorrowAt } from '../../lib/util/time.ts';
import { NOW, awaitedOf, dispatchOf, draftOf, FLOWS, peopleOf, toReport } from './fake-data.ts';
import { hidePanel, showPanel } from './show-panel.tsx';

afterEach(hidePanel);

const HOUR = 3_600_000;
const prepared = (change: Partial<PreparedView> = {}): PreparedView => ({
  id: 'one',
  flowName: 'Cobrança',
  people: 12,
  dueAt: NOW - 40 * 60_000,
  state: 'due',
  expiresAt: NOW + 168 * HOUR,
  isClockBack: false,
  otherProject: null,
  ...change,
});
const PLAN = { morningAt: NOW + 10 * HOUR, unknown: 2 };
const ANSWERS = {
  'prepared:plan': () => PLAN,
  'prepared:save': () => ({ ok: true as const, id: 'one' }),
  'prepared:open': () => ({ ok: true as const }),
  'prepared:drop': () => ({ ok: true as const }),
  'prepared:restore': () => ({ ok: true as const }),
  'prepared:retime': () => ({ ok: true as const }),
};

describe('preparing a dispatch for later', () => {
  it('offers tomorrow at nine, the morning of all, and any other time; it says that nothing is sent by itself', async () => {
    const { press, named } = await showPanel({ singles: { draft: draftOf(3) }, answers: ANSWERS });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Prepare for later' }));
    const form = within(screen.getByRole('region', { name: 'Prepare for later' }));

    expect(form.getByText(/^Nothing is sent by itself/)).toBeTruthy();
    expect(form.getByRole('button', { name: /^When it is 8:00 for all of them/ })).toBeTruthy();
    expect(form.getByText('The time zone of 2 people is not known.')).toBeTruthy();
    await press(form.getByRole('button', { name: /^Tomorrow/ }));

    expect(named('prepared:save')).toMatchObject([{ input: { dueAt: tomorrowAt(NOW, 9) } }]);
    expect(named('dispatch:confirm')).toEqual([]);
    expect(screen.getByText('Prepared. Disparo will call you at that time.')).toBeTruthy();
  });

  it('refuses a time that is over, and says so', async () => {
    const { press, rest } = await showPanel({ singles: { draft: draftOf(3) }, answers: ANSWERS });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Prepare for later' }));

    fireEvent.input(screen.getByLabelText('Another time'), { target: { value: toLocalInput(NOW - HOUR) } });
    await rest();

    expect(screen.getByText('Choose a time in the future.')).toBeTruthy();
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Prepare' }).disabled).toBe(true);
  });

  it('stands at night in place of the press that would take everybody out', async () => {
    const draft = draftOf(80);
    const night = draft.people.map(({ contactUuid, name }) => ({ contactUuid, name, details: {} }));
    const findings = [{ kind: 'night' as const, level: 'warning' as const, people: night, details: {} }];
    const { press, named } = await showPanel({
      singles: { draft },
      answers: { ...ANSWERS, 'preflight:run': () => toReport(draft, { findings }) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Check and send to 80 people' }));

    expect(screen.queryByRole('button', { name: /Untick/ })).toBeNull();
    await press(screen.getByRole('button', { name: /^When it is 8:00 for all of them/ }));

    expect(named('prepared:save')).toMatchObject([{ input: { dueAt: PLAN.morningAt } }]);
  });
});

describe('what is prepared', () => {
  it('is offered at its time with how late it is, and opens with fresh checks; the press sends nothing', async () => {
    const { press, named } = await showPanel({
      singles: { later: { prepared: [prepared()], followUps: [], recipes: [], elsewhere: [] } },
      answers: ANSWERS,
    });

    expect(screen.getByText(/^Prepared for /).closest('.notice')?.textContent).toContain('12 people · 40 min late');
    await press(screen.getByRole('button', { name: 'Check and send' }));

    expect(named('prepared:open')).toMatchObject([{ input: { id: 'one' } }]);
    expect(named('preflight:run')[0]).toMatchObject({ input: { fresh: true } });
    expect(named('dispatch:confirm')).toEqual([]);
  });

  it('is listed, dropped with undo, and given another time', async () => {
    const list = [
      prepared(),
      prepared({ id: 'two', flowName: 'Boas-vindas', state: 'waiting', dueAt: NOW + HOUR, isClockBack: true }),
      prepared({ id: 'three', flowName: null, state: 'aside', dueAt: null }),
    ];
    const { press, named } = await showPanel({
      singles: { later: { prepared: list, followUps: [], recipes: [], elsewhere: ['Vendas'] } },
      answers: ANSWERS,
    });
    expect(screen.getByText(/due in another project: Vendas/)).toBeTruthy();
    await press(screen.getByRole('button', { name: 'For later' }));
    const region = within(screen.getByRole('region', { name: 'Prepared' }));

    expect(region.getAllByRole('listitem')).toHaveLength(3);
    expect(region.getByText(/clock was set back/)).toBeTruthy();
    await press(region.getByRole('button', { name: 'Delete Boas-vindas from the list' }));
    await press(screen.getByRole('button', { name: 'Undo' }));
    await press(region.getByRole('button', { name: 'Change the time of Cobrança' }));
    await press(region.getByRole('button', { name: /^Tomorrow/ }));

    expect(named('prepared:drop')).toMatchObject([{ input: { id: 'two' } }]);
    expect(named('prepared:restore')).toMatchObject([{ input: { id: 'two' } }]);
    expect(named('prepared:retime')).toMatchObject([{ input: { id: 'one', dueAt: tomorrowAt(NOW, 9) } }]);
  });
});

describe('the people of a dispatch who did not answer', () => {
  const view = (agoMs: number) => dispatchOf(1, { accepted: 3 }, { state: { status: 'finished', at: NOW - agoMs } });
  const show = async (agoMs: number) => {
    const done = view(agoMs);
    const { dispatchId, flowName } = done.row;
    const panel = await showPanel({
      dispatches: [done],
      people: peopleOf(done),
      awaited: [
        awaitedOf(0, { dispatchId, status: 'replied', repliedAt: NOW }),
        awaitedOf(1, { dispatchId }),
        awaitedOf(2, { dispatchId, status: 'expired' }),
      ],
      answers: {
        'followup:set': () => ({ ok: true }),
        'followup:open': () => ({
          ok: true,
          people: 1,
          leftOut: [
            { reason: 'answered', count: 1 },
            { reason: 'open-chat', count: 1 },
          ],
        }),
      },
    });
    await panel.press(screen.getByRole('tab', { name: 'History' }));
    await panel.press(screen.getByRole('button', { name: new RegExp(flowName) }));
    return { ...panel, dispatchId };
  };

  it('are shown in Waiting right after sending; they are not offered again then', async () => {
    const { press } = await show(60_000);

    expect(screen.queryByRole('button', { name: /did not answer$/ })).toBeNull();
    await press(screen.getByRole('button', { name: 'See in Waiting' }));

    expect(screen.getByRole('tab', { name: /Waiting/ }).getAttribute('aria-selected')).toBe('true');
  });

  it('are offered again some hours later, with who is left out and why; the press sends nothing', async () => {
    const { press, named, dispatchId } = await show(4 * HOUR);

    await press(screen.getByRole('button', { name: 'Send again to the 2 who did not answer' }));

    expect(named('followup:open')).toMatchObject([{ input: { dispatchId } }]);
    expect(screen.getByText('1 person without an answer is picked')).toBeTruthy();
    expect(screen.getByText('1: in an open chat')).toBeTruthy();
    expect(named('dispatch:confirm')).toEqual([]);
  });

  it('get a rule: after how many days, and with which flow', async () => {
    const { press, named, rest, dispatchId } = await show(60_000);
    await press(screen.getByRole('button', { name: 'If they do not answer…' }));
    const other = FLOWS.find(({ flowUuid }) => flowUuid !== view(0).row.flowUuid);

    fireEvent.change(screen.getByLabelText(/how many days/), { target: { value: '5' } });
    fireEvent.change(screen.getByLabelText('Which flow?'), { target: { value: other?.flowUuid } });
    await rest();
    await press(screen.getByRole('button', { name: 'Save' }));

    expect(named('followup:set')).toMatchObject([
      { input: { dispatchId, rule: { days: 5, flow: { flowUuid: other?.flowUuid, flowName: other?.name } } } },
    ]);
  });

  it('are offered when the rule is due, and listed until then', async () => {
    const followUp = (n: number, isDue: boolean): FollowUpView => ({
      dispatchId: dispatchOf(n, {}).row.dispatchId,
      name: `Envio ${n}`,
      flowName: 'Boas-vindas',
      people: 7,
      total: 9,
      sentAt: NOW - 80 * HOUR,
      dueAt: isDue ? NOW - HOUR : NOW + HOUR,
      isDue,
    });
    const { press, named } = await showPanel({
      singles: {
        later: { prepared: [], followUps: [followUp(1, true), followUp(2, false)], recipes: [], elsewhere: [] },
      },
      answers: { 'followup:open': () => ({ ok: true, people: 0, leftOut: [{ reason: 'answered', count: 9 }] }) },
    });
    expect(screen.getByText('7 people have not answered')).toBeTruthy();
    await press(screen.getByRole('button', { name: 'For later' }));
    const list = within(screen.getByRole('region', { name: 'Follow-ups' }));

    expect(list.getAllByRole('listitem')).toHaveLength(2);
    expect(list.getAllByText(/7 of 9 without an answer/)).toHaveLength(2);
    await press(list.getByRole('button', { name: 'Check and send' }));

    expect(named('followup:open')).toHaveLength(1);
    expect(screen.getByText('Nobody is left to write to')).toBeTruthy();
  });
});

describe('recipes, names and audiences', () => {
  const RECIPE = { name: 'Boleto', flowName: 'Cobrança', audience: 'VIP', note: 'Todo dia 5' };

  it('a recipe is made in the review: flow, values, and the picked people as an audience of its name', async () => {
    const { press, named, rest } = await showPanel({
      singles: { draft: draftOf(3) },
      answers: { 'audience:save': () => ({ ok: true }), 'recipe:save': () => ({ ok: true }) },
    });
    await press(screen.getByRole('button', { name: /Review$/ }));
    await press(screen.getByRole('button', { name: 'Save as a recipe' }));

    fireEvent.input(screen.getByLabelText('Name of the recipe'), { target: { value: 'Boleto' } });
    fireEvent.input(screen.getByLabelText('Note for yourself'), { target: { value: 'Todo dia 5' } });
    fireEvent.change(screen.getByLabelText('Who it goes to'), { target: { value: ' ' } });
    await rest();
    await press(within(screen.getByRole('region', { name: 'Save as a recipe' })).getByRole('button', { name: 'Save' }));

    expect(named('audience:save')).toMatchObject([{ input: { name: 'Boleto' } }]);
    expect(named('recipe:save')).toMatchObject([{ input: { name: 'Boleto', note: 'Todo dia 5', audience: 'Boleto' } }]);
    expect(screen.getByText('Recipe saved.')).toBeTruthy();
  });

  it('recipes are listed with flow, audience and note, used, and deleted with undo', async () => {
    const { press, named } = await showPanel({
      singles: { later: { prepared: [], followUps: [], recipes: [RECIPE], elsewhere: [] } },
      answers: {
        'recipe:use': () => ({ ok: true, people: 0, isAudienceGone: true }),
        'recipe:remove': () => ({ ok: true }),
        'recipe:restore': () => ({ ok: true }),
      },
    });
    await press(screen.getByRole('button', { name: 'For later' }));
    const list = within(screen.getByRole('region', { name: 'Recipes' }));

    expect(list.getByRole('listitem').textContent).toMatch(/Boleto.*Cobrança.*to VIP.*Todo dia 5/);
    await press(list.getByRole('button', { name: 'Delete the recipe Boleto' }));
    await press(screen.getByRole('button', { name: 'Undo' }));
    await press(list.getByRole('button', { name: 'Use' }));

    expect(named('recipe:restore')).toMatchObject([{ input: { name: 'Boleto' } }]);
    expect(named('recipe:use')).toMatchObject([{ input: { name: 'Boleto' } }]);
    expect(screen.getByText(/^The audience of this recipe was deleted/)).toBeTruthy();
  });

  it('a dispatch is named, and a part of its people is kept as an audience', async () => {
    const done = dispatchOf(1, { accepted: 3 });
    const { dispatchId, flowName } = done.row;
    const { press, named, rest } = await showPanel({
      dispatches: [done],
      people: peopleOf(done),
      answers: { 'dispatch:name': () => ({ ok: true }), 'audience:save-part': () => ({ ok: true, count: 1 }) },
    });
    await press(screen.getByRole('tab', { name: 'History' }));
    await press(screen.getByRole('button', { name: new RegExp(flowName) }));
    await press(screen.getByRole('button', { name: 'Name this dispatch' }));
    fireEvent.input(screen.getByLabelText('Name of the dispatch'), { target: { value: 'Boleto de junho' } });
    await rest();
    await press(screen.getByRole('button', { name: 'Save' }));
    await press(screen.getByRole('button', { name: 'Keep as an audience' }));
    await press(screen.getByRole('button', { name: 'Who failed' }));

    expect(named('dispatch:name')).toMatchObject([{ input: { dispatchId, name: 'Boleto de junho' } }]);
    expect(named('audience:save-part')).toMatchObject([
      { input: { dispatchId, part: 'failed', name: expect.stringContaining(flowName.slice(0, 20)) } },
    ]);
  });
});
