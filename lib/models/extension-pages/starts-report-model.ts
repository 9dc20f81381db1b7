import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { BackgroundClient } from '../../messaging/background-client.ts';
import type { CallError, OutputOf } from '../../messaging/protocol.ts';
import { DAY_MS } from '../../util/time.ts';
import { toCallError } from '../shared/resource.ts';
import type { ViewClock } from '../shared/view-clock.ts';
import { dayFieldOf, type DayRange } from './history-model.ts';

export type StartsGroup = 'agent' | 'flow' | 'day';
type StartRow = OutputOf<'history:list-starts'>['rows'][number];

/** Starts of one agent, flow or day. `name` is empty where the server does not tell it. */
interface StartsLine {
  readonly name: string;
  readonly starts: number;
}

/**
 * The reading of the server's history. `total` counts the server's rows of these days, which it widens a little; it is 0
 * until the first answer. `partial`: the agent stopped it, or there are more rows than are read at most.
 */
interface StartsReading {
  readonly status: 'idle' | 'reading' | 'done' | 'partial' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly error: CallError | null;
}

/** Starts of everybody, as far as the server shows them: names and times, no outcomes. Nothing of it is stored. */
export interface StartsReportModel {
  readonly range: ReadonlySignal<DayRange>;
  readonly setRange: (range: DayRange) => void;
  readonly group: ReadonlySignal<StartsGroup>;
  readonly groupBy: (group: StartsGroup) => void;
  readonly reading: ReadonlySignal<StartsReading>;
  /** Reads the days anew, one page after the other. Never rejects. */
  readonly read: () => Promise<void>;
  readonly stop: () => void;
  /** Most starts first; days in their order. */
  readonly lines: ReadonlySignal<readonly StartsLine[]>;
  /** One line for each agent, flow and day, for a table. */
  readonly table: ReadonlySignal<readonly { agent: string; flow: string; day: string; starts: number }[]>;
}

/** Rest between two pages, so that a long report does not crowd out the agents' own questions. */
const PAGE_REST_MS = 300;
/** Most pages of one report; a page holds 200 rows. */
const MOST_PAGES = 50;
const FIRST_DAYS = 7;

const IDLE: StartsReading = { status: 'idle', done: 0, total: 0, error: null };

/** Local midnight at the beginning of a day (YYYY-MM-DD), epoch ms; null for an empty field. */
function midnightOf(day: string, daysLater = 0): number | null {
  const [year, month, date] = day.split('-').map(Number);
  if (year === undefined || month === undefined || date === undefined) return null;
  return new Date(year, month - 1, date + daysLater).getTime();
}

export function createStartsReportModel(client: BackgroundClient, clock: ViewClock): StartsReportModel {
  const now = clock.now();
  const range = signal<DayRange>({ from: dayFieldOf(now - (FIRST_DAYS - 1) * DAY_MS), to: dayFieldOf(now) });
  const group = signal<StartsGroup>('agent');
  const reading = signal<StartsReading>(IDLE);
  const rows = signal<readonly StartRow[]>([]);
  let newest = 0;

  const rest = (): Promise<void> => new Promise((resolve) => void clock.after(PAGE_REST_MS, resolve));
  const keyOf = (row: StartRow): string => {
    switch (group.value) {
      case 'agent':
        return row.userName;
      case 'flow':
        return row.flowName;
      case 'day':
        return dayFieldOf(row.at);
      default:
        return group.value satisfies never;
    }
  };

  async function read(): Promise<void> {
    const own = (newest += 1);
    const isOver = (): boolean => own !== newest;
    const after = midnightOf(range.peek().from);
    const before = midnightOf(range.peek().to, 1);
    rows.value = [];
    reading.value = { ...IDLE, status: 'reading' };
    try {
      let offset: number | null = 0;
      let done = 0;
      for (let page = 0; page < MOST_PAGES && offset !== null; page += 1) {
        if (page > 0) await rest();
        if (isOver()) return;
        const answer: OutputOf<'history:list-starts'> = await client.call('history:list-starts', {
          after,
          before,
          offset,
        });
        if (isOver()) return;
        rows.value = [...rows.value, ...answer.rows];
        done += answer.read;
        offset = answer.next;
        reading.value = { status: 'reading', done, total: Math.max(done, answer.total), error: null };
      }
      reading.value = { ...reading.value, status: offset === null ? 'done' : 'partial' };
    } catch (thrown) {
      if (!isOver()) reading.value = { ...reading.value, status: 'failed', error: toCallError(thrown) };
    }
  }

  return {
    range,
    setRange: (next) => (range.value = next),
    group,
    groupBy: (next) => (group.value = next),
    reading,
    read,
    stop() {
      if (reading.peek().status !== 'reading') return;
      newest += 1;
      reading.value = { ...reading.peek(), status: 'partial' };
    },
    lines: computed(() => {
      const counts = new Map<string, number>();
      for (const row of rows.value) counts.set(keyOf(row), (counts.get(keyOf(row)) ?? 0) + 1);
      const byName = (a: StartsLine, b: StartsLine): number => (a.name < b.name ? -1 : 1);
      return [...counts]
        .map(([name, starts]) => ({ name, starts }))
        .toSorted((a, b) => (group.value === 'day' ? byName(a, b) : b.starts - a.starts || byName(a, b)));
    }),
    table: computed(() => {
      const lines = new Map<string, { agent: string; flow: string; day: string; starts: number }>();
      for (const { userName, flowName, at } of rows.value) {
        const day = dayFieldOf(at);
        const key = JSON.stringify([day, userName, flowName]);
        lines.set(key, { agent: userName, flow: flowName, day, starts: (lines.get(key)?.starts ?? 0) + 1 });
      }
      return [...lines].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
    }),
  };
}
