import * as z from 'zod/mini';
import type { SectorHours } from '../../preflight/sector-hours.ts';

// The hours of a sector. Only its managers and admins may read them; an agent gets 403
// (.github/docs/contract/flow-run.md#where-an-answer-lands).

const Span = z.looseObject({ start: z.string(), end: z.string() });
const Day = z.nullable(z.union([Span, z.array(Span)]));
const StaticDay = z.looseObject({
  closed: z.optional(z.boolean()),
  start: z.optional(z.nullable(z.string())),
  end: z.optional(z.nullable(z.string())),
});

const WorkingHours = z.looseObject({
  closed_weekdays: z.optional(z.array(z.number())),
  schedules: z.optional(z.record(z.string(), Day)),
  static_holidays: z.optional(z.record(z.string(), StaticDay)),
});

/** `GET /sector/{uuid}/worktime/`: the sector's `working_day`; without hours the sector is never closed. */
export const WorktimeWire = z.looseObject({ working_hours: z.nullable(WorkingHours) });

/** One row of `GET /sector_holiday/?sector=`. `date` is a day, or the first and last of several. */
export const HolidayWire = z.looseObject({
  uuid: z.string(),
  date: z.union([z.string(), z.looseObject({ start: z.string(), end: z.string() })]),
  day_type: z.string(),
  start_time: z.nullable(z.string()),
  end_time: z.nullable(z.string()),
});

type Special = SectorHours['special'][number];

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Converts the hours of a sector with its holidays, which count before the yearly days of the hours themselves. */
export function toSectorHours(wire: z.infer<typeof WorktimeWire>, holidays: readonly Special[]): SectorHours {
  const { working_hours: hours } = wire;
  if (hours === null || Object.keys(hours).length === 0) return { week: 'always', closedDays: [], special: [] };
  const closed = hours.closed_weekdays ?? [];
  return {
    week: DAYS.map((name) => {
      const day = hours.schedules?.[name] ?? null;
      return day === null ? [] : Array.isArray(day) ? day : [day];
    }),
    closedDays: closed.map((isoWeekday) => isoWeekday - 1),
    special: [
      ...holidays,
      ...Object.entries(hours.static_holidays ?? {}).map(([date, day]): Special => ({
        from: date,
        until: date,
        spans: day.closed !== false ? null : spansOf(day.start ?? null, day.end ?? null, []),
      })),
    ],
  };
}

export function toHoliday(wire: z.infer<typeof HolidayWire>): Special & { readonly uuid: string } {
  const [from, until] = typeof wire.date === 'string' ? [wire.date, wire.date] : [wire.date.start, wire.date.end];
  return {
    uuid: wire.uuid,
    from,
    until,
    // A holiday without times is an open day.
    spans: wire.day_type === 'closed' ? null : spansOf(wire.start_time, wire.end_time, [WHOLE_DAY]),
  };
}

const WHOLE_DAY = { start: '00:00', end: '23:59' };

function spansOf(
  start: string | null,
  end: string | null,
  without: readonly { readonly start: string; readonly end: string }[],
) {
  return start === null || end === null ? without : [{ start, end }];
}
