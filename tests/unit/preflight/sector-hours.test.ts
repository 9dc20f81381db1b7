import { describe, expect, it } from 'vitest';
import {
  hoursOfLines,
  isClosedForAnswers,
  isOpenAt,
  readHoursLine,
  type SectorHours,
} from '../../../lib/preflight/sector-hours.ts';
import { HolidayWire, toHoliday, toSectorHours, WorktimeWire } from '../../../lib/weni/api/sector-hours.ts';

const zone = 'America/Sao_Paulo';
/** A time in São Paulo, which is three hours behind UTC. 23 November 2026 is a Monday. */
const at = (day: number, hour: number, minute = 0) => Date.UTC(2026, 10, day, hour + 3, minute);
const MONDAY = 23;
const SATURDAY = 28;

const hoursOf = (working_hours: unknown, holidays: readonly unknown[] = []): SectorHours =>
  toSectorHours(
    WorktimeWire.parse({ working_hours }),
    holidays.map((day) => toHoliday(HolidayWire.parse(day))),
  );
const holiday = (change: object) => ({ uuid: 'h1', day_type: 'closed', start_time: null, end_time: null, ...change });
const WEEK = {
  closed_weekdays: [7],
  schedules: {
    monday: [
      { start: '08:00', end: '12:00' },
      { start: '13:00', end: '18:00' },
    ],
    tuesday: { start: '08:00', end: '18:00' },
    wednesday: null,
    saturday: { start: '08:00', end: '12:00' },
    sunday: { start: '08:00', end: '12:00' },
  },
};

describe('the hours of a sector, as the engine judges them', () => {
  it.each<[string, number, boolean]>([
    ['before the first span', at(MONDAY, 7, 59), false],
    ['at the first minute', at(MONDAY, 8), true],
    ['at the last minute', at(MONDAY, 12), true],
    ['between two spans', at(MONDAY, 12, 30), false],
    ['in the second span', at(MONDAY, 17, 59), true],
    ['on a day with one span', at(MONDAY + 1, 12, 30), true],
    ['on a day without hours', at(MONDAY + 2, 12), false],
    ['on a day that is not named', at(MONDAY + 3, 12), false],
    ['on Saturday', at(SATURDAY, 9), true],
    ['on a closed weekday that has hours', at(SATURDAY + 1, 9), false],
  ])('%s', (_, time, isOpen) => {
    expect(isOpenAt({ zone, hours: hoursOf(WEEK) }, time)).toBe(isOpen);
  });

  it.each<[string, object, boolean]>([
    ['a closed holiday', holiday({ date: '2026-11-23' }), false],
    ['the last day of a closed week', holiday({ date: { start: '2026-11-17', end: '2026-11-23' } }), false],
    [
      'a holiday with other hours',
      holiday({ date: '2026-11-23', day_type: 'custom_hours', start_time: '12:10:00', end_time: '12:40:00' }),
      true,
    ],
    ['another day', holiday({ date: '2026-11-24' }), false],
  ])('at 12:30 on %s', (_, day, isOpen) => {
    expect(isOpenAt({ zone, hours: hoursOf(WEEK, [day]) }, at(MONDAY, 12, 30))).toBe(isOpen);
  });

  it.each<[string, object]>([
    ['of this year', { '2026-11-23': { closed: true } }],
    ['of every year', { '11-23': {} }],
  ])('are none on a fixed day %s', (_, static_holidays) => {
    expect(isOpenAt({ zone, hours: hoursOf({ ...WEEK, static_holidays }) }, at(MONDAY, 9))).toBe(false);
  });

  it('a sector without hours is never closed; a zone that is not known leaves it unknown', () => {
    expect(isOpenAt({ zone, hours: hoursOf({}) }, at(MONDAY, 3))).toBe(true);
    expect(isOpenAt({ zone, hours: hoursOf(null) }, at(MONDAY, 3))).toBe(true);
    expect(isOpenAt({ zone: 'Nowhere/At_All', hours: hoursOf(WEEK) }, at(MONDAY, 9))).toBeNull();
  });

  it.each<[number, string]>([
    [at(MONDAY, 9), 'no'],
    [at(MONDAY, 17, 30), 'soon'],
    [at(MONDAY, 20), 'now'],
    [at(MONDAY, 12, 30), 'now'],
  ])('tell whether answers of the next hour find it closed', (now, closed) => {
    expect(isClosedForAnswers({ zone, hours: hoursOf(WEEK) }, now)).toBe(closed);
  });

  it('does not parse an answer without the hours, which is then unknown', () => {
    expect(WorktimeWire.safeParse({}).success).toBe(false);
    expect(WorktimeWire.safeParse({ working_hours: { schedules: { monday: 'open' } } }).success).toBe(false);
  });
});

describe('a line of the settings', () => {
  it.each([
    ['Vendas = 1-5 08:00-18:00', { sector: 'Vendas', days: [0, 1, 2, 3, 4], span: { start: '08:00', end: '18:00' } }],
    ['  Pós-venda: 6 09:00 - 13:00 ', { sector: 'Pós-venda', days: [5], span: { start: '09:00', end: '13:00' } }],
  ])('%j', (line, read) => expect(readHoursLine(line)).toEqual(read));

  it.each([
    'Vendas',
    'Vendas = 5-1 08:00-18:00',
    'Vendas = 1-5 18:00-08:00',
    'Vendas = 1-5 08:00-24:00',
    'V = 1 08:60-09:00',
    '= 1-5 08:00-18:00',
    'Vendas = 0-5 08:00-18:00',
  ])('that cannot be read: %j', (line) => expect(readHoursLine(line)).toBeNull());

  it('counts for its sector; one for every sector counts where none names it', () => {
    const isSame = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();
    const lines = ['vendas = 1-5 08:00-12:00', 'Vendas = 1-5 13:00-18:00', '* = 1-7 00:00-23:59'];
    const open = (sector: string, time: number) => {
      const hours = hoursOfLines(lines, sector, isSame);
      return hours === null ? null : isOpenAt({ zone, hours }, time);
    };
    expect([open('Vendas', at(MONDAY, 9)), open('Vendas', at(MONDAY, 14)), open('Vendas', at(SATURDAY, 9))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(open('Suporte', at(SATURDAY, 9))).toBe(true);
    expect(hoursOfLines(lines.slice(0, 2), 'Suporte', isSame)).toBeNull();
  });
});
