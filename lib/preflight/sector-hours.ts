/** A span of local time, `HH:MM`, both ends included, as the engine compares them. */
interface Span {
  readonly start: string;
  readonly end: string;
}

/** One day that differs from the week. `until`: last day of several. `spans` null: closed; empty: as the week says. */
interface SpecialDay {
  /** `YYYY-MM-DD`, or `MM-DD` for every year. */
  readonly from: string;
  readonly until: string;
  readonly spans: readonly Span[] | null;
}

/**
 * When a sector takes new chats. `week`: the spans of each day, Monday first; empty: closed; `always`: the sector has no
 * hours. `closedDays`: weekdays (0 is Monday) on which no special day opens it
 * (.github/docs/contract/flow-run.md#where-an-answer-lands).
 */
export interface SectorHours {
  readonly week: readonly (readonly Span[])[] | 'always';
  readonly closedDays: readonly number[];
  readonly special: readonly SpecialDay[];
}

/** Hours of a sector, and the time zone of its project, in which they count. */
export interface KnownHours {
  readonly zone: string;
  readonly hours: SectorHours;
}

interface LocalTime {
  /** 0 is Monday. */
  readonly weekday: number;
  readonly date: string;
  readonly time: string;
}

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Local day and time; null when the browser does not know the zone. */
function localTime(zone: string, at: number): LocalTime | null {
  try {
    const parts = new Map(
      new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        weekday: 'short',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
        .formatToParts(at)
        .map(({ type, value }) => [type, value] as const),
    );
    const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
    return {
      weekday: WEEKDAYS.indexOf(part('weekday')),
      date: `${part('year')}-${part('month')}-${part('day')}`,
      time: `${part('hour')}:${part('minute')}`,
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const isWithin = (spans: readonly Span[], time: string): boolean =>
  spans.some(({ start, end }) => start.slice(0, 5) <= time && time <= end.slice(0, 5));

function isSpecial({ from, until }: SpecialDay, date: string): boolean {
  const day = from.length === 5 ? date.slice(5) : date;
  return from <= day && day <= until;
}

/** Whether a sector takes new chats at a time (epoch ms). Null: the time zone is not known. */
export function isOpenAt({ zone, hours }: KnownHours, at: number): boolean | null {
  const now = localTime(zone, at);
  if (now === null || now.weekday === -1) return null;
  if (hours.week === 'always') return true;
  if (hours.closedDays.includes(now.weekday)) return false;
  const week = hours.week[now.weekday] ?? [];
  const special = hours.special.find((day) => isSpecial(day, now.date));
  if (special !== undefined) {
    if (special.spans === null) return false;
    if (special.spans.length > 0) return isWithin(special.spans, now.time);
  }
  return isWithin(week, now.time);
}

/** How far ahead answers are expected: most customers who answer do so soon. */
const ANSWERS_WITHIN_MS = 60 * 60_000;

/** Whether a sector is closed now, or will be while answers come. Null: it cannot be said. */
export function isClosedForAnswers(known: KnownHours, now: number): 'now' | 'soon' | 'no' | null {
  const [first, later] = [isOpenAt(known, now), isOpenAt(known, now + ANSWERS_WITHIN_MS)];
  if (first === null || later === null) return null;
  return first ? (later ? 'no' : 'soon') : 'now';
}

const LINE = /^(.+?)\s*[=:]\s*([1-7])(?:\s*-\s*([1-7]))?\s+(\d{2}:\d{2})\s*-\s*(\d{2}:\d{2})$/;

/** Name of a line that is meant for every sector. */
const EVERY_SECTOR = '*';

/** The hours that one line of the settings names. */
interface HoursLine {
  readonly sector: string;
  readonly days: readonly number[];
  readonly span: Span;
}

/**
 * Reads one line of the settings: name of the sector (`*`: all), first and last weekday (1 is Monday), from and until:
 * `Vendas = 1-5 08:00-18:00`. Null: it is no such line.
 */
export function readHoursLine(line: string): HoursLine | null {
  const [, sector, first, last, start, end] = LINE.exec(line.trim()) ?? [];
  if (sector === undefined || first === undefined || start === undefined || end === undefined) return null;
  const [from, to] = [Number(first), Number(last ?? first)];
  const isTime = (text: string) => text <= '23:59' && text.slice(3) <= '59';
  if (from > to || start >= end || !isTime(start) || !isTime(end)) return null;
  return { sector, days: Array.from({ length: to - from + 1 }, (_, n) => from - 1 + n), span: { start, end } };
}

/**
 * The hours that lines of the settings give a sector; null when none names it.
 *
 * @param isSame compares two names
 */
export function hoursOfLines(
  lines: readonly string[],
  sector: string,
  isSame: (one: string, other: string) => boolean,
): SectorHours | null {
  const read = lines.flatMap((line) => readHoursLine(line) ?? []);
  const named = read.filter((line) => isSame(line.sector, sector));
  const chosen = named.length > 0 ? named : read.filter((line) => line.sector === EVERY_SECTOR);
  if (chosen.length === 0) return null;
  return {
    week: WEEKDAYS.map((_, day) => chosen.filter(({ days }) => days.includes(day)).map(({ span }) => span)),
    closedDays: [],
    special: [],
  };
}
