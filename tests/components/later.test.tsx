// @vitest-environment happy-dom
import { fireEvent, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import type { PreparedView } from '../../lib/messaging/views.ts';
import { toLocalInput, tomorrowAt } from '../../lib/util/time.ts';
import { NOW, draftOf, toReport } from './fake-data.ts';
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
      singles: { later: { prepared: [prepared()], elsewhere: [] } },
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
      singles: { later: { prepared: list, elsewhere: ['Vendas'] } },
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
